"""What day it is in the office: the one place that asks the clock."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This moment, in Vietnam's time."""
    return datetime.now(ZONE)


def today() -> date:
    """The day in Vietnam, whatever the machine's or the reader's time zone."""
    return now().date()
