"""A digest as plain text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from reader.digest import Digest
from reader.digest.mail_text import WIDTH, write
from reader.paper import Author
from reader.text import clean
from reader.text.cell_width import cell_count
from tests.digest.digests import AWKWARD_DIGESTS, DAO, EVILS, OWN, PLAIN, digest, evil_digest
from tests.digest.digests import recorded_digest as recorded
from tests.recorded import some


def test_a_digest() -> None:
    text = "\n".join(line.rstrip() for line in write(PLAIN).split("\n"))
    assert (
        text
        == """\
Daily papers
Friday, 14 August 2026 · 3 papers, each with its votes
============================================================================

Topic 1 (1)
-----------

  12k  Let's <think> & 思考
       DeepSeek · 20 comments
       One sentence of a model.
       https://huggingface.co/papers/2501.12948
       https://arxiv.org/abs/2501.12948

Topic 2 (2)
-----------

    9  FlashAttention-2: Faster Attention with Better Parallelism and Work
       Partitioning
       Tri Dao +2 · 1 comment
       The first is here. The second, at 50%, too.
       https://huggingface.co/papers/2307.08691
       https://arxiv.org/abs/2307.08691
       https://github.com/Dao-AILab/flash-attention

       2312.00752
       https://huggingface.co/papers/2312.00752
       https://arxiv.org/abs/2312.00752

Starred last week (1)
---------------------

    9  FlashAttention-2: Faster Attention with Better Parallelism and Work
       Partitioning
       now 131
       https://huggingface.co/papers/2205.14135

Put together by paper-reader from Hugging Face Daily Papers.
"""
    )


def test_a_day_without_papers() -> None:
    assert "14 August 2026 · 0 papers\n" in write(digest())


def test_a_name_keeps_its_small_letter_at_the_start_of_a_heading() -> None:
    (section,) = digest([DAO]).sections
    headings = [
        write(replace(PLAIN, sections=(replace(section, heading=heading),))).split("\n")[4]
        for heading in ("reinforcement learning", "vLLM and others", "3D")
    ]
    assert headings == ["Reinforcement learning (1)", "vLLM and others (1)", "3D (1)"]


def test_a_link_is_whole_however_long_it_is() -> None:
    long = "https://example.org/" + "a" * 200
    lines = write(digest([replace(DAO, github=long)])).split("\n")
    assert " " * 7 + long in lines


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://example.org@elsewhere.net/", "https://a b", ""]
)
def test_no_link_that_may_not_be_opened(address: str) -> None:
    assert (address or "github") not in write(digest([replace(DAO, github=address)]))


def too_wide(text: str) -> list[str]:
    lines = text.split("\n")
    return [line for line in lines if cell_count(line) > WIDTH and "://" not in line]


@pytest.mark.parametrize("evil", EVILS, ids=lambda evil: repr(evil[:20]))
def test_any_text_is_bounded_and_harmless(evil: str) -> None:
    text = write(evil_digest(evil))
    assert clean(text) == text
    assert len(text) < 8_000
    assert too_wide(text) == []
    assert not any(line.lower().startswith("bcc") for line in text.split("\n"))


@given(AWKWARD_DIGESTS)
def test_any_digest_is_lines_of_the_width_of_a_mail(made: Digest) -> None:
    text = write(made)
    assert clean(text) == text
    assert too_wide(text) == []
    for paper in made.papers:
        assert f"       https://huggingface.co/papers/{paper.id}" in text.split("\n")


def test_recorded_days() -> None:
    for file in some():
        made = recorded(file)
        text = write(made)
        assert too_wide(text) == [], file.name
        assert text.count("https://arxiv.org/abs/") >= len(made.papers)


def test_letters_of_two_cells_count_twice() -> None:
    title = "大規模言語モデル" * 20
    text = write(digest([replace(OWN, title=title, authors=(Author(title),))]))
    assert too_wide(text) == []
    assert title in "".join(line.strip() for line in text.split("\n"))
