"""One entry of a `.bib` file, refreshed again and again while a person works on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.export.bib_entry_merge import (
    TYPE,
    decode_digests,
    digest,
    encode_digests,
    entry_digests,
    field_text,
    is_exported_entry,
    merge_entry,
)
from reader.export.bib_parser import BibEntry, parse_bib
from reader.export.bibtex import biblatex_entry, bibtex_entry
from reader.paper import ArxivMetadata, Author, Paper
from tests.thoroughness import examples

PAPER = Paper("2312.00752", 'Mamba: "Linear-Time" Modeling', authors=(Author("Albert Gu"),))
KEY = "gu2023mamba"


def only(text: str) -> BibEntry:
    (found,) = parse_bib(text)
    return found


def ours(*tags: str, primary_class: str | None = None) -> str:
    return bibtex_entry(PAPER, KEY, tags, ArxivMetadata(primary_class=primary_class))


class TestOneStep:
    def test_what_is_newly_known_stands_where_it_would_be_written(self) -> None:
        digests = entry_digests(only(ours()))
        text, digests = merge_entry(ours(), only(ours(primary_class="cs.LG")), digests)
        assert text == ours(primary_class="cs.LG")
        assert digests == entry_digests(only(text))

    def test_what_nobody_wants_any_more_goes(self) -> None:
        digests = entry_digests(only(ours("rl")))
        text, digests = merge_entry(ours("rl"), only(ours()), digests)
        assert (text, digests) == (ours(), entry_digests(only(ours())))

    def test_another_flavour_takes_the_place_of_the_first(self) -> None:
        wanted = only(biblatex_entry(PAPER, KEY, ("rl",)))
        text, digests = merge_entry(ours("rl"), wanted, entry_digests(only(ours("rl"))))
        assert (only(text).type, dict(only(text).fields)) == ("online", dict(wanted.fields))
        back, digests = merge_entry(text, only(ours("rl")), digests)
        assert (only(back).type, dict(only(back).fields)) == ("misc", dict(only(ours("rl")).fields))
        assert digests == entry_digests(only(ours("rl")))

    def test_a_type_that_a_person_chose_stays(self) -> None:
        text = ours().replace("@misc", "@Unpublished")
        wanted = only(biblatex_entry(PAPER, KEY))
        assert merge_entry(text, wanted, entry_digests(only(ours())))[0].startswith("@Unpublished{")

    def test_delimiters_and_case_of_names_stay(self) -> None:
        text = ours("rl").replace("keywords      = {rl}", 'Keywords = "rl"')
        now, _ = merge_entry(text, only(ours("rl", "to read")), entry_digests(only(ours("rl"))))
        assert now == text.replace('"rl"', '"rl, to read"')

    def test_an_entry_on_one_line_stays_on_one_line(self) -> None:
        text = re.sub(r"\s+", " ", ours()).replace(" = ", "=").replace("{ ", "{").replace(" }", "}")
        now, _ = merge_entry(text, only(ours("rl")), entry_digests(only(ours())))
        assert now == text.removesuffix("}") + ", keywords={rl}}"

    @pytest.mark.parametrize("text", ["@misc{k}", "@misc{k,}", "@misc(k ,\n)"])
    def test_an_entry_without_fields_gets_the_new_one(self, text: str) -> None:
        digests = entry_digests(only(ours()))
        now, _ = merge_entry(text, only(ours("rl")), digests)
        assert dict(only(now).fields) == {"keywords": "{rl}"}


class TestWhoseItIs:
    DIGESTS = entry_digests(only(ours()))

    def test_ours_under_its_key_or_with_its_text(self) -> None:
        assert is_exported_entry(only(ours()), KEY.upper(), self.DIGESTS)
        assert is_exported_entry(only(ours().replace(KEY, "Gu:23")), KEY, self.DIGESTS)

    def test_another_in_its_place_is_the_persons(self) -> None:
        own = "@inproceedings{Gu:23, title = {Mamba}, eprint = {2312.00752}}"
        assert not is_exported_entry(only(own), KEY, self.DIGESTS)
        assert not is_exported_entry(only(ours()), KEY, {})


class TestMemory:
    def test_it_is_read_back_from_one_line(self) -> None:
        digests = entry_digests(only(ours("rl")))
        assert TYPE in digests and "keywords" in digests
        assert decode_digests(encode_digests(digests)) == digests
        assert decode_digests("") == {}

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ("{a  {B}\n c}", '"a {B} c"', True),
            ("{1984}", "1984", True),
            ("{a}", "{a.}", False),
            ("{GPT-4}", "{{GPT-4}}", False),
            ('"a" # "b"', '{a" # "b}', False),
            ("{a} # {b}", "{ab}", False),
            ("{C# and F#}", '"C# and F#"', True),
        ],
    )
    def test_only_the_content_counts(self, one: str, other: str, same: bool) -> None:
        assert (digest(one) == digest(other)) is same
        assert (field_text(one) == field_text(other)) is same


FIELDS = ["title", "author", "year", "month", "eprint", "url", "keywords", "primaryclass"]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("export"), st.sampled_from(["", "rl", "rl agents"]), st.booleans()),
        st.tuples(st.just("set"), st.sampled_from(FIELDS), st.sampled_from(["{mine}", '"x"', "7"])),
        st.tuples(st.just("remove"), st.sampled_from(FIELDS), st.none()),
        st.tuples(st.just("add"), st.sampled_from(["note", "keywords"]), st.just("{own, words}")),
    ),
    max_size=8,
)


def by_hand(text: str, step: str, name: str, value: str | None) -> str:
    """What a person does to a field: sets it, takes it away, or adds it at the beginning."""
    fields = [field for field in only(text).written if field.name == name]
    if step == "add":
        head, comma, rest = text.partition(",")
        return text if fields else f"{head}{comma} {name}={value},{rest}"
    for field in fields[:1]:
        if value is not None:
            return text[: field.at] + value + text[field.end :]
        end = re.compile(r"\s*,?").match(text, field.end)
        assert end
        return text[: field.start] + text[end.end() :]
    return text


LAYOUTS = {
    "ours": lambda text: text,
    "Windows": lambda text: text.replace("\n", "\r\n"),
    "tabs": lambda text: text.replace("  ", "\t"),
    "a comma at the end": lambda text: text.replace("\n}", ",\n}"),
    "commas before": lambda text: text.replace(",\n  ", "\n  , "),
    "parentheses": lambda text: text.replace("@misc{", "@misc(").removesuffix("}") + ")",
    "one line": lambda text: text.replace("\n", " "),
    "remarks": lambda text: text.replace(",\n", ", % why, {\n").replace("\n}", " % why }\n}"),
    "remarks before commas": lambda text: text.replace(",\n", " % why = {x},\n ,"),
    "remarks on lines": lambda text: text.replace(",\n", ",\n% why = {an old one,\n"),
    "remarks between": lambda text: text.replace(" = ", " % why\n = % why, =\n"),
}


@given(STEPS, st.sampled_from(list(LAYOUTS.values())))
@examples(400)
def test_whatever_a_person_does_stays_through_every_export(
    steps: list[tuple[str, str, Any]], layout: Callable[[str], str]
) -> None:
    text = layout(ours())
    digests = entry_digests(only(text))
    mine: dict[str, str | None] = {}
    for step, what, how in steps:
        if step != "export":
            before = only(text).fields.get(what)
            text = by_hand(text, step, what, how)
            after = only(text).fields.get(what)
            # What says again what was last written is ours again; what was never written and went
            # leaves nothing to be kept away.
            is_ours_now = digest(after) == digests.get(what) if after else what not in digests
            if is_ours_now:
                mine.pop(what, None)
            elif after != before:
                mine[what] = after
            continue
        wanted = only(ours(*what.split(), primary_class="cs.LG" if how else None))
        untouched = {
            field.name: field.value
            for field in only(text).written
            if digest(field.value) != digests.get(field.name)
        }
        remarks = text.count("% why")
        text, digests = merge_entry(text, wanted, digests)
        assert text.count("% why") == remarks, "no remark is lost"
        assert merge_entry(text, wanted, digests) == (text, digests), (
            "a second time changes nothing"
        )
        now = only(text).fields
        assert untouched.items() <= now.items(), "what was not ours stands as it was"
        for name, value in mine.items():
            assert now.get(name) == value, f"{name} was changed by hand"
