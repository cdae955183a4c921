"""Every recorded day in every format of a digest: `python -m tests.fuzzing.digests`.

Both parts of a mail must hold the same papers and stay small, no HTML may act, and the feeds must
be well formed. With `--keep FOLDER` each day's mail and page are written there, for validators and
for the eye.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from reader.digest import Digest, DigestSection, markdown, page
from reader.digest.feeds import PaperFeed, entry_dates
from reader.digest.formats import FEEDS, FORMATS
from reader.digest.mail_parts import MOST_BYTES, MailParts, mail_parts
from tests.digest.digests import recorded_digest
from tests.digest.html_reader import HtmlText, deeds
from tests.digest.test_feeds import check_atom, check_json, check_rss, parsed
from tests.digest.test_mail_parts import papers_of_text, same_papers
from tests.digest.test_mail_text import too_wide
from tests.recorded import folder as recorded_folder


def problems(made: Digest, parts: MailParts, shared: str) -> Iterator[str]:
    """What is wrong with a day."""
    expected = [paper.id for paper in made.papers]
    if not same_papers(parts) or papers_of_text(parts.text)[: len(expected)] != expected:
        yield "the parts hold other papers"
    if len(parts.html.encode()) > MOST_BYTES:
        yield "the HTML is too long"
    if parts.html.count("</h3>") != len(expected):
        yield "a paper has no sentence"
    yield from (f"too wide: {line}" for line in too_wide(parts.text))
    yield from deeds(parts.html)
    yield from deeds(shared)
    if HtmlText(shared).papers[: len(expected)] != expected:
        yield "the page holds other papers"
    if any(
        f"(https://huggingface.co/papers/{each})" not in markdown.write(made) for each in expected
    ):
        yield "the Markdown holds other papers"


def check_feeds(made: Digest) -> None:
    """Write and read a day as a feed; what is wrong raises."""
    now = datetime(2026, 8, 14, tzinfo=UTC)
    told = PaperFeed("daily", "Daily", made.papers, entry_dates(made.papers, {}, now))
    written = {name: FORMATS[name].write(told) for name in FEEDS}
    check_atom(written["atom"])
    check_rss(written["rss"])
    check_json(written["json"])
    for name in ("atom", "rss"):
        assert [entry.id for entry in parsed(written[name]).entries] == [
            paper.url for paper in made.papers
        ]


def main() -> None:
    """Go through all days, and print what is wrong and how large the mails are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="a folder for the mails and pages")
    folder = parser.parse_args().keep
    sizes: list[tuple[int, int, str]] = []
    wrong, took = 0, 0.0
    before: tuple[DigestSection, ...] = ()
    for file in sorted((recorded_folder() / "daily").glob("*.json")):
        made = recorded_digest(file)
        # The end of a mail, as long as it may be: ten papers of the day before.
        back = tuple(replace(each, entries=each.entries[:10]) for each in before[:2])
        made, before = replace(made, looking_back=back), made.sections
        started = time.perf_counter()
        parts = mail_parts(made)
        took += time.perf_counter() - started
        shared = page.write(made)
        sizes.append((len(parts.html.encode()), len(made.papers), file.stem))
        for each in problems(made, parts, shared):
            wrong += 1
            print(f"{file.stem}: {each}")
        check_feeds(made)
        if folder:
            folder.mkdir(exist_ok=True)
            for kind, text in (("mail.html", parts.html), ("txt", parts.text), ("html", shared)):
                (folder / f"{file.stem}.{kind}").write_text(text, "utf-8")
    sizes.sort()
    size, _, day = sizes[-1]
    print(f"{len(sizes)} days, {sum(count for _, count, _ in sizes):,} papers, {wrong} wrong")
    print(f"HTML of a mail: median {sizes[len(sizes) // 2][0]:,} bytes, at most {size:,} ({day})")
    print(f"{took / len(sizes) * 1000:.1f} ms for both parts of a mail")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
