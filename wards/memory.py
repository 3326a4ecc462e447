"""How Python's memory is looked after while much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def cycles_later() -> Iterator[None]:
    """The search for dead cycles of objects waits until the work is done.

    A long plan is hundreds of thousands of objects that all stay, none in a cycle: begun again each time some more
    of them are there, the search took a fifth of the time of reading and of committing.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            # All of it is now old, so that it is not searched at once; neither call looks at the objects.
            gc.freeze()
            gc.unfreeze()
            gc.enable()
