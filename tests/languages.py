"""The parsers of the program, and fragments of what each of them reads."""

from __future__ import annotations

import json
from dataclasses import replace

from textual.content import Content

from reader.citation import AuthorName
from reader.citation.author_match import can_be_same_author, is_same_author
from reader.citation.key_proposal import propose_key
from reader.citation.publication import nearly_same_title, same_title, strip_tags
from reader.citation.romanization import latin_words, romanized_family
from reader.cli.completion_values import last_word
from reader.cli.shell_completion import quoted, split_line
from reader.errors import ExportError, FeedError, QueryError
from reader.export import (
    bib_comments,
    bib_entry_merge,
    bib_match,
    bib_parser,
    entry_identity,
    latex_encoder,
    markdown_list,
    unified_diff,
)
from reader.feed import web_page
from reader.feed.discussion_decoder import decode_discussion
from reader.fulltext.document_markdown import document_markdown
from reader.fulltext.latexml_decoder import decode_page
from reader.fulltext.markdown_decoder import decode_markdown
from reader.fulltext.text_layout import document_lines
from reader.library.journal_entry import decode as decode_line
from reader.metadata import arxiv
from reader.metadata.withdrawal import says_withdrawn
from reader.paper import Paper, mentioned_ids, paper_id
from reader.query import parse as parse_query
from reader.query.sql_condition import to_sql
from reader.query.suggestion import missing_word
from reader.settings.mail_account import address_problem, server_problem
from reader.text import clean_paragraphs, readable
from reader.text.cell_width import wrap_cells
from reader.text.json_decoder import decode
from reader.text.links import links, names_another_host
from reader.text.markdown_escape import link, paragraph
from reader.text.tex_letters import letters
from reader.text.word_search import highlight_spans
from reader.topics import group_by_organization, group_by_topic
from reader.tui.handlers.mark_prompts import without_first_line
from reader.tui.rendering.markdown_text import markdown_lines
from reader.tui.rendering.text_search import text_matches
from tests.growth import Language, forgiving

BIB = (
    *("@a{", "{", "}", '"', "#", "%", "@comment{", "\\", "@a{k,", "@a{k%d,", "t={", "t = {x}, "),
    *(",", "\n", "@", " ", "@string{a=b#b}\n", "@string{b=a#a#a}\n", "@preamble{", "=", "(", ")"),
    *("% ", "%@a{k,\n", "@comment(", "a{k,\n", "\r", "\u2028"),
    *("@a(", "x", "@a{k, t = {x}}\n", '\n@a{k,t="', "x#y#", "\n@a{k, t = {{{{", "'", '{"', "\n@a("),
)
VALUE = (
    *(
        "{",
        "}",
        '"',
        "#",
        " ",
        "\n",
        " and ",
        "[",
        "]",
        "10.1/",
        "arxiv:",
        "\\v",
        "x",
        ",",
        ";",
        "%",
    ),
    *("see ", "doi:", "2501.00001", "abs/", "family=", "doi.org/10.1000/x", "1000"),
)
ID = (
    *("1", ".", "arxiv:", "https://", "arxiv.org/abs/", "?", "/", " ", "[cs.LG]", "[", ">", "abs/"),
    *("a.", "corr/abs-", "2501.00001", "web.archive.org/web/1/", "adsabs.harvard.edu/abs/", "v1"),
)
TEX = (
    *("\\", "{", "}", "$", "^", "_", "~", "`", "'", "--", " ", "\n", "x", "1", "\\a", "\\emph{"),
    *("^{", "_{", "times", "\\(", "\\[", "\\frac{", '"', ".", "http://", "https://a.io/b ", "("),
    *("b.io/c ", "<a ", "\\url{", "\\'", "\u0301", "left(", " % ", "e.g", "sim1", "{,}", "[", "<"),
    *("\u200d", "\\ours", " pm ", "|", "a "),
)
QUERY = (
    *("(", ")", '"', "-", "or ", "and ", "not ", "/", "\\", "a", " ", ":", "title:", "x:", "a "),
    *("up:>1 ", "listed:2025 ", "tag:a ", "/a/ ", '"a" ', "(a) ", "/(a+)+/ ", "é", "up:1.. "),
)
MARKDOWN = (
    *("> ", "- ", "1. ", "[", "]", "](a)", "*", "**", "_", "`", "```\n", "\n", "\n\n", "    ", "<"),
    *("<a>", "<!--", "![", "\\", "|", "|-|\n", "# ", "a", "~~", "http://a.b ", "&", "[a]: b\n"),
    *("[%d]: b\n", "a **", "a_b", "a|b\n"),
)
PAGE = (
    *("<", ">", "<!--", "-->", "<script ", "<div ", "=", '="', "'", " ", "</script", "&quot;"),
    *('<div data-target="DailyPapers" ', 'data-props="', "{", "[", "a"),
)
ATOM = ("<a>", "</a>", "<", "&amp;", "a", " ", "<entry>", "</entry>", "<title>", "<!--", "a='b' ")
FEED = '<feed xmlns="http://www.w3.org/2005/Atom">'
JSON = ("[", "]", "{", "}", '"', ":", ",", "1", '"a":', "\\", "null,", "[],", '{"a":[', "-", " ")
NAME = (" ", ",", "and ", "van ", "Jr., ", "{", "\\'", "a", "A. ", "-", "\n", "*")
FOREIGN_NAME = ("李", "山", "は", "김", "Ив", "ович ", "ου", "ع", "श", "·", " ", ",", "A. ", "😀")
CITED_TITLE = ("L'", "é", "a", " ", "Я", "π", "’", "All'", "^", "$", "{", "\\", "Ə", "1", "-")
COMMENT = (
    *(
        "This paper has been withdrawn ",
        "withdrawn ",
        "from ",
        "by the authors ",
        "v%d: ",
        ". ",
        "(",
    ),
    *("the paper was withdrawn ", "now resubmitted ", "we withdraw this paper ", "of ", "-", "a "),
)
PAPER_PAGE = (
    *("<i>", "</i>", "<p>", "<div class='ltx_para'>", "<ul><li>", "<section class='ltx_section'>"),
    *(
        "<h2 class='ltx_title'>",
        "<table><tr><td>",
        "<td>",
        "<figure>",
        "<figcaption>",
        "<img src=a>",
    ),
    *("a", " ", "&lt;", "</p>", "<span class='ltx_tag'>1</span>", "<li class='ltx_bibitem'>"),
    *("<span class='ltx_note'>", "<div class='ltx_listing'><div class='ltx_listingline'>", "<pre>"),
    *("<math display='block'>", "</math>", "<td colspan=99 rowspan=9>", "<a href='#a'>", "<sup>"),
    "<table class='ltx_eqn_table'><tr><td><math><mi>x",
)
FORMULA = (
    *("<mrow>", "<mi>x</mi>", "<mo>=</mo>", "<mo>(</mo>", "<mfrac><mi>a</mi>", "<msup><mi>a</mi>"),
    *("<msqrt>", "<mtable><mtr><mtd>", "<munder><mo>∑</mo>", "</mrow>", "<mtext> a </mtext>", "a "),
    *("<mover><mi>a</mi><mo>^</mo></mover>", "<mmultiscripts>", "<mprescripts>", "<semantics>"),
)
PAPER_MARKDOWN = (
    *("# ", "## 1 a\n", "a", " ", "\n", "\n\n", "* a\n", "1. ", "[", "](a)", "![a](https://a.b)"),
    *("```\n", "---\n", "\\a", "{", "_a_", "**", "italic_", "[a](https://arxiv.org/html/1#a) "),
    "failed: a.sty\n",
)
SHELL = ("'", '"', "\\", " ", ":", "a", "=", "tag:", "'a b' ", '"a" ', "\\ ", "(", "-", ")", "$")
LINES = ("a\n", "b\n", "%d\n", "a%d\n", "\n", "}\n")


def bib(text: str) -> object:
    entries, problem = bib_parser.parse_bib_leniently(text)
    values = [
        bib_entry_merge.field_text(value) for entry in entries for value in entry.fields.values()
    ]
    return (
        bib_comments.commented_out_entries(text, ()),
        list(map(entry_identity.entry_identity, entries)),
        bib_match.described_papers(entries),
        values,
        problem,
    )


def command_line(text: str) -> object:
    words = split_line(text, ":=")
    quoted(text, "")
    return words, last_word(text)


def bib_value(text: str) -> object:
    (entry,) = bib_parser.parse_bib("@a{k, title = {1}}")
    names = ("title", "author", "eprint", "doi", "url", "journal")
    entry = replace(entry, fields=dict.fromkeys(names, text))
    bib_entry_merge.digest(text)
    return entry_identity.entry_identity(entry), bib_match.described_papers([entry])


def query(text: str) -> object:
    asked = parse_query(text)
    return to_sql(asked.tree, {}), parse_query(str(asked)), asked.terms(), asked.fields()


def differences(text: str) -> object:
    half = len(text) // 2
    others = (
        text[half:] + text[:half],
        text[::-1],
        "z\n".join(text.split("\n")),
        peeled("y", half),
    )
    return [unified_diff.unified_diff(text, other, "x") for other in (*others, peeled("x", half))]


def peeled(line: str, size: int) -> str:
    """A text in which one line more is alone of its kind whenever one is set apart."""
    units = (f"{line}\na{at}\n{line}\na{at - 1}\n" for at in range(size // 16))
    return "".join(units)


def parent(at: int, step: int | None) -> str | None:
    """The id of the comment that one answers: a neighbour, the first, or none."""
    return None if step is None else str(at + step if step else 0)


def thread(text: str) -> object:
    """Comments, each of which answers the one before, or all the same one, or nobody."""
    places = {"a": -1, "b": 0, "c": 1, "d": None}
    comments = [
        {
            "id": str(at),
            "type": "comment",
            "data": {"latest": {"raw": "x"}, "parentCommentId": parent(at, places[kind])},
        }
        for at, kind in enumerate(text)
        if kind in places
    ]
    return decode_discussion({"comments": comments})


def topics(text: str) -> object:
    words = text.split()
    papers = [Paper(f"{at}", word, keywords=(word, words[-1])) for at, word in enumerate(words)]
    return group_by_topic(papers), group_by_organization(papers)


def shown_page(text: str) -> object:
    forgiving(web_page.paper_props, FeedError)(text)
    return web_page.listing_items(text)


def foreign_name(text: str) -> object:
    return AuthorName.parse(text), latin_words(text), romanized_family(text)


def cited_title(text: str) -> object:
    return propose_key(Paper("2401.00001", text), lambda _: False, "{title}{words}")


def paper_page(text: str) -> object:
    document = decode_page(f"{_PAGE_OF_PAPER}{text}")
    assert document
    return list(document_lines(document)), list(document_markdown(document))


def paper_markdown(text: str) -> object:
    document = decode_markdown(f"{_MARKDOWN_OF_PAPER}{text}", "2401.00001")
    if document is None:
        return None
    return list(document_lines(document)), list(document_markdown(document))


_PAGE_OF_PAPER = (
    "<article class='ltx_document'><section class='ltx_section'><h2 class='ltx_title'>T</h2>"
    f"<p>{'x' * 200}</p>"
)
_SOURCE = "URL Source: https://arxiv.org/html/2401.00001"
_MARKDOWN_OF_PAPER = "\n\n".join(("Title: T", _SOURCE, "Markdown Content:", "x" * 400, ""))

LANGUAGES = (
    Language(
        "page of a paper",
        forgiving(paper_page, ValueError),
        PAPER_PAGE,
        (("", ""), ("<p><i>", "x")),
    ),
    Language(
        "formula",
        forgiving(paper_page, ValueError),
        FORMULA,
        (("<math>", "</math>"), ("<math display='block'>", "")),
    ),
    Language("Markdown of a paper", paper_markdown, PAPER_MARKDOWN, (("", ""),)),
    Language("bibliography", bib, BIB),
    Language("value of a bibliography", bib_value, VALUE),
    Language(
        "bibliography that must be well formed", forgiving(bib_parser.parse_bib, ExportError), BIB
    ),
    Language("TeX", lambda text: readable(text, "Name: x"), TEX),
    Language("paragraphs", lambda text: clean_paragraphs(text, 1 << 30), TEX),
    Language("addresses", lambda text: (links(text), names_another_host(text, "http://a")), TEX),
    Language("title for TeX", latex_encoder.encode_title, TEX),
    Language("export as Markdown", lambda text: list(markdown_list._quoted(text)), TEX),
    Language("paragraph and link of Markdown", lambda text: link(paragraph(text), text), MARKDOWN),
    Language("lines of a mail", lambda text: wrap_cells(text, 60), (*TEX, "三", "。", "（", "🙂")),
    Language("title with tags", lambda text: (strip_tags(text), same_title(text, [text])), PAGE),
    Language("titles", lambda text: nearly_same_title(text, [f"{text} a", text[::-1]]), TEX),
    Language("name", AuthorName.parse, NAME),
    Language("name in another script", foreign_name, FOREIGN_NAME),
    Language("title for a citation key", cited_title, CITED_TITLE),
    Language("query", forgiving(query, QueryError), QUERY),
    Language("line of a shell", command_line, SHELL),
    Language(
        "words found",
        lambda text: highlight_spans(text, ["a b", "a"]),
        ("a", " ", "b ", "é", "\n"),
    ),
    Language(
        "search of a text",
        lambda text: text_matches([Content(line) for line in text.split("\n")], "a b"),
        ("a", " ", "b ", "▎ ", "\n"),
    ),
    Language(
        "first line of a note",
        lambda text: without_first_line(text, "<!-- a b -->"),
        ("<!-- ", "a ", "b ", "--> ", "\n"),
    ),
    Language(
        "word that is missing",
        lambda text: missing_word("aab abb", [Paper("2401.00001", text)]),
        ("aba ", "abc%d ", "é ", "\n"),
    ),
    Language("page", forgiving(shown_page, FeedError), PAGE),
    Language(
        "Atom",
        forgiving(arxiv.decode_feed, ValueError),
        ATOM,
        (("", ""), (FEED, "</feed>"), (f"{FEED}<entry>", ""), (f"{FEED}<entry><title>", "")),
    ),
    Language("JSON", forgiving(decode, ValueError), JSON, (("", ""), ("[[", "]]"), ('{"a":', ""))),
    Language("journal", forgiving(lambda text: decode_line(text.encode()), ValueError), JSON),
    Language("Markdown", lambda text: markdown_lines(text, 60, 1000), MARKDOWN),
    Language("comment at arXiv", says_withdrawn, COMMENT),
    Language("id", lambda text: (paper_id(text), list(mentioned_ids(text))), ID),
    Language(
        "letters of TeX", letters, (*TEX, "\\href{", "\\texorpdfstring{", "&amp;", "<i>", "τ")
    ),
    Language(
        "two names",
        lambda text: (is_same_author(text, "B. Muster"), can_be_same_author(text, text)),
        (*NAME, "(", '"', " et al", "0002"),
    ),
    Language("difference", differences, LINES),
    Language("discussion", thread, ("a", "b", "c", "d"), (("", ""),)),
    Language("topics", topics, ("rl ", "rl%d ", "diffusion ", "x%d "), (("", ""),)),
    Language(
        "address and server of mail",
        lambda text: (address_problem(text), server_problem(text)),
        ("a", ".", "@", "<", '"', " ", ":", "ä", "[", "-"),
        (("", ""), ("a@", ":1"), ("x <", "@b>")),
    ),
    Language("one JSON text", lambda text: decode(json.dumps([text])), ("a", "\\", '"', "é", "\n")),
)
