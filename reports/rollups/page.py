"""What the pages of several wards show: how far each ward is with a report, and a roll-up with its tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse

from reports import building, orders, progress
from reports.models import FINAL, Report, ReportState, RollUp
from reports.overview import label, late_by
from reports.rollups import content
from reports.rollups.access import overseen, roll_ups_seen
from reports.rollups.building import frozen
from reports.rollups.shape import RollUpFigures
from reports.tables import count_cells
from wards.calendar_days import load_calendar
from wards.models import Job, JobState, User, Ward
from wards.periods import Period, Rule, parse, sending_deadline

PER_PAGE = 100


@dataclass(frozen=True)
class WardRow:
    """How far a ward is with the report: issued, drafted, being built, or nothing yet."""

    ward: Ward
    issued: Report | None
    late_by: int
    drafted: bool
    job: Job | None

    @property
    def is_open(self) -> bool:
        """Whether its report is being built just now."""
        return self.job is not None and self.job.state in orders.OPEN

    @property
    def step(self) -> str:
        """What is being done, in words."""
        return progress.step(self.job) if self.job else ""


@dataclass(frozen=True)
class Wards:
    """The page: some wards, how many of all wait for a draft, and whether anything is under way."""

    rows: list[WardRow]
    page: Page[Ward]
    missing: int
    open: int
    issued: int


def wards_page(user: User, period: Period, letterhead: str, number: str | None = None) -> Wards:
    """How far each overseen ward is: five queries."""
    page = Paginator(overseen(user), PER_PAGE).get_page(number)
    wards, calendar = list(page), load_calendar()
    reports: dict[int, list[Report]] = defaultdict(list)
    of_period = _reports(user, period, letterhead)
    for report in of_period.filter(ward__in=wards).defer("figures", "narrative").order_by("number_in_period"):
        reports[report.ward_id].append(report)
    jobs = _jobs(user, period, letterhead)
    rows = []
    for ward in wards:
        issued = [report for report in reports[ward.pk] if report.state in FINAL]
        send_by = sending_deadline(period, calendar, ward.sending_days)
        rows.append(
            WardRow(
                ward=ward,
                issued=issued[-1] if issued else None,
                late_by=late_by(issued[0].issued_on, send_by, calendar) if issued else 0,
                drafted=any(report.state not in FINAL for report in reports[ward.pk]),
                job=jobs.get(orders.object_of(period, letterhead, ward)),
            )
        )
    with_report = set(of_period.values_list("ward_id", flat=True))
    return Wards(
        rows=rows,
        page=page,
        missing=page.paginator.count - len(with_report),
        open=sum(job.state in orders.OPEN for job in jobs.values()),
        issued=of_period.filter(state=ReportState.ISSUED).count(),
    )


def _reports(user: User, period: Period, letterhead: str) -> Any:
    rule = period.rule.value
    return Report.objects.filter(ward__in=overseen(user), period=period.name, rule=rule, letterhead=letterhead)


def _jobs(user: User, period: Period, letterhead: str) -> dict[str, Job]:
    """The last building job of each ward for this report; what ended well is told by the report itself."""
    suffix = f":{period.rule.value}:{period.name}:{letterhead}"
    jobs = Job.objects.filter(kind=orders.BUILD, ward__in=overseen(user), object_id__endswith=suffix)
    last: dict[str, Job] = {}
    for job in jobs.order_by("pk"):
        last[job.object_id] = job
    return last


def ask_for_all(user: User, period: Period, letterhead: str) -> int:
    """Asks for the draft in every overseen ward that has no version of the report; returns in how many.

    What somebody has drafted or issued is left alone.
    """
    with_report = _reports(user, period, letterhead).values("ward")
    wards = list(overseen(user).exclude(pk__in=with_report))
    for ward in wards:
        orders.ask(ward, period, letterhead, user)
    return len(wards)


def call_off_all(user: User, period: Period, letterhead: str) -> int:
    """Calls off what this person has asked for and is still open; returns how many."""
    jobs = [job for job in _jobs(user, period, letterhead).values() if job.created_by_id == user.pk]
    jobs = [job for job in jobs if job.state in orders.OPEN]
    for job in jobs:
        orders.cancel(job)
    return len(jobs)


def roll_up_job(user: User, period: Period, letterhead: str) -> Job | None:
    """The person's job that adds up this report, while it is open or after it failed."""
    object_id = f"{user.pk}:{period.rule.value}:{period.name}:{letterhead}"
    last = Job.objects.filter(kind=orders.ROLL_UP, object_id=object_id).order_by("-pk").first()
    return last if last and last.state in (*orders.OPEN, JobState.FAILED) else None


def roll_ups(user: User, period: Period, letterhead: str) -> list[RollUp]:
    """The roll-ups of this report that the person may read, the newest first."""
    of_period = roll_ups_seen(user).filter(period=period.name, rule=period.rule.value, letterhead=letterhead)
    return list(of_period.defer("figures").select_related("built_by")[:20])


def roll_up_page(roll_up: RollUp) -> dict[str, Any]:
    """Everything the page of a roll-up shows; `broken` where its figures do not match their seal."""
    period = parse(roll_up.period, Rule(roll_up.rule))
    context: dict[str, Any] = {"roll_up": roll_up, "label": label(period)}
    try:
        found = frozen(roll_up)
    except building.Refused as refused:
        return context | {"broken": str(refused)}
    return context | {
        "about": content.about(found),
        "sentences": content.told(found),
        "wards": list(_ward_lines(found)),
        "total": count_cells(found["total"]),
        "targets": content.targets(found),
        "note": content.SUMS_NOTE,
        "by_ward": content.targets_by_ward(found),
        "as_of": date.fromisoformat(found["period"]["as_of"]),
    }


def _ward_lines(found: RollUpFigures) -> Any:
    for ward in found["wards"]:
        address = reverse("reports:report", args=[ward["report"]]) if ward["report"] else ""
        yield ward["name"], address, content.sending(ward), count_cells(ward["total"])
