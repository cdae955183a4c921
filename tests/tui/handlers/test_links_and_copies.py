"""To the browser and to the clipboard."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reader.library import Library
from reader.tui.handlers.browser import open_address
from tests.feed_server import ABSENT, FeedServer, item
from tests.tui.driving import Desk, run


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("o", "https://huggingface.co/papers/2401.00001"),
        ("a", "https://arxiv.org/abs/2401.00001"),
        ("p", "https://arxiv.org/pdf/2401.00001"),
        ("c", "https://github.com/example/less"),
        ("h", "https://example.org/2401.00001"),
    ],
)
def test_o_opens_in_the_browser(
    home: Path, feed_server: FeedServer, browser: Path, key: str, address: str
) -> None:
    feed_server.days["2024-01-02"] = [item()]

    async def story(desk: Desk) -> None:
        await desk.press("o", key)
        await desk.until(browser.exists)
        assert browser.read_text() == address
        await desk.until(lambda: address in desk.footer)

    run(home, feed_server, story)


def test_what_the_feed_does_not_know_is_said(home: Path, feed_server: FeedServer) -> None:
    feed_server.days["2024-01-02"] = [item(githubRepo=ABSENT, projectPage=ABSENT)]

    async def story(desk: Desk) -> None:
        await desk.press("o", "c")
        assert "no code" in desk.footer
        await desk.press("o", "h")
        assert "no project page" in desk.footer

    run(home, feed_server, story)


def test_without_a_browser_the_address_is_copied(
    home: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    feed_server.days["2024-01-02"] = [item()]

    async def story(desk: Desk) -> None:
        await desk.press("o", "a")
        await desk.until(lambda: "was copied instead" in desk.footer)
        assert desk.app.clipboard == "https://arxiv.org/abs/2401.00001"

    run(home, feed_server, story)


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "javascript:alert(1)", "ssh://host", "--help", ""]
)
def test_nothing_but_the_web_is_opened(browser: Path, address: str) -> None:
    assert "not a web address" in open_address(address).problem
    assert not browser.exists()


def test_y_copies(home: Path, feed_server: FeedServer) -> None:
    feed_server.days["2024-01-02"] = [item(title=r"Less \& More", summary="One.\n  Two.")]

    async def story(desk: Desk) -> None:
        for key, text in (
            ("l", "https://arxiv.org/abs/2401.00001"),
            ("t", "Less & More"),
            ("a", "One.\nTwo."),
            ("k", r"\cite{example2024less}"),
        ):
            await desk.press("y", key)
            assert desk.app.clipboard == text
        await desk.press("y", "y")
        assert desk.app.clipboard.startswith("@misc{example2024less,")
        assert r"{Less \& More}" in desk.app.clipboard
        await desk.press("u")
        assert "Nothing to undo" in desk.footer, "a key that was given stays"

    run(home, feed_server, story)
    marks = Library(home).marks("2401.00001")
    assert (marks.citation_key, marks.key_fixed) == ("example2024less", True)
    assert not marks.read


@pytest.mark.parametrize(
    ("style", "text"), [("markdown", "@example2024less"), ("key", "example2024less")]
)
def test_a_citation_is_copied_as_the_settings_want_it(
    home: Path, feed_server: FeedServer, style: str, text: str
) -> None:
    feed_server.days["2024-01-02"] = [item(title="Less is More")]

    async def story(desk: Desk) -> None:
        session = desk.app.listing.session
        session.settings = session.settings._replace(citing=style)
        await desk.press("y", "k")
        assert desk.app.clipboard == text

    run(home, feed_server, story)


def test_a_link_of_the_abstract_is_opened_by_its_number(
    home: Path, feed_server: FeedServer, browser: Path
) -> None:
    abstract = "Code: https://example.org/code. Data at (https://example.org/data)."
    feed_server.days["2024-01-02"] = [
        item("2401.00001", "Two Links", "2024-01-02", summary=abstract)
    ]

    async def story(desk: Desk) -> None:
        assert "o1  example.org/code\n" in desk.detail
        await desk.press("o")
        assert "1-9 link" in desk.footer
        await desk.press("2")
        await desk.until(lambda: "Opened https://example.org/data" in desk.footer)
        await desk.press("o", "3")
        assert "no link 3" in desk.footer
        assert browser.read_text() == "https://example.org/data"

    run(home, feed_server, story)


def test_links_to_hugging_face_and_in_markdown(home: Path, feed_server: FeedServer) -> None:
    feed_server.days["2024-01-02"] = [item(title="Less [is] More")]

    async def story(desk: Desk) -> None:
        await desk.press("y", "h")
        assert desk.app.clipboard.endswith("/papers/2401.00001")
        await desk.press("y", "m")
        assert desk.app.clipboard == r"[Less \[is\] More](https://arxiv.org/abs/2401.00001)"

    run(home, feed_server, story)


def test_what_is_marked_is_copied_together(home: Path, feed_server: FeedServer) -> None:
    feed_server.days["2024-01-02"] = [
        item(f"2401.0000{n}", f"Paper {word}", upvotes=9 - n)
        for n, word in enumerate(("One", "Two", "Three"), 1)
    ]

    async def story(desk: Desk) -> None:
        await desk.press("m", "m")
        await desk.press("y", "t")
        assert desk.app.clipboard == "Paper One\nPaper Two"
        await desk.press("y", "l")
        assert desk.app.clipboard.split("\n") == [
            "https://arxiv.org/abs/2401.00001",
            "https://arxiv.org/abs/2401.00002",
        ]
        await desk.press("y", "k")
        await desk.until(lambda: desk.app.clipboard.startswith(r"\cite{"))
        assert desk.app.clipboard.count(",") == 1
        await desk.press("y", "y")
        await desk.until(lambda: desk.app.clipboard.startswith("@misc"))
        assert desk.app.clipboard.count("@misc") == 2
        assert "Copied 2 BibTeX entries" in desk.footer

    run(home, feed_server, story)
    library = Library(home)
    assert [library.marks(f"2401.0000{n}").key_fixed for n in (1, 2, 3)] == [True, True, False]
