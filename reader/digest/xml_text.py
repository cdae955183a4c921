"""XML as text; it has no characters that XML forbids, where the texts in it are legible."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring


def text(parent: Element, name: str, content: str, **attributes: str) -> None:
    """Add an element that holds a text."""
    SubElement(parent, name, attributes).text = content


def document(root: Element) -> str:
    """A whole document, an element on each line."""
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'
