"""From the bytes of a terminal to whole keys, with a clock that stands still until it is moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from reader.tui.keys.terminal_background import TerminalBackground, background_of
from reader.tui.keys.terminal_driver import KeyParser
from reader.tui.keys.terminal_input import ESCAPE, PATIENCE, TerminalInput

Step = bytes | float
"""What is read at once, or seconds in which nothing comes."""

ANSWERS = [
    b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\",
    b"\x1b]11;rgb:1e1e/1e1e/2e2e\a",
    b"\x1b]52;c;QWFyanNr\x1b\\",
    b"\x1bP>|XTerm(354)\x1b\\",
    b"\x1bP1+r544e=787465726d\x1b\\",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b^A rjs\x1b\\",
    b"\x1bXA rjs\x1b\\",
    b"\x1b[?62;4c",
    b"\x1b[>41;354;0c",
    b"\x1b[?12;4$y",
    b"\x1b[?25u",
    b"\x1b[0n",
    b"\x1b[8;40;120t",
    b"\x1b[114~",
    b"\x1b[?997;1n",
    b"\x1b[M !!",
]
"""What terminals say that is no key, and nothing that the app has a use for."""
KEYS = {
    b"j": "j",
    b"A": "A",
    "я".encode(): "я",
    "€".encode(): "euro_sign",
    b"\r": "enter",
    b"\x12": "ctrl+r",
    b"\x1b[A": "up",
    b"\x1bOB": "down",
    b"\x1b[1;5C": "ctrl+right",
    b"\x1b[3~": "delete",
    b"\x1b[15~": "f5",
    b"\x1bOP": "f1",
    b"\x1b[[A": "f1",
    b"\x1b[3$": "shift+delete",
    b"\x1b[Z": "shift+tab",
    b"\x1br": "alt+r",
    b"\x1bA": "alt+shift+a",
    b"\x1b ": "alt+space",
    b"\x1b.": "alt+full_stop",
    b"\x1b\r": "alt+enter",
    "\x1bя".encode(): "alt+я",
    b"\x1b\x1b[A": "alt+up",
    b"\x1b[27;5;114~": "ctrl+r",
    b"\x1b[27;3;97~": "alt+a",
    b"\x1b[27;2;65~": "A",
    b"\x1b[114;5u": "ctrl+r",
    b"\x1b[114;5;114u": "ctrl+r",
    b"\x1b[114:82:114;6:1u": "ctrl+shift+r",
    b"\x1b[97;3;97u": "alt+a",
    b"\x1b[97;3;229u": "å",
    b"\x1b[65;2u": "A",
    b"\x1b[97;2;65u": "A",
    b"\x1b[13u": "enter",
    b"\x1b[32u": "space",
    b"\x1b[114;5:3u": "",
    b"\x1b[57441;2u": "",
}
"""What keys send in the forms that are about, with their names; empty where it is none."""
REPORTS = {
    b"\x1b[I": events.AppFocus,
    b"\x1b[O": events.AppBlur,
    b"\x1b[<0;3;4M": events.MouseDown,
    b"\x1b[<0;3;4m": events.MouseUp,
    b"\x1b[<64;3;4M": events.MouseScrollUp,
    b"\x1b[5;6R": events.CursorPosition,
    b"\x1b[48;24;80;480;800t": events.Resize,
    b"\x1b[200~a j\nr A\x1b[201~": events.Paste,
}


class Desk:
    """A terminal, and what the app hears of it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.heard: list[object] = []
        self.backgrounds: list[str] = []
        self._input = TerminalInput(lambda: self.now)
        self._parser = KeyParser()

    def play(self, steps: Iterable[Step]) -> list[object]:
        """Let all of it happen, and then nothing any more; what was heard."""
        for step in (*steps, 3 * PATIENCE):
            if isinstance(step, bytes):
                self._take(self._input.feed(step))
            else:
                self._pass(step)
        return self.heard

    def _pass(self, seconds: float) -> None:
        end = self.now + seconds
        while (due := self._input.due) is not None and self.now + due <= end:
            self.now += due
            self._take(self._input.tick())
        self.now = end

    def _take(self, pieces: Iterable[object]) -> None:
        for piece in pieces:
            for message in self._parser.messages(piece):  # type: ignore[arg-type]
                if isinstance(message, events.Key):
                    self.heard.append(message.key)
                elif isinstance(message, events.Paste):
                    self.heard.append((message.text,))
                elif isinstance(message, TerminalBackground):
                    self.backgrounds.append(message.background)
                else:
                    self.heard.append(type(message))


def heard(*steps: Step) -> list[object]:
    return Desk().play(steps)


def torn(data: bytes, places: Iterable[int]) -> list[bytes]:
    """Bytes, read in pieces that end at these places."""
    ends = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[start:end] for start, end in pairwise(ends)]


def spread(parts: Iterable[bytes], seconds: float) -> list[Step]:
    """The same with a silence behind each."""
    return [step for part in parts for step in (part, seconds)]


@pytest.mark.parametrize(("sent", "key"), KEYS.items(), ids=repr)
def test_every_form_of_a_key_is_that_key_and_no_letter(sent: bytes, key: str) -> None:
    assert heard(sent, b"j") == [key, "j"] if key else ["j"]


@pytest.mark.parametrize("sent", KEYS, ids=repr)
def test_a_combination_types_nothing(sent: bytes) -> None:
    taken = TerminalInput(lambda: 0.0).feed(sent)
    keys = [key for piece in taken for key in KeyParser().messages(piece)]
    for key in keys:
        assert isinstance(key, events.Key)
        if "alt+" in key.key:
            assert key.character is None


@pytest.mark.parametrize(("sent", "kind"), REPORTS.items(), ids=repr)
def test_reports_that_the_app_uses_reach_it(sent: bytes, kind: type) -> None:
    found = heard(sent, b"j")
    assert found == [("a j\nr A",) if kind is events.Paste else kind, "j"]


@pytest.mark.parametrize("answer", ANSWERS, ids=repr)
def test_an_answer_is_no_key_however_it_is_torn(answer: bytes) -> None:
    assert heard(answer, b"j") == ["j"]
    for place in range(1, len(answer)):
        before, behind = answer[:place], answer[place:]
        assert heard(before, behind, b"j") == ["j"]
        # Later, the escape alone is the key, as nobody can know better.
        keys = ["escape"] if place == 1 else []
        if len(behind) > 1 or place > 1:
            assert heard(before, 0.9, behind, b"j") == [*keys, "j"]


@pytest.mark.parametrize("answer", ANSWERS[:6], ids=repr)
@pytest.mark.parametrize("silence", [1.5, 60.0])
def test_the_rest_of_an_answer_is_known_when_it_comes_much_later(
    answer: bytes, silence: float
) -> None:
    assert heard(answer[:2], silence, answer[2:], b"j") == ["j"]


class TestALoneEscape:
    def test_counts_after_a_tenth_of_a_second(self) -> None:
        desk = TerminalInput(lambda: 0.0)
        assert desk.feed(b"\x1b") == []
        assert desk.due == ESCAPE
        assert heard(b"\x1b", ESCAPE, b"j") == ["escape", "j"]
        assert heard(b"\x1b\x1b", ESCAPE, b"j") == ["escape", "escape", "j"]

    @pytest.mark.parametrize("rest", [b"[A", b"OA", b"[1;5A", b"[<0;1;1M", b"[15~", b"[I"])
    def test_its_rest_in_one_read_is_dropped_whole(self, rest: bytes) -> None:
        assert heard(b"\x1b", 0.05, rest)[0] != "escape"
        assert heard(b"\x1b", 0.3, rest, b"j") == ["escape", "j"]
        assert heard(b"\x1b", 0.3, rest + b"j\x1b[A") == ["escape", "j", "up"]

    def test_a_rest_that_is_torn_once_more_is_dropped_too(self) -> None:
        assert heard(b"\x1b", 0.3, b"[<0;1", 0.3, b"0;1Mj") == ["escape", "j"]
        assert heard(b"\x1b", 0.3, b"]11;rgb:1e", 0.3, b"1e/1e1e/2e2e\x1b", b"\\j") == [
            "escape",
            "j",
        ]

    def test_the_same_letters_typed_apart_count(self) -> None:
        assert heard(b"\x1b", 0.3, b"[", 0.01, b"A") == ["escape", "left_square_bracket", "A"]
        assert heard(b"\x1b", 0.3, b"O", 0.01, b"A") == ["escape", "O", "A"]

    def test_what_is_typed_fast_and_is_no_rest_counts(self) -> None:
        assert heard(b"\x1b", 0.3, b"jA") == ["escape", "j", "A"]
        assert heard(b"\x1b", 0.3, b"[5j") == ["escape", "left_square_bracket", "5", "j"]
        assert heard(b"\x1b", 0.3, b"[5", 0.1, b"j") == ["escape", "left_square_bracket", "5", "j"]

    def test_after_a_second_letters_are_letters(self) -> None:
        assert heard(b"\x1b", 0.1, 1.1, b"[A") == ["escape", "left_square_bracket", "A"]

    def test_before_a_report_it_is_a_key(self) -> None:
        assert heard(b"\x1b\x1b[<35;3;4M") == ["escape", events.MouseMove]


class TestAPaste:
    @pytest.mark.parametrize("place", range(1, 18))
    def test_is_one_wherever_it_is_torn(self, place: int) -> None:
        whole = b"\x1b[200~world\x1b[201~"
        silence = ESCAPE / 2 if place == 1 else 0.9
        assert heard(whole[:place], silence, whole[place:], b"j") == [("world",), "j"]

    def test_is_ended_by_a_second_of_silence(self) -> None:
        assert heard(b"\x1b[200~wor", 0.9, b"ld", PATIENCE, b"j") == [("world",), "j"]

    @pytest.mark.parametrize("place", range(1, 6))
    def test_its_end_mark_is_no_key_when_it_comes_later(self, place: int) -> None:
        mark = b"\x1b[201~"
        steps = (b"\x1b[200~world" + mark[:place], 5.0, mark[place:], b"j")
        assert heard(*steps) == [("world",), "j"]

    def test_is_not_looked_into(self) -> None:
        assert heard(b"\x1b[200~\x1b[A\x1b]11;A\aA\x1b[201~") == [("\x1b[A\x1b]11;A\aA",)]
        assert heard(b"\x1b[200~", "Größe".encode()[:3], "Größe".encode()[3:], b"\x1b[201~") == [
            ("Größe",)
        ]

    def test_whose_escape_came_long_before_is_still_one(self) -> None:
        assert heard(b"\x1b", 0.3, b"[200~A\x1b[201~") == ["escape", ("A",)]


class TestHalves:
    @pytest.mark.parametrize("half", [b"\x1b[", b"\x1bO", b"\x1b]", b"\x1bP", b"\x1b[1;", b"\xd0"])
    def test_are_waited_for_and_then_dropped(self, half: bytes) -> None:
        taken = TerminalInput(lambda: 0.0)
        assert taken.feed(half) == []
        assert taken.due == PATIENCE
        assert heard(half, PATIENCE, b"j") == ["j"]

    def test_of_letters_are_put_together(self) -> None:
        assert heard(b"\xd1", 0.9, b"\x8f") == ["я"]
        assert heard(b"\xe2", 0.9, b"\x82", 0.9, b"\xac") == ["euro_sign"]

    def test_that_break_off_cost_themselves(self) -> None:
        assert heard(b"\xd1\x1b[A") == ["up"]
        assert heard(b"\x1b[1;\x1b[A") == ["up"]
        assert heard(b"\x1b[1;\rj") == ["enter", "j"]
        assert heard(b"\x1b]11;\x1b[A") == ["up"]
        assert heard(b"\xff\xfe\x80j") == ["j"]


atoms = st.sampled_from([*KEYS, *REPORTS, *ANSWERS, b"\x1b", b"\xff"])


@given(st.lists(atoms, max_size=12), st.lists(st.integers(0, 500), max_size=12))
def test_any_tear_of_any_stream_gives_the_same_keys(
    stream: Sequence[bytes], places: Sequence[int]
) -> None:
    data = b"".join(stream)
    assert heard(*torn(data, places)) == heard(data)
    assert heard(*spread(torn(data, places), ESCAPE / 2)) == heard(data)


sequences = st.sampled_from(
    [*ANSWERS, *(each for each in (*KEYS, *REPORTS) if each[:1] == b"\x1b" and len(each) > 2)]
)


@given(
    st.lists(sequences, min_size=1, max_size=4),
    st.lists(st.integers(0, 500), max_size=6),
    st.floats(ESCAPE, PATIENCE - 0.01),
)
def test_no_tear_makes_letters_of_a_sequence(
    stream: Sequence[bytes], places: Sequence[int], silence: float
) -> None:
    """But where the escape came alone, and one letter behind it: that is how it is typed."""
    data = b"".join(stream)
    parts = torn(data, places)
    alone = [
        at
        for at, part in enumerate(parts[:-2])
        if part.endswith(b"\x1b") and len(parts[at + 1]) == 1
    ]
    if not alone and len(parts[-1]) > 1:
        whole = {key for key in heard(data) if isinstance(key, str)} | {"escape"}
        found = heard(*spread(parts, silence))
        assert {key for key in found if isinstance(key, str)} <= whole


@given(st.lists(st.one_of(atoms, st.binary(max_size=8)), max_size=20))
def test_no_bytes_at_all_are_a_mistake_or_lock_the_keyboard(stream: Sequence[bytes]) -> None:
    assert heard(*stream, 2 * PATIENCE, b"j")[-1] == "j"
    assert heard(b"".join(stream), 2 * PATIENCE, b"j")[-1] == "j"


def test_a_terminal_that_does_not_know_its_pixels_still_has_a_mouse() -> None:
    found = heard(b"\x1b[48;24;80;0;0t", b"\x1b[<0;30;4M")
    assert found == [events.Resize, events.MouseDown]


def test_a_long_string_costs_no_memory_and_no_key() -> None:
    taken = TerminalInput(lambda: 0.0)
    assert taken.feed(b"\x1bP") == []
    for _ in range(200):
        assert taken.feed(b"A" * 4096) == []
        assert len(taken._buffer) <= 1
    assert taken.feed(b"\x1b\\j") == ["j"]


class TestTheBackground:
    @pytest.mark.parametrize(
        ("colour", "background"),
        [
            (b"rgb:1e1e/1e1e/2e2e", "dark"),
            (b"rgb:fdfd/f6f6/e3e3", "light"),
            (b"rgb:0/0/0", "dark"),
            (b"rgb:ff/ff/ff", "light"),
            (b"rgba:ffff/ffff/ffff/8000", "light"),
            (b"#fff", "light"),
            (b"#FDF6E3", "light"),
            (b"#000000000000", "dark"),
        ],
    )
    @pytest.mark.parametrize("end", [b"\a", b"\x1b\\", b"\xc2\x9c"], ids=repr)
    def test_is_taken_from_an_answer_however_that_is_torn(
        self, colour: bytes, background: str, end: bytes
    ) -> None:
        answer = b"\x1b]11;" + colour + end
        for at in range(1, len(answer)):
            desk = Desk()
            assert desk.play([b"j", answer[:at], 0.05, answer[at:], b"k"]) == ["j", "k"]
            assert desk.backgrounds == [background]

    @pytest.mark.parametrize(
        "sent",
        [
            b"\x1b]10;rgb:ffff/ffff/ffff\a",
            b"\x1b]11;white\a",
            b"\x1b]11;rgb:ffff/ffff\a",
            b"\x1b]11;rgb:fffff/ffff/ffff\a",
            b"\x1b]11;rgb:ffff/ffff/ffff" + b" " * 100 + b"\a",
            b"\x1b]11;?\a",
            b"\x1bP11;rgb:ffff/ffff/ffff\x1b\\",
            b"\x1b]11;rgb:ffff/ffff/ffff\x1b[A",
        ],
    )
    def test_is_not_taken_from_anything_else(self, sent: bytes) -> None:
        desk = Desk()
        assert desk.play([sent, b"j"])[-1] == "j"
        assert desk.backgrounds == []

    @given(st.text(max_size=80))
    def test_no_reply_is_a_mistake(self, reply: str) -> None:
        assert background_of(f"11;{reply}") in (None, "dark", "light")
