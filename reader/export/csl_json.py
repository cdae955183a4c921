"""Papers as CSL-JSON, which pandoc, Zotero and every citation processor read.

https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html and
https://docs.citationstyles.org/en/stable/specification.html (appendix IV, variables)
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from reader.export.export_formats import doi, issued, names
from reader.text import readable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reader.citation import AuthorName
    from reader.export.export_formats import Reference


def write(references: Iterable[Reference]) -> str:
    """A whole file: an array with an item for each reference."""
    return json.dumps([item(each) for each in references], ensure_ascii=False, indent=2) + "\n"


def item(reference: Reference) -> dict[str, Any]:
    """One item, in the form of a preprint in Zotero; unknown fields are left out.

    The reader's note goes to `annote`, which only annotated bibliographies print. Styles print the
    field that CSL calls `note`.
    """
    paper, marks, arxiv_metadata = reference.paper, reference.marks, reference.arxiv_metadata
    parts = issued(paper)
    fields = {
        "id": reference.key,
        "type": "article",
        "title": readable(paper.title) or None,
        "author": [_name(name) for name in names(paper)],
        "issued": {"date-parts": [list(parts)]} if parts else None,
        "publisher": "arXiv",
        "number": f"arXiv:{paper.id}",
        "note": arxiv_metadata.journal,
        "DOI": doi(paper, arxiv_metadata),
        "URL": paper.arxiv,
        "abstract": readable(paper.abstract, paper.title),
        "keyword": ", ".join(tag.replace(",", " ") for tag in marks.tags),
        "annote": marks.note,
    }
    return {name: value for name, value in fields.items() if value}


def _name(name: AuthorName) -> dict[str, str]:
    if name.is_group or not name.given:
        return {"literal": " ".join(filter(None, (name.particle, name.family)))}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {part: text for part, text in parts.items() if text}
