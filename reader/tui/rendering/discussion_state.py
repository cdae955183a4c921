"""What is known of a paper's discussion, and how fresh that is, in a few words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

from reader.errors import ArchiveError, ReaderError
from reader.listings.discussion_cache import LoadedDiscussion
from reader.net import Offline, Refused, Unreachable
from reader.tui.rendering.freshness import clock


@dataclass(frozen=True, slots=True)
class DiscussionState:
    """What was heard of a discussion so far."""

    answer: LoadedDiscussion | None = None
    asking: bool = False
    """The service is being asked right now."""
    problem: ReaderError | None = None
    """Why it could not be asked."""
    failed_at: datetime | None = None
    """When asking began to fail."""

    def ask(self) -> DiscussionState:
        """The service is being asked."""
        return replace(self, asking=True)

    def answered(self, answer: LoadedDiscussion, now: datetime) -> DiscussionState:
        """This came of it, which may be what was kept."""
        state = replace(self, answer=answer, asking=False)
        if answer.problem is None or isinstance(answer.problem, ArchiveError):
            return replace(state, problem=None, failed_at=None)
        return state.failed(answer.problem, now)

    def failed(self, problem: ReaderError, now: datetime) -> DiscussionState:
        """Nothing came of it; what was known stays."""
        since = self.failed_at or now
        return replace(self, asking=False, problem=problem, failed_at=since)

    def of_another(self) -> DiscussionState:
        """Of another paper nothing was heard, but the service may have been out of reach before."""
        return DiscussionState(failed_at=self.failed_at)

    def words(self, now: datetime) -> str:
        """Such as ``2 comments, fetched 06:02``; never that there are none where nobody knows."""
        if self.answer is None:
            return self._words_of_nothing()
        count = sum(not comment.hidden for comment in self.answer.discussion.comments)
        comments = "1 comment" if count == 1 else f"{count or 'no'} comments"
        at = clock(self.answer.fetched_at, now)
        if self.asking:
            return f"{comments} at {at}, asking again …"
        if self.problem is None:
            return f"{comments}, fetched {at}"
        since = f" since {clock(self.failed_at, now)}" if self.failed_at else ""
        if isinstance(self.problem, Unreachable):
            return f"offline{since}, {comments} at {at}"
        return f"not refreshed{since}, {comments} at {at}"

    def remark(self, again: str) -> str:
        """A sentence where something went wrong, or where there is nothing to be shown.

        Args:
            again: the key that asks again.
        """
        problem = self.problem
        if self.asking:
            return ""
        if problem is None:
            said = self.answer and self.answer.discussion.comments
            return "" if said or not self.answer else "Nobody has said anything yet."
        if isinstance(problem, Refused) and problem.status == HTTPStatus.NOT_FOUND:
            return "The service does not know this paper, so there is no discussion of it."
        ways = "" if isinstance(problem, Offline) else f" {again} tries again."
        return problem.sentence + ways

    def _words_of_nothing(self) -> str:
        if self.asking:
            return "asking for the discussion …"
        return "not known" if self.problem else ""
