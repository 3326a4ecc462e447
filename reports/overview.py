"""The periods of a year as the page "Reports" shows them: what is open, what is closed, what was built and sent."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.access import may_draft, reports_seen
from reports.jobs import BUILD, OPEN, object_of
from reports.models import Report
from wards.calendar import WorkingCalendar
from wards.calendar_days import load_calendar
from wards.models import Job, User, Ward
from wards.periods import Period, PeriodKind, Rule, document_name, periods_of_year, sending_deadline

_NAGGED = timedelta(days=31)
"""For so long a report not sent in time stands out; older periods are left in peace."""


@dataclass(frozen=True)
class PeriodRow:
    """A period that has begun. `working_days` is how many are left until its close, None once it is closed;
    `overdue` says that the day to send it is past and no version was issued. `versions` come newest first."""

    period: Period
    label: str
    working_days: int | None
    send_by: date
    overdue: bool
    versions: list[Report]
    job: Job | None

    @property
    def newest(self) -> Report | None:
        return self.versions[0] if self.versions else None


def label(period: Period) -> str:
    """The period's name on a page: as documents have it in Vietnamese, else its code."""
    if not (get_language() or "vi").startswith("vi"):
        return period.name
    name = document_name(period)
    return name[:1].upper() + name[1:]


def headings() -> dict[PeriodKind, str]:
    """The kinds of periods, in the order of the page."""
    return {
        PeriodKind.MONTH: _("Months"),
        PeriodKind.QUARTER: _("Quarters"),
        PeriodKind.HALF: _("Half years"),
        PeriodKind.NINE_MONTHS: _("Nine months"),
        PeriodKind.YEAR: _("Year"),
    }


def overview(
    ward: Ward, user: User | AnonymousUser, *, year: int, rule: Rule, letterhead: str, today: date
) -> dict[str, list[PeriodRow]]:
    """The year's periods that have begun, newest first, under their headings: three queries."""
    calendar = load_calendar()
    versions: dict[str, list[Report]] = defaultdict(list)
    seen = reports_seen(user).filter(ward=ward, rule=rule.value, letterhead=letterhead, period__startswith=str(year))
    for report in seen.defer("figures", "narrative").order_by("-number_in_period"):
        versions[report.period].append(report)
    jobs: dict[str, Job] = {}
    if may_draft(user, ward.pk):
        jobs = {job.object_id: job for job in Job.objects.filter(ward=ward, kind=BUILD, state__in=OPEN)}
    rows = {}
    for kind, heading in headings().items():
        begun = [period for period in periods_of_year(year, kind, rule) if period.start <= today]
        found = [
            _row(period, versions[period.name], jobs.get(object_of(period, letterhead, ward)), calendar, ward, today)
            for period in reversed(begun)
        ]
        if found:
            rows[heading] = found
    return rows


def _row(
    period: Period, versions: list[Report], job: Job | None, calendar: WorkingCalendar, ward: Ward, today: date
) -> PeriodRow:
    send_by = sending_deadline(period, calendar, ward.sending_days)
    is_open = today <= period.close
    return PeriodRow(
        period=period,
        label=label(period),
        working_days=calendar.working_days_between(today, period.close) if is_open else None,
        send_by=send_by,
        overdue=send_by < today <= send_by + _NAGGED and not any(each.issued_by_id for each in versions),
        versions=versions,
        job=job,
    )
