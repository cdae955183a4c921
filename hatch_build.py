"""A hook of the build: what a package index shows is the README, whose neighbours are not there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class ReadmeHook(MetadataHookInterface):
    """Gives the index the README; `files` in `pyproject.toml` is where the project's files are."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the README to the metadata of the project."""
        text = (Path(self.root) / "README.md").read_text("utf-8")
        files = str(self.config.get("files", ""))
        metadata["readme"] = {"content-type": "text/markdown", "text": readme(text, files)}


def readme(text: str, files: str) -> str:
    """The README for a place where the files beside it are not.

    Args:
        text: the Markdown.
        files: the address below which the files of the project are; empty where there is none,
            so that pictures are left out, and links to files are their words alone.
    """
    if files:
        address = f"{files.rstrip('/')}/"
        text = re.sub(r'(src|srcset)="(?!https?:)', rf'\1="{address}', text)
        return re.sub(r"\]\((?!https?:|#)", f"]({address}", text)
    text = re.sub(r"<picture>.*?</picture>\n\n?", "", text, flags=re.DOTALL)
    return re.sub(r"\[([^\]\n]+)\]\((?!https?:|#)[^)\n]*\)", r"\1", text)
