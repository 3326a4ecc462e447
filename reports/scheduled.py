"""Drafts the portal makes by itself on the morning after a period's close, and who is told of them.

Looked after again and again by beat, so that a night without workers only delays it: a draft is asked for where none
was made since the close and the schedule has not asked yet; what became of it is told to the one-door centre once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Min, Q, QuerySet
from django.urls import reverse

from plans.models import Plan, PlanState
from reports.building import REGULAR
from reports.models import Letterhead, Report
from reports.orders import BUILD, OPEN, ask, object_of, report_of
from tasks.news import News, tell
from tasks.recipients import directories
from wards.clock import ZONE, now
from wards.models import Job, JobState, Ward
from wards.periods import Period, PeriodKind, Rule, document_name, parse, periods_of_year
from wards.setup import system_user

ASKED_FROM, TOLD_FROM = time(4), time(6, 45)
"""The drafts are there when the office opens; nobody is told at night."""

CATCH_UP = timedelta(days=7)
"""For so long after a close its draft is still made: after an outage, not for a ward that joins months later."""

LETTERHEAD = Letterhead.COMMITTEE.value
_MOST_SAID = 250


def look_after() -> None:
    """Asks for the drafts that are due, and tells of those that have ended."""
    moment = now()
    if moment.time() >= ASKED_FROM:
        ask_for_drafts(moment.date())
    if moment.time() >= TOLD_FROM:
        tell_of_drafts(moment.date())


def just_closed(day: date, rule: Rule) -> list[Period]:
    """The periods under the rule whose figures closed in the days before this one, the shorter ones first."""
    kinds = (*REGULAR, *([PeriodKind.SUPPLEMENT] if rule is Rule.CUTOFF else []))
    of_years = (
        period for kind in kinds for year in (day.year - 1, day.year) for period in periods_of_year(year, kind, rule)
    )
    return [period for period in of_years if day - CATCH_UP <= period.close < day]


def ask_for_drafts(day: date) -> int:
    """Asks for the drafts of what just closed, in every ward that had an issued plan then; returns how many."""
    asked = 0
    for rule in Rule:
        periods = just_closed(day, rule)
        if not periods:
            continue
        since = _midnight_after(min(period.close for period in periods))
        planned = _planned({period.year for period in periods})
        wards = Ward.objects.filter(period_rule=rule.value, pk__in={ward for ward, _year in planned})
        written = _written(rule, periods)
        scheduled = set(_scheduled(since).values_list("object_id", flat=True))
        for ward in wards:
            for period in periods:
                known = (ward.pk, period.name) in written or object_of(period, LETTERHEAD, ward) in scheduled
                if planned.get((ward.pk, period.year), period.close) < period.close and not known:
                    ask(ward, period, LETTERHEAD, system_user())
                    asked += 1
    return asked


def tell_of_drafts(day: date) -> int:
    """Tells the one-door centres what became of the drafts asked for, once all of a ward's have ended."""
    jobs: dict[int, list[Job]] = defaultdict(list)
    for job in _scheduled(_midnight_after(day - CATCH_UP)).select_related("ward").order_by("pk"):
        jobs[job.ward_id or 0].append(job)
    ended = {ward: of_ward for ward, of_ward in jobs.items() if not any(job.state in OPEN for job in of_ward)}
    people = directories(list(ended)) if ended else {}
    told = 0
    for ward_id, of_ward in ended.items():
        ward, centre = of_ward[0].ward, people[ward_id].centre
        news = list(_news(of_ward))
        if ward and centre and news:
            told += tell(ward, centre, news, day)
    return told


def _scheduled(since: datetime) -> QuerySet[Job]:
    return Job.objects.filter(kind=BUILD, created_by=system_user(), created_at__gte=since)


def _planned(years: Collection[int]) -> dict[tuple[int, int], date]:
    """Since when the portal knows an issued plan, by ward and year: what closed before is no report of it."""
    plans = Plan.objects.filter(state=PlanState.ISSUED, year__in=years).values("ward_id", "year").order_by()
    return {(each["ward_id"], each["year"]): each["since"] for each in plans.annotate(since=Min("imported_on"))}


def _written(rule: Rule, periods: list[Period]) -> set[tuple[int, str]]:
    """Wards and periods with a version whose figures are those of the close."""
    after = Q()
    for period in periods:
        after |= Q(period=period.name, built_at__gte=_midnight_after(period.close))
    return set(Report.objects.filter(after, rule=rule.value, letterhead=LETTERHEAD).values_list("ward_id", "period"))


def _news(jobs: list[Job]) -> Iterator[News]:
    for job in jobs:
        _ward, rule, name, _letterhead = job.object_id.split(":")
        subject, key = document_name(parse(name, Rule(rule))), f"report:{rule}:{name}"
        report = report_of(job) if job.state == JobState.DONE else None
        if report:
            text = f"Đã lập dự thảo báo cáo {subject}; mời xem, bổ sung đánh giá và trình ký."
            yield News(key, text, reverse("reports:report", args=[report.public_id]))
        elif job.state == JobState.FAILED and job.ward:
            text = f"Chưa lập được dự thảo báo cáo {subject}: {job.error}"
            yield News(key, text[:_MOST_SAID], reverse("reports:list", args=[job.ward.public_id]))


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZONE)
