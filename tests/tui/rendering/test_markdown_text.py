"""Markdown of strangers as lines: what it means is shown, what it is up to is not done."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content
from textual.style import Style

from reader.text import clean
from reader.tui.rendering.markdown_text import MANUAL, markdown_lines
from tests.thoroughness import NIGHTLY


def lines(text: str, width: int = 60) -> list[str]:
    return [line.plain.rstrip() for line in markdown_lines(text, width, 1_000)]


def links(text: str) -> list[tuple[str, str | None]]:
    """The words that lead somewhere, and where."""
    found: list[tuple[str, str | None]] = []
    for line in markdown_lines(text, 200, 1_000):
        for span in line.spans:
            if isinstance(span.style, Style) and span.style.link:
                found.append((line.plain[span.start : span.end], span.style.link))
    return found


def styled(text: str, style: str) -> list[str]:
    return [
        line.plain[span.start : span.end]
        for line in markdown_lines(text, 200, 1_000)
        for span in line.spans
        if span.style == style
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one\n\ntwo", ["one", "", "two"]),
        ("Cheers,\nBo", ["Cheers,", "Bo"]),
        ("# A heading\ntext", ["A heading", "", "text"]),
        ("- a\n- b\n  - c", ["• a", "• b", "  • c"]),
        ("- a\n\n- b", ["• a", "", "• b"]),
        ("2. a\n3. b", ["2. a", "3. b"]),
        ("10) a\n    b", ["10) a", "    b"]),
        ("> said\n> twice\n\nmine", ["> said", "> twice", "", "mine"]),
        ("> - a\n>\n> > b", ["> • a", ">", "> > b"]),
        ("```python\nx = 1\n\n\ty\n```", ["x = 1", "", "    y"]),
        ("    code\n      more", ["code", "  more"]),
        ("- a\n\n  ```\n  x\n  ```", ["• a", "", "  x"]),
        ("a\n\n---\n\nb", ["a", "", "─" * 20, "", "b"]),
        ("| a | b |\n|---|---|\n| 汉字 | c |", ["a    │ b", "─────┼──", "汉字 │ c"]),
        ("`a  b` and ~~c~~", ["a  b and c"]),
        (r"\*not\* 54.6\% &amp; &lt;b&gt;", ["*not* 54.6% & <b>"]),
        ("$a_1 + b_1$", ["$a_1 + b_1$"]),
        ("- " * 30 + "deep", ["- " * 30 + "deep"]),
    ],
)
def test_what_is_written_is_laid_out(text: str, shown: list[str]) -> None:
    assert lines(text, 80) == [line.rstrip() for line in shown]


def test_long_lines_are_broken_behind_what_stands_before_them() -> None:
    assert lines("- one two three four five\n\n> " + "字" * 12, 20) == [
        "• one two three four",
        "  five",
        "",
        "> " + "字" * 9,
        "> " + "字" * 3,
    ]
    assert lines("```\n" + "x" * 25 + "\n```", 20) == ["x" * 20, "x" * 5]


def test_a_cell_that_is_too_wide_is_broken_in_its_column() -> None:
    wide = (
        "| key | does |\n|---|---|\n| `j` `k` | "
        + "word " * 9
        + "| \n| q | 汉字 "
        + "字" * 20
        + "|"
    )
    assert lines(wide, 40) == [
        "key │ does",
        "────┼" + "─" * 35,
        "j k │ word word word word word word word",
        "    │ word word",
        "q   │ 汉字",
        "    │ " + "字" * 17,
        "    │ 字字字",
    ]


def test_a_table_of_too_many_columns_is_not_in_columns() -> None:
    wide = "| " + "a " * 20 + "| b | c | d |\n|---|---|---|---|\n" + "| some more words here " * 4
    assert lines(wide, 40)[-2:] == ["here │ some more words here │ some more", "words here"]


def test_the_manual_is_laid_out_in_its_own_way() -> None:
    text = "One\nparagraph.\n\n    code\n\n- a\n  b"
    shown = [line.plain.rstrip() for line in markdown_lines(text, 40, 100, MANUAL)]
    assert shown == ["One paragraph.", "", "    code", "", "• a b"]


def test_emphasis_is_seen() -> None:
    assert styled("**bold** and *slanted*", "bold") == ["bold"]
    assert styled("**bold _both_**", "italic") == ["both"]
    assert styled("# A heading", "bold") == ["A heading"]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <b onclick=x>b</b>",
        "<!-- hidden -->",
        '<img src="https://x.test/a.png">',
        "<details><summary>more</summary>text</details>",
    ],
)
def test_html_is_text(text: str) -> None:
    assert lines(text) == [text]


@pytest.mark.parametrize(
    ("text", "shown", "target"),
    [
        ("[here](https://x.test/a)", "here", "https://x.test/a"),
        ("[x.test](https://www.x.test/a)", "x.test", "https://www.x.test/a"),
        ("https://x.test/a_(b).", "https://x.test/a_(b)", "https://x.test/a_(b)"),
        ("(https://x.test/a)", "https://x.test/a", "https://x.test/a"),
        ("<https://x.test>", "https://x.test", "https://x.test"),
        ("[a paper](/papers/2401.00001)", "a paper", "https://huggingface.co/papers/2401.00001"),
        ("![a plot](https://x.test/a.png)", "[a plot]", "https://x.test/a.png"),
        ("![](https://x.test/a.png)", "[image]", "https://x.test/a.png"),
    ],
)
def test_links_lead_somewhere(text: str, shown: str, target: str) -> None:
    assert links(text) == [(shown, target)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[huggingface.co](https://evil.test/)", "huggingface.co (https://evil.test/)"),
        ("[https://a.test/x](https://evil.test/)", "https://a.test/x (https://evil.test/)"),
        ("[see **a.test**](https://evil.test/)", "see a.test (https://evil.test/)"),
        ("[a.test](//evil.test/)", "a.test (https://evil.test/)"),
        ("[аpple.com](https://apple.com/)", "аpple.com (https://apple.com/)"),
        ("![a.test](https://evil.test/)", "[a.test] (https://evil.test/)"),
    ],
)
def test_a_link_that_names_another_host_says_where_it_leads(text: str, shown: str) -> None:
    assert lines(text, 200) == [shown]
    assert len(links(text)) == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[x](javascript:alert)", "[x](javascript:alert)"),
        ("[x](file:///etc/passwd)", "[x](file:///etc/passwd)"),
        ("[mail](mailto:a@b.test)", "mail (mailto:a@b.test)"),
        ("[ftp](ftp://a.test/)", "ftp (ftp://a.test/)"),
        ("[x](https://good.test@evil.test/)", "x (https://good.test@evil.test/)"),
        ("https://good.test@evil.test/", "https://good.test@evil.test/"),
        ("![x](data:image/png;base64,AA)", "[x] (data:image/png;base64,AA)"),
        ("[x]()", "x"),
    ],
)
def test_what_must_not_be_opened_is_no_link(text: str, shown: str) -> None:
    assert lines(text, 200) == [shown]
    assert links(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "&#27;[31m &#x202e;abc &#x9b;2J &#0;",
        "<https://x.test/%1b%5b2J>",
        "`\u202ecode`",
        "[a\u202eb](https://x.test/%e2%80%ae)",
        "![\x1b]0;x\x07](a)",
    ],
)
def test_controls_do_not_come_back_in_disguise(text: str) -> None:
    shown = "\n".join(lines(text))
    assert shown == clean(shown)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)


def test_markup_of_the_terminal_library_is_text() -> None:
    assert lines("[@click=app.quit]x[/] cost [/ O(n) [b]b[/b]") == [
        "[@click=app.quit]x[/] cost [/ O(n) [b]b[/b]"
    ]


PIECES = st.sampled_from(
    [
        *"*_`[]()<>#-+|>!~\\&;1. \n\t",
        "```",
        "  ",
        "https://x.test",
        "](",
        "![",
        "**",
        "|-|",
        "汉",
        "a",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=60).map("".join)


@given(TEXTS, st.integers(20, 90))
def test_any_text_fits_and_is_clean(text: str, width: int) -> None:
    written = clean(text)
    found = markdown_lines(written, width, 1_000)
    assert all(line.cell_length <= width for line in found)
    assert all("\n" not in line.plain and line.plain == clean(line.plain) for line in found)
    # Painting is what a broken style would keep from working.
    for line in found:
        assert isinstance(line, Content)
        line.render_segments(Style.null())


@given(st.text(alphabet="abc 汉é,", max_size=200).map(str.strip))
def test_plain_words_lose_nothing(text: str) -> None:
    assert "".join("".join(lines(text, 20)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    "piece",
    ["a\n", "![", "[a](", "*a ", "- a\n", "|a|b|\n|-|-|\n", "> ", "字", "<", "&amp;", "a.b.", "`"],
)
def test_the_longest_comment_is_cut_where_there_are_too_many_lines(piece: str) -> None:
    length = 65_536 if NIGHTLY else 16_384
    found = markdown_lines((piece * length)[:length], 80, 300)
    assert 0 < len(found) <= 301
