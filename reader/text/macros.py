r"""Macros by which authors name their own work, such as \ours, and what that name is."""

from __future__ import annotations

import re

_KIND = (
    "m|method|model|sys|system|approach|framework|bench|benchmark|data|dataset|tool|algo|alg"
    "|algorithm|paper|proj|project|agent|short|long|full"
)
_OWN = re.compile(
    rf"ours?|acronym|(?:our|my|the)(?:{_KIND})(?:name)?|(?:{_KIND})?name"
    "|method|model|approach|framework|benchmark|dataset|system",
    re.IGNORECASE,
)
_NAME = re.compile(r"([^\W_][^\s:\\]*(?: [A-Z\d][^\s:\\]*){0,3}):\s")
_SIGNS = re.compile(r"[\W_]+")


def own_name(title: str) -> str:
    """What authors call their work, where the title begins with that; else empty.

    >>> own_name("OmniEdit-2: Editing for All"), own_name("A Survey of: Surveys")
    ('OmniEdit-2', '')
    """
    match = _NAME.match(title)
    return match[1] if match else ""


def stands_for(macro: str, name: str) -> str | None:
    r"""What a macro of the authors is shown as; None where it is not known to be a name.

    Without a name it stays as it was written, since nobody can tell what it said.

    >>> stands_for("ours", "OmniEdit"), stands_for("omniedit", "OmniEdit"), stands_for("ours", "")
    ('OmniEdit', 'OmniEdit', '\\\\ours')
    """
    if _OWN.fullmatch(macro):
        return name or f"\\{macro}"
    if name and macro.casefold() == _SIGNS.sub("", name).casefold():
        return name
    return None
