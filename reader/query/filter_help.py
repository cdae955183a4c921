"""The filter language in examples, for the help screen and the manual."""

from __future__ import annotations

HELP: tuple[tuple[str, str], ...] = (
    (
        "flash attention",
        "both words, each in the title, abstract, authors, keywords or organisation; the end of a "
        "word may be left out; case, accents and punctuation do not count",
    ),
    ('"flash attention"', "the words next to each other; signs and operators lose their meaning"),
    ("title:mamba", "in the title alone; likewise abstract: author: org: keyword:"),
    ('author:"tri dao"', "any field of text takes a word, a phrase or a pattern"),
    ("by:akhaliq", "submitted by"),
    ("note:reread", "in your note"),
    ("tag:rl", "tagged so by you: the whole tag"),
    ("is:unread", "likewise is:read is:starred is:tagged is:noted"),
    ("is:cited", "in one of the bibliographies that the settings name"),
    ("has:code", "likewise has:project has:summary has:note"),
    ("up:>50", "upvotes; likewise comments: stars:, with < <= > >= or none of them"),
    ("up:50..99", "from 50 to 99; 50.. and ..99 too, where a shell would take < and > for itself"),
    ("year:2025", "published in that year"),
    ("listed:2025-03..2025-05", "on the lists of March, April or May, whole months"),
    ("published:>2025-01-01", "published after that day; >2025-01 after that month"),
    ("-tag:rl", "not; the minus stands directly before a word, a field or a parenthesis"),
    ("not tag:rl", "the same, where a minus would be taken for an option"),
    ("mamba or transformer", "one or the other, or both"),
    ("(mamba or transformer) has:code", "not binds closest, then and, then or"),
    ("/gpt-?[45]/", r"a regular expression in Python's syntax, case ignored; \/ is a slash"),
)
"""Rows of what can be written and what it asks for; what can be written is a valid query."""
