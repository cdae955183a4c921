"""The browser that BROWSER names: which is tried, what it is given, what is said if it fails."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

pytest.importorskip("pty", reason="needs a pseudo-terminal")

from reader.text.links import links, openable
from reader.tui.handlers import browser
from reader.tui.handlers.browser import OpenOutcome, open_address
from tests.feed_items import item
from tests.feed_server import FeedServer
from tests.terminal import Terminal
from tests.tui.driving import Desk, run

ADDRESS = "https://example.org/a?b=c&d='e'"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, what a browser ends with is seen."""
    monkeypatch.setattr(browser, "PATIENCE", 60.0)


def script(folder: Path, name: str, code: int = 0) -> Path:
    """A browser that writes down what it is told, and ends with that code."""
    path = folder / name
    path.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{folder}/{name}.told"\nexit {code}\n')
    path.chmod(0o755)
    return path


def told(path: Path) -> list[str] | None:
    file = Path(f"{path}.told")
    return file.read_text().splitlines() if file.exists() else None


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("{0}", [ADDRESS]),
        ("{0} %s", [ADDRESS]),
        ("{0} --new '--at=%s' last", ["--new", f"--at={ADDRESS}", "last"]),
        ("{0} &", [ADDRESS]),
        ("{0}&", [ADDRESS]),
        ("{0} %s&", [ADDRESS]),
        ("{0} 'two words' &", ["two words", ADDRESS]),
        (":{0}:", [ADDRESS]),
        ("/nowhere/browser:{0}", [ADDRESS]),
        ("false:{0} -x", ["-x", ADDRESS]),
        ("'never ends:{0}", [ADDRESS]),
        (" & :{0}", [ADDRESS]),
    ],
)
def test_each_form_of_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, expected: list[str]
) -> None:
    browser = script(tmp_path, "browser")
    monkeypatch.setenv("BROWSER", form.format(browser))
    assert open_address(ADDRESS) == OpenOutcome()
    assert told(browser) == expected


def test_the_next_is_not_asked_where_one_took_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = script(tmp_path, "first"), script(tmp_path, "second")
    monkeypatch.setenv("BROWSER", f"{first}:{second}")
    assert not open_address(ADDRESS).problem
    assert (told(first), told(second)) == ([ADDRESS], None)


def test_one_that_goes_on_running_has_taken_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "PATIENCE", 0.1)
    monkeypatch.setenv("BROWSER", f"{sys.executable} -c 'import time; time.sleep(5)' %s")
    assert not open_address(ADDRESS).problem


def test_all_that_fail_are_said_and_the_address_is_copied(
    home: Path, tmp_path: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER", f"{script(tmp_path, 'cracked', 3)}:/nowhere/gone")
    feed_server.days["2024-01-02"] = [item()]

    async def story(desk: Desk) -> None:
        await desk.press("o", "a")
        await desk.until(lambda: "cracked ended with 3; gone could not be" in desk.footer)
        assert desk.app.clipboard == "https://arxiv.org/abs/2401.00001"

    run(home, feed_server, story)


def test_a_text_browser_gets_the_terminal(
    home: Path, tmp_path: Path, feed_server: FeedServer
) -> None:
    browser = tmp_path / "w3m"
    browser.write_text('#!/bin/sh\necho "reading $1"\nread line\nexit 0\n')
    browser.chmod(0o755)
    feed_server.days["2024-01-02"] = [item(title="Less is More")]
    env = os.environ | {
        "PAPER_READER_HOME": str(home),
        "HF_ENDPOINT": feed_server.url,
        "PAPER_READER_TODAY": "2024-01-03",
        "BROWSER": f"/nowhere/gone:{browser}",
    }
    with Terminal((sys.executable, "-m", "reader"), env) as terminal:
        terminal.wait_for("fetched")
        terminal.press("oa")
        terminal.wait_for("reading https://arxiv.org/abs/2401.00001")
        terminal.press("\n")
        terminal.wait_for("Less is More")
        terminal.wait_for("Opened https://arxiv.org/abs/2401.00001")
        terminal.press("q")
        assert terminal.leave() == 0


def test_behind_a_text_browser_that_fails_the_next_is_asked(
    home: Path, tmp_path: Path, feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A terminal that a pilot plays cannot be handed over.
    browser = script(tmp_path, "window")
    monkeypatch.setenv("BROWSER", f"lynx:{browser}")
    feed_server.days["2024-01-02"] = [item()]

    async def story(desk: Desk) -> None:
        await desk.press("o", "a")
        await desk.until(lambda: "Opened https://arxiv.org" in desk.footer)
        assert told(browser) == ["https://arxiv.org/abs/2401.00001"]

    run(home, feed_server, story)


class TestPasswords:
    @pytest.mark.parametrize(
        "address",
        [
            "https://huggingface.co@elsewhere.net/x",
            "http://user:password@elsewhere.net/",
            "https://huggingface.co:443@elsewhere.net",
            r"https://huggingface.co\@elsewhere.net",
            "https://@elsewhere.net",
        ],
    )
    def test_an_address_that_hides_its_host_is_shown_and_not_opened(
        self, home: Path, feed_server: FeedServer, browser: Path, address: str
    ) -> None:
        assert not openable(address)
        assert [link.url for link in links(f"See {address} .") if "elsewhere" in link.url] == []
        feed_server.days["2024-01-02"] = [
            # Of TeX in an abstract the backslash would go, and another address be there.
            item(
                githubRepo=address,
                projectPage=address,
                summary=f"See {address.replace(chr(92), '')} or a.",
            )
        ]

        async def story(desk: Desk) -> None:
            assert f"oc oh  {address.rstrip('/')}" in desk.detail.replace("/\n", "\n")
            assert "o1" not in desk.detail
            for key in ("c", "h"):
                await desk.press("o", key)
                await desk.until(lambda: "leads to elsewhere.net" in desk.footer)
                await desk.press("j")
            await desk.press("o", "1")
            assert "no link 1" in desk.footer
            assert desk.app.clipboard == ""

        run(home, feed_server, story)
        assert not browser.exists()

    @pytest.mark.parametrize(
        "address",
        ["https://example.org/@user", "https://example.org/?to=a@b.org", "https://example.org#@x"],
    )
    def test_an_at_sign_behind_the_host_is_no_matter(self, browser: Path, address: str) -> None:
        assert not open_address(address).problem
        assert browser.read_text() == address
