"""What arXiv's feeds say, and what comes of those that were never arXiv's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.metadata.arxiv import decode_feed
from reader.paper import ArxivMetadata
from tests.arxiv_server import ARXIV, ATOM, ERROR, Entry, feed

FULL = Entry(
    "Less &  More\n  of <it>", 3, "cond-mat.dis-nn", "10.1145/1", "J. Ex. 1 (2024) 2", "10 pages"
)
BOMB = (
    '<!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


@pytest.mark.parametrize("old", [False, True], ids=["2026", "2025"])
def test_an_entry_says_class_doi_journal_comment_and_version(old: bool) -> None:
    decoded = decode_feed(feed(FULL.xml("2401.00001", old=old), old=old))
    (entry,) = decoded.entries
    assert (entry.paper, entry.version) == ("2401.00001", 3)
    assert entry.title == "Less & More of <it>"
    assert entry.imprint == ArxivMetadata("cond-mat.dis-nn", "10.1145/1", "J. Ex. 1 (2024) 2")
    assert (entry.comment, decoded.error) == ("10 pages", None)


def test_what_is_absent_or_empty_is_unknown() -> None:
    bare = Entry("A", primary=None, doi=" ", comment="\n")
    (entry,) = decode_feed(feed(bare.xml("astro-ph/0601001"))).entries
    assert (entry.paper, entry.imprint, entry.comment) == (
        "astro-ph/0601001",
        ArxivMetadata(),
        None,
    )


def test_an_error_is_no_paper() -> None:
    decoded = decode_feed(feed(ERROR.format("1234.x")))
    assert (decoded.entries, decoded.error) == ((), "incorrect id format for 1234.x")


def test_what_stands_elsewhere_is_not_taken_for_what_is_said_of_the_paper() -> None:
    entry = Entry("A").xml("2401.00001")
    inside = entry.replace("<summary>", "<source><title>B</title></source><summary>")
    outside = f"<arxiv:doi>10.1145/9</arxiv:doi>{inside}<title>C</title>"
    (decoded,) = decode_feed(feed(outside)).entries
    assert (decoded.title, decoded.imprint.doi) == ("A", None)


def test_control_characters_and_long_texts_do_not_pass() -> None:
    (entry,) = decode_feed(feed(Entry("A\x9b31m" + "b" * 9_000).xml("2401.00001"))).entries
    assert "\x9b" not in entry.title
    assert len(entry.title) <= 500


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not XML"),
        ("Rate exceeded.", "not XML"),
        ("<html><body>hello</body></html>", "no Atom feed"),
        (f'<feed xmlns="{ARXIV}"/>', "no Atom feed"),
        (feed(Entry("A").xml("2401.00001"))[:-20], "not XML"),
        (feed("\x00"), "not XML"),
        (BOMB + f'<feed xmlns="{ATOM}"><entry><title>&j;</title></entry></feed>', "document type"),
        (f'<!DOCTYPE feed SYSTEM "file:///etc/passwd"><feed xmlns="{ATOM}"/>', "document type"),
        (
            f'<!DOCTYPE f [<!ENTITY x SYSTEM "http://[::1]:9/">]><feed xmlns="{ATOM}">&x;</feed>',
            "document type",
        ),
        (feed("<entry/>" * 3_000), "more than 2,000 entries"),
        ("<a/>" + " " * 16_000_000, "too long"),
    ],
    ids=[
        *("empty", "words", "page", "namespace", "cut", "nul", "bomb", "file", "address"),
        *("entries", "long"),
    ],
)
def test_what_is_no_feed_of_arxiv_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        decode_feed(text)


def test_an_entry_that_is_nested_without_end_costs_itself_alone() -> None:
    deep = "<summary>" + "<a>" * 5_000 + "</a>" * 5_000 + "</summary>"
    first, third = Entry("A").xml("2401.00001"), Entry("B").xml("2401.00002")
    found = decode_feed(feed(first + f"<entry>{deep}</entry>" + third)).entries
    assert [each.paper for each in found] == ["2401.00001", "2401.00002"]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_any_text_comes_through_but_for_its_white_space(text: str) -> None:
    (entry,) = decode_feed(feed(Entry("A", comment=f"x{text}y").xml("2401.00001"))).entries
    assert entry.comment
    assert (entry.comment[0], entry.comment[-1]) == ("x", "y")
    if text.isascii():
        assert entry.comment == f"x{text}y" or " ".join(f"x{text}y".split()) == entry.comment


@given(st.text(alphabet="<>/&;!\"'= abfeed[]-?x:\n", max_size=200))
def test_rubbish_is_refused_or_has_no_papers(text: str) -> None:
    try:
        assert decode_feed(text).entries == ()
    except ValueError:
        return


def test_both_generations_of_recorded_feeds_are_read_whole(archived: Path) -> None:
    files = sorted((archived / "arxiv_atom").glob("*.xml"))
    assert len(files) >= 2
    for file in files:
        text = file.read_text("utf-8")
        entries = decode_feed(text).entries
        assert len(entries) == text.count("<entry>"), file.name
        assert all(entry.title and entry.imprint.primary_class for entry in entries), file.name
        comments = sum(entry.comment is not None for entry in entries)
        assert comments == text.count("</arxiv:comment>"), file.name
        assert sum(entry.imprint.doi is not None for entry in entries) == text.count("</arxiv:doi>")
