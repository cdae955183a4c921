"""One paper as one BibTeX entry, and the text in it as LaTeX."""

from __future__ import annotations

import re
from datetime import date

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import ExportError
from reader.export.bibtex import bibtex_entry, format_author, join_entries
from reader.export.latex_encoder import encode, encode_title
from reader.paper import ArxivMetadata, Author, Paper
from tests.export import recorded_papers

R1 = Paper(
    "2501.12948",
    "DeepSeek-R1: Incentivizing Reasoning Capability in LLMs via Reinforcement Learning",
    authors=(Author("DeepSeek-AI"), Author("Daya Guo")),
    published=date(2025, 1, 22),
)

AWKWARD = st.text(
    st.one_of(st.sampled_from("\\{}$%&#_^~\"@,='<>|-. \naAzZ3éŁşđαΨ°ễ"), st.characters())
)


def test_layout_of_an_entry() -> None:
    assert (
        bibtex_entry(R1, "deepseekai2025deepseek", ("rl", "to read"))
        == """\
@misc{deepseekai2025deepseek,
  title         = {{DeepSeek-R1}: Incentivizing Reasoning Capability in {LLMs} via Reinforcement \
Learning},
  author        = {{DeepSeek-AI} and Daya Guo},
  year          = {2025},
  month         = jan,
  eprint        = {2501.12948},
  archiveprefix = {arXiv},
  doi           = {10.48550/arXiv.2501.12948},
  url           = {https://arxiv.org/abs/2501.12948},
  keywords      = {rl, to read}
}"""
    )


def test_what_is_unknown_is_left_out() -> None:
    text = bibtex_entry(Paper("2312.00752", "Mamba"), "mamba")
    assert [line.split()[0] for line in text.splitlines()[1:-1]] == [
        *("title", "year", "month", "eprint", "archiveprefix", "doi", "url")
    ]


@pytest.mark.parametrize(
    ("paper", "date_lines"),
    [
        (Paper("2312.00752", "", published=date(2024, 5, 31)), ["year 2024", "month may"]),
        (Paper("2312.00752", ""), ["year 2023", "month dec"]),
        (Paper("2313.00752", ""), ["year 2023"]),
        (Paper("unknown", ""), []),
    ],
    ids=["day of publication", "identifier", "no such month", "no such identifier"],
)
def test_date_of_the_first_version(paper: Paper, date_lines: list[str]) -> None:
    lines = [line.strip(" ,").split() for line in bibtex_entry(paper, "key").splitlines()]
    dates = [f"{name[0]} {name[2].strip('{}')}" for name in lines if name[0] in ("year", "month")]
    assert dates == date_lines


def test_commas_in_tags_do_not_make_two_keywords() -> None:
    text = bibtex_entry(R1, "key", ("a, b", "50% & more", ",", "c"))
    assert r"keywords      = {a b, 50\% \& more, c}" in text


def test_what_arxiv_knows_is_told() -> None:
    arxiv_metadata = ArxivMetadata(
        "cs.CL", "https://doi.org/10.1038/s41586-025-09422-z", "Nature & Co. 645 (2025)"
    )
    lines = bibtex_entry(R1, "key", (), arxiv_metadata).splitlines()
    assert lines[5] == r"  howpublished  = {Nature \& Co. 645 (2025)},"
    assert lines[8] == "  primaryclass  = {cs.CL},"
    assert lines[9] == "  doi           = {10.1038/s41586-025-09422-z},"


@pytest.mark.parametrize(
    ("given", "cited"),
    [
        ("10.1145/1.2 10.1145/3.4", "10.1145/1.2"),
        ("10.1002/(SICI)1097(1998)17:15<1661::AID>3.0.CO;2-2",) * 2,
        ("see the journal", "10.48550/arXiv.2501.12948"),
        ("10.1145/}%", "10.48550/arXiv.2501.12948"),
        ("", "10.48550/arXiv.2501.12948"),
    ],
)
def test_a_doi_that_would_break_the_file_is_not_cited(given: str, cited: str) -> None:
    assert f"doi           = {{{cited}}}," in bibtex_entry(R1, "key", (), ArxivMetadata(doi=given))


def test_bibliography_parts_entries_by_an_empty_line() -> None:
    assert join_entries(["@misc{a}", "@misc{b}"]) == "@misc{a}\n\n@misc{b}\n"
    assert join_entries([]) == ""


@pytest.mark.parametrize("key", ["", "two words", "a,b", "a{b", 'a"b', "a%b", "a\\b", "a#b"])
def test_a_key_that_would_break_the_file_is_refused(key: str) -> None:
    with pytest.raises(ExportError, match="Give the paper another key"):
        bibtex_entry(R1, key)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("Q & A", r"Q \& A"),
        ("100%", r"100\%"),
        ("$1", r"\$1"),
        ("#1", r"\#1"),
        ("a_b", r"a\_b"),
        ("~5", r"\textasciitilde{}5"),
        ("x^2", r"x\textasciicircum{}2"),
        ("a\\b", r"a\textbackslash{}b"),
        ("<t>", r"\textless{}t\textgreater{}"),
        ("p(y|x)", "p(y$|$x)"),
        ("{x}", r"\{x\}"),
        ("{x", r"\textbraceleft{}x"),
        ("}{", r"\textbraceright{}\textbraceleft{}"),
        ("\\&", r"\textbackslash{}\&"),
        ("a\n  b\tc", "a b c"),
        ("a\x00b\u202ec\ud800", "abc"),
    ],
)
def test_special_characters_are_escaped_once(text: str, latex: str) -> None:
    assert encode(text) == latex


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("é", r"{\'e}"),
        ("e\u0301", r"{\'e}"),
        ("í", r"{\'i}"),
        ("ï", r"{\"i}"),
        ("č", r"{\v{c}}"),
        ("ş", r"{\c{s}}"),
        ("ğ", r"{\u{g}}"),
        ("ő", r"{\H{o}}"),
        ("ą", r"{\k{a}}"),
        ("ů", r"{\r{u}}"),
        ("ạ", r"{\d{a}}"),
        ("İ", r"{\.I}"),
        ("ß", r"{\ss}"),
        ("ø", r"{\o}"),
        ("Ł", r"{\L}"),
        ("å", r"{\r{a}}"),
        ("ı", r"{\i}"),
    ],
)
def test_latin_letters_become_commands(text: str, latex: str) -> None:
    assert encode(text) == latex


@pytest.mark.parametrize("text", ["Đ", "ễ", "ī", "ĵ", "ș", "“", "–", "林", "ώ"])
def test_what_no_reader_would_take_as_a_command_stays(text: str) -> None:
    assert encode(text) == text


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("α", r"$\alpha$"),
        ("λ", r"$\lambda$"),
        ("ς", r"$\varsigma$"),
        ("µ", r"$\mu$"),
        ("ϕ", r"$\phi$"),
        ("Ψ", r"{$\Psi$}"),
        ("Λ", r"{$\Lambda$}"),
        ("ο", "o"),
        ("Α", "Α"),
        ("360°", r"360$^\circ$"),
    ],
)
def test_greek_letters_become_formulas(text: str, latex: str) -> None:
    assert encode(text) == latex


@pytest.mark.parametrize(
    ("title", "latex"),
    [
        ("Attention Is All You Need", "Attention Is All You Need"),
        ("Vision-Language Models", "Vision-Language Models"),
        ("A Survey", "A Survey"),
        ("LLMs", "{LLMs}"),
        ("iPhone and arXiv", "{iPhone} and {arXiv}"),
        ("GPT-4, GPT-4o", "{GPT-4}, {GPT-4o}"),
        ("DeepSeek-V3.2-Exp", "{DeepSeek-V3.2-Exp}"),
        ("SWE-Bench, U-Net", "{SWE-Bench}, {U-Net}"),
        ("LLaVA-Med-Based", "{LLaVA-Med}-Based"),
        ("GPT-4-Generated, AI-Powered", "{GPT-4}-Generated, {AI}-Powered"),
        ("LLM-as-a-Judge", "{LLM}-as-a-Judge"),
        ("LLaMA-based Multi-LLM", "{LLaMA}-based Multi-{LLM}"),
        ("3D and 16-Bit", "{3D} and 16-Bit"),
        ("Phi-4", "{Phi-4}"),
        ("BF16 or R1", "{BF16} or {R1}"),
        ("A* and What I Do", "{A}* and What {I} Do"),
        ("Plan B", "Plan {B}"),
        ("X-Ray", "{X}-Ray"),
        ("CLIP's O'Reilly", "{CLIP}'s {O'Reilly}"),
        ("Q&A", r"{Q\&A}"),
        ("V_AI^2", r"{V}\_{AI$^{2}$}"),
        ("École ÉCOLE", r"{\'E}cole {{\'E}COLE}"),
    ],
)
def test_capitals_that_mean_something_are_held(title: str, latex: str) -> None:
    assert encode_title(title) == latex


@pytest.mark.parametrize(
    ("title", "latex"),
    [
        (r"54\% \& more", r"54\% \& more"),
        (r"\$OneMillion-Bench", r"\${OneMillion-Bench}"),
        (r"\emph{Deep} Network\ for", "Deep Network for"),
        (r"\ ``Learning''", "“Learning”"),
        (r"a\b", "a b"),
    ],
)
def test_latex_in_the_source_is_undone_first(title: str, latex: str) -> None:
    assert encode_title(title) == latex


@pytest.mark.parametrize(
    ("title", "latex"),
    [
        (r"On $\nabla^2$DFT", r"On $\nabla^2${DFT}"),
        (r"$x$ and $2^{128}$", r"$x$ and $2^{128}$"),
        ("$N$-gram and $C_{90\\,k}$", "{$N$}-gram and {$C_{90\\,k}$}"),
        (r"$\{0,1\}^n$ { {", r"$\{0,1\}^n$ \textbraceleft{} \textbraceleft{}"),
    ],
)
def test_formulas_are_kept(title: str, latex: str) -> None:
    assert encode_title(title) == latex


@pytest.mark.parametrize(
    "title",
    [
        "In $200k",
        "Under $1 or $2",
        "Between $5 and 9$",
        "$x_1$0",
        "Costs 1$ and $ 2^x$",
    ],
)
def test_money_is_escaped(title: str) -> None:
    assert encode_title(title).count(r"\$") == title.count("$")


@pytest.mark.parametrize(
    "title",
    [
        r"$\input{secret}$",
        r"$\write18{x}$",
        "$^^5cinput$",
        "$x^2^3$",
        "$x_$",
        "$}{$",
        r"$\{x$",
        "$a%b^2$",
        "$α^2$",
    ],
)
def test_what_tex_must_not_run_is_no_command(title: str) -> None:
    latex = encode_title(title)
    assert set(re.findall(r"\\([A-Za-z]+)", latex)) <= {
        "alpha",
        "textasciicircum",
        "textbraceleft",
        "textbraceright",
    }
    assert latex.replace(r"\$", "").count("$") % 2 == 0


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Tri Dao", "Tri Dao"),
        ("Laurens van der Maaten", "Laurens van der Maaten"),
        ("Hal Daumé III", r"Daum{\'e}, III, Hal"),
        ("jian Liang", "Liang, jian"),
        ("and Lei Bai", "Lei Bai"),
        ("DeepSeek-AI", "{DeepSeek-AI}"),
        ("Kimi Team", "{Kimi Team}"),
        ("R&D and Co", r"{R\&D and Co}"),
        ("École Team", r"{{\'E}cole Team}"),
        ("Others", "{Others}"),
        ("Gül Varol", r"G{\"u}l Varol"),
        # Each of these would be divided wrongly by one reader or another.
        ("Hung-yi Lee", "Lee, Hung-yi"),
        ("Đorđe Van", "Van, Đorđe"),
        ("Łukasz Kaiser", r"Kaiser, {\L}ukasz"),
        ('Linxi "Jim" Fan', 'Fan, Linxi "Jim"'),
        ("Aäron van den Oord", r"A{\"a}ron van den Oord"),
        ("Ögmundur van den Oord", r"van den Oord, {\"O}gmundur"),
        ("Flor Plaza-del-Arco", "Flor {Plaza-del-Arco}"),
        ("Ana de Luis Balaguer", "Ana de Luis Balaguer"),
        ("李 飞飞", "李, 飞飞"),
        ("李飞飞", "{李飞飞}"),
        ("Иван Петров", "Петров, Иван"),
    ],
)
def test_names_are_written_so_that_they_are_divided_right(name: str, written: str) -> None:
    assert format_author(name) == written


def test_a_name_of_nothing_is_left_out() -> None:
    paper = Paper("2312.00752", "Mamba", authors=(Author("§"), Author("Tri Dao"), Author("")))
    assert "author        = {Tri Dao}," in bibtex_entry(paper, "key")


@given(
    title=AWKWARD,
    authors=st.lists(AWKWARD, max_size=4),
    tags=st.lists(AWKWARD, max_size=2),
    key=st.from_regex("[a-z][a-z0-9]*", fullmatch=True),
)
def test_any_paper_gives_exactly_one_entry(
    title: str, authors: list[str], tags: list[str], key: str
) -> None:
    paper = Paper("2312.00752", title, authors=tuple(map(Author, authors)))
    text = bibtex_entry(paper, key, tags)
    assert_balanced(text)
    library = parse_string(join_entries([text, "@misc{next, title = {Next}}"]))
    assert not library.failed_blocks
    assert [each.key for each in library.entries] == [key, "next"]
    fields = library.entries[0].fields_dict
    assert {"title", "year", "month", "eprint", "doi", "url"} <= fields.keys()
    assert fields["eprint"].value == "2312.00752"
    assert fields["url"].value == "https://arxiv.org/abs/2312.00752"


@given(AWKWARD)
def test_any_text_is_one_balanced_line(text: str) -> None:
    for latex in (encode(text), encode_title(text), format_author(text)):
        assert_balanced(latex)
        assert len(latex.splitlines()) <= 1
        latex.encode()


def assert_balanced(text: str) -> None:
    """As BibTeX counts braces: an escaped one like any other."""
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert depth == 0


def test_recorded_papers_all_come_through() -> None:
    papers = recorded_papers()
    text = join_entries(bibtex_entry(paper, key, ("rl",)) for key, paper in papers.items())
    library = parse_string(text)
    assert not library.failed_blocks
    assert [each.key for each in library.entries] == list(papers)
    for each, paper in zip(library.entries, papers.values(), strict=True):
        assert each["author"].count(" and ") == len(paper.authors) - 1
