"""Addresses in a text: found whole, and honest about where they lead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.text import readable
from reader.text.links import links, names_another_host


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("Code: https://a.org/x.", ["https://a.org/x"]),
        ("(https://a.org/x)", ["https://a.org/x"]),
        ("https://a.org/x_(y), and", ["https://a.org/x_(y)"]),
        ("(see https://a.org/x_(y)).", ["https://a.org/x_(y)"]),
        ("[page](https://a.org/x).", ["https://a.org/x"]),
        ("<https://a.org/x>.", ["https://a.org/x"]),
        ("“https://a.org/x”", ["https://a.org/x"]),
        ("https://a.org/x; http://b.org/?q=1&r=2!", ["https://a.org/x", "http://b.org/?q=1&r=2"]),
        ("HTTPS://A.org/x", ["HTTPS://A.org/x"]),
        ("https://a.org/x/.", ["https://a.org/x/"]),
        ("https://a.org/~user/a_b-c.html#d", ["https://a.org/~user/a_b-c.html#d"]),
        ("https://a.org/x–and", ["https://a.org/x"]),
        ("https://a.org/cut-o…", []),
        ("ftp://a.org javascript://a.org file:///etc xhttps://a.org", []),
        ("https:// http://. https://[", []),
        ("no address", []),
        (r"code~\url{https://a.org/b\_c}.", ["https://a.org/b_c"]),
        (r"\href{https://a.org/b}{our page}.", ["https://a.org/b"]),
        ("https://a.org/b{GitHub}.", ["https://a.org/b"]),
    ],
)
def test_addresses_are_found_without_what_ends_the_sentence(text: str, urls: list[str]) -> None:
    assert [link.url for link in links(readable(text))] == urls


@given(st.text() | st.text(alphabet="htps:/.a()[]…@ \n"))
def test_a_link_is_where_it_says(text: str) -> None:
    for link in links(text):
        said = text[link.start : link.end]
        assert said == link.url or f"https://{said}" == link.url
        assert link.url.lower().startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("code at github.com/a/b.", ["https://github.com/a/b"]),
        ("(huggingface.co/datasets/a_b)", ["https://huggingface.co/datasets/a_b"]),
        ("see our-page.github.io, and more", ["https://our-page.github.io"]),
        ("www.example.ai/v2. Then", ["https://www.example.ai/v2"]),
        ("https://a.org and github.com/b", ["https://a.org", "https://github.com/b"]),
        ("https://a.org/github.com/b", ["https://a.org/github.com/b"]),
        ("Perplexity.ai, FLUX-1.dev and X.com", []),
        ("e.g./i.e. 3.5/4.0 and/or GPT-4.1/GPT-5", []),
        ("someone@github.com/x", []),
        ("train.py/test.py", []),
    ],
)
def test_addresses_without_a_scheme(text: str, urls: list[str]) -> None:
    assert [link.url for link in links(text)] == urls


@pytest.mark.parametrize(
    ("text", "target", "other"),
    [
        ("a.org", "https://a.org/x", False),
        ("https://a.org/x", "https://a.org/y", False),
        ("www.a.org", "https://a.org", False),
        ("A.org/README.md", "https://a.org", False),
        ("our page", "https://b.net", False),
        ("a.org", "https://b.net", True),
        ("https://a.org/x", "https://b.net/x", True),
        ("see a.org for more", "https://b.net", True),
        ("a.org", "https://a.org.b.net", True),
        ("a.org", "https://a.org@b.net", True),
        ("a.org", "https://b.net/a.org", True),
    ],
)
def test_a_text_that_names_another_host_is_noticed(text: str, target: str, other: bool) -> None:
    assert names_another_host(text, target) is other
