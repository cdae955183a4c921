"""One paper as one entry for biblatex."""

from __future__ import annotations

from dataclasses import replace

from bibtexparser.entrypoint import parse_string
from hypothesis import given

from reader.export.bibtex import biblatex_entry
from reader.export.export_formats import FORMATS, Reference
from reader.paper import Paper
from tests.export.references import AWKWARD_REFERENCES, BARE, R1
from tests.export.test_bibtex import assert_balanced


def test_layout_of_an_entry() -> None:
    assert (
        FORMATS["biblatex"].write([R1])
        == r"""@online{deepseekai2025deepseek,
  title         = {{DeepSeek-R1}: 50\% of \$1, Ångström \& $\alpha$},
  author        = {{DeepSeek-AI} and van der Berg, Łukasz and Daumé, III, Hal},
  date          = {2025-01-22},
  addendum      = {Nature 645 (2025)},
  eprint        = {2501.12948},
  eprinttype    = {arxiv},
  eprintclass   = {cs.CL},
  doi           = {10.48550/arXiv.2501.12948},
  url           = {https://arxiv.org/abs/2501.12948},
  keywords      = {rl, to read}
}
"""
    )


def test_of_the_date_only_what_is_known_is_told() -> None:
    assert "date          = {2023-12}," in biblatex_entry(BARE.paper, "key")
    assert "date " not in biblatex_entry(Paper("unknown", ""), "key")


@given(AWKWARD_REFERENCES)
def test_any_paper_gives_exactly_one_entry(reference: Reference) -> None:
    text = FORMATS["biblatex"].write([reference, replace(BARE, key="next-one")])
    assert_balanced(text)
    library = parse_string(text)
    assert not library.failed_blocks
    assert [each.key for each in library.entries] == [reference.key, "next-one"]
