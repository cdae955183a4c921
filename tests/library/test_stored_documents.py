"""The documents of a checkpoint are found one by one, as they would be in all of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reader.errors import LibraryError
from reader.library import Library
from reader.library.checkpoint import (
    Checkpoint,
    Document,
    StoredDocuments,
    load,
    save,
    says_more,
    sealed,
    unsealed,
)
from reader.library.folded_state import Documents
from tests.library.desk import marks, note, paper, read, star, tag

IDS = st.from_regex(r"[0-9]{4}\.[0-9]{4,5}|[a-z-]{2,8}/[0-9]{7}", fullmatch=True)
STAMP = "2026-11-23T12:00:00.000Z-0001-1f2e3d4c"
VALUES = {
    "read": st.booleans(),
    "votes": st.integers(0, 999),
    "starred": st.booleans(),
    "tag:rl": st.booleans(),
    # What looks like the beginning of a document is none within a text.
    "note:0a1b2c3d": st.sampled_from(['"},"1":{"paper":"2401.00001"', "}é\\", '":{"paper":"']),
}


@st.composite
def papers(draw: st.DrawFn) -> dict[str, Document]:
    """Documents as `FoldedState` has them."""
    made: dict[str, Document] = {}
    for each in draw(st.sets(IDS, max_size=12)):
        fields = draw(st.fixed_dictionaries({}, optional=VALUES))
        made[each] = {"paper": each, "stamps": dict.fromkeys(fields, STAMP), **fields}
    return made


def stored(path: Path) -> StoredDocuments:
    """The documents of a file, none of them decoded."""
    found = load(path, "marks", whole=False).stored
    assert found
    return found


@given(made=papers(), other=IDS)
@example(
    made={each: {"paper": each, "stamps": {}} for each in ("0000.0000", "0000.00000")},
    other="0000.00001",
)
def test_each_is_found_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, made: dict[str, Document], other: str
) -> None:
    path = tmp_path_factory.mktemp("library") / "library.json"
    save(path, "marks", Checkpoint(made))
    found = stored(path)
    assert {each: found.get(each) for each in made} == made
    assert found.get(other) == made.get(other)
    assert found.get("") is None
    assert found.all() == made
    assert found.more == {each for each in made if says_more(made[each])}


def test_a_value_of_a_later_version_that_looks_like_a_document_is_none(tmp_path: Path) -> None:
    path = tmp_path / "library.json"
    made: dict[str, Document] = {
        each: {"paper": each, "stamps": {"later": STAMP}, "later": {"paper": "9999.99999"}}
        for each in (f"2401.{at:05d}" for at in range(20))
    }
    save(path, "marks", Checkpoint(made))
    found = load(path, "marks", whole=False)
    assert found.stored is None
    assert found.papers == made


@given(made=papers(), replaced=papers())
def test_what_is_replaced_counts_whether_the_rest_is_decoded_or_not(
    tmp_path_factory: pytest.TempPathFactory,
    made: dict[str, Document],
    replaced: dict[str, Document],
) -> None:
    path = tmp_path_factory.mktemp("library") / "library.json"
    save(path, "marks", Checkpoint(made))
    documents = Documents({}, stored(path))
    for each in list(made)[::2]:
        assert documents[each] == made[each]
    documents.update(replaced)
    wanted = made | replaced
    more = {each["paper"]: each for each in documents.saying_more()}
    assert {each: more[each] for each in wanted if says_more(wanted[each])}.keys() <= more.keys()
    assert more.items() <= wanted.items()
    assert {each: documents.get(each) for each in wanted} == wanted
    assert dict(documents) == wanted
    assert len(documents) == len(wanted)


class TestAStart:
    def test_decodes_what_is_asked_for_alone(
        self, home: Path, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read(library, *range(1, 2001))
        star(library, paper(7), paper(8))
        assert library.checkpoint() is None
        decoded: list[int] = []
        loads = json.loads

        def counted(content: bytes, **how: Any) -> object:
            decoded.append(len(content))
            return loads(content, **how)

        monkeypatch.setattr("reader.library.checkpoint.json.loads", counted)
        again = Library(home)
        # What the file says of itself; its documents are far longer.
        head = len(decoded)
        assert sum(decoded) < 1000
        assert again.marks(paper(9).id).read
        assert len(decoded) == head + 1
        assert again.starred() == [paper(7).id, paper(8).id]
        assert len(decoded) <= head + 3
        assert sum(decoded) < 2000 < (home / "library.json").stat().st_size / 50

    def test_has_the_same_marks_as_one_that_decodes_all(self, home: Path, library: Library) -> None:
        read(library, 1, 2)
        star(library, paper(3))
        tag(library, 4, "RL")
        note(library, 5, "“quoted”, and }")
        library.checkpoint()
        tag(library, 1, "rl")
        again = Library(home)
        assert again.marks(paper(4).id).tags == ("RL",)
        assert again.tag_counts() == library.tag_counts()
        assert marks(again) == marks(library) == marks(Library(home, afresh=True))


class TestAFileThatWasChanged:
    """By whoever makes the checksum anew, but knows nothing of the index."""

    @pytest.fixture
    def path(self, home: Path, library: Library) -> Path:
        read(library, 1, 2)
        star(library, paper(3))
        library.checkpoint()
        return home / "library.json"

    def test_has_its_documents_decoded_and_checked(self, home: Path, path: Path) -> None:
        tables = unsealed(path.read_bytes())
        tables["marks"]["240100002"]["read"] = False
        path.write_bytes(sealed(tables))
        assert load(path, "marks", whole=False).stored is None
        assert not Library(home).marks(paper(2).id).read
        tables["marks"]["240100002"]["read"] = ["very"]
        path.write_bytes(sealed(tables))
        again = Library(home)
        assert again.marks(paper(2).id).read, "from the journal"
        assert any("is damaged" in sentence for sentence in again.damage)

    def test_is_read_without_an_index_too(self, home: Path, path: Path) -> None:
        before = marks(Library(home))
        tables = unsealed(path.read_bytes())
        del tables["index"]
        path.write_bytes(sealed(tables))
        assert marks(Library(home)) == before
        assert not Library(home).damage


def test_ids_that_are_written_otherwise_in_json_have_no_index(tmp_path: Path) -> None:
    path = tmp_path / "library.json"
    made: dict[str, Document] = {each: {"paper": each, "stamps": {}} for each in ("é", 'a"b')}
    save(path, "marks", Checkpoint(made))
    assert load(path, "marks", whole=False).papers == made


def test_documents_that_are_none_are_told_in_a_sentence() -> None:
    content = b'{"1":{"paper":"2401.00001",]}'
    with pytest.raises(LibraryError, match="doctor --repair"):
        StoredDocuments(content, 0, len(content), []).get("2401.00001")
