"""Reporting periods under both closing rules: pure, no clock, no database.

A period is named the same under both rules (`2026-03`, `2026-Q1`, `2026-H1`, `2026-9M`, `2026`, `2026-W07`);
the rule decides its first and last day. Weeks run Monday to Sunday (ISO 8601) under either rule.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wards.calendar import WorkingCalendar

CUTOFF_DAY = 14
"""Figures of a month close on this day of it: Nghị định 09/2019/NĐ-CP, Điều 12."""

SENDING_DAYS = 2
"""Working days from the close to the day a report is sent. *Confirm*: from a secondary source; a ward's setting."""

_DAY = timedelta(days=1)


class Rule(StrEnum):
    """When the figures of a period close."""

    CUTOFF = "cutoff"
    CALENDAR = "calendar"


class PeriodKind(StrEnum):
    """How long a period is. `NINE_MONTHS` exists once a year; weeks to years follow each other without a gap."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    NINE_MONTHS = "nine_months"
    YEAR = "year"
    SUPPLEMENT = "supplement"
    """The year once more, up to 31/12: what changed since its figures closed on 14/12. Under the cut-off rule only."""
    ON_DEMAND = "on_demand"
    """Any days somebody asks about (đột xuất): `on_demand` makes one."""


@dataclass(frozen=True, order=True)
class Period:
    """A reporting period: `start` and `close` are its first and last day, both inside it."""

    start: date
    close: date
    name: str
    kind: PeriodKind
    rule: Rule

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.close

    @property
    def year(self) -> int:
        """The year whose report it belongs to: under the cut-off rule December 2026 begins the year 2027.

        Of days on demand it is the year in whose reports their last day lies.
        """
        if self.kind is PeriodKind.ON_DEMAND:
            return containing(self.close, PeriodKind.YEAR, self.rule).year
        return int(self.name[:4])

    @property
    def ordinal(self) -> int:
        """Its number among the periods of its kind in its year, from 1."""
        return int(self.name[5:].strip("QHMW")) if self.kind in _SEVERAL_A_YEAR else 1


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}
_ONCE_A_YEAR = (PeriodKind.NINE_MONTHS, PeriodKind.YEAR, PeriodKind.SUPPLEMENT)
_SEVERAL_A_YEAR = (PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF)
_NAMES = {
    PeriodKind.WEEK: "{0}-W{1:02}",
    PeriodKind.MONTH: "{0}-{1:02}",
    PeriodKind.QUARTER: "{0}-Q{1}",
    PeriodKind.HALF: "{0}-H{1}",
    PeriodKind.NINE_MONTHS: "{0}-9M",
    PeriodKind.YEAR: "{0}",
    PeriodKind.SUPPLEMENT: "{0}-S",
}
_PATTERN = re.compile(
    r"(?P<year>20\d\d)"
    r"(?:-(?:W(?P<week>\d\d)|(?P<month>0[1-9]|1[0-2])|Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<nine_months>9)M"
    r"|(?P<supplement>S)))?",
    re.ASCII,
)
_DAYS = re.compile(r"(20\d\d-\d\d-\d\d)--(20\d\d-\d\d-\d\d)", re.ASCII)


def parse(name: str, rule: Rule) -> Period:
    """The period of that name; ValueError names what was given where it is none."""
    if days := _DAYS.fullmatch(name.strip()):
        try:
            return on_demand(date.fromisoformat(days[1]), date.fromisoformat(days[2]), rule)
        except ValueError as problem:
            raise ValueError(f"{name!r} is no period: {problem}") from problem
    match = _PATTERN.fullmatch(name.strip().upper())
    if not match:
        known = "2026-03, 2026-Q1, 2026-H1, 2026-9M, 2026, 2026-S, 2026-W07 or 2026-01-20--2026-03-02"
        raise ValueError(f"{name!r} is no period: write {known}")
    year = int(match["year"])
    for kind in (*_SEVERAL_A_YEAR, PeriodKind.NINE_MONTHS):
        if match[kind.value]:
            return _period(year, kind, int(match[kind.value]), rule)
    return supplement(year, rule) if match["supplement"] else covering(year, rule)


def containing(day: date, kind: PeriodKind, rule: Rule) -> Period:
    """The period of that kind in which the day lies; ValueError for a day after the year's nine months."""
    if kind is PeriodKind.WEEK:
        year, week, _weekday = day.isocalendar()
        return _period(year, kind, week, rule)
    if kind not in _MONTHS and kind is not PeriodKind.NINE_MONTHS:
        raise ValueError(f"no day lies in one {kind.value} alone")
    year, month = day.year, day.month
    if rule is Rule.CUTOFF and day.day > CUTOFF_DAY:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    if kind is PeriodKind.NINE_MONTHS:
        if month > 9:
            raise ValueError(f"{day} lies after the nine months of {year}")
        return _period(year, kind, 1, rule)
    return _period(year, kind, (month - 1) // _MONTHS[kind] + 1, rule)


def previous(period: Period) -> Period:
    """The period of the same kind before this one; for the nine months those of the year before.

    Before days on demand lie as many days.
    """
    if period.kind is PeriodKind.ON_DEMAND:
        return on_demand(period.start - (period.close - period.start + _DAY), period.start - _DAY, period.rule)
    if period.kind in _ONCE_A_YEAR:
        return _period(period.year - 1, period.kind, 1, period.rule)
    return containing(period.start - _DAY, period.kind, period.rule)


def following(period: Period) -> Period:
    """The period of the same kind after this one; for the nine months those of the next year.

    After days on demand come as many days.
    """
    if period.kind is PeriodKind.ON_DEMAND:
        return on_demand(period.close + _DAY, period.close + (period.close - period.start + _DAY), period.rule)
    if period.kind in _ONCE_A_YEAR:
        return _period(period.year + 1, period.kind, 1, period.rule)
    return containing(period.close + _DAY, period.kind, period.rule)


def periods_of_year(year: int, kind: PeriodKind, rule: Rule) -> tuple[Period, ...]:
    """All periods of that kind in the year's reports, in order: 52 or 53 weeks, 12 months, 4 quarters …"""
    if kind is PeriodKind.WEEK:
        count = date(year, 12, 28).isocalendar().week
    else:
        count = 1 if kind in _ONCE_A_YEAR else 12 // _MONTHS[kind]
    return tuple(_period(year, kind, ordinal, rule) for ordinal in range(1, count + 1))


def covering(year: int, rule: Rule) -> Period:
    """The year as one period: 15/12 of the year before to 14/12 under the cut-off rule."""
    return _period(year, PeriodKind.YEAR, 1, rule)


def supplement(year: int, rule: Rule) -> Period:
    """The year up to its last day, for what was still open when its figures closed on 14/12.

    ValueError under the calendar rule, by which the year's report closes on that day itself.
    """
    return _period(year, PeriodKind.SUPPLEMENT, 1, rule)


def on_demand(start: date, close: date, rule: Rule) -> Period:
    """Any days, both ends inside: `2026-01-20--2026-03-02`; ValueError where they end before they begin."""
    if close < start:
        raise ValueError(f"{close} lies before {start}")
    return Period(start, close, f"{start}--{close}", PeriodKind.ON_DEMAND, rule)


def parts(period: Period, kind: PeriodKind) -> tuple[Period, ...]:
    """The periods of a shorter kind that make up this one, in order, as the months of a quarter.

    Only those that lie wholly inside, so that figures summed over them count nothing twice.
    """
    return tuple(
        part
        for year in range(period.start.year, period.close.year + 2)
        for part in periods_of_year(year, kind, period.rule)
        if period.start <= part.start and part.close <= period.close
    )


def longest_parts(period: Period) -> tuple[Period, ...]:
    """The longest periods that lie wholly inside, none inside another, as figures are recorded for: in order."""
    chosen: list[Period] = []
    for kind in (PeriodKind.YEAR, PeriodKind.HALF, PeriodKind.QUARTER, PeriodKind.MONTH):
        chosen += [
            part
            for part in parts(period, kind)
            if not any(longer.start <= part.start and part.close <= longer.close for longer in chosen)
        ]
    return tuple(sorted(chosen))


def closing_day(period: Period, calendar: WorkingCalendar) -> date:
    """The day its figures close: a week's on its last working day, any other's on its last day.

    A week without a working day (Tết) closes on its Sunday.
    """
    if period.kind is not PeriodKind.WEEK:
        return period.close
    last = calendar.on_or_before(period.close)
    return last if last >= period.start else period.close


def sending_deadline(period: Period, calendar: WorkingCalendar, working_days: int = SENDING_DAYS) -> date:
    """The last day to send the period's report: so many working days after its close.

    The default of 2 working days is to be *confirmed*: it comes from a secondary source and is a ward's setting.
    """
    return calendar.add(closing_day(period, calendar), working_days)


def document_name(period: Period) -> str:
    """The period as Vietnamese documents name it: "tháng 3 năm 2026", "quý I năm 2026", "9 tháng năm 2026".

    Always Vietnamese. Months 1 and 2 are written 01 and 02, others without a leading zero, as dates are
    under Nghị định 30/2020/NĐ-CP, Phụ lục I.
    """
    year, ordinal = period.year, period.ordinal
    match period.kind:
        case PeriodKind.WEEK:
            return f"tuần {ordinal} năm {year}"
        case PeriodKind.MONTH:
            return f"tháng {ordinal:02} năm {year}" if ordinal < 3 else f"tháng {ordinal} năm {year}"
        case PeriodKind.QUARTER:
            return f"quý {('I', 'II', 'III', 'IV')[ordinal - 1]} năm {year}"
        case PeriodKind.HALF:
            return f"6 tháng {('đầu', 'cuối')[ordinal - 1]} năm {year}"
        case PeriodKind.NINE_MONTHS:
            return f"9 tháng năm {year}"
        case PeriodKind.YEAR:
            return f"năm {year}"
        case PeriodKind.SUPPLEMENT:
            return f"năm {year}, bổ sung đến ngày 31/12/{year}"
        case PeriodKind.ON_DEMAND:
            return f"từ ngày {_day_in_figures(period.start)} đến ngày {_day_in_figures(period.close)}"


def _day_in_figures(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}" if day.month < 3 else f"{day.day:02}/{day.month}/{day.year}"


def _period(year: int, kind: PeriodKind, ordinal: int, rule: Rule) -> Period:
    """The period by its number in the year; ValueError for a 53rd week where the year has 52."""
    name = _NAMES[kind].format(year, ordinal)
    if kind is PeriodKind.WEEK:
        try:
            monday = date.fromisocalendar(year, ordinal, 1)
        except ValueError as problem:
            raise ValueError(f"{name!r} is no period: {year} has no week {ordinal}") from problem
        return Period(monday, monday + 6 * _DAY, name, kind, rule)
    if kind is PeriodKind.SUPPLEMENT:
        if rule is Rule.CALENDAR:
            raise ValueError(f"{name!r} is no period: by the calendar the year's report closes on 31/12")
        return Period(_month_start(year, 1, rule), date(year, 12, 31), name, kind, rule)
    first, last = (
        (1, 9) if kind is PeriodKind.NINE_MONTHS else ((ordinal - 1) * _MONTHS[kind] + 1, ordinal * _MONTHS[kind])
    )
    return Period(_month_start(year, first, rule), _month_close(year, last, rule), name, kind, rule)


def _month_start(year: int, month: int, rule: Rule) -> date:
    if rule is Rule.CALENDAR:
        return date(year, month, 1)
    return _month_close(*((year - 1, 12) if month == 1 else (year, month - 1)), rule) + _DAY


def _month_close(year: int, month: int, rule: Rule) -> date:
    return date(year, month, CUTOFF_DAY if rule is Rule.CUTOFF else monthrange(year, month)[1])
