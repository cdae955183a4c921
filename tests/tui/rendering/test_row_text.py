"""How a line of the list looks, in words and cells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from reader.paper import Author, Marks, Paper
from reader.tui.rendering.geometry import RowShape
from reader.tui.rendering.row_text import RowStyle, line_content, line_height
from reader.tui.state.list_view import Heading, Line, Row

BELOW, BESIDE = RowShape(), RowShape(least=2)
"""One above the other, beside each other."""
COLUMNS = RowShape(columns=True, beside=41)
DENSE = RowShape(most=1)

EVOLVING = (
    "EvolvingWorld: An Open-Schema Framework for Co-Evolving Role-Play Agents and World Model in "
    "Interactive Literary World"
)
DEEP_SEARCH = (
    "DeepSearch-World: Self-Distillation for Deep Search Agents in a Verifiable Environment"
)
TIME_LENS = "TimeLens2: Generalist Video Temporal Grounding with Multimodal LLMs"
GROUP_ENTROPY = "Group Entropy-Controlled Policy Optimization"
LAB = "Multimedia Computing Group"
READ = Marks(read=True)


def row(
    title: str,
    votes: int | None = 56,
    marks: Marks = READ,
    authors: tuple[str, ...] = (),
    *,
    code: bool = True,
    shown: dict[str, Any] | None = None,
    **fields: Any,
) -> Row:
    """A row of the list; `shown` is what else is so of it, `fields` are of its paper."""
    paper = Paper(
        "2607.10371",
        title,
        authors=tuple(Author(name) for name in authors),
        upvotes=votes,
        github="https://github.com/example/code" if code else None,
        **fields,
    )
    return Row(paper, marks, **(shown or {}))


def text(line: Line, width: int, shape: RowShape, *, under: bool = False) -> list[str]:
    """The lines of a line, without the blanks at their ends."""
    lines = line_content(line, under, width, RowStyle(shape))
    assert len(lines) == line_height(line, width, RowStyle(shape))
    assert all(content.cell_length <= width - 1 for content in lines), "the thumb has a cell"
    return [content.plain.rstrip() for content in lines]


def names(count: int, first: str = "Yiyang Cai") -> tuple[str, ...]:
    return (first, *(f"Author {number}" for number in range(2, count + 1)))


class TestBesideThePaper:
    """Rows of a list of 64 cells."""

    def test_an_organization_stands_on_the_last_line(self) -> None:
        unread = row(EVOLVING, marks=Marks(), organization="Tencent")
        assert text(unread, 64, BESIDE) == [
            " ●   56 EvolvingWorld: An Open-Schema Framework for Co-Evolving",
            "        Role-Play Agents and World Model in Interactive",
            "        Literary World                           Tencent     ‹›",
        ]

    def test_a_title_of_one_line_has_a_second_one(self) -> None:
        short = row(GROUP_ENTROPY, 19, Marks(), organization="Intern Large Models", code=False)
        assert text(short, 64, BESIDE) == [
            " ●   19 Group Entropy-Controlled Policy Optimization",
            "                                     Intern Large Models",
        ]

    def test_comments_have_a_column_of_their_own(self) -> None:
        with_both = row(GROUP_ENTROPY, organization="ByteDance", comments=2)
        assert text(with_both, 64, BESIDE)[1].endswith("  ByteDance  2c ‹›")
        without_code = row(GROUP_ENTROPY, organization="ByteDance", comments=2, code=False)
        assert text(without_code, 64, BESIDE)[1].endswith("  ByteDance  2c")

    @pytest.mark.parametrize(
        ("count", "shown"), [(None, ""), (0, ""), (1, ""), (2, "2c"), (99, "99c"), (1_000, "99c")]
    )
    def test_one_comment_is_not_told(self, count: int | None, shown: str) -> None:
        alone = row(GROUP_ENTROPY, comments=count, code=False)
        assert text(alone, 64, BESIDE)[1].strip() == shown

    def test_the_cursor_has_a_bar_on_every_line(self) -> None:
        lines = text(row(EVOLVING, organization="Tencent"), 64, BESIDE, under=True)
        assert [line[0] for line in lines] == ["▌"] * 3

    def test_a_title_of_more_than_three_lines_is_cut(self) -> None:
        lines = text(row("Word after word " * 20, organization="Tencent"), 64, BESIDE)
        assert len(lines) == 3
        assert lines[-1].rstrip("‹› ").endswith("…")


class TestWhatGivesWay:
    """The last line has less and less room."""

    @pytest.mark.parametrize(
        ("room", "shown"),
        [
            (40, "#rl #vision  Multimedia Computing Group  12 Jul"),
            (38, "#rl #vision  Multimedia Computing…  12 Jul"),
            (33, "#rl #vision  Multimedia C…  12 Jul"),
            (32, "#rl #vision  12 Jul"),
            (19, "#rl #vision  12 Jul"),
            (18, "#rl #vision"),
            (11, "#rl #vision"),
            (10, "#2 12 Jul"),
            (9, "#2 12 Jul"),
            (8, "#2"),
            (6, "#2"),
        ],
    )
    def test_organization_then_date_then_tags(self, room: int, shown: str) -> None:
        tagged = row(
            "Title",
            marks=Marks(read=True, tags=("rl", "vision")),
            organization=LAB,
            shown={"dated": "12 Jul"},
            code=False,
        )
        # Signs and title have 8 cells and 5, two blanks stand behind it, 8 are for comments.
        room = len(shown) if room >= 33 else room
        (line,) = text(tagged, 8 + 5 + 2 + room + 8, BELOW)
        assert line[15:].strip() == shown

    def test_tags_without_room_are_counted_on_the_second_line(self) -> None:
        marks = Marks(read=True, starred=True, tags=("search", "verification"))
        full = " ".join(["eight888"] * 11)
        assert text(row(full, marks=marks), 64, BESIDE) == [
            "  ★  56 " + " ".join(["eight888"] * 6),
            "     #2 " + " ".join(["eight888"] * 5) + " " * 9 + "‹›",
        ]

    def test_then_comments_and_code(self) -> None:
        for length, shown in ((47, "2c ‹›"), (48, "‹›"), (51, "‹›"), (52, ""), (55, "")):
            (line,) = text(row("x" * length, comments=2), 64, BELOW)
            assert line[8 + length :].strip() == shown

    @pytest.mark.parametrize(
        ("room", "shown"),
        [(14, "Yiyang Cai +10"), (13, "Cai +10"), (7, "Cai +10"), (6, ""), (3, "")],
    )
    def test_a_name_is_never_cut(self, room: int, shown: str) -> None:
        (line,) = text(row("Title", authors=names(11), code=False), 23 + room, BELOW)
        assert line[13:].strip() == shown

    @pytest.mark.parametrize(
        ("room", "shown"),
        [(26, LAB), (25, "Multimedia Computing Gro…"), (12, "Multimedia…"), (11, "")],
    )
    def test_an_organization_has_twelve_cells_at_least(self, room: int, shown: str) -> None:
        (line,) = text(row("Title", organization=LAB, code=False), 23 + room, BELOW)
        assert line[13:].strip() == shown

    def test_a_short_organization_fits_behind_a_tag(self) -> None:
        tagged = row("Title", marks=Marks(read=True, tags=("rl",)), organization="NX", code=False)
        (line,) = text(tagged, 23 + 7, BELOW)
        assert line[15:] == "#rl  NX"

    def test_a_single_author_has_no_more(self) -> None:
        (line,) = text(row("Title", authors=("Zhihua Liang",), code=False), 80, BELOW)
        assert line.endswith("  Zhihua Liang")


class TestInColumns:
    """Rows of a list of 109 cells."""

    def test_name_comments_and_code_stand_beside_the_first_line(self) -> None:
        lines = text(row(EVOLVING, marks=Marks(), authors=names(11), comments=2), 109, COLUMNS)
        assert lines == [
            " ●   56 EvolvingWorld: An Open-Schema Framework for Co-Evolving Role-Play     "
            "Yiyang Cai +10          2c ‹›",
            "        Agents and World Model in Interactive Literary World",
        ]

    def test_tags_stand_below_the_name(self) -> None:
        marks = Marks(read=True, starred=True, tags=("search",), note="again")
        lines = text(row(DEEP_SEARCH, marks=marks, organization="HKUST"), 109, COLUMNS)
        assert lines == [
            "  ★  56 DeepSearch-World: Self-Distillation for Deep Search Agents in a       "
            "HKUST                      ‹›",
            "      ✎ Verifiable Environment                                                #search",
        ]

    def test_on_a_row_of_one_line_tags_stand_before_the_name(self) -> None:
        (line,) = text(
            row(TIME_LENS, marks=Marks(read=True, tags=("rl",)), organization="HKUST"), 109, COLUMNS
        )
        assert line[78:] == "#rl  HKUST                 ‹›"

    def test_a_long_organization_is_shortened_to_its_column(self) -> None:
        (line,) = text(row(TIME_LENS, organization=LAB), 109, COLUMNS)
        assert line[78:] == "Multimedia Computing…      ‹›"


class TestSigns:
    @pytest.mark.parametrize(
        ("marks", "shown", "cells"),
        [
            (Marks(), {}, " ● "),
            (READ, {}, "   "),
            (Marks(), {"selected": True}, " ◆ "),
            (READ, {"selected": True}, " ◇ "),
            (READ, {"pending": True}, " … "),
            (Marks(read=True, starred=True), {}, "  ★"),
            (Marks(), {"highlighted": True}, " ●»"),
            (Marks(), {"late": True}, " ●+"),
            (Marks(), {"late": True, "highlighted": True}, " ●»"),
            (Marks(read=True, starred=True), {"highlighted": True, "late": True}, "  ★"),
        ],
    )
    def test_state_and_star(self, marks: Marks, shown: dict[str, bool], cells: str) -> None:
        first, *_ = text(row(EVOLVING, marks=marks, shown=shown), 64, BESIDE)
        assert first[:3] == cells

    @pytest.mark.parametrize(
        ("marks", "shown", "cells"),
        [
            (READ, {}, "      "),
            (Marks(note="again"), {}, "     ✎"),
            (READ, {"cited": "a"}, "     ❝"),
            (Marks(note="again"), {"cited": "a"}, "    ✎❝"),
            (Marks(starred=True), {"late": True, "highlighted": True}, "    +»"),
            (Marks(starred=True, note="a"), {"late": True, "cited": "a"}, "   +✎❝"),
            (READ, {"late": True, "highlighted": True}, "     +"),
        ],
    )
    def test_what_has_no_cell_above_stands_on_the_second_line(
        self, marks: Marks, shown: dict[str, Any], cells: str
    ) -> None:
        _, second, *_ = text(row(EVOLVING, marks=marks, shown=shown), 64, BESIDE)
        assert second[1:7] == cells

    def test_on_a_row_of_one_line_they_stand_before_the_name(self) -> None:
        marks = Marks(read=True, note="again")
        (line,) = text(
            row("Title", marks=marks, organization="HKUST", shown={"cited": "a"}), 80, BELOW
        )
        assert "  ✎ ❝ HKUST " in line

    @pytest.mark.parametrize(
        ("votes", "cells"),
        [
            (None, "    "),
            (0, "   0"),
            (59, "  59"),
            (9_999, "9999"),
            (10_000, " 10k"),
            (12_345, " 12k"),
            (999_999, "999k"),
        ],
    )
    def test_votes(self, votes: int | None, cells: str) -> None:
        (line,) = text(row("Title", votes), 80, BELOW)
        assert line[3:8] == f"{cells} "


class TestDense:
    def test_a_row_has_one_line(self) -> None:
        shape = replace(COLUMNS, most=1)
        assert text(row(EVOLVING, marks=Marks(), organization="Tencent"), 120, shape) == [
            " ●   56 EvolvingWorld: An Open-Schema Framework for Co-Evolving Role-Play Agents and…"
            "    Tencent                    ‹›"
        ]

    def test_also_on_the_least_screen(self) -> None:
        (line,) = text(row(EVOLVING), 40, DENSE)
        assert line == "     56 EvolvingWorld: An Open-Schema…"


class TestHeadings:
    def day(self, unread: int, papers: int, **fields: Any) -> str:
        rows = tuple(row("Title", marks=Marks(read=n >= unread)) for n in range(papers))
        heading = Heading("Tue 21 Jul", rows, open=True, is_day=True, **fields)
        (line,) = text(heading, 64, BESIDE)
        return line

    @pytest.mark.parametrize(
        ("unread", "papers", "words"),
        [(22, 25, "22 of 25 unread"), (20, 20, "20 unread"), (0, 3, "all read")],
    )
    def test_a_day_says_what_is_unread_at_the_right_edge(
        self, unread: int, papers: int, words: str
    ) -> None:
        line = self.day(unread, papers)
        assert line.startswith(" ▾ Tue 21 Jul ─")
        assert line.endswith(f"─  {words}")
        assert cell_len(line) == 63

    def test_under_a_filter_it_says_how_many_are_shown(self) -> None:
        assert self.day(2, 6, is_filtered=True).endswith("─  6 shown")

    def test_a_day_that_is_folded(self) -> None:
        heading = Heading("Mon 20 Jul", (row("Title"),), open=False, is_day=True)
        (line,) = text(heading, 64, BESIDE, under=True)
        assert line.startswith("▌▸ Mon 20 Jul ─")

    def test_groups_have_their_numbers_in_columns(self) -> None:
        def group(name: str, unread: int, papers: int) -> str:
            rows = tuple(row("Title", marks=Marks(read=n >= unread)) for n in range(papers))
            (line,) = text(Heading(name, rows, open=False, longest=120), 64, BESIDE)
            return line

        assert [
            group("agents", 60, 60),
            group("video", 1, 48),
            group("3D", 0, 5),
            group("reinforcement learning from many kinds of feedback", 120, 120),
        ] == [
            " ▸ agents                               60       60  ━━━━━",
            " ▸ video                                48        1  ━───",
            " ▸ 3D                                    5           ─",
            " ▸ reinforcement learning from man…    120      120  ━━━━━━━━━━",
        ]


MARKS = st.builds(
    Marks,
    read=st.booleans(),
    starred=st.booleans(),
    tags=st.sampled_from([(), ("rl",), ("rl", "vision", "a-very-long-tag-of-mine")]),
    note=st.sampled_from([None, "again"]),
)
SHOWN = st.fixed_dictionaries(
    {name: st.booleans() for name in ("pending", "late", "selected", "highlighted")}
    | {"cited": st.sampled_from([None, "a2024b"]), "dated": st.sampled_from(["", "12 Jul"])}
)
SHAPES = st.sampled_from([BELOW, BESIDE, COLUMNS, DENSE, replace(COLUMNS, most=1)])
TITLES = st.lists(
    st.sampled_from(["Agents", "of", "Self-Distillation", "多模态", "π", "x" * 70]), min_size=1
).map(" ".join)


@given(TITLES, MARKS, SHOWN, SHAPES, st.integers(50, 200), st.booleans(), st.booleans())
def test_the_height_is_that_of_the_title_alone(
    title: str,
    marks: Marks,
    shown: dict[str, Any],
    shape: RowShape,
    width: int,
    under: bool,
    with_terms: bool,
) -> None:
    plain = row(title, marks=Marks(), code=False)
    full = row(
        title,
        99_000,
        marks,
        names(40),
        organization=LAB,
        comments=12,
        listed=date(2026, 7, 12),
        shown=shown,
    )
    height = line_height(plain, width, RowStyle(shape))
    for line in (plain, full):
        assert len(text(line, width, shape, under=under)) == height
    style = RowStyle(shape, ("agents",) if with_terms else ())
    lines = line_content(full, under, width, style)
    assert len(lines) == line_height(full, width, style) == height
    # The title is the same on every row, whatever stands beside it.
    shown_titles = [line_content(each, False, width, RowStyle(shape)) for each in (plain, full)]
    for one, other in zip(*shown_titles, strict=True):
        start = one.plain[7:].rstrip()
        assert other.plain[7:].startswith(start)
