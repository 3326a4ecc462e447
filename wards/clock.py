"""What day it is in the office: the one place that asks the clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

# Only the demonstration believes in another day (portal/demo_clock.py), and then in whole days: hours stay true. While
# it lives its year, the clock stands at the moment of each deed.
ahead = timedelta(0)
standing: datetime | None = None


def now() -> datetime:
    """This moment, in Vietnam's time."""
    return standing or datetime.now(ZONE) + ahead


def today() -> date:
    """The day in Vietnam, whatever the machine's or the reader's time zone."""
    return now().date()
