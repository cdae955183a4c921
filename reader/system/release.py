"""What this program is called where it is installed, and which version of it this is.

Other packages bring a `reader` of their own and may overwrite `reader/__init__.py`; none of them
has this module.
"""

from __future__ import annotations

VERSION = "0.2.0"
"""The build reads it from here."""

DISTRIBUTION = "hf-paper-reader"
OLD_DISTRIBUTION = "paper-reader"
"""What the distribution was called first; on PyPI that is another program."""

USER_AGENT = f"paper-reader/{VERSION}"
