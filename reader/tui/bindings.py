"""The actions with the keys that the reader has chosen for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from reader.settings import Settings
from reader.taste import Taste
from reader.tui.actions import ACTIONS, Action, shown, strokes

VIEW = "view-"
"""What the ids of actions that open a list of the reader's own begin with."""


@dataclass(frozen=True, slots=True)
class Bindings:
    """The keys in force."""

    actions: tuple[Action, ...]
    problems: tuple[str, ...] = ()
    """What is wrong with the settings of keys, in sentences with their lines."""


def in_force(settings: Settings, taste: Taste) -> Bindings:
    """The keys that the settings choose, and those of the reader's own lists."""
    views = {f"{VIEW}{key}": query for key, query in (taste.views or {}).items()}
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
    return bind((*ACTIONS, *own), keys, where)


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
    wanted: dict[tuple[str, ...], str] = {}
    for name, keys in chosen.items():
        for key in keys if name in known else ():
            if not (typed := strokes(key)):
                problems.append(f"{where(name)}: {name} has a key that is empty")
            elif other := wanted.get(typed):
                problems.append(
                    f"{where(name)}: {shown(key)} is the key of {other} already, and not of {name}"
                )
            else:
                wanted[typed] = name
    bound: list[Action] = []
    for action in known.values():
        keys = tuple(chosen.get(action.id, action.keys))
        left = tuple(key for key in keys if wanted.get(strokes(key), action.id) == action.id)
        problems += (
            f"{where(wanted[strokes(key)])}: {shown(key)} was the key of {action.id}, "
            f"and is that of {wanted[strokes(key)]} now"
            for key in keys
            if key not in left and action.id not in chosen
        )
        bound.append(replace(action, keys=tuple(key for key in left if strokes(key))))
    problems += _hidden(bound, chosen, where)
    return Bindings(tuple(bound), tuple(problems))


def _hidden(
    actions: Iterable[Action], chosen: Mapping[str, object], where: Callable[[str], str]
) -> list[str]:
    """Sequences that can never be typed to their end, as their beginning does something."""
    table = {strokes(key): action.id for action in actions for key in action.keys}
    found: dict[str, str] = {}
    for typed, name in table.items():
        for length in range(1, len(typed)):
            short = table.get(typed[:length])
            if short and (short in chosen or name in chosen):
                culprit = short if short in chosen else name
                found[culprit] = (
                    f"{where(culprit)}: {''.join(typed[:length])} is the key of {short}, so that "
                    f"{''.join(typed)} for {name} cannot be typed"
                )
    return list(found.values())
