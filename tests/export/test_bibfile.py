"""Somebody's own `.bib` file: read as it is, and added to."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reader.errors import ExportError
from reader.export.bibfile import Addition, Entry, arxiv_ids, keys, merge, parse, read, write
from reader.export.bibtex import bibliography, entry
from reader.paper import Author, Paper
from tests.export import recorded_papers

MAMBA = Paper("2312.00752", "Mamba: Linear-Time Sequence Modeling", authors=(Author("Albert Gu"),))
FLASH = Paper("2307.08691", "FlashAttention-2", authors=(Author("Tri Dao"),))


def addition(paper: Paper, key: str) -> Addition:
    return Addition(paper.id, key, entry(paper, key))


ADD_MAMBA = addition(MAMBA, "gu2023mamba")
ADD_FLASH = addition(FLASH, "dao2023flashattention")


def only_entry(text: str) -> Entry:
    (found,) = parse(text).entries
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
    first, second, third = parse(text).entries
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
    found = only_entry(entry(MAMBA, "gu2023mamba", ("ssm",)))
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
        ("@misc{a,\n\n% no\n title = {x}}", "Line 3: a field should begin where '%' is"),
        ("@misc{title = {x}}", "Line 1: the entry that begins there has no key"),
        ("@misc{a\n title = {x}}", "no comma after its key"),
        ("@misc{a", "Line 1: the entry that begins there has no key"),
        ("@misc{a,\n", "Line 1: the entry that begins there is never closed"),
        ("@comment{ {}", "Line 1: the brace that opens there is never closed"),
        ("@string{a = {b}", "Line 1: the entry that begins there is never closed"),
        ('@preamble{"a" b', "Line 1: a } should stand where 'b' is"),
        ("@misc(a, b = {c}}", "Line 1: a comma should follow the field b where '}' is"),
        ("@misc{a,\n title = {x},\n\n@misc{b,\n}", "Line 4: the field @misc should have an equals"),
    ],
)
def test_a_damaged_file_is_refused_with_the_line(text: str, sentence: str) -> None:
    with pytest.raises(ExportError) as failure:
        parse(text)
    assert sentence in str(failure.value)
    assert "Nothing was changed" in str(failure.value)


@pytest.mark.parametrize(
    "text",
    ["", "no entries", "a@b.c", "@", "@comment", "@comment(x", "@ 1{", "{", "\ufeff", "@misc"],
)
def test_text_between_entries_is_free(text: str) -> None:
    assert parse(text).entries == ()
    assert parse(f"{text}\n@misc{{a}}").entries[0].key == "a"


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
    assert arxiv_ids(only_entry(text)) == {"2312.00752"}
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
    assert "2312.00752" not in arxiv_ids(only_entry(text))
    assert merge(text, [ADD_MAMBA]) == f"{text}\n{ADD_MAMBA.entry}\n"


def test_keys_tell_which_papers_they_stand_for() -> None:
    text = "@book{Knuth}\n" + bibliography([ADD_MAMBA.entry]).replace("gu2023", "Gu2023")
    assert keys(text) == {"knuth": frozenset(), "gu2023mamba": frozenset({"2312.00752"})}


def test_an_entry_with_our_key_that_became_something_else_is_left_alone() -> None:
    text = "@inproceedings{Gu2023Mamba, title = {Mamba}, booktitle = {COLM}}"
    assert merge(text, [ADD_MAMBA]) == text


def test_a_key_of_another_paper_is_refused() -> None:
    text = "@misc{Gu2023Mamba, eprint = {2401.00001}}"
    with pytest.raises(ExportError, match=r"gu2023mamba of arXiv paper 2312\.00752 .* 2401\.00001"):
        merge(text, [ADD_MAMBA])
    with pytest.raises(ExportError, match="another key"):
        merge("", [ADD_MAMBA, addition(FLASH, "GU2023mamba")])


def test_merge_makes_a_new_file() -> None:
    text = merge("", [ADD_MAMBA, ADD_FLASH, ADD_MAMBA])
    assert text == f"{ADD_MAMBA.entry}\n\n{ADD_FLASH.entry}\n"


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
    added = f"{ADD_MAMBA.entry}\n\n{ADD_FLASH.entry}\n".replace("\n", end)
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
                "@string{b = {y}}",
                "@misc{k4,",
                "eprint={2401.00002},",
            ]
        ),
    )
).map("".join)


@given(SYNTAX)
@settings(deadline=None, derandomize=True, max_examples=500)
def test_whatever_stands_in_the_file_stays_as_it_is(text: str) -> None:
    try:
        before = parse(text).entries
    except ExportError:
        assume(False)
    additions = [ADD_MAMBA, ADD_FLASH]
    merged = merge(text, additions)
    assert merged.startswith(text)
    assert parse(merged).entries[: len(before)] == before
    assert {"2312.00752", "2307.08691"} <= set().union(*keys(merged).values())
    assert merge(merged, additions) == merged


@given(SYNTAX)
@settings(deadline=None, derandomize=True, max_examples=500)
def test_entries_are_where_they_say(text: str) -> None:
    try:
        entries = parse(text).entries
    except ExportError:
        assume(False)
    for each in entries:
        part = text[each.start : each.end]
        assert part.startswith("@")
        (again,) = parse(part).entries
        assert (again.key, again.fields) == (each.key, each.fields)
    starts = [each.start for each in entries]
    ends = [each.end for each in entries]
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))


def test_recorded_papers_merge_once() -> None:
    additions = [
        Addition(paper.id, key, entry(paper, key)) for key, paper in recorded_papers().items()
    ]
    half = merge("% mine\n", additions[::2])
    whole = merge(half, additions)
    assert whole.startswith(half)
    assert merge(whole, additions) == whole
    assert keys(whole) == {each.key: {each.paper} for each in additions}
    library = parse_string(whole)
    assert [each.key for each in library.entries] == [each.key for each in parse(whole).entries]


def test_files_keep_their_line_ends_and_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "refs.bib"
    path.write_bytes(b"\xef\xbb\xbf@misc{a,\r\n title = {\xc3\xa9}}\r\n")
    write(path, merge(read(path), [ADD_MAMBA]))
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf@misc{a,\r\n title = {\xc3\xa9}}\r\n\r\n@misc{gu")
    assert content.count(b"\n") == content.count(b"\r\n")


def test_a_new_file_is_written(tmp_path: Path) -> None:
    write(tmp_path / "refs.bib", "@misc{a}\n")
    assert read(tmp_path / "refs.bib") == "@misc{a}\n"
    assert [each.name for each in tmp_path.iterdir()] == ["refs.bib"]


def test_a_link_stays_a_link_and_the_mode_stays(tmp_path: Path) -> None:
    target = tmp_path / "shared" / "refs.bib"
    target.parent.mkdir()
    target.write_text("old")
    target.chmod(0o640)
    link = tmp_path / "refs.bib"
    link.symlink_to(target)
    write(link, "new")
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

    monkeypatch.setattr("reader.files.sync", full)
    with pytest.raises(ExportError, match=r"no space left on device\. The file is as it was\."):
        write(path, "new")
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["refs.bib"]


def test_a_folder_cannot_be_written_or_read(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be written: is a directory"):
        write(tmp_path, "new")
    with pytest.raises(ExportError, match="cannot be read: is a directory"):
        read(tmp_path)


def test_a_pipe_is_written_and_not_replaced() -> None:
    null = Path("/dev/null")
    if not null.is_char_device():
        pytest.skip("no /dev/null here")
    write(null, "new")
    assert null.is_char_device()


def test_what_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be read: no such file"):
        read(tmp_path / "missing.bib")
    path = tmp_path / "latin.bib"
    path.write_bytes(b"@misc{a,\n title = {\xe9}}")
    with pytest.raises(
        ExportError, match=r"latin\.bib is not UTF-8 text: line 2 has the byte 0xe9"
    ):
        read(path)
