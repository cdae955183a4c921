"""Input goes to the screen in front, one event after another.

Textual hands every key on at once, to the queue of the screen that is in front at that moment. A
key that closes or opens something takes effect later, so that those behind it, where several come
in one read, would go to what is closed by then, and close it again. Here all that a person does
waits in one queue of the app, and the screen in front takes one from it at a time.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.errors import NoWidget
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

Result = TypeVar("Result")

_FRAME = 1 / 240
"""Seconds between two frames that wait for nothing."""

Input = events.Key | events.Paste | events.MouseEvent
"""What a person did."""


class InputQueue:
    """What was done and not looked at yet, in its order."""

    def __init__(self) -> None:
        self._waiting: deque[Input] = deque()
        self._clicked: Counter[Widget] = Counter()
        """Widgets with a click in their own queue; what comes behind it waits for that."""
        self._due: events.MouseEvent | None = None
        """What the mouse did, handed back to the app as its turn has come."""
        self.added = 0
        """How many things were done since the start."""
        self._ended = False
        self._cleared = 0.0
        """When what waited was forgotten last."""

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, event: Input) -> None:
        """This was done."""
        self.added += 1
        if not self._ended and event.time > self._cleared:
            self._waiting.append(event)

    def clear(self) -> None:
        """Forget what waits, and what was done by now but is still on its way."""
        self._waiting.clear()
        self._cleared = events.Event().time

    def end(self) -> None:
        """Nobody looks at what is still to come: it is typed for what comes after the app."""
        self._ended = True
        self.clear()

    def admits(self, event: events.MouseEvent) -> bool:
        """Whether nothing that was done before this is left to be looked at."""
        if event is self._due:
            self._due = None
            return True
        return not (self._waiting or self._due or self._is_clicked)

    def wait_for(self, widget: Widget, then: Callable[[], None]) -> None:
        """Let all that comes wait until a widget has looked at what it has in its own queue."""

        def reached() -> None:
            self._clicked[widget] -= 1
            then()

        if widget.call_later(reached):
            self._clicked[widget] += 1

    def take(self) -> Input | None:
        """The next, if its turn has come."""
        if not self._waiting or self._due or self._is_clicked:
            return None
        event = self._waiting.popleft()
        if isinstance(event, events.MouseEvent):
            self._due = event
        return event

    @property
    def _is_clicked(self) -> bool:
        # One that is gone looks at nothing any more.
        self._clicked = Counter(
            {widget: n for widget, n in self._clicked.items() if n > 0 and widget.is_running}
        )
        return bool(self._clicked)


class InputApp(App[None]):
    """An app whose screens take what a person does one by one."""

    def __init__(self) -> None:
        super().__init__()
        self.input = InputQueue()
        bindings = (each for kind in type(self).__mro__ for each in vars(kind).get("BINDINGS", ()))
        self._before_all = {
            key
            for binding in bindings
            if isinstance(binding, Binding) and binding.priority
            for key in binding.key.split(",")
        }
        """Keys that mean the same whatever is in front."""

    async def on_event(self, event: events.Event) -> None:
        """Have keys, pastes and clicks wait for their turn; all else is as usual."""
        match event:
            case events.Key() if not event.is_forwarded and event.key not in self._before_all:
                self.app_focus = True
                self._add(event)
            case events.Paste() if not event.is_forwarded:
                self._add(event)
            case events.MouseEvent() if not (
                event.is_forwarded or isinstance(event, events.MouseMove)
            ):
                if self.input.admits(event):
                    await super().on_event(event)
                    self._wait_for_click(event)
                else:
                    self._add(event)
            case _:
                await super().on_event(event)

    def exit(self, *args: object, **options: object) -> None:
        """Leave; what was typed behind that is not for this program."""
        self.input.end()
        super().exit(*args, **options)  # type: ignore[arg-type]

    def offer_input(self) -> None:
        """Have what is in front look at what waits."""
        if self.input and self.screen_stack and isinstance(front := self.screen, InputScreen):
            front.call_later(front.take_input)

    def _add(self, event: Input) -> None:
        front = self.screen if self.screen_stack else None
        if (
            isinstance(event, events.Key)
            and isinstance(front, InputScreen)
            and event.key in front.urgent_keys
            and front.is_blocked
        ):
            front.call_later(front.press_key, event)
        else:
            self.input.add(event)
            self.offer_input()

    def _wait_for_click(self, event: events.MouseEvent) -> None:
        try:
            widget, _ = self.get_widget_at(event.screen_x, event.screen_y)
        except NoWidget:
            self.offer_input()
        else:
            self.input.wait_for(widget, self.offer_input)


class InputScreen(Screen[Result]):
    """A screen that looks at what is done for as long as it is in front."""

    urgent_keys: frozenset[str] = frozenset()
    """Keys that do not wait for their turn where others must."""
    _looking = False
    _painted = -1.0
    """When it was painted last without waiting."""

    @property
    def is_blocked(self) -> bool:
        """It is not known yet what the next key is about."""
        return False

    def press_key(self, event: events.Key) -> None:
        """Do what a key does."""

    async def _on_idle(self, event: events.Idle) -> None:
        """Paint as soon as nothing is left to do, not with the next tick of a clock.

        Where something was painted just now, the clock still counts: what moves all the time would
        have the processor at work all the time.
        """
        now = monotonic()
        if self._is_dirty and now - self._painted >= _FRAME:
            self._painted = now
            event.prevent_default()
            self._on_timer_update()
        else:
            await super()._on_idle(event)

    @property
    def _is_dirty(self) -> bool:
        """Something is to be laid out or painted; the rest is for Textual to see."""
        if not self.is_current or self.app._batch_count:
            return False
        return bool(self._layout_required or self._repaint_required or self._dirty_widgets)

    async def _on_resize(self, event: events.Resize) -> None:
        """Pass over a size that is not that of the terminal any more.

        With each size that a screen takes Textual tells it of that size again. Of two that wait
        each would follow the other, without an end.
        """
        if event.size != self.app.size:
            event.stop()
            event.prevent_default()

    def take_paste(self, text: str) -> None:
        """Take what was pasted; pasted keys are never taken for commands."""

    def take_input(self) -> None:
        """Look at all that was done, one after another, until something else is in front."""
        app = self.app
        assert isinstance(app, InputApp)
        if self._looking:
            return
        self._looking = True
        try:
            while (
                app.input
                and app.screen is self
                and not self.is_blocked
                and (event := app.input.take())
            ):
                match event:
                    case events.Key():
                        self.press_key(event)
                    case events.Paste():
                        self.take_paste(event.text)
                    case _:
                        # The app knows where it was clicked.
                        app.post_message(event)
        finally:
            self._looking = False
        if app.screen is not self:
            app.offer_input()


class InputModal(InputScreen[None], ModalScreen[None]):
    """A screen in front of the list, which a key closes once, however often it is pressed."""

    AUTO_FOCUS = ""
    _is_drawn = False

    @property
    def is_blocked(self) -> bool:
        """There is nothing yet that could be scrolled, nor is it known how far."""
        return not self._is_drawn

    def on_mount(self) -> None:
        """Look at keys as soon as all that was put together is drawn."""

        def drawn() -> None:
            self._is_drawn = True
            self.take_input()

        self.call_after_refresh(drawn)

    def on_unmount(self) -> None:
        """Leave no drawn line behind.

        Textual remembers the widgets of a thousand colours with all that they have drawn:
        https://github.com/Textualize/textual/issues/6665
        """
        colours = getattr(getattr(self, "_styles_cache", None), "get_inner_outer", None)
        if forget := getattr(colours, "cache_clear", None):
            forget()

    def on_resize(self) -> None:
        """What is shown depends on the room that it has when all is laid out."""

        def fit() -> None:
            # It may have been closed meanwhile, and has no widgets any more.
            if self in self.app.screen_stack:
                self.fit()

        self.call_after_refresh(fit)

    def fit(self) -> None:
        """Fit what is shown to the room for it."""

    def close(self, then: Callable[[], None] | None = None) -> None:
        """Close, once; what comes behind is for what is in front then.

        Args:
            then: what becomes of it, done by what is in front then, before it looks at keys.
        """
        if self.app.screen is not self:
            return
        self.dismiss()
        if then:
            self.app.screen.call_later(then)
