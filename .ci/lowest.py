"""Print the lowest version of every requirement of pyproject.toml, as constraints for pip."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def main() -> None:
    """Print a line for each; one that is pinned anyway needs none."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    for requirement in (*project["dependencies"], *project["optional-dependencies"]["test"]):
        if found := re.match(r"([\w.-]+)>=([\w.]+),<[\w.]+$", requirement):
            print(f"{found[1]}=={found[2]}")
        elif "==" not in requirement:
            raise SystemExit(f"{requirement} has no lower or no upper end")


if __name__ == "__main__":
    main()
