"""What day it is in the office: the one place that asks the clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

# Only the demonstration believes in another day (portal/demo_clock.py), and then in whole days: hours stay true.
ahead = timedelta(0)


def now() -> datetime:
    """This moment, in Vietnam's time."""
    return datetime.now(ZONE) + ahead


def today() -> date:
    """The day in Vietnam, whatever the machine's or the reader's time zone."""
    return now().date()
