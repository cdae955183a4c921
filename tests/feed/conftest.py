"""The fixtures of a service with three papers, shared with the other rooms that ask it."""

from tests.feed_fixtures import clock, feed, pauses, server

__all__ = ["clock", "feed", "pauses", "server"]
