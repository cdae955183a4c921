"""Random keys through the installed program in a terminal, the same in every run."""

from __future__ import annotations

from pathlib import Path

import pytest

from reader.tui.keys.actions import ACTIONS

pytest.importorskip("pty", reason="needs a pseudo-terminal")

from tests.feed_server import FeedServer
from tests.fuzzing import keys
from tests.thoroughness import NIGHTLY

KEYS = 4000 if NIGHTLY else 1500


@pytest.mark.parametrize("seed", [12, 2024])
def test_no_key_ends_the_app_or_leaves_it_deaf(
    home: Path, feed_server: FeedServer, seed: int
) -> None:
    """Where it fails, `python -m tests.fuzzing.keys --seed …` sends the same keys again."""
    keys.fill(feed_server)
    figures = keys.run(seed, KEYS, feed_server, home)
    assert figures.keys >= KEYS


def test_the_same_seed_sends_the_same_keys() -> None:
    def sent(seed: int) -> list[keys.Burst]:
        source = keys.bursts(seed)
        return [next(source) for _ in range(300)]

    assert sent(3) == sent(3)
    assert sent(3) != sent(4)


def test_every_key_of_the_table_and_every_size_is_among_them() -> None:
    source = keys.bursts(12)
    sent = [next(source) for _ in range(3000)]
    typed = "".join("".join(burst.keys) for burst in sent)
    for action in ACTIONS:
        for each in action.keys:
            assert keys.encoded(each) in typed, each
    assert {burst.size for burst in sent} >= set(keys.SIZES)
