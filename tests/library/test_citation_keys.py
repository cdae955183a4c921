"""Citation keys of several machines: the one not yet fixed yields, two fixed ones are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.library import FieldUpdate, Library
from reader.library.citation_keys import PROPOSED
from reader.paper import Paper
from tests.library.desk import Ticking, deliver, marks, paper, star

ONE, OTHER = paper(1, "Attention Once More"), paper(2, "Attention and Its Uses")


def meet(*homes: Path) -> list[Library]:
    """Every machine gets every journal."""
    for source in homes:
        for target in homes:
            if source != target:
                deliver(source, target)
    return [Library(home, Ticking()) for home in homes]


def key(library: Library, of: Paper) -> str | None:
    return library.marks(of.id).citation_key


def test_a_star_proposes_a_key_and_each_has_its_own(library: Library) -> None:
    star(library, ONE, OTHER)
    assert key(library, ONE) == "example2024attention"
    assert key(library, OTHER) == "example2024attentiona"


def test_a_key_is_fixed_when_it_is_first_given_away(library: Library) -> None:
    star(library, ONE)
    assert not library.marks(ONE.id).key_fixed
    assert library.fix_keys([ONE]) == {ONE.id: "example2024attention"}
    assert library.marks(ONE.id).key_fixed


def test_a_proposed_key_yields_to_those_of_a_file_and_a_fixed_one_does_not(
    library: Library,
) -> None:
    star(library, ONE)
    assert library.fix_keys([ONE], {"example2024attention"}) == {ONE.id: "example2024attentiona"}
    assert library.fix_keys([ONE], {"example2024attentiona"}) == {ONE.id: "example2024attentiona"}


def test_a_paper_that_was_never_starred_is_given_one_when_it_is_cited(library: Library) -> None:
    assert library.fix_keys([ONE, OTHER, ONE]) == {
        ONE.id: "example2024attention",
        OTHER.id: "example2024attentiona",
    }


class TestTheSameKeyOnTwoMachines:
    @pytest.mark.parametrize(("first", "then"), [(ONE, OTHER), (OTHER, ONE)], ids=["one", "other"])
    def test_the_one_that_had_it_first_keeps_it(
        self, tmp_path: Path, first: Paper, then: Paper
    ) -> None:
        clock = Ticking()
        homes = tmp_path / "a", tmp_path / "b"
        star(Library(homes[0], clock), first)
        star(Library(homes[1], clock), then)
        for library in meet(*homes):
            assert key(library, first) == "example2024attention"
            assert key(library, then) == "example2024attentiona"

    def test_the_one_that_is_fixed_keeps_it_though_it_came_later(self, tmp_path: Path) -> None:
        clock = Ticking()
        homes = tmp_path / "a", tmp_path / "b"
        star(Library(homes[0], clock), ONE)
        Library(homes[1], clock).fix_keys([OTHER])
        one, other = meet(*homes)
        assert key(one, OTHER) == "example2024attention"
        assert key(one, ONE) == "example2024attentiona"
        assert marks(one) == marks(other)

    def test_the_key_that_it_yielded_to_is_the_one_that_is_fixed(self, tmp_path: Path) -> None:
        clock = Ticking()
        homes = tmp_path / "a", tmp_path / "b"
        Library(homes[0], clock).fix_keys([ONE])
        star(Library(homes[1], clock), OTHER)
        one, other = meet(*homes)
        assert one.fix_keys([OTHER]) == {OTHER.id: "example2024attentiona"}
        assert not one.conflicting_keys()
        assert key(other, OTHER) == "example2024attentiona"

    def test_it_is_free_again_when_the_one_that_had_it_is_cited_by_another(
        self, tmp_path: Path
    ) -> None:
        clock = Ticking()
        homes = tmp_path / "a", tmp_path / "b"
        star(Library(homes[0], clock), ONE)
        star(Library(homes[1], clock), OTHER)
        library, _ = meet(*homes)
        taken = {"example2024attention", "example2024attentiona"}
        assert library.fix_keys([ONE], taken) == {ONE.id: "example2024attentionb"}
        assert key(library, OTHER) == "example2024attention"

    def test_a_new_paper_gets_neither_the_key_nor_the_one_it_yielded_to(
        self, tmp_path: Path
    ) -> None:
        clock = Ticking()
        homes = tmp_path / "a", tmp_path / "b"
        star(Library(homes[0], clock), ONE)
        star(Library(homes[1], clock), OTHER)
        library, _ = meet(*homes)
        third = paper(3, "Attention Again")
        star(library, third)
        assert key(library, third) == "example2024attentionb"

    def test_two_that_are_fixed_both_stay_and_are_told(self, tmp_path: Path) -> None:
        homes = tmp_path / "a", tmp_path / "b"
        Library(homes[0]).fix_keys([ONE])
        Library(homes[1]).fix_keys([OTHER])
        for library in meet(*homes):
            assert key(library, ONE) == key(library, OTHER) == "example2024attention"
            assert library.conflicting_keys() == [("example2024attention", [ONE.id, OTHER.id])]


class TestKeysThatAnEarlierVersionProposed:
    def proposed(self, home: Path, key: str, of: Paper) -> Library:
        library = Library(home, Ticking())
        library.commit([FieldUpdate(of.id, PROPOSED, key)])
        return library

    @pytest.mark.parametrize(
        ("author", "title", "mistaken", "right"),
        [
            ("李飞飞", "Attention", "anonymous2024attention", "li2024attention"),
            ("Ada Example", "L'attention", "example2024lattention", "example2024attention"),
        ],
    )
    def test_a_mistaken_one_gives_way_while_it_is_not_fixed(
        self, tmp_path: Path, author: str, title: str, mistaken: str, right: str
    ) -> None:
        of = paper(1, title, author)
        library = self.proposed(tmp_path, mistaken, of)
        assert key(library, of) == mistaken
        assert library.preview_keys([of]) == {of.id: right}
        assert library.fix_keys([of]) == {of.id: right}
        assert key(Library(tmp_path), of) == right

    def test_the_right_one_is_still_one_of_its_own(self, tmp_path: Path) -> None:
        of = paper(1, "Attention", "李飞飞")
        library = self.proposed(tmp_path, "anonymous2024attention", of)
        star(library, paper(2, "Attention", "Bo Li"))
        assert library.fix_keys([of]) == {of.id: "li2024attentiona"}

    def test_a_fixed_one_stays(self, tmp_path: Path) -> None:
        of = paper(1, "Attention", "李飞飞")
        library = self.proposed(tmp_path, "anonymous2024attention", of)
        library.fix_given_keys({of.id: "anonymous2024attention"})
        assert library.fix_keys([of]) == library.preview_keys([of])
        assert key(library, of) == "anonymous2024attention"

    def test_any_other_stays(self, tmp_path: Path) -> None:
        library = self.proposed(tmp_path, "my-own-key", ONE)
        assert library.fix_keys([ONE]) == {ONE.id: "my-own-key"}
