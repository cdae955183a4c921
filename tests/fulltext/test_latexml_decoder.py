"""Pages of arXiv are decoded whole: nothing is missing, nothing comes twice, nothing hides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from reader.fulltext.document import (
    Caption,
    CodeListing,
    Display,
    Document,
    Paragraph,
    Run,
    Section,
    Table,
    block_runs,
    plain,
    runs_of,
)
from reader.fulltext.latexml_decoder import MOST_CHARACTERS, decode_page
from reader.fulltext.page_formulas import tex
from reader.fulltext.text_layout import document_lines
from tests.fulltext.pages import BODY, FAILED, NO_HTML, math, page

WHOLE = (
    "2507.21856", "2605.06556v1", "2605.06598v1", "2605.06653v1", "2605.06663v1",
    "ar5iv-1904.07818",
)  # fmt: skip


def decoded(html: str) -> Document:
    document = decode_page(html)
    assert document
    return document


def section_of(body: str) -> Section:
    """A section with this content."""
    filler = f"<p class='ltx_p'>{'Words. ' * 60}</p>"
    html = page(
        f"<section class='ltx_section'><h2 class='ltx_title'>T</h2>{body}</section>{filler}"
    )
    return next(each for each in decoded(html).sections if plain(each.title) == "T")


def shown(document: Document) -> str:
    return "\n".join(line.text for line in document_lines(document))


class TestAnInventedPage:
    document = decoded(page())

    def test_says_which_paper_it_is(self) -> None:
        document = self.document
        assert (document.paper, document.version, document.date) == ("2401.00001", 2, "31 Aug 2026")
        assert (document.title, document.licence) == ("An Invented Paper", "CC BY 4.0")
        assert document.authors == ("Ada Example", "Bo Sample")

    def test_has_its_sections_as_they_are_nested(self) -> None:
        outline = [(each.level, each.number, plain(each.title)) for each in self.document.sections]
        assert outline == [
            (1, "", "Abstract"),
            (1, "1", "Words"),
            (2, "1.1", "Below"),
            (1, "", "References"),
        ]

    def test_has_what_is_in_a_section_in_its_order(self) -> None:
        kinds = [type(block) for block in self.document.sections[1].blocks]
        assert kinds == [Paragraph, Display, Paragraph, Paragraph, Caption, Table]

    def test_says_a_note_once(self) -> None:
        section = self.document.sections[1]
        assert [(note.mark, plain(note.runs)) for note in section.notes] == [
            ("1", "What the note says.")
        ]
        assert shown(self.document).count("What the note says.") == 1

    def test_knows_what_its_references_are(self) -> None:
        (reference,) = self.document.sections[-1].references
        assert (reference.tag, reference.id) == ("[7]", "bib.bib1")
        assert (reference.arxiv, reference.doi) == ("2307.08691", "10.1000/abc")

    def test_leaves_out_what_is_not_the_papers(self) -> None:
        text = shown(self.document)
        assert not re.search("Report|Experimental support|alert|x-tex", text)


def test_a_page_without_a_paper_is_none() -> None:
    assert decode_page(NO_HTML) is None
    assert decode_page(FAILED) is None
    assert decode_page("") is None
    assert decode_page(page("", head="")[:900]) is None


def test_half_a_page_is_read_as_far_as_it_goes() -> None:
    whole = page()
    document = decoded(whole[: whole.index("Behind the formula")])
    assert "A first line with x²" in shown(document)


def test_a_page_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        decode_page(" " * (MOST_CHARACTERS + 1))


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>SECRET</script>", "<style>SECRET</style>", "<p style='display: none'>SECRET</p>",
        "<span style='visibility:hidden'>SECRET</span>", "<span hidden>SECRET</span>",
        "<span style='font-size:0'>SECRET</span>", "<!-- SECRET -->", "<button>SECRET</button>",
        "<template>SECRET</template>", "<iframe srcdoc='SECRET'></iframe>",
    ],
)  # fmt: skip
def test_what_a_browser_hides_is_not_shown(hidden: str) -> None:
    runs = [run for block in section_of(f"<p>seen {hidden}</p>").blocks for run in _runs(block)]
    assert plain(runs).strip() == "seen"


def _runs(block: object) -> list[Run]:
    return [run for runs in block_runs(block) for run in runs]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "file:///etc/x", "https://", "#", "a b", ""]
)
def test_odd_links_are_text(href: str) -> None:
    (block,) = section_of(f"<p><a href='{href}'>label</a></p>").blocks
    assert _runs(block) == [Run("label")]


def test_links_lead_into_the_paper_or_to_the_web() -> None:
    own, other, web = (
        "#S1.F1",
        "https://arxiv.org/html/2401.00001v2#S1.F1",
        "https://example.org/x",
    )
    body = "".join(f"<p><a href='{href}'>label</a></p>" for href in (own, other, web))
    targets = [_runs(block)[0].target for block in section_of(body).blocks]
    assert targets == [own, own, web]


def test_controls_do_not_reach_the_terminal() -> None:
    text = shown(decoded(page(BODY.replace("first", "fi\x1b[31m\u202erst&#27;]0;x&#7;"))))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)


@pytest.mark.parametrize("tag", ["div", "section", "ul><li", "blockquote", "figure", "span"])
def test_nesting_without_end_is_read(tag: str) -> None:
    body = f"<{tag}>" * 10_000 + "the end" + " of it all" * 30
    assert "the end of it all" in " ".join(shown(decoded(page(body))).split())


@pytest.mark.parametrize("piece", ["<i a=%d>", "<p><b x=%d>", "<div></x>"])
def test_what_would_keep_the_parser_busy_is_refused(piece: str) -> None:
    body = "".join(piece.replace("%d", f"{at}") for at in range(20_000))
    with pytest.raises(ValueError, match="nested without end"):
        decode_page(page(body))


def test_formulas_within_each_other_without_end_are_read() -> None:
    body = f"<p>{math('<mrow><msqrt>' * 5_000 + '<mi>x</mi>')}</p>"
    assert any(run.kind == "formula" for run in _runs(section_of(body).blocks[0]))


def test_many_formulas_are_read_in_the_end_as_tex() -> None:
    document = decoded(page("<p>" + math("<mi>x</mi>", "x_{1}") * 21_000 + "</p>"))
    runs = [run for each in document.sections for runs in runs_of(each) for run in runs]
    assert sum(run.kind == "formula" for run in runs) == 21_000


def test_a_table_without_text_is_a_space() -> None:
    assert section_of("<table class='ltx_tabular'><tr><td> </td></tr></table>").blocks == ()


def test_a_listing_is_what_its_source_says() -> None:
    data = "data:text/plain;base64,Zm9yIHggaW4geToKICAgIHBhc3M="
    line = "<div class='ltx_listingline'>torn</div>"
    link = f"<div class='ltx_listing_data'><a href='{data}'>⬇</a></div>"
    (block,) = section_of(f"<div class='ltx_listing ltx_lstlisting'>{link}{line}</div>").blocks
    assert isinstance(block, CodeListing)
    assert [plain(runs) for runs in block.lines] == ["for x in y:", "    pass"]


def test_an_algorithm_keeps_its_indentation_and_its_numbers() -> None:
    block = decoded(page()).sections[2].blocks[-1]
    assert isinstance(block, CodeListing)
    assert [plain(runs) for runs in block.lines] == ["1: for all", "2:   do it"]


def test_items_in_items_keep_their_marks_once() -> None:
    inner = "<ol><li><span class='ltx_tag'>(a)</span><p>deep</p><p>deeper</p></li></ol>"
    section = section_of(f"<ul><li><span class='ltx_tag'>•</span><p>one</p>{inner}</li></ul>")
    places = [(plain(each.place.mark), each.place.indent) for each in section.blocks]  # type: ignore[union-attr]
    assert places == [("•", 1), ("(a)", 2), ("", 2)]


def test_an_error_of_the_converter_is_a_quiet_mark() -> None:
    document = decoded(page(BODY.replace("first", "<span class='ltx_ERROR'>\\foo</span>")))
    assert document.errors == 1
    assert "\\foo" not in shown(document)


PIECES = ("", "<", "<table>", "</article>", "<math>", "&#0;", '"', "<svg>", "<section>")


@given(st.data())
def test_no_damage_to_a_page_is_too_much(data: st.DataObject) -> None:
    html = page()
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(html)))
        end = min(len(html), start + data.draw(st.integers(0, 200)))
        piece = data.draw(
            st.sampled_from(["", "<", "<table>", "</article>", "<math>", "&#0;", '"'])
        )
        html = html[:start] + piece + html[end:]
    document = decode_page(html)
    if document:
        assert shown(document)


# What the recorded pages themselves hold


@pytest.fixture(scope="module", params=WHOLE)
def recorded(request: pytest.FixtureRequest, archived: Path) -> tuple[str, Document]:
    html = (archived / "arxiv_html" / f"{request.param}.html").read_text("utf-8")
    return html, decoded(html)


def article(html: str, *without: str) -> LexborHTMLParser:
    """The page without what is nobody's text."""
    tree = LexborHTMLParser(html)
    for selector in ("nav", ".ltx_authors", ".ltx_dates", "svg", *without):
        for node in tree.css(f"article {selector}"):
            node.decompose()
    return tree


def test_every_formula_is_there_once(recorded: tuple[str, Document]) -> None:
    html, document = recorded
    expected = Counter(
        tex(node) for node in article(html, "h1.ltx_title_document").css("article math")
    )
    runs = [run for each in document.sections for runs in runs_of(each) for run in runs]
    found = Counter(run.target for run in runs if run.kind == "formula")
    # The key of an entry in the bibliography may hold one.
    keys = sum(len(node.css("math")) for node in article(html).css(".ltx_tag_bibitem"))
    assert found - expected == Counter()
    assert (expected - found).total() == keys


def test_hardly_any_formula_is_left_as_tex(recorded: tuple[str, Document]) -> None:
    _, document = recorded
    runs = [run for each in document.sections for runs in runs_of(each) for run in runs]
    formulas = [run for run in runs if run.kind == "formula"]
    left = [run.text for run in formulas if re.search(r"\\[A-Za-z]{2}|[_^]\{|\{\}", run.text)]
    assert len(left) <= len(formulas) / 100


def test_every_part_is_there_once(recorded: tuple[str, Document]) -> None:
    html, document = recorded
    tree = article(html, "td table")
    blocks = [block for each in document.sections for block in each.blocks]
    kinds = "section, subsection, subsubsection, paragraph, subparagraph, appendix, bibliography"
    titles = tree.css(", ".join(f"article .ltx_{each} > .ltx_title" for each in kinds.split(", ")))
    named = [each for each in document.sections if each.title and each.level]
    assert len(named) - len(titles) in (0, 1), "the abstract is one more"
    assert sum(isinstance(block, Table) for block in blocks) == len(
        tree.css("article .ltx_tabular")
    )
    captions = [block for block in blocks if isinstance(block, Caption)]
    assert sum(bool(each.tag or each.runs) for each in captions) == len(tree.css("figcaption"))
    assert sum(len(each.notes) for each in document.sections) == len(
        tree.css("article .ltx_role_footnote, article .ltx_role_footnotetext")
    )
    references = [entry for each in document.sections for entry in each.references]
    assert len(references) == len(tree.css("article .ltx_bibitem"))
    assert {entry.id for entry in references} == {
        node.attributes.get("id") for node in tree.css("article .ltx_bibitem")
    }


def test_every_letter_is_there_once(recorded: tuple[str, Document]) -> None:
    html, document = recorded
    tree = article(
        html, "math", "script", ".ltx_bib_cited", ".ltx_note_mark", ".ltx_tag_note",
        ".ltx_note_type", ".ltx_listing_data", ".ltx_ERROR", "h1.ltx_title_document",
        ".ltx_eqn_eqno", ".ltx_note_frontmatter",
    )  # fmt: skip
    node = tree.css_first("article")
    assert node
    assert _letters([node.text(separator="")]) == _letters(_texts(document))


def _letters(texts: Iterable[str]) -> Counter[str]:
    """How often each letter is there; a raised one is the same as one on the line."""
    return Counter(filter(str.isalpha, normalize("NFKC", "".join(texts))))


def _texts(document: Document) -> Iterator[str]:
    for section in document.sections:
        yield section.number
        yield from (each.tag for each in section.blocks if isinstance(each, Caption))
        yield from (each.tag for each in section.references)
        for runs in runs_of(section):
            kept = [run for run in runs if run.kind in ("text", "link")]
            yield "".join(run.text for run in kept)
