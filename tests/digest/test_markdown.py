"""A digest in Markdown, read by CommonMark with the extensions that people write with."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from reader.digest import Digest
from reader.digest.digest_words import legible
from reader.digest.markdown import write
from reader.text import clean
from tests.digest.digests import AWKWARD_DIGESTS, DAO, EVILS, PLAIN, digest, evil_digest

PLAIN_TOKENS = frozenset(
    {"heading", "paragraph", "bullet_list", "list_item", "inline", "text", "text_special", "link"}
)


def tokens(text: str) -> list[Token]:
    """All that a reader of Markdown finds, in order."""
    found = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    return [each for block in found for each in (block, *(block.children or ()))]


def kinds(text: str) -> set[str]:
    found = {token.type for token in tokens(text)}
    return {each.removesuffix("_open").removesuffix("_close") for each in found}


def headings(text: str) -> list[str]:
    """The headings with their levels, without markup."""
    found = tokens(text)
    return [
        f"{token.tag} " + "".join(part.content for part in found[at + 1].children or ())
        for at, token in enumerate(found)
        if token.type == "heading_open"
    ]


def links(text: str) -> list[str]:
    return [str(token.attrs["href"]) for token in tokens(text) if token.type == "link_open"]


def test_a_digest() -> None:
    assert (
        write(PLAIN)
        == r"""# Daily papers

Friday, 14 August 2026 · 3 papers

## Topic 1

### [Let's \<think\> \& 思考](https://huggingface.co/papers/2501.12948)

12,345 votes · DeepSeek · 20 comments · 14 August 2026

One sentence of a model.

Long.

[Hugging Face](https://huggingface.co/papers/2501.12948) · [arXiv](https://arxiv.org/abs/2501.12948)

## Topic 2

### [FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning](https://huggingface.co/papers/2307.08691)

Tri Dao, Ada Example, Zoë Müller · 9 votes · 1 comment · 18 July 2023

The first is here. The second, at 50%, too. The third is not in a sentence.

More of it.

[Hugging Face](https://huggingface.co/papers/2307.08691) · [arXiv](https://arxiv.org/abs/2307.08691) · [Code](https://github.com/Dao-AILab/flash-attention)

### [2312.00752](https://huggingface.co/papers/2312.00752)

[Hugging Face](https://huggingface.co/papers/2312.00752) · [arXiv](https://arxiv.org/abs/2312.00752)

## Starred last week

- [FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning](https://huggingface.co/papers/2205.14135) · now 131
"""  # noqa: E501
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a_(b)",
        "https://example.org/a)b](c",
        "https://example.org/?a=1&lt;=2&copy;",
        "https://example.org/*a*_b_`c`",
        "https://example.org/é",
    ],
)
def test_a_link_leads_where_it_led(address: str) -> None:
    last = links(write(digest([replace(DAO, github=address)])))[-1]
    assert MarkdownIt().normalizeLink(last) == last
    assert unquote(last) == address


@pytest.mark.parametrize("evil", EVILS, ids=lambda evil: repr(evil[:20]))
def test_any_text_is_bounded_and_does_nothing(evil: str) -> None:
    text = write(evil_digest(evil))
    assert kinds(text) <= PLAIN_TOKENS
    assert all(link.startswith("https://") for link in links(text))
    assert clean(text) == text
    assert len(text) < 300_000


@given(AWKWARD_DIGESTS)
def test_any_digest_has_its_titles_as_headings(made: Digest) -> None:
    text = write(made)
    assert kinds(text) <= PLAIN_TOKENS
    shown = legible(made)
    titles = [f"h3 {paper.title}" for paper in shown.papers]
    assert [each for each in headings(text) if each.startswith("h3")] == titles
    assert headings(text)[0] == f"h1 {shown.title}"
