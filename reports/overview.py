"""The periods of a year as the page "Reports" shows them: what is open, what is closed, what was built and sent.

A report counts as sent on the day its first version was issued under.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.access import may_draft, reports_seen
from reports.building import reckon_from
from reports.models import Report
from reports.orders import BUILD, OPEN, object_of
from wards.calendar import WorkingCalendar
from wards.calendar_days import load_calendar
from wards.models import Job, User, Ward
from wards.periods import Period, PeriodKind, Rule, document_name, parse, periods_of_year, sending_deadline

_NAGGED = timedelta(days=31)
"""For so long a report not sent in time stands out; older periods are left in peace."""


@dataclass(frozen=True)
class PeriodRow:
    """A period that has begun.

    `working_days` is how many are left until its close, None once it is closed; `send_by` the last day to send it,
    None for days on demand, which have none. `overdue` says that this day is past and nothing was issued.
    `late_by` counts the working days by which it was sent late, 0 in time. `versions` come newest first.
    """

    period: Period
    label: str
    working_days: int | None
    send_by: date | None
    overdue: bool
    sent: Report | None
    late_by: int
    versions: list[Report]
    job: Job | None

    @property
    def newest(self) -> Report | None:
        return self.versions[0] if self.versions else None


def label(period: Period) -> str:
    """The period's name on a page: as documents have it in Vietnamese, else its code."""
    if not (get_language() or "vi").startswith("vi"):
        return period.name.replace("--", " – ")
    name = document_name(period)
    return name[:1].upper() + name[1:]


def headings() -> dict[PeriodKind, str]:
    """The kinds of periods, in the order of the page."""
    return {
        PeriodKind.ON_DEMAND: _("On demand"),
        PeriodKind.MONTH: _("Months"),
        PeriodKind.QUARTER: _("Quarters"),
        PeriodKind.HALF: _("Half years"),
        PeriodKind.NINE_MONTHS: _("Nine months"),
        PeriodKind.YEAR: _("Year"),
        PeriodKind.SUPPLEMENT: _("Supplement to the year"),
    }


def overview(
    ward: Ward, user: User | AnonymousUser, *, year: int, rule: Rule, letterhead: str, today: date
) -> dict[str, list[PeriodRow]]:
    """The year's periods that have begun, and the days asked for, newest first, under their headings: three queries."""
    calendar = load_calendar()
    seen = reports_seen(user).filter(ward=ward, rule=rule.value, letterhead=letterhead)
    # The cut-off year ends in its own December, and days on demand carry the years of their days.
    seen = seen.filter(closed_on__range=(date(year - 1, 12, 1), date(year, 12, 31)))
    versions: dict[Period, list[Report]] = defaultdict(list)
    for report in seen.defer("figures", "narrative").order_by("-number_in_period"):
        versions[parse(report.period, rule)].append(report)
    jobs: dict[str, Job] = {}
    if may_draft(user, ward.pk):
        jobs = {job.object_id: job for job in Job.objects.filter(ward=ward, kind=BUILD, state__in=OPEN)}
    asked_for = {*versions, *(_asked_for(job, rule, letterhead) for job in jobs.values())}
    rows = {}
    for kind, heading in headings().items():
        if kind is PeriodKind.ON_DEMAND:
            periods = sorted(each for each in asked_for if each and each.kind is kind and each.year == year)
        else:
            periods = [each for each in _of_year(year, kind, rule) if reckon_from(each) <= today]
        found = [
            _row(period, versions[period], jobs.get(object_of(period, letterhead, ward)), calendar, ward, today)
            for period in reversed(periods)
        ]
        if found:
            rows[heading] = found
    return rows


def _of_year(year: int, kind: PeriodKind, rule: Rule) -> tuple[Period, ...]:
    return () if kind is PeriodKind.SUPPLEMENT and rule is Rule.CALENDAR else periods_of_year(year, kind, rule)


def _asked_for(job: Job, rule: Rule, letterhead: str) -> Period | None:
    """The period that a building job of this rule and letterhead is for."""
    _ward, of_rule, name, of_letterhead = job.object_id.split(":")
    return parse(name, rule) if (of_rule, of_letterhead) == (rule.value, letterhead) else None


def _row(
    period: Period, versions: list[Report], job: Job | None, calendar: WorkingCalendar, ward: Ward, today: date
) -> PeriodRow:
    has_deadline = period.kind is not PeriodKind.ON_DEMAND
    send_by = sending_deadline(period, calendar, ward.sending_days) if has_deadline else None
    sent = next((each for each in reversed(versions) if each.issued_on and each.issued_by_id), None)
    is_open = has_deadline and today <= period.close
    return PeriodRow(
        period=period,
        label=label(period),
        working_days=calendar.working_days_between(today, period.close) if is_open else None,
        send_by=send_by,
        overdue=send_by is not None and send_by < today <= send_by + _NAGGED and sent is None,
        sent=sent,
        late_by=late_by(sent.issued_on, send_by, calendar) if sent else 0,
        versions=versions,
        job=job,
    )


def late_by(sent_on: date | None, send_by: date | None, calendar: WorkingCalendar) -> int:
    """By how many working days a report was sent after its last day; 0 in time or without a last day."""
    if sent_on is None or send_by is None or sent_on <= send_by:
        return 0
    return max(1, calendar.working_days_between(send_by, sent_on))
