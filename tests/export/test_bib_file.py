"""Somebody's own `.bib` file: read as it is, and added to."""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import assume, given
from hypothesis import strategies as st

from reader.errors import ExportError
from reader.export.bib_entry_merge import FieldDigests
from reader.export.bib_file import BibFile, FormattedEntry, MergeResult, read_bib, write_bib
from reader.export.bib_parser import BibEntry, parse_bib
from reader.export.bibtex import bibtex_entry
from reader.export.entry_identity import arxiv_id
from reader.paper import Author, Paper
from tests.export import recorded_papers
from tests.thoroughness import examples

MAMBA = Paper("2312.00752", "Mamba: Linear-Time Sequence Modeling", authors=(Author("Albert Gu"),))
FLASH = Paper("2307.08691", "FlashAttention-2", authors=(Author("Tri Dao"),))


def addition(paper: Paper, key: str, *tags: str) -> FormattedEntry:
    return FormattedEntry(paper.id, key, bibtex_entry(paper, key, tags))


ADD_MAMBA = addition(MAMBA, "gu2023mamba")
ADD_FLASH = addition(FLASH, "dao2023flashattention")


def update(
    text: str,
    additions: Sequence[FormattedEntry],
    digests: Mapping[str, FieldDigests] | None = None,
    papers: Mapping[str, Paper] | None = None,
) -> MergeResult:
    """The file brought up to date, as an export does it."""
    known = papers or {paper.id: paper for paper in (MAMBA, FLASH)}
    old = BibFile(text)
    found = {
        each.paper: match for each in additions if (match := old.find(known[each.paper], each.key))
    }
    return old.merge(additions, found, digests or {})


def merge(text: str, additions: Sequence[FormattedEntry]) -> str:
    """The file with what is missing in it, of which nothing is remembered."""
    return update(text, additions).text


def only_entry(text: str) -> BibEntry:
    (found,) = parse_bib(text)
    return found


def test_parse_gives_what_the_file_says_and_where() -> None:
    text = """\
My references. Write to me@example.org!

@String{acm = "Association {for} Computing Machinery"}
@preamble{ "\\newcommand{\\x}{y}" # { and more} }
@comment{ @article{old, title = {Passed over}} }
@Article{ Knuth:1984/x ,
  Title = {Literate {Programming}, \\{a\\} way},
  journal = "The {"}Computer{"} " # acm # 1984,
  year = 1984 , month=may,
  title = {Again},
}
% @misc is spoken of here only
@misc(second, note = {a) b}, url = "x")
@book{third}
"""
    first, second, third = parse_bib(text)
    assert (first.type, first.key) == ("article", "Knuth:1984/x")
    assert dict(first.fields) == {
        "title": "{Literate {Programming}, \\{a\\} way}",
        "journal": '"The {"}Computer{"} " # acm # 1984',
        "year": "1984",
        "month": "may",
    }
    assert text[first.start : first.end].startswith("@Article{ Knuth")
    assert text[first.start : first.end].endswith("{Again},\n}")
    assert (second.key, dict(second.fields)) == ("second", {"note": "{a) b}", "url": '"x"'})
    assert text[second.start : second.end].endswith('"x")')
    assert (third.key, dict(third.fields)) == ("third", {})


def test_our_own_entries_are_read_back() -> None:
    found = only_entry(bibtex_entry(MAMBA, "gu2023mamba", ("ssm",)))
    assert found.type == "misc"
    assert list(found.fields) == [
        *("title", "author", "year", "month", "eprint", "archiveprefix", "doi", "url", "keywords")
    ]
    assert found.fields["eprint"] == "{2312.00752}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n\n@misc{a,\n title = {x}\n", "Line 3: the entry that begins there is never closed"),
        ("@misc{a,\n title = {x\n}\n", "Line 1: the entry that begins there is never closed"),
        ("@misc{a,\n title = {x,\n", "Line 2: the brace that opens there is never closed"),
        ("@misc{a,\r\n title = {x}\r\n note = 1}", "Line 3: a comma should follow the field title"),
        ('@misc{a,\n title = "x}"}', "Line 2: the quote that opens there is never closed"),
        ('@misc{a,\n title = "x}', "Line 2: the quote that opens there is never closed"),
        ("@misc{a, title {x}}", "Line 1: the field title should have an equals sign where '{' is"),
        ("@misc{a, title = }", "Line 1: a value should stand where '}' is"),
        ("@misc{a, title = {x} # }", "a value should stand"),
        ("@misc{a,\n\n# no\n title = {x}}", "Line 3: a field should begin where '#' is"),
        ("@misc{a,\n % b = {x}, }", "Line 1: the entry that begins there is never closed"),
        ("@misc{a,\n title = {x} % no\n note = 1}", "Line 3: a comma should follow the field"),
        ("@misc{title = {x}}", "Line 1: the entry that begins there has no key"),
        ("@misc{a\n title = {x}}", "no comma after its key"),
        ("@misc{a", "Line 1: the entry that begins there has no key"),
        ("@misc{a,\n", "Line 1: the entry that begins there is never closed"),
        ("@string{a = {b}", "Line 1: the entry that begins there is never closed"),
        ('@preamble{"a" b', "Line 1: a } should stand where 'b' is"),
        ("@preamble{}", "Line 1: a value should stand where '}' is"),
        ("@misc{a,\n title = {x},\n\n@misc{b,\n}", "Line 4: the field @misc should have an equals"),
    ],
)
def test_a_damaged_file_is_refused_with_the_line(text: str, sentence: str) -> None:
    with pytest.raises(ExportError) as failure:
        parse_bib(text)
    assert sentence in str(failure.value)
    assert "Nothing was changed" in str(failure.value)


@pytest.mark.parametrize(
    "text",
    ["", "no entries", "a@b.c", "@", "@comment", "@comment(x", "@ 1{", "{", "\ufeff", "@misc"],
)
def test_text_between_entries_is_free(text: str) -> None:
    assert parse_bib(text) == ()
    assert parse_bib(f"{text}\n@misc{{a}}")[0].key == "a"


SAME_PAPER = {
    "eprint": "eprint = {2312.00752}",
    "eprint in quotes": 'EPRINT = "2312.00752"',
    "bare eprint": "eprint = 2312.00752",
    "version": "eprint = {2312.00752v2}",
    "prefix": "eprint = {arXiv:2312.00752}, archivePrefix = {arXiv}",
    "prefix and version": "eprint = {arxiv:2312.00752v1}, eprinttype = {arxiv}",
    "class": "eprint = {2312.00752 [cs.LG]}",
    "concatenated": 'eprint = "2312." # {00752}',
    "DOI": "doi = {10.48550/arXiv.2312.00752}",
    "DOI as address": "doi = {https://doi.org/10.48550/ARXIV.2312.00752}",
    "address": "url = {https://arxiv.org/abs/2312.00752}",
    "address of a version": "url = {http://www.arxiv.org/pdf/2312.00752v3.pdf}",
    "howpublished": "howpublished = {\\url{https://arxiv.org/html/2312.00752}}",
    "journal": "journal = {arXiv preprint arXiv:2312.00752}",
}


@pytest.mark.parametrize("field", SAME_PAPER.values(), ids=SAME_PAPER.keys())
def test_a_paper_is_known_by_what_its_entry_says(field: str) -> None:
    text = f"@article{{mine, title = {{My words}}, {field}}}\n"
    assert arxiv_id(only_entry(text)) == "2312.00752"
    assert merge(text, [ADD_MAMBA]) == text


@pytest.mark.parametrize(
    "field",
    [
        "eprint = {2312.00753}",
        "eprint = {2312.007521}",
        "eprint = {2312.00752}, eprinttype = {hal}",
        "doi = {10.1000/2312.00752}",
        "url = {https://example.org/2312.00752}",
        "url = {https://arxiv.org/abs/2312.007521}",
        "note = {Extends arXiv:2312.00752}",
        "title = {2312.00752}",
    ],
)
def test_another_paper_is_not_taken_for_it(field: str) -> None:
    text = f"@article{{mine, {field}}}\n"
    assert arxiv_id(only_entry(text)) != "2312.00752"
    assert merge(text, [ADD_MAMBA]) == f"{text}\n{ADD_MAMBA.text}\n"


def test_an_entry_with_our_key_that_became_something_else_is_left_alone() -> None:
    text = "@inproceedings{Gu2023Mamba, title = {Mamba}, booktitle = {COLM}}"
    assert merge(text, [ADD_MAMBA]) == text


def test_a_key_of_another_paper_is_refused() -> None:
    text = "@misc{Gu2023Mamba, eprint = {2401.00001}}"
    with pytest.raises(ExportError, match=r"gu2023mamba of .*2312\.00752 .* another entry"):
        merge(text, [ADD_MAMBA])
    with pytest.raises(ExportError, match="another key"):
        merge("", [ADD_MAMBA, addition(FLASH, "GU2023mamba")])


def test_merge_makes_a_new_file() -> None:
    text = merge("", [ADD_MAMBA, ADD_FLASH])
    assert text == f"{ADD_MAMBA.text}\n\n{ADD_FLASH.text}\n"


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("@misc{a}", "\n\n"),
        ("@misc{a}\n", "\n"),
        ("@misc{a}\n\n", ""),
        ("@misc{a}\n\n\n", ""),
        ("@misc{a}\n  ", "\n"),
        ("@misc{a}\n% end", "\n\n"),
        ("@misc{a}\r\n", "\r\n"),
        ("% one\r\n@misc{a}", "\r\n\r\n"),
        ("@misc{a}\r\n\r\n", ""),
        ("@misc{a}\r", "\r"),
        ("\ufeff", ""),
        ("\n", ""),
    ],
)
def test_one_empty_line_stands_before_what_is_added(text: str, gap: str) -> None:
    end = "\r\n" if "\r\n" in text else "\r" if "\r" in text else "\n"
    added = f"{ADD_MAMBA.text}\n\n{ADD_FLASH.text}\n".replace("\n", end)
    merged = merge(text, [ADD_MAMBA, ADD_FLASH])
    assert merged == text + gap + added
    assert merge(merged, [ADD_FLASH, ADD_MAMBA]) == merged


SYNTAX = st.lists(
    st.one_of(
        st.sampled_from([*'@{}(),=#"% \n\\1a', "\r\n", "misc", "comment", "string", "{x}"]),
        st.sampled_from(
            [
                "@misc{k1,\n  eprint = {2401.00001}\n}\n",
                '@Book (k2, a = "x" # b , )',
                "@misc{k3}",
                "@comment{%}",
                "@comment(",
                "@comment",
                "% @misc{k5, eprint = {2401.00003}}",
                "% @misc{k6,\n",
                "@misc{k7, % why }\n  eprint = {2401.00004} % {\n}",
                "\u2028",
                "@string{b = {y}}",
                "@misc{k4,",
                "eprint={2401.00002},",
            ]
        ),
    )
).map("".join)


@given(SYNTAX)
@examples(500)
def test_whatever_stands_in_the_file_stays_as_it_is(text: str) -> None:
    try:
        before = parse_bib(text)
    except ExportError:
        assume(False)
    additions = [ADD_MAMBA, ADD_FLASH]
    merged = merge(text, additions)
    assert merged.startswith(text)
    assert parse_bib(merged)[: len(before)] == before
    known = BibFile(merged)
    assert known.find(MAMBA) and known.find(FLASH)
    assert merge(merged, additions) == merged


@given(SYNTAX)
@examples(500)
def test_entries_are_where_they_say(text: str) -> None:
    try:
        entries = parse_bib(text)
    except ExportError:
        assume(False)
    for each in entries:
        part = text[each.start : each.end]
        assert part.startswith("@")
        (again,) = parse_bib(part)
        assert (again.key, again.fields) == (each.key, each.fields)
    starts = [each.start for each in entries]
    ends = [each.end for each in entries]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


def test_recorded_papers_are_added_once() -> None:
    recorded = recorded_papers()
    papers = {paper.id: paper for paper in recorded.values()}
    additions = [addition(paper, key) for key, paper in recorded.items()]
    half = update("% mine\n", additions[::2], papers=papers)
    whole = update(half.text, additions, half.digests, papers)
    assert whole.text.startswith(half.text)
    assert (len(whole.added), whole.refreshed) == (len(additions) - len(half.added), ())
    again = update(whole.text, additions, {**half.digests, **whole.digests}, papers)
    assert (again.text, again.digests) == (whole.text, {})
    library = parse_string(whole.text)
    assert {each.key for each in library.entries} == {each.key for each in additions}


class TestUpdating:
    OLD = addition(MAMBA, "gu2023mamba", "ssm")
    NEW = addition(MAMBA, "gu2023mamba", "ssm", "to read")

    def test_a_field_that_still_says_what_was_written_is_refreshed(self) -> None:
        first = update("% mine\n", [self.OLD])
        second = update(first.text, [self.NEW], first.digests)
        assert second.text == first.text.replace("{ssm}", "{ssm, to read}")
        assert second.refreshed == (MAMBA.id,)
        third = update(second.text, [self.NEW], second.digests)
        assert (third.text, third.refreshed, third.digests) == (second.text, (), {})

    def test_a_field_that_a_person_changed_stays(self) -> None:
        first = update("", [self.OLD])
        edited = first.text.replace("{ssm}", "{mine, ssm}").replace("Linear-Time", "Linear")
        assert update(edited, [self.NEW], first.digests).text == edited

    def test_a_field_that_a_person_took_away_stays_away(self) -> None:
        first = update("", [self.OLD])
        lines = [line for line in first.text.splitlines(keepends=True) if " url " not in line]
        assert update("".join(lines), [self.OLD], first.digests).text == "".join(lines)

    def test_of_what_nothing_is_remembered_nothing_changes(self) -> None:
        first = update("", [self.OLD])
        assert update(first.text, [self.NEW]).text == first.text

    def test_a_key_that_a_person_changed_stays(self) -> None:
        first = update("", [self.OLD])
        edited = first.text.replace("{gu2023mamba,", "{Gu:23,")
        second = update(edited, [self.NEW], first.digests)
        assert second.text == edited.replace("{ssm}", "{ssm, to read}")

    def test_the_layout_of_the_entry_is_kept(self) -> None:
        first = update("", [addition(MAMBA, "gu2023mamba")])
        ours = first.text.replace("  ", "\t").replace("\n", "\r\n")
        second = update(ours, [self.OLD], first.digests)
        (added,) = (line for line in second.text.splitlines() if "keywords" in line)
        assert added.startswith("\t") and added.endswith("= {ssm}")
        assert second.text.count("\n") == second.text.count("\r\n")

    def test_the_published_version_is_not_given_a_second_entry(self) -> None:
        own = (
            "@inproceedings{mine,\n  title = {{Mamba}: Linear-Time Sequence Modeling},\n"
            "  author = {Gu, Albert},\n  booktitle = {COLM}\n}\n"
        )
        found = update(own, [self.OLD])
        assert found.text == own
        (skipped,) = found.skipped
        assert (skipped.key, skipped.reason) == ("mine", "the same title and first author")


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["title", "author", "year", "keywords", "url", "month", "doi"]),
        st.sampled_from(["change", "remove", "rewrap", "nothing"]),
    ),
    max_size=4,
)


@given(
    edits=EDITS,
    tags=st.lists(st.lists(st.sampled_from(["a", "b", "c"]), max_size=3), max_size=4),
    before=st.sampled_from(["", "% mine\n", "@book{own, title = {X}}\n", "@string{x = {y}}"]),
)
@examples(200)
def test_any_sequence_of_exports_keeps_what_a_person_wrote(
    edits: list[tuple[str, str]], tags: list[list[str]], before: str
) -> None:
    done = update(before, [addition(MAMBA, "gu2023mamba"), ADD_FLASH])
    memories = dict(done.digests)
    text = done.text
    mine: dict[str, str | None] = {}
    for field, edit in edits:
        text, said = edited(text, field, edit)
        mine |= said
    for each in tags:
        done = update(text, [addition(MAMBA, "gu2023mamba", *each), ADD_FLASH], memories)
        text, memories = done.text, {**memories, **done.digests}
        again = update(text, [addition(MAMBA, "gu2023mamba", *each), ADD_FLASH], memories)
        assert (again.text, again.digests) == (text, {})
    assert text.startswith(before)
    entry_now = next(each for each in parse_bib(text) if each.key == "gu2023mamba")
    for field, value in mine.items():
        assert entry_now.fields.get(field) == value


def edited(text: str, field: str, edit: str) -> tuple[str, dict[str, str | None]]:
    """What a person makes of a field of the first of our entries, and what it says then."""
    found = next(each for each in parse_bib(text) if each.key == "gu2023mamba")
    written = next((each for each in found.written if each.name == field), None)
    if written is None or edit == "nothing":
        return text, {}
    at, end = found.start + written.at, found.start + written.end
    if text[at:end] != written.value:
        at, end = written.at, written.end
    if edit == "change":
        return f"{text[:at]}{{by hand}}{text[end:]}", {field: "{by hand}"}
    line = text.rindex("\n", 0, at)
    if edit == "remove" and text[end] == ",":
        return text[:line] + text[end + 1 :], {field: None}
    return text, {}


def test_files_keep_their_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "refs.bib"
    path.write_bytes(b"\xef\xbb\xbf@misc{a,\r\n title = {\xc3\xa9}}\r\n")
    write_bib(path, merge(read_bib(path), [ADD_MAMBA]))
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf@misc{a,\r\n title = {\xc3\xa9}}\r\n\r\n@misc{gu")
    assert content.count(b"\n") == content.count(b"\r\n")


def test_a_new_file_is_written(tmp_path: Path) -> None:
    write_bib(tmp_path / "refs.bib", "@misc{a}\n")
    assert read_bib(tmp_path / "refs.bib") == "@misc{a}\n"
    assert [each.name for each in tmp_path.iterdir()] == ["refs.bib"]


def test_a_link_stays_a_link_and_the_mode_stays(tmp_path: Path) -> None:
    target = tmp_path / "shared" / "refs.bib"
    target.parent.mkdir()
    target.write_text("old")
    target.chmod(0o640)
    link = tmp_path / "refs.bib"
    link.symlink_to(target)
    write_bib(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_write_that_fails_leaves_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "refs.bib"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reader.system.files.sync", full)
    with pytest.raises(ExportError, match=r"no space left on device\. The file is as it was\."):
        write_bib(path, "new")
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["refs.bib"]


def test_a_folder_cannot_be_written_or_read(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be written: is a directory"):
        write_bib(tmp_path, "new")
    with pytest.raises(ExportError, match="cannot be read: is a directory"):
        read_bib(tmp_path)


def test_a_pipe_is_written_and_not_replaced() -> None:
    null = Path("/dev/null")
    if not null.is_char_device():
        pytest.skip("no /dev/null here")
    write_bib(null, "new")
    assert null.is_char_device()


def test_a_file_in_another_encoding_keeps_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "latin.bib"
    path.write_bytes(b"@misc{a,\n title = {\xe9}}\n")
    write_bib(path, merge(read_bib(path), [ADD_MAMBA]))
    assert path.read_bytes().startswith(b"@misc{a,\n title = {\xe9}}\n\n@misc{gu2023mamba,")


def test_what_is_not_there_is_empty(tmp_path: Path) -> None:
    assert read_bib(tmp_path / "missing.bib") == ""
