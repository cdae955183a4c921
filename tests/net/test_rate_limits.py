"""The limits of the service are kept before it has to refuse, by all calls together."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.errors import FeedError
from reader.feed.huggingface import HuggingFace, Refused, Unreachable
from reader.net.deadline import Deadline
from reader.net.rate_limits import MAX_IN_FLIGHT, RateLimits
from tests import feed_faults as faults
from tests.feed_items import items
from tests.feed_quotas import WINDOW
from tests.feed_server import FeedServer

DAY = date(2024, 1, 2)
PATIENT = 100_000.0


class Clock:
    """Goes as it is told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock_at_rest() -> Clock:
    return Clock()


@pytest.fixture
def limits(clock_at_rest: Clock) -> RateLimits:
    return RateLimits(clock_at_rest)


def ask(
    limits: RateLimits, left: int | None = None, seconds: float = 300, bucket: str = "api"
) -> None:
    """A request that is booked, and answered with what is left."""
    assert limits.reserve(bucket) == 0
    if left is not None:
        limits.update(bucket, left, seconds, limits.now())
    limits.release(bucket)


class TestOneBucket:
    def test_nothing_is_known_at_first(self, limits: RateLimits) -> None:
        for _ in range(1_000):
            ask(limits)

    def test_the_last_request_is_made_and_the_next_waits(
        self, limits: RateLimits, clock_at_rest: Clock
    ) -> None:
        ask(limits, left=1, seconds=200)
        ask(limits)
        assert limits.reserve("api") == 200
        clock_at_rest.now = 150
        assert limits.reserve("api") == 50
        clock_at_rest.now = 200
        ask(limits)

    def test_requests_on_their_way_may_not_be_counted_in_yet(self, limits: RateLimits) -> None:
        for _ in range(3):
            assert limits.reserve("api") == 0
        limits.update("api", 4, 300, sent=0)
        limits.release("api")
        ask(limits)
        ask(limits)
        assert limits.reserve("api") == 300

    def test_an_answer_that_comes_late_gives_nothing_back(self, limits: RateLimits) -> None:
        ask(limits, left=2)
        ask(limits, left=5)
        ask(limits)
        assert limits.reserve("api") == 300

    def test_another_reader_spends_of_the_same(self, limits: RateLimits) -> None:
        ask(limits, left=400)
        ask(limits, left=0, seconds=10)
        assert limits.reserve("api") == 10

    def test_a_window_may_begin_before_we_thought(
        self, limits: RateLimits, clock_at_rest: Clock
    ) -> None:
        ask(limits, left=1, seconds=100)
        clock_at_rest.now = 90
        ask(limits, left=499, seconds=300)
        for _ in range(499):
            ask(limits)
        assert limits.reserve("api") == 300

    def test_what_is_told_of_a_window_that_is_over_is_passed_over(
        self, limits: RateLimits, clock_at_rest: Clock
    ) -> None:
        ask(limits, left=400, seconds=300)
        ask(limits, left=1, seconds=5)
        ask(limits)
        ask(limits)

    def test_a_slow_answer_does_not_look_like_a_new_window(
        self, limits: RateLimits, clock_at_rest: Clock
    ) -> None:
        assert limits.reserve("api") == 0
        ask(limits, left=0, seconds=200)
        clock_at_rest.now = 30
        limits.update("api", 5, 200, sent=0)
        limits.release("api")
        assert limits.reserve("api") == 170

    def test_a_wait_that_was_asked_for_outlasts_good_news(self, limits: RateLimits) -> None:
        limits.close_for("api", 30)
        limits.close_for("api", 20)
        limits.update("api", 400, 300, sent=0)
        assert limits.reserve("api") == 30

    def test_each_has_its_own(self, limits: RateLimits) -> None:
        ask(limits, left=0, bucket="search")
        ask(limits, bucket="api")
        assert limits.reserve("search") == 300


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("ask"), st.just(0)),
            st.tuples(st.just("answer"), st.integers(0, MAX_IN_FLIGHT - 1)),
            st.tuples(st.just("wait"), st.integers(0, WINDOW)),
        ),
        max_size=80,
    )
)
def test_the_service_never_has_to_refuse_in_whatever_order_answers_come(
    steps: list[tuple[str, int]],
) -> None:
    clock, quota = Clock(), 7
    limits = RateLimits(clock)
    spent: Counter[int] = Counter()
    on_their_way: list[tuple[int, float, float]] = []
    for step, number in steps:
        if step == "ask" and len(on_their_way) < MAX_IN_FLIGHT and not limits.reserve("api"):
            window = int(clock.now // WINDOW)
            spent[window] += 1
            assert spent[window] <= quota
            seconds = (window + 1) * WINDOW - clock.now
            on_their_way.append((quota - spent[window], seconds, clock.now))
        elif step == "answer" and number < len(on_their_way):
            limits.update("api", *on_their_way.pop(number))
            limits.release("api")
        elif step == "wait":
            clock.now += number


class TestTheService:
    @pytest.fixture
    def quotas(self, server: FeedServer) -> dict[str, int]:
        server.quotas.most = {"api": 5, "search": 2, "pages": 1}
        return server.quotas.most

    def test_is_not_asked_more_often_than_it_allows(
        self, server: FeedServer, feed: HuggingFace, quotas: dict[str, int], pauses: list[float]
    ) -> None:
        for _ in range(12):
            assert len(feed.day(DAY, budget=PATIENT).items or ()) == 3
        assert len(server.requests) == 12, "none was refused"
        assert len(pauses) == 2
        assert all(WINDOW <= pause <= WINDOW + 0.5 for pause in pauses)

    def test_a_wait_that_does_not_fit_is_not_begun_and_nothing_is_sent(
        self, server: FeedServer, feed: HuggingFace, quotas: dict[str, int], pauses: list[float]
    ) -> None:
        for _ in range(5):
            feed.day(DAY)
        with pytest.raises(Refused) as caught:
            feed.day(DAY)
        assert (caught.value.status, caught.value.wait) == (429, 300.0)
        assert str(caught.value) == (
            f"could not get the papers of 2024-01-02 from 127.0.0.1:{server.port}: "
            "it takes no more requests for now; the next can be made in 300 s"
        )
        assert (len(server.requests), pauses) == (5, [])

    def test_search_the_api_and_pages_have_their_own_limits(
        self, server: FeedServer, feed: HuggingFace, quotas: dict[str, int]
    ) -> None:
        for _ in range(2):
            feed.search("paper")
        with pytest.raises(Refused):
            feed.search("paper")
        feed.day(DAY)
        server.fault = faults.of_the_api(faults.an_object())
        assert feed.day(DAY).source == "page"
        with pytest.raises(FeedError, match="an object came where a list was expected"):
            feed.day(DAY)
        assert sum(asked.path.startswith("/papers/") for asked in server.requests) == 1

    def test_a_list_of_many_pages_waits_between_two(
        self, server: FeedServer, feed: HuggingFace, quotas: dict[str, int], pauses: list[float]
    ) -> None:
        server.days["2024-01-02"] = items(650)
        assert len(feed.month("2024-01", budget=PATIENT).items or ()) == 650
        assert (len(server.requests), len(pauses)) == (7, 1)

    def test_where_nothing_is_told_the_refusal_is_obeyed(
        self, server: FeedServer, feed: HuggingFace, pauses: list[float]
    ) -> None:
        server.fault = faults.too_many_requests({"Retry-After": "40"}, times=1)
        assert len(feed.day(DAY, budget=PATIENT).items or ()) == 3
        (pause,) = pauses
        assert 40 <= pause <= 41

    def test_one_refusal_holds_all_other_calls_back(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        server.fault = faults.too_many_requests({"Retry-After": "100"}, times=1)
        for _ in range(3):
            with pytest.raises(Refused):
                feed.day(DAY)
        assert len(server.requests) == 1

    def test_requests_on_their_way_are_few(self, server: FeedServer, feed: HuggingFace) -> None:
        together = threading.Barrier(MAX_IN_FLIGHT)

        def act(handler: faults.Handler, _: FeedServer) -> None:
            together.wait(120)
            handler.send(200, b"[]", {})

        server.fault = faults.Fault(act)
        with ThreadPoolExecutor(3 * MAX_IN_FLIGHT) as threads:
            answers = list(threads.map(feed.day, [DAY] * 3 * MAX_IN_FLIGHT))
        assert all(answer.items == [] for answer in answers)
        assert server.most_at_once == MAX_IN_FLIGHT

    def test_a_place_that_does_not_become_free_in_time(self, limits: RateLimits) -> None:
        deadline = Deadline(0.05)
        with ExitStack() as taken:
            for _ in range(MAX_IN_FLIGHT):
                taken.enter_context(limits.slot(Deadline(60)))
            with pytest.raises(TimeoutError), limits.slot(deadline):
                pass
        with pytest.raises(TimeoutError), limits.slot(deadline):
            pass
        with limits.slot(Deadline(60)):
            pass


class TestWaiting:
    @pytest.fixture
    def told(self) -> list[tuple[float, str]]:
        return []

    def test_is_announced_with_its_length_and_reason(
        self, server: FeedServer, feed: HuggingFace, told: list[tuple[float, str]]
    ) -> None:
        feed.waiting = lambda seconds, reason: told.append((seconds, reason))
        server.quotas.most = {"api": 2}
        server.fault = faults.status(503, times=1)
        for _ in range(3):
            feed.day(DAY, budget=PATIENT)
        (first, busy), (second, spent) = told
        assert (first <= 1, busy) == (True, "the service is out of order (HTTP 503)")
        assert second >= WINDOW
        assert spent == "the service takes no more requests for now"

    @pytest.mark.parametrize("end", [HuggingFace.cancel, HuggingFace.close])
    def test_can_be_ended(self, server: FeedServer, end: Callable[[HuggingFace], None]) -> None:
        server.fault = faults.status(503, {"Retry-After": "3600"}, times=1)
        with HuggingFace(server.url, budget=PATIENT) as feed:
            feed.waiting = lambda seconds, reason: end(feed)
            with pytest.raises(Unreachable, match="it was no longer waited for"):
                feed.day(DAY)
        assert len(server.requests) == 1

    def test_what_was_cancelled_can_be_asked_for_again(
        self, server: FeedServer, feed: HuggingFace
    ) -> None:
        def act(handler: faults.Handler, service: FeedServer) -> None:
            feed.cancel()
            faults.hang().act(handler, service)

        server.fault = faults.Fault(act, times=1)
        with pytest.raises(Unreachable):
            feed.day(DAY)
        assert len(feed.day(DAY).items or ()) == 3
