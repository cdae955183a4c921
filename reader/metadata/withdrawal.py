"""Whether the authors' comment at arXiv says that the paper itself has been withdrawn.

arXiv's API has no field for it. Its own records mark a withdrawn version, and there the comment
says so in words, such as "This paper has been withdrawn by the authors due to an error in Lemma 2".
The word alone proves nothing: a paper may have been withdrawn from a workshop, or be about another
one that was. So a sentence counts only where it is about this paper, and doubt means no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LONGEST = 10_000
"""Characters that are looked at; arXiv's comments are much shorter."""
_NEAR = 40
"""Characters before what was found that may turn its meaning."""
_FAR = 500
"""Those behind it."""

_PAPER = r"(?:papers?|article|submission|manuscript|pre-?print|e-?print|report|work|note|letter)"
_KIND = r"(?:(?:technical|short|research|review|survey|position|working|arxiv|present|whole) )?"
_VERSION = rf"(?:this version(?: of (?:this|the) {_KIND}{_PAPER})?)"
_ASIDE = r"(?: ?\([^()]{1,60}\))?"
_ADVERB = (
    r"(?:(?:now|also|hereby|temporarily|permanently|voluntarily|officially|since|therefore|thus"
    r"|hence) )?"
)
# As it is written: withdrawn, withdraw, withdrawm, withdrawed.
_GONE = r"with-?draw(?:n|m|ed)?\b"
_PASSIVE = rf"(?:(?:has|have) (?:{_ADVERB}been |been)|is (?:being )?|was ){_ADVERB}{_GONE}"
_AUTHORS = r"(?:we|i|the authors?|the submitters?|arxiv(?: admin(?:istrator)?s?)?)"
_ACTIVE = rf"(?:(?:have|has|hereby|had to|must|are|am) )?{_ADVERB}with-?dr(?:ew|aw(?:n|s|ing)?)\b"
_MISTAKEN = (
    r"(?:accidentally |mistakenly )?(?:submitted|uploaded|posted)(?: to (?:the )?arxiv)?"
    r"(?: (?:by|in) (?:mistake|error|accident)| twice| prematurely| too early)?"
)
_BECAUSE = (
    r",? (?:by|due|because|as (?:it|this|we|i|the|there)|since|for|pending|until|will|see|to be"
    r"|owing|in (?:favou?r|view|light|order))\b"
)

_SAYINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # This paper has been withdrawn.
        rf"\b(?:this {_KIND}{_PAPER}|the present {_PAPER}|{_VERSION}){_ASIDE} {_PASSIVE}",
        rf"\bthis {_KIND}{_PAPER} was {_MISTAKEN} and {_PASSIVE}",
        # Only where it begins a sentence: "the paper" may be any paper.
        rf"(?:^|[.;:!?] |\b(?:hence|thus|therefore|so),? )the {_PAPER} {_PASSIVE}",
        # arXiv's own words, the comment's first words.
        rf"(?:^|[.;] )(?:arxiv admin note: )?(?:this|{_PAPER}) {_PASSIVE} by (?:the )?arxiv\b",
        rf"^\W{{0,3}}(?:arxiv admin note: )?{_PAPER} (?:{_PASSIVE}|{_GONE})",
        # We withdraw this paper.
        rf"\b{_AUTHORS} {_ACTIVE} this {_KIND}{_PAPER}\b",
        # Withdrawn: see the abstract.
        rf"^\W{{0,3}}(?:arxiv admin note: )?{_GONE}(?=\W{{0,4}}$|[.:;!\])]| ?-|{_BECAUSE})",
        r"(?:^|[.;] )withdrawal reason\b",
    )
)
# Behind the word: from where, or that it is over.
_ELSEWHERE = re.compile(
    r"(?: by (?:[\w-]+ ){0,3}(?:authors?(?:\(s\))?|submitters?|editors?|organi[sz]ers?|us|me))?"
    r"(?: voluntarily)?,? ?"
    r"(?:\(?from (?!(?:the )?arxiv\b|this (?:archive|server|site)\b)"
    r"|(?:at|during|prior to|before) |in (?!favou?r\b|view\b|light\b|order\b|its\b|this\b)"
    r"|as an? [\w /-]{0,30}?(?:submission|poster|talk|entry)\b"
    r"|(?:by|in) (?:mistake|error|accident)\b|(?:erroneously|mistakenly|accidentally)\b)",
    re.IGNORECASE,
)
# Before the paper: a part of it, another version of it, or a condition.
_OTHERWISE = re.compile(
    r"\b(?:of|in|from|to|with|for|on|about|behind|than|if|unless|until|once|when|whether|after"
    r"|before|should|had|not|never|no longer|which)\W*$",
    re.IGNORECASE,
)
_ABOUT_ANOTHER = re.compile(
    r"^\W{0,3}(?:a )?(?:comments? on|reply to|response to|rebuttal|erratum|refutation|critique)",
    re.IGNORECASE,
)
_RESTORED = re.compile(
    r"\b(?:re-?instat|restored|un-?withdraw|no longer withdrawn|not (?:been )?withdrawn"
    r"|(?:wrongly|erroneously|mistakenly|accidentally|previously) withdrawn"
    r"|(?:was|were) withdrawn,? (?:but|and) (?:is|has|was) (?:now|been|re)"
    r"|withdrawal (?:was|has been|is) (?:revoked|cancel|undone|reversed|an? (?:error|mistake)))",
    re.IGNORECASE,
)
# What is told of the past: "v2: this paper was withdrawn; v3: the error is mended".
_V = r"\bv(?:er(?:sion|\.)?)? ?\d{1,3}"
_VERSION_NAME = re.compile(rf"{_V} ?[:,.(=-]{{0,2}} ?$", re.IGNORECASE)
_LATER_VERSION = re.compile(_V, re.IGNORECASE)
_MENDED = re.compile(
    r"\b(?:this is (?:the|a|an) (?:\w+ )?(?:correct|revis|updat|new|resubmi)|(?:has|have) been "
    r"(?:now )?(?:fixed|corrected|resolved|repaired)|is (?:now )?(?:fixed|corrected|resolved)"
    r"|(?:this|the) (?:new|present|current|corrected|revised) version|now resubmitted)",
    re.IGNORECASE,
)


def says_withdrawn(comment: str | None) -> bool:
    """Whether a comment says of this paper that it has been withdrawn.

    >>> says_withdrawn("12 pages. This paper has been withdrawn due to a sign error")
    True
    >>> says_withdrawn("This paper was withdrawn from the workshop")
    False
    """
    text = " ".join((comment or "")[:_LONGEST].split())
    # Most comments are dismissed here.
    if "draw" not in text.lower() or _RESTORED.search(text):
        return False
    return any(_is_about_this(text, found) for found in _found(text))


def _found(text: str) -> Iterator[re.Match[str]]:
    for saying in _SAYINGS:
        yield from saying.finditer(text)


def _is_about_this(text: str, found: re.Match[str]) -> bool:
    """Whether what was found is said of the paper itself, and is so now."""
    said = found[0].lower()
    before = text[max(0, found.start() - _NEAR) : found.start()]
    behind = text[found.end() : found.end() + _FAR]
    if _ELSEWHERE.match(behind) or _OTHERWISE.search(before):
        return False
    if _VERSION_NAME.search(before) and _LATER_VERSION.search(behind):
        return False
    if " was " in said and _MENDED.search(behind):
        return False
    return not (said.lstrip(".;:!? ").startswith("the ") and _ABOUT_ANOTHER.match(text))
