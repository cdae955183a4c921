"""The operating system: files, locks, pipes, threads, the clock, the log.

Here is what keeps the start of Python short. It imports nothing that is not there anyway.
"""

from __future__ import annotations

import sys
from _thread import RLock
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TURN = RLock()


class _LateModule(ModuleType):
    """Stands for a module until somebody asks it for a name."""

    _is_loading = False

    def __getattr__(self, name: str) -> Any:
        if name == "__path__" or self.__spec__ is None or self.__spec__.loader is None:
            raise AttributeError(name)
        with _TURN:
            if type(self) is _LateModule and not self._is_loading:
                self._is_loading = True
                self.__spec__.loader.exec_module(self)
                self.__class__ = ModuleType  # type: ignore[assignment]
        return ModuleType.__getattribute__(self, name)


def load_late(name: str, **known: object) -> None:
    """Let whoever imports a module have it at once, and load it when it is first used.

    `importlib.util.LazyLoader` does that for the first import alone: the second loads the module.

    Args:
        name: the module, which is no package. One that was imported already stays as it is.
        known: what is in it that can be had without loading it.
    """
    from importlib.machinery import PathFinder

    spec = None if name in sys.modules else PathFinder.find_spec(name)
    if spec:
        module = sys.modules[name] = _LateModule(name)
        vars(module).update(known)
        module.__spec__ = spec
        module.__file__ = spec.origin
        module.__loader__ = spec.loader


def cleandoc(doc: str) -> str:
    """What `inspect.cleandoc` does, which is all that click has of it to parse a command line."""
    first, *others = doc.expandtabs().split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in others if line.strip()), default=0)
    lines = [first.lstrip(), *(line[margin:] for line in others)]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return "\n".join(lines)
