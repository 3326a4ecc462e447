"""The demonstration's clock: the year it shows has to be lived before today."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest import mock

from wards import clock


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within it the portal takes `moment` for the present: every room asks wards.clock and nothing else."""
    with mock.patch.object(clock, "now", return_value=moment):
        yield
