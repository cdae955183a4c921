"""A line whose checksum fits and that makes no sense costs itself, in whatever is done."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import LibraryError
from reader.library import Library, decisions, repair
from reader.library.checkpoint import sealed
from reader.library.journal_entry import decode, encode
from reader.statistics import statistics
from tests.library.desk import NOON, Ticking, copied, journal, lines, marks, paper, read, star, tag
from tests.special_files import make_socket

P1 = paper(1).id
STAMP = "2026-11-23T12:00:00.000Z-0000-0a1b2c3d"
OTHER = "0a1b2c3d.jsonl"


def line(said: str) -> bytes:
    """A line with a true checksum, whatever is in it."""
    body = said.encode("utf-8", "surrogatepass")
    return b'%s,"sum":"%08x"}' % (body[:-1], crc32(body))


def filled(said: str, *values: str) -> bytes:
    """The same; each %s is the stamp, and then the values."""
    for value in (STAMP, *values):
        said = said.replace("%s", value, 1)
    return line(said)


def entry(**said: Any) -> bytes:
    """The line of an action of which some keys are other than they should be."""
    sound = {"v": 1, "stamp": STAMP, "changes": [[P1, "read", None, True]]}
    return line(json.dumps(sound | said, separators=(",", ":")))


def changing(field: object, value: object, paper: object = P1, was: object = None) -> bytes:
    return entry(changes=[[P1, "starred", None, True], [paper, field, was, value]])


def stamped(stamp: str) -> bytes:
    return entry(stamp=stamp)


DEEP = "[" * 200_000 + "]" * 200_000
RECORD = {"id": P1, "title": "A title"}
SENSELESS = {
    "a number": line("7 "),
    "a list": line("[1]"),
    "nested": filled('{"v":1,"stamp":"%s","changes":%s}', DEEP),
    "a thousand deep": filled('{"v":1,"stamp":"%s","changes":%s}', DEEP[199_000:-199_000]),
    "a nested value": filled('{"v":1,"stamp":"%s","changes":[["a","b",0,%s]]}', DEEP),
    "no version": entry(v=None),
    "version 0": entry(v=0),
    "version true": entry(v=True),
    "version 1.0": entry(v=1.0),
    "no stamp": entry(stamp=None),
    "month 99": stamped("2026-99-23T12:00:00.000Z-0000-0a1b2c3d"),
    "30 February": stamped("2026-02-30T12:00:00.000Z-0000-0a1b2c3d"),
    "year 9999": stamped("9999-12-31T23:59:59.999Z-ffff-0a1b2c3d"),
    "year 0000": stamped("0000-01-01T00:00:00.000Z-0000-0a1b2c3d"),
    "year 1": stamped("0001-01-01T00:00:00.000Z-0000-0a1b2c3d"),
    "a thousand years ahead": stamped("3026-11-23T12:00:00.000Z-0000-0a1b2c3d"),
    "other digits": stamped("２026-11-23T12:00:00.000Z-0000-0a1b2c3d"),
    "changes an object": entry(changes={}),
    "a change an object": entry(changes=[{}]),
    "a short change": entry(changes=[[P1]]),
    "a stamp of a change": entry(changes=[[P1, "read", None, True, "soon"]]),
    "papers a list": entry(papers=[RECORD]),
    "a paper a list": entry(papers={P1: [1]}),
    "a paper without a title": entry(papers={P1: {"id": P1}}),
    "another paper": entry(papers={P1: RECORD | {"id": "2401.00002"}}),
    "authors a number": entry(papers={P1: RECORD | {"authors": 5}}),
    "a day of its own": entry(papers={P1: RECORD | {"published": "2024-13-01"}}),
    "a stamp of a paper": entry(papers={P1: RECORD | {"stamp": 5}}),
    "votes beyond all": entry(papers={P1: RECORD | {"upvotes": 10**40}}),
    "undoes a list": entry(undoes=[STAMP]),
    "summary a word": entry(summary="no"),
    "torn a word": entry(torn="no"),
    "read a word": changing("read", "yes"),
    "starred a list": changing("starred", [True]),
    "votes true": changing("votes", True),
    "votes a fraction": changing("votes", 4.5),
    "votes beyond": changing("votes", 10**4000),
    "a tag a word": changing("tag:rl", "yes"),
    "a tag without a name": changing("tag:", True),
    "a note a number": changing("note:0a1b2c3d", 5),
    "a key a number": changing("fixed_key", 5),
    "a key an entry": changing("citation_key", "a}, @evil{"),
    "what was a list": changing("tag:rl", True, was=[1]),
    "a field a number": changing(5, True),
    "a paper a number": changing("read", True, paper=5),
    "NaN": filled('{"v":1,"stamp":"%s","changes":[["%s","mood",null,NaN]]}', P1),
    "Infinity": filled('{"v":1,"stamp":"%s","changes":[["%s","mood",null,-Infinity]]}', P1),
    "5,000 digits": filled('{"v":1,"stamp":"%s","changes":[["a","b",0,%s]]}', "9" * 5000),
    "a key twice": filled('{"v":1,"v":1,"stamp":"%s","changes":[]}'),
    "half a pair": changing("note:0a1b2c3d", "\ud83d"),
    "half a pair in bytes": filled('{"v":1,"stamp":"%s","changes":[["","\ud83d",null,1]]}'),
    "not UTF-8": b'{"v":1,"\xff":1,"sum":"%08x"}' % crc32(b'{"v":1,"\xff":1}'),
}
BEYOND = {
    "another version": entry(v=2),
    "a version that is a list": filled('{"v":2,"stamp":"%s","changes":%s}', DEEP),
    "no stamp of a later version": entry(v=3, stamp="tomorrow", changes=7),
    "more keys": entry(mood={"good": [1, 2.5, None]}),
    "more in a change": entry(changes=[[P1, "read", None, True, STAMP, "why"]]),
    "another field": changing("mood", [["good"], {"because": 1.5}]),
    "a field of our own files": changing("stamps", 5),
    "and another": changing("paper", "2401.00002"),
    "a deep value": changing("mood", json.loads("[" * 90 + "]" * 90)),
    "another kind of paper": changing("read", True, paper="../../x"),
    "more of the reader": changing("digest:daily", {"sent": []}, paper=""),
    "more of a paper": entry(papers={P1: RECORD | {"venue": {"name": "X"}}}, mood=1),
}
EVERYTHING = SENSELESS | BEYOND


def all_that_can_be_done(home: Path) -> Library:
    """Look at everything, and change something, after which the library is as good as before."""
    library = Library(home, Ticking())
    for name, _ in library.marked():
        library.history(name)
    library.tags(), library.skipped_votes(), library.kept(), library.conflicting_keys()
    statistics(library.current_fields(), NOON.date(), lambda _: {})
    assert tag(library, 3, "later")
    assert library.undo() and library.redo()
    assert star(library, paper(1))
    library.fix_keys([paper(1)])
    assert library.commit(decisions.note([paper(1)], "a note"))
    assert library.checkpoint(-1) is None
    return library


@pytest.fixture
def used(home: Path, library: Library) -> Path:
    read(library, 2, 3)
    star(library, paper(4))
    tag(library, 4, "rl")
    return home


@pytest.mark.parametrize("bad", EVERYTHING.values(), ids=EVERYTHING.keys())
@pytest.mark.parametrize("place", ["own", "other", "copy"])
def test_it_costs_itself_and_nothing_else(
    used: Path, bad: bytes, place: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    names = {"own": journal(used).name, "other": OTHER, "copy": "copy (1).jsonl"}
    path = used / "journal" / names[place]
    sound = b"".join(lines(journal(used)))
    path.write_bytes(sound + bad + b"\n" + sound)
    library = all_that_can_be_done(used)
    for number in (2, 3, 4):
        assert library.marks(paper(number).id).read
    assert library.marks(paper(4).id).tags == ("rl",)
    before = marks(library)
    repair.findings(used)
    repair.remarks(used)
    repair.repair(used, Ticking())
    assert not [each for each in repair.findings(used) if "copy" not in each or place != "copy"]
    for again in (Library(used), Library(used, afresh=True)):
        assert marks(again) == before
    everything = b"".join(each.read_bytes() for each in used.rglob("*") if each.is_file())
    assert bad in everything, "it is kept, in the journal or beside it"
    moved = copied(used, tmp_path_factory.mktemp("moved") / "home")
    assert marks(Library(moved)) == before
    assert read(Library(moved), 77)


@pytest.mark.parametrize("bad", SENSELESS.values(), ids=SENSELESS.keys())
def test_it_is_told(used: Path, bad: bytes) -> None:
    (used / "journal" / OTHER).write_bytes(bad + b"\n")
    assert "1 line of" in Library(used).damage[0]
    assert any("cannot be read in full" in each for each in repair.findings(used))


@pytest.mark.parametrize("more", BEYOND.values(), ids=BEYOND.keys())
def test_what_a_later_version_wrote_is_no_damage_and_stays_byte_for_byte(
    used: Path, more: bytes
) -> None:
    path = journal(used)
    path.write_bytes(more + b"\n" + path.read_bytes() + b"broken\n")
    assert decode(more).line == more
    assert encode(decode(more)) == more + b"\n"
    assert "came from a newer paper-reader on this machine" in Library(used).damage[-1]
    repair.repair(used, Ticking())
    assert repair.findings(used) == []
    assert "newer paper-reader on this machine" in repair.remarks(used)[0]
    assert more + b"\n" in path.read_bytes()


@pytest.mark.parametrize("more", BEYOND.values(), ids=BEYOND.keys())
def test_it_stays_when_the_journal_is_made_short(
    used: Path, more: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from reader.library import compaction

    path = journal(used)
    path.write_bytes(more + b"\n" + path.read_bytes())
    before = marks(Library(used))
    monkeypatch.setattr(compaction, "KEPT_ENTRIES", 0)
    repair.repair(used, Ticking(NOON + timedelta(days=100)))
    assert more + b"\n" in path.read_bytes()
    assert b'"summary":true' in path.read_bytes()
    assert marks(Library(used, afresh=True)) == before


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(
    said=st.dictionaries(
        st.sampled_from(["v", "stamp", "changes", "papers", "undoes", "summary", "torn", "mood"]),
        VALUES | st.just(1) | st.just(STAMP) | st.lists(st.lists(VALUES, max_size=5), max_size=2),
    )
)
def test_whatever_a_line_says_it_is_an_action_or_none(said: dict[str, Any]) -> None:
    bad = line(json.dumps(said))
    try:
        found = decode(bad)
    except ValueError:
        return
    assert decode(encode(found)[:-1]) == found


@pytest.mark.parametrize("name", ["library.json", "kept.json"])
@pytest.mark.parametrize(
    "harm",
    [
        lambda tables: tables["about"]["1"].update(latest=5),
        lambda tables: tables["about"]["1"].update(highest="9999-12-31"),
        lambda tables: tables.pop("journals"),
        lambda tables: next(iter(tables["journals"].values())).update(offset=-5),
        lambda tables: next(iter(tables["journals"].values())).update(offset=2**70),
        lambda tables: next(iter(tables["journals"].values())).update(seal=7),
        lambda tables: _first(tables).update(paper=[5]),
        lambda tables: _first(tables).update(stamps=[], stamp=7, authors=3),
        lambda tables: _first(tables).update(stamps={"read": "soon"}, published="soon"),
        lambda tables: _first(tables).update({"read": "yes", "title": 7}),
        lambda tables: _first(tables).pop("paper"),
    ],
    ids=[
        *("latest", "highest", "no journals", "negative", "huge", "a seal", "a paper"),
        *("stamps", "a stamp", "a value", "no paper"),
    ],
)
def test_a_sealed_file_that_makes_no_sense_is_made_again(
    used: Path, name: str, harm: Callable[[Any], object]
) -> None:
    Library(used).checkpoint(-1)
    before, kept = marks(Library(used)), Library(used).kept()
    tables = json.loads((used / name).read_bytes())
    harm(tables)
    (used / name).write_bytes(sealed(tables))
    again = Library(used)
    assert (marks(again), again.kept()) == (before, kept)
    assert any(f"{name} is damaged" in sentence for sentence in again.damage)
    all_that_can_be_done(used)
    repair.repair(used, Ticking())
    assert repair.findings(used) == []


def _first(tables: Any) -> Any:
    return next(iter((tables.get("marks") or tables["papers"]).values()))


@pytest.mark.parametrize("name", [OTHER, "library.json", "kept.json", "machine"])
@pytest.mark.parametrize("kind", ["a pipe", "a socket", "a folder", "a device"])
def test_what_is_no_file_keeps_nobody_waiting(used: Path, name: str, kind: str) -> None:
    before = marks(Library(used))
    path = used / "journal" / name if name == OTHER else used / name
    path.unlink(missing_ok=True)
    match kind:
        case "a pipe":
            os.mkfifo(path)
        case "a socket":
            make_socket(path)
        case "a folder":
            path.mkdir()
        case _:
            path.symlink_to("/dev/zero")
    if name == "machine":
        with pytest.raises(LibraryError, match="cannot be read"):
            Library(used)
        return
    library = Library(used)
    assert marks(library) == before
    library.kept()
    assert "cannot be read" in library.damage[0] or name == "kept.json"
    assert read(library, 9)
    repair.findings(used)
