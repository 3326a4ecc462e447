"""The demonstration's clock: the year it shows has to be lived before the day it believes it is.

That day is kept in the mark that `manage.py demo` leaves in the folder of an installation it made, so web, worker,
beat and every command there believe the same. No setting and no variable of the environment reaches it: a folder
without the mark, and any installation with a DATABASE_URL, has the true time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest import mock

from django.utils import timezone

from portal.env import env
from wards import clock

MARK = "made-by-demo"


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within it the portal takes `moment` for the present: every room asks wards.clock, some fields ask Django."""
    with (
        mock.patch.object(clock, "standing", moment),
        mock.patch.object(timezone, "now", return_value=moment.astimezone(UTC)),
    ):
        yield


def set_day(folder: Path, day: date | None) -> None:
    """Lets the installation believe that today is `day` from now on; without one it keeps the day it believes in.

    Raises ValueError where time would run backwards: what has been written already would lie in the future.
    """
    mark = folder / MARK
    days = _days_ahead(mark)
    if day is not None:
        believed = _true_day() + timedelta(days=days)
        if mark.exists() and day < believed:
            raise ValueError(f"It is {believed:%Y-%m-%d} there already.")
        days = (day - _true_day()).days
    mark.write_text(f"{days}\n", encoding="ascii")
    believe(folder)


def believe(folder: Path) -> None:
    """Turns this process's clock to what the installation in the folder believes."""
    days = 0 if env.str("DATABASE_URL", default="") else _days_ahead(folder / MARK)
    clock.ahead = timedelta(days=days)
    if days:
        # Django and the history of changes date their rows by this one.
        timezone.now = lambda: clock.now().astimezone(UTC)


def _true_day() -> date:
    return datetime.now(clock.ZONE).date()


def _days_ahead(mark: Path) -> int:
    """The days written in the mark; none where it is missing or empty."""
    return int(mark.read_text(encoding="ascii").strip() or 0) if mark.exists() else 0
