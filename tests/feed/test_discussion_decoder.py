"""A paper's comments in the order in which they are read, and the links to what was made of it."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import FeedError
from reader.feed import discussion_decoder
from reader.feed.discussion_decoder import Comment, LinkedRepository, decode_discussion
from reader.feed.huggingface import HuggingFace, Refused
from reader.text import clean
from tests.feed_items import comment, linked, reaction
from tests.feed_pages import nested
from tests.feed_server import FeedServer

PAPER = "2401.02001"


def shown(*comments: Any) -> list[tuple[str, int]]:
    """The ids of the comments that are shown, and how deep they stand."""
    decoded = decode_discussion({"comments": list(comments)})
    return [(each.id, each.depth) for each in decoded.comments]


def at(minute: int) -> str:
    return f"2024-01-02T09:{minute:02}:00.000Z"


class TestOneComment:
    def test_everything_of_it_is_told(self) -> None:
        written = comment(
            "c1",
            "Do *longer* prompts help?\r\n\r\n- one\r\n- two",
            by="Di Reader 🇵🇸",
            edited=True,
            reactions=[reaction("🔥", "a", "b"), reaction("👍", "a")],
        )
        assert decode_discussion({"comments": [written]}).comments == (
            Comment(
                id="c1",
                author="Di Reader 🇵🇸",
                login="direader🇵🇸",
                created=datetime(2024, 1, 2, 9, tzinfo=UTC),
                text="Do *longer* prompts help?\n\n- one\n- two",
                reactions={"🔥": 2, "👍": 1},
                edited=True,
                depth=0,
            ),
        )

    def test_a_text_is_enough(self) -> None:
        assert decode_discussion(
            {"comments": [{"data": {"latest": {"raw": "Nice."}}}]}
        ).comments == (Comment("", None, None, None, "Nice."),)

    def test_its_html_is_not_looked_at(self) -> None:
        latest = {"html": "<p>Only here</p>"}
        assert shown(comment("c1", latest=latest)) == []

    def test_control_characters_are_taken_out(self) -> None:
        written = comment("\x1b[2Jc1", "a\x1b[31mb\u202ec\x9b", by="D\x07i")
        written["data"]["reactions"] = [reaction("\x1b]8;;🔥", "a")]
        (found,) = decode_discussion({"comments": [written]}).comments
        assert (found.id, found.text, found.author) == ("[2Jc1", "a[31mbc", "Di")
        assert list(found.reactions) == ["]8;;🔥"]

    @pytest.mark.parametrize(
        ("author", "names"),
        [
            ({"fullname": "Di Reader", "user": "di"}, ("Di Reader", "di")),
            ({"fullname": " ", "name": "di"}, ("di", "di")),
            ({"fullname": "Di Reader"}, ("Di Reader", None)),
            ({}, (None, None)),
            ("Di Reader", (None, None)),
            (None, (None, None)),
        ],
        ids=["older", "no full name", "no login", "nothing", "text", "null"],
    )
    def test_its_author(self, author: Any, names: tuple[str | None, str | None]) -> None:
        written = comment() | {"author": author}
        (found,) = decode_discussion({"comments": [written]}).comments
        assert (found.author, found.login) == names

    @pytest.mark.parametrize(
        ("written", "created"),
        [
            ("2024-01-02T09:00:00.000Z", datetime(2024, 1, 2, 9, tzinfo=UTC)),
            ("2024-01-02T09:00:00+02:00", datetime(2024, 1, 2, 7, tzinfo=UTC)),
            ("2024-01-02T09:00:00", datetime(2024, 1, 2, 9, tzinfo=UTC)),
            ("0001-01-01T00:00:00+09:00", None),
            ("yesterday", None),
            (1704186000, None),
            (None, None),
        ],
    )
    def test_its_time(self, written: Any, created: datetime | None) -> None:
        (found,) = decode_discussion({"comments": [comment(at=written)]}).comments
        assert found.created == created

    @pytest.mark.parametrize(
        "reactions",
        [None, {}, "🔥", [None, "🔥", {}, {"reaction": "🔥"}, {"reaction": 3, "count": 3}]]
        + [[{"reaction": "🔥", "count": count}] for count in (0, -1, True, "2", 10**400)],
    )
    def test_reactions_that_count_nothing(self, reactions: Any) -> None:
        (found,) = decode_discussion({"comments": [comment(reactions=reactions)]}).comments
        assert found.reactions == {}

    def test_its_parts_are_bounded(self) -> None:
        many = [reaction(f"{number}" * 40, "a") for number in range(400)]
        written = comment("i" * 9_999, "t" * 99_999, by="n" * 9_999, reactions=many)
        (found,) = decode_discussion({"comments": [written]}).comments
        assert len(found.text) == discussion_decoder.MAX_TEXT
        assert max(len(found.id), len(found.author or ""), len(found.login or "")) == 200
        assert len(found.reactions) <= discussion_decoder.MAX_REACTIONS
        assert {len(emoji) for emoji in found.reactions} <= set(
            range(discussion_decoder.MAX_EMOJI + 1)
        )


class TestThread:
    def test_a_reply_stands_below_what_it_answers(self) -> None:
        assert shown(
            comment("first", at=at(1)),
            comment("second", at=at(2)),
            comment("to first", at=at(3), parent="first"),
            comment("to the reply", at=at(4), parent="to first"),
            comment("to first, later", at=at(5), parent="first"),
        ) == [
            ("first", 0),
            ("to first", 1),
            ("to the reply", 2),
            ("to first, later", 1),
            ("second", 0),
        ]

    def test_the_oldest_comes_first_in_whatever_order_they_are_sent(self) -> None:
        sent = [
            comment("b", at=at(2)),
            comment("b2", at=at(9), parent="b"),
            comment("b1", at=at(3), parent="b"),
            comment("a", at=at(1)),
            comment("no time", at=""),
        ]
        order = [("a", 0), ("b", 0), ("b1", 1), ("b2", 1), ("no time", 0)]
        assert shown(*sent) == shown(*reversed(sent)) == order

    def test_of_a_hidden_one_only_the_place_is_left_for_its_replies(self) -> None:
        hidden = comment(
            "spam", "This comment has been hidden", at=at(2), hidden=True, hiddenReason="Spam"
        )
        sent = [
            comment("before", at=at(1)),
            hidden,
            comment("to spam", at=at(3), parent="spam"),
            comment("to that", at=at(4), parent="to spam"),
            comment("after", at=at(5)),
        ]
        assert shown(*sent) == [
            ("before", 0),
            ("spam", 0),
            ("to spam", 1),
            ("to that", 2),
            ("after", 0),
        ]
        place = decode_discussion({"comments": sent}).comments[1]
        assert place == Comment("spam", None, None, None, "", hidden=True)

    def test_a_hidden_one_that_nothing_shown_answers_is_left_out(self) -> None:
        assert shown(
            comment("before", at=at(1)),
            comment("spam", at=at(2), hidden=True),
            comment("more spam", at=at(3), parent="spam", hidden=True),
            comment("after", at=at(4)),
            comment("at the end", at=at(5), hidden=True),
        ) == [("before", 0), ("after", 0)]

    @pytest.mark.parametrize("type", ["status-change", "event", None, 3])
    def test_what_is_no_comment_is_left_out(self, type: Any) -> None:  # noqa: A002
        entry = comment("event") | {"type": type}
        assert shown(entry, comment("reply", parent="event")) == [("reply", 0)]

    def test_a_reply_to_what_is_not_there_stands_by_itself(self) -> None:
        assert shown(comment("reply", parent="gone")) == [("reply", 0)]

    @pytest.mark.parametrize(
        "parents",
        [{"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "a", "d": "b"}],
        ids=["itself", "each other", "a circle with a tail"],
    )
    def test_those_that_answer_each_other_are_shown_once(self, parents: dict[str, str]) -> None:
        sent = [comment(name, parent=parent) for name, parent in parents.items()]
        assert sorted(name for name, _ in shown(*sent)) == sorted(parents)

    def test_one_that_is_sent_twice_is_shown_once(self) -> None:
        first = comment("c1") | {"replies": [comment("c2", parent="c1")]}
        assert shown(first, comment("c2", parent="c1")) == [("c1", 0), ("c2", 1)]

    def test_replies_within_are_the_same_as_replies_that_name_their_parents(self) -> None:
        flat = [
            comment("a", at=at(1)),
            comment("hidden", at=at(2), parent="a", hidden=True),
            comment("b", at=at(3), parent="hidden"),
            comment("c", at=at(4), parent="b"),
            comment("d", at=at(5)),
        ]
        within = nested(copy.deepcopy(flat))
        assert [each["id"] for each in within] == ["a", "d"]
        assert decode_discussion({"comments": within}) == decode_discussion({"comments": flat})

    def test_replies_within_need_not_name_their_parents(self) -> None:
        assert shown(comment("a") | {"replies": [comment("b")]}) == [("a", 0), ("b", 1)]

    def test_a_long_chain_and_a_long_list_are_read(self) -> None:
        chain = [comment(str(n), parent=str(n - 1)) for n in range(1, 5_000)]
        assert shown(*chain)[-1] == ("2000", 1_999)
        assert (
            len(shown(*(comment(str(n)) for n in range(5_000)))) == discussion_decoder.MAX_COMMENTS
        )


class TestLinks:
    def test_models_data_sets_and_spaces_and_how_many_there_are(self) -> None:
        decoded = decode_discussion(
            {
                "linkedModels": [
                    linked("example/less", 7) | {"downloads": 1200},
                    linked("bert-base", 0) | {"downloads": "many"},
                ],
                "numTotalModels": 40,
                "linkedDatasets": [linked("example/words")],
                "numTotalDatasets": 1,
                "linkedSpaces": [linked("example/try-it", None)],
                "numTotalSpaces": 0,
            }
        )
        assert decoded.links == (
            LinkedRepository("model", "example/less", 7, 1200),
            LinkedRepository("model", "bert-base", 0),
            LinkedRepository("dataset", "example/words", 3),
            LinkedRepository("space", "example/try-it", None),
        )
        assert decoded.totals == {"model": 40, "dataset": 1, "space": 1}
        assert [each.url for each in decoded.links] == [
            "https://huggingface.co/example/less",
            "https://huggingface.co/bert-base",
            "https://huggingface.co/datasets/example/words",
            "https://huggingface.co/spaces/example/try-it",
        ]

    def test_a_page_tells_nothing_of_them(self) -> None:
        decoded = decode_discussion({"comments": [], "paper": {"id": PAPER}})
        assert (decoded.links, decoded.totals) == ((), {})

    @pytest.mark.parametrize(
        "name",
        [None, 7, "", "../x", "a/b/c", "a b", "a/b?c", "a/b#c", "a/\x1b[0m", "é/x", "a" * 200],
    )
    def test_what_is_no_repository_is_left_out(self, name: Any) -> None:
        assert decode_discussion({"linkedModels": [{"id": name}, None, "a/b"]}).links == ()

    def test_each_is_told_once(self) -> None:
        told = {"linkedModels": [linked("a/b"), linked("a/b", 9)]}
        assert decode_discussion(told).links == (LinkedRepository("model", "a/b", 3),)

    @pytest.mark.parametrize("value", [None, {}, "a/b", 3])
    def test_no_list_is_no_links(self, value: Any) -> None:
        assert decode_discussion({"linkedModels": value, "numTotalModels": value}).links == ()


@pytest.mark.parametrize("value", [None, True, 3, "x", [], [comment()]])
def test_what_is_no_object_is_said(value: object) -> None:
    with pytest.raises(FeedError, match="came where the discussion of a paper was expected"):
        decode_discussion(value)


@pytest.mark.parametrize("value", [None, {}, "none", 3])
def test_no_list_is_no_comments(value: object) -> None:
    assert decode_discussion({"comments": value}).comments == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children),
    max_leaves=8,
)
NAMES = st.sampled_from(["a", "b", "c", "d"])
LATEST = st.dictionaries(st.sampled_from(["raw", "html"]), st.text() | JSON)
REACTIONS = st.lists(st.fixed_dictionaries({"reaction": JSON, "count": JSON}), max_size=3) | JSON
DATA = st.fixed_dictionaries(
    {},
    optional={
        "hidden": st.booleans() | JSON,
        "latest": LATEST | JSON,
        "reactions": REACTIONS,
        "parentCommentId": NAMES | JSON,
    },
)
ENTRY = st.fixed_dictionaries(
    {},
    optional={
        "id": NAMES | JSON,
        "type": st.just("comment") | JSON,
        "createdAt": st.datetimes(timezones=st.timezones()).map(lambda at: at.isoformat()) | JSON,
        "author": st.dictionaries(st.sampled_from(["name", "fullname", "user"]), JSON) | JSON,
        "data": DATA | JSON,
    },
)
ENTRIES = st.recursive(
    ENTRY,
    lambda inner: st.builds(lambda one, more: one | {"replies": more}, ENTRY, st.lists(inner)),
)
ANSWERS = st.fixed_dictionaries(
    {"comments": st.lists(ENTRIES | JSON, max_size=8) | JSON},
    optional={
        f"{start}{kind}": st.lists(st.fixed_dictionaries({"id": st.text() | JSON}), max_size=3)
        | JSON
        for start in ("linked", "numTotal")
        for kind in ("Models", "Datasets", "Spaces")
    },
)


@given(ANSWERS | JSON)
def test_any_json_is_a_clean_discussion_or_said_to_be_none(value: object) -> None:
    try:
        decoded = decode_discussion(value)
    except FeedError as error:
        assert not isinstance(value, dict)
        assert str(error)
        return
    for each in decoded.comments:
        texts = [each.id, each.text, each.author or "", each.login or "", *each.reactions]
        assert bool(each.text) != each.hidden
        assert all(text == clean(text) for text in texts)
        assert each.created is None or each.created.tzinfo is UTC
        assert all(count > 0 for count in each.reactions.values())
    depths = [each.depth for each in decoded.comments]
    assert all(after <= before + 1 for before, after in zip([-1, *depths], depths, strict=False))


@given(st.lists(st.tuples(NAMES, NAMES | st.none(), st.integers(0, 59)), max_size=6))
def test_both_forms_of_a_thread_say_the_same(threads: list[tuple[str, str | None, int]]) -> None:
    flat: dict[str, Any] = {}
    for name, parent, minute in threads:
        # A parent that was there before, as nobody answers what is yet to be written.
        known = parent if parent in flat and parent != name else None
        flat.setdefault(name, comment(name, at=at(minute), parent=known))
    within = nested(copy.deepcopy(list(flat.values())))
    assert decode_discussion({"comments": within}) == decode_discussion(
        {"comments": list(flat.values())}
    )


class TestFromTheService:
    @pytest.fixture
    def answer(self, server: FeedServer, feed: HuggingFace) -> object:
        server.comments[PAPER] = [
            comment("c1", at=at(1)),
            comment("c2", "It does.", at=at(2), parent="c1"),
        ]
        server.linked[PAPER] = {"models": [linked(f"example/m{n}") for n in range(12)]}
        return feed.discussion(PAPER)

    def test_comments_and_links_come_in_one_answer(
        self, server: FeedServer, answer: object
    ) -> None:
        decoded = decode_discussion(answer)
        assert [(each.id, each.depth) for each in decoded.comments] == [("c1", 0), ("c2", 1)]
        assert len(decoded.links) == 10
        assert decoded.totals == {"model": 12, "dataset": 0, "space": 0}
        assert [asked.path for asked in server.requests] == [f"/api/papers/{PAPER}?field=comments"]

    def test_a_paper_that_the_service_does_not_know(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        with pytest.raises(Refused, match=r"the discussion of 2401\.99999 from") as caught:
            feed.discussion("2401.99999")
        assert caught.value.status == 404
        assert len(server.requests) == 1


class TestRecorded:
    def test_a_thread_of_july_2024(self, archived: Path) -> None:
        file = archived / "html" / "paper-2407.13168.comments.TRANSCRIBED.json"
        decoded = decode_discussion(json.loads(file.read_bytes()))
        assert [(each.login, each.depth) for each in decoded.comments] == [
            ("amber1120", 0),
            ("nielsr", 1),
            ("librarian-bot", 0),
        ]
        assert decoded.comments[1].reactions == {"👍": 1}
        assert decoded.comments[1].created == datetime(2024, 7, 25, 13, 7, 31, tzinfo=UTC)
        assert "\r" not in decoded.comments[1].text
