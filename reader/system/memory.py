"""What stays in memory for long is not looked through again and again for what may go."""

from __future__ import annotations

import gc


def keep_apart() -> None:
    """Have what is in memory now left out when Python looks for cycles that nobody refers to.

    It looks through all objects from time to time, which for a long list is a pause of many
    milliseconds in the midst of some key. What was kept apart before and can go is freed now.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
