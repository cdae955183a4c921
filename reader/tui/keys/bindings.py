"""The actions with the keys that the reader has chosen for them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from reader.settings import Settings
from reader.settings.saved_queries import SavedQueries
from reader.tui.keys.actions import ACTIONS, Action, shown, strokes
from reader.tui.keys.dispatcher import Keyboard

_MODIFIERS = ("alt", "ctrl", "shift", "super")
_NAMED = {
    *["escape", "tab", "space", "enter", "backspace", "left", "right", "up", "down", "home", "end"],
    *["insert", "delete", "pageup", "pagedown"],
    *(f"f{number}" for number in range(1, 25)),
}
_LONGEST = 4
"""Strokes of a sequence."""

_Place = tuple[bool, tuple[str, ...]]

VIEW = "view-"
"""What the ids of actions that open a list of the reader's own begin with."""


@dataclass(frozen=True, slots=True)
class Bindings:
    """The keys in force."""

    actions: tuple[Action, ...]
    problems: tuple[str, ...] = ()
    """What is wrong with the settings of keys, in sentences with their lines."""
    keyboard: Keyboard = field(default_factory=Keyboard)


class ActiveBindings:
    """The keys in force while the app runs; all parts have the same, as the settings change."""

    def __init__(self, bindings: Bindings) -> None:
        self.use(bindings)

    def use(self, bindings: Bindings) -> None:
        """Put others in force."""
        self.actions = bindings.actions
        self.keyboard = bindings.keyboard

    def key(self, action: str) -> str:
        """The key of an action, as a sentence names it; its id where it has none."""
        keys = next((each.keys for each in self.actions if each.id == action), ())
        return shown(keys[0]) if keys else action


def in_force(settings: Settings, saved_queries: SavedQueries) -> Bindings:
    """The keys that the settings choose, and those of the reader's own lists."""
    views = {f"{VIEW}{key}": query for key, query in (saved_queries.views or {}).items()}
    own = (
        Action(name, (f"g{name.removeprefix(VIEW)}",), f"Your list: {query}", "Go to", query[:20])
        for name, query in views.items()
    )

    def where(name: str) -> str:
        is_view = name in views
        return settings.where(f"views.{name.removeprefix(VIEW)}" if is_view else f"keys.{name}")

    keys = {name: (f"g{name.removeprefix(VIEW)}",) for name in views} | dict(
        settings.tables["keys"]
    )
    bound = bind((*ACTIONS, *own), keys, where)
    each = (
        stroke for action in bound.actions for typed in action.keys for stroke in strokes(typed)
    )
    return replace(bound, keyboard=Keyboard.of(each, other_scripts=settings.is_on("other_scripts")))


def bind(
    actions: Iterable[Action],
    chosen: Mapping[str, tuple[str, ...]],
    where: Callable[[str], str],
) -> Bindings:
    """Give actions the keys that were chosen for them; a key that another had is taken from it.

    Args:
        actions: all that can be done, with the usual keys.
        chosen: keys by the id of an action, as `Action.keys` writes them.
        where: tells the place in the settings file of what was chosen for an action.
    """
    known = {action.id: action for action in actions}
    problems = [
        f"{where(name)}: there is no action {name}; ? in the app names them all"
        for name in chosen
        if name not in known
    ]
    mine = {known[name]: chosen[name] for name in chosen if name in known}
    wanted = _wanted(mine, where, problems)
    bound: list[Action] = []
    for action in known.values():
        keys = tuple(chosen.get(action.id, action.keys))
        left = tuple(key for key in keys if wanted.get(_place(action, key), action.id) == action.id)
        problems += (
            f"{where(wanted[_place(action, key)])}: {shown(key)} was the key of {action.id}, "
            f"and is that of {wanted[_place(action, key)]} now"
            for key in keys
            if key not in left and action.id not in chosen
        )
        bound.append(replace(action, keys=tuple(key for key in left if not _wrong(key))))
    problems += _hidden(bound, chosen, where)
    return Bindings(tuple(bound), tuple(problems))


def _place(action: Action, key: str) -> _Place:
    """Where a key counts, and which it is; in one place it can have one action alone."""
    return action.in_search, strokes(key)


def _wanted(
    chosen: Mapping[Action, tuple[str, ...]], where: Callable[[str], str], problems: list[str]
) -> dict[_Place, str]:
    """Whose each chosen key is; what cannot be is added to the problems."""
    wanted: dict[_Place, str] = {}
    for action, keys in chosen.items():
        name = action.id
        for key in keys:
            typed = _place(action, key)
            if wrong := _wrong(key):
                problems.append(f"{where(name)}: a key of {name} {wrong}")
            elif other := wanted.get(typed):
                problems.append(
                    f"{where(name)}: {shown(key)} is the key of {other} already, and not of {name}"
                )
            else:
                wanted[typed] = name
    return wanted


def _hidden(
    actions: Iterable[Action], chosen: Mapping[str, object], where: Callable[[str], str]
) -> list[str]:
    """Sequences that can never be typed to their end, as their beginning does something."""
    table = {strokes(key): action.id for action in actions for key in action.keys}
    found: dict[tuple[str, str, str], list[str]] = {}
    for typed, name in table.items():
        for length in range(1, len(typed)):
            short = table.get(typed[:length])
            if short and (short in chosen or name in chosen):
                culprit = short if short in chosen else name
                key = culprit, short, "".join(typed[:length])
                found.setdefault(key, []).append(f"{''.join(typed)} for {name}")
    return [
        f"{where(culprit)}: {key} is the key of {short}, so that {', '.join(lost)} cannot be typed"
        for (culprit, short, key), lost in found.items()
    ]


def _wrong(key: str) -> str:
    """Why nobody can type this; empty where somebody can."""
    typed = strokes(key)
    if not typed:
        return "is empty"
    if len(typed) > _LONGEST:
        return f"is {key}, which is longer than anybody types; named keys are written as <ctrl+d>"
    unknown = next((each for each in typed if not _is_key(each)), None)
    return f"is {unknown}, which no terminal sends" if unknown else ""


def _is_key(stroke: str) -> bool:
    """A terminal may send it: one character, or a name such as ``f5`` or ``ctrl+d``."""
    if len(stroke) == 1:
        return True
    *modifiers, key = stroke.split("+")
    if any(modifier not in _MODIFIERS for modifier in modifiers):
        return False
    # Signs are named as in Unicode: ctrl+left_square_bracket.
    sign = key.replace("_", " ").upper()
    return len(key) == 1 or key in _NAMED or (bool(modifiers) and _is_named(sign))


def _is_named(sign: str) -> bool:
    try:
        return bool(unicodedata.lookup(sign))
    except KeyError:
        return False
