"""Papers and marks as CSV for a spreadsheet (https://www.rfc-editor.org/rfc/rfc4180)."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from reader.export.json_record import plain, record
from reader.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reader.export.export_formats import Reference

COLUMNS = (
    *("id", "citation_key", "title", "authors", "published", "listed", "read", "starred", "tags"),
    *("note", "upvotes", "comments", "organization", "submitter", "keywords", "github"),
    *("github_stars", "project", "url", "arxiv", "pdf", "version", "withdrawn"),
    *("summary", "abstract"),
)
"""The columns: the fields of the JSON object, long ones last."""

# Excel, LibreOffice and Google Sheets run a cell that begins so as a formula; some versions take
# the wide signs too (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(references: Iterable[Reference]) -> str:
    """A whole file: a row with the names of the columns, then a row for each reference."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for each in references:
        known = record(each.paper, each.marks, each.version)
        values = known | {"citation_key": each.key or None}
        rows.writerow(_cell(values[name]) for name in COLUMNS)
    return text.getvalue()


def _cell(value: object) -> str:
    """The text of a cell; an apostrophe in front keeps a spreadsheet from running a formula."""
    if not isinstance(value, str | list):
        return plain(value)
    text = clean(plain(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
