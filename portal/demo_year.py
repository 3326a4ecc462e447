"""A year as a ward lives it: most work on time, some late, some forgotten, figures month by month.

Everything goes through the rooms' own functions, with the clock turned back to the day it would have been done.
What happens to a part follows from its key alone, so that every demonstration lives the same year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from plans.models import Plan
from portal.demo_clock import at
from portal.demo_draw import draw
from portal.demo_figures import measure
from tasks import work
from tasks.access import needs_confirmation
from tasks.models import OccurrenceKind, Part
from tasks.officers import name_officer, officers_for
from tasks.status import PartStatus
from wards import clock
from wards.calendar import WorkingCalendar
from wards.calendar_days import load_calendar
from wards.models import Membership, Role, User, Ward

RESULTS = (
    "Đã hoàn thành, sản phẩm đã gửi Trung tâm Phục vụ hành chính công.",
    "Đã thực hiện xong theo kế hoạch; báo cáo đã trình Chủ tịch UBND.",
    "Hoàn thành, đã công khai trên trang thông tin điện tử.",
)
ROUTINE = "Thực hiện thường xuyên, không vướng mắc."
DIFFICULTY = "Hệ thống giải quyết TTHC chậm vào đầu tuần, đã kiến nghị đơn vị quản lý khắc phục."
EXPLANATION = "Chờ ý kiến thẩm định của sở chuyên ngành nên chậm so với kế hoạch."


@dataclass(frozen=True)
class Deed:
    """What one person writes on one day."""

    day: date
    part: Part
    what: str


def live(plan: Plan, targets: list[dict[str, Any]], *, skips_last: bool = False) -> None:
    """Writes the entries and the figures from the plan's beginning until yesterday."""
    calendar, yesterday = load_calendar(), clock.today() - timedelta(days=1)
    officers = _officers(plan.ward)
    staff = User.objects.filter(memberships__ward=plan.ward, memberships__role=Role.ONE_DOOR).first()
    if staff is None:
        return
    parts = Part.objects.filter(occurrence__task__plan=plan).select_related(
        "unit", "ward", "occurrence__task__plan", "occurrence__task__ward"
    )
    _name_officers(plan, staff, calendar)
    deeds = [deed for part in parts for deed in _deeds(part, calendar) if deed.day <= yesterday]
    for deed in sorted(deeds, key=lambda deed: (deed.day, deed.part.pk)):
        author = officers.get(deed.part.unit_id or 0, staff)
        with at(datetime.combine(deed.day, time(10, 30), clock.ZONE)):
            _write(deed, author, staff)
    measure(plan, staff, yesterday, targets, skips_last=skips_last)


def _name_officers(plan: Plan, staff: User, calendar: WorkingCalendar) -> None:
    """Two rows in five get a responsible officer; who else is missing, the page "Theo dõi" lists."""
    with at(datetime.combine(calendar.on_or_after(plan.imported_on), time(10), clock.ZONE)):
        for task in plan.tasks.select_related("ward"):
            if draw(task.row_key, "officer") < 40:
                officers = officers_for(task).exclude(memberships__role=Role.HEAD)
                if officer := officers.order_by("username").first():
                    name_officer(task, staff, officer, version=task.version)


def _officers(ward: Ward) -> dict[int, User]:
    posts = Membership.objects.filter(ward=ward, role__in=[Role.OFFICER, Role.HEAD]).select_related("user")
    return {post.unit_id: post.user for post in posts.order_by("-role") if post.unit_id is not None}


def _deeds(part: Part, calendar: WorkingCalendar) -> Iterator[Deed]:
    occurrence = part.occurrence
    if occurrence.due is None or occurrence.due < occurrence.made_on:
        if occurrence.due is not None:
            yield Deed(calendar.on_or_after(occurrence.made_on), part, "done")
        return
    luck = draw(occurrence.task.row_key, occurrence.slot, part.unit_id and part.unit.name if part.unit else "")
    due = occurrence.due
    if occurrence.kind == OccurrenceKind.CHECK_IN:
        if luck < 92:
            day = calendar.on_or_before(due - timedelta(days=luck % 3))
            yield Deed(max(day, occurrence.made_on), part, "difficulty" if luck < 8 else "routine")
        return
    began = calendar.on_or_after(max(occurrence.opens_on, occurrence.made_on))
    if luck >= 94:
        return
    if (due - began).days > 20:
        yield Deed(calendar.on_or_after(began + (due - began) / 2), part, "begun")
    if luck >= 88:
        return
    done = (
        calendar.on_or_after(due + timedelta(days=5 + luck % 9))
        if luck >= 78
        else calendar.on_or_before(due - timedelta(days=luck % 6))
    )
    done = max(done, began)
    yield Deed(done, part, "done")
    if done > due and luck % 2:
        yield Deed(done, part, "explained")
    if needs_confirmation(part):
        yield Deed(calendar.add(done, 2), part, "confirmed")


def _write(deed: Deed, author: User, staff: User) -> None:
    part = deed.part
    part.refresh_from_db(fields=["status", "progress", "done_on", "confirmed_on", "version"])
    match deed.what:
        case "routine":
            work.report(part, author, status=PartStatus.REPORTED, text=ROUTINE)
        case "difficulty":
            work.report(part, author, status=PartStatus.REPORTED, text=DIFFICULTY)
        case "begun":
            work.report(part, author, status=PartStatus.IN_PROGRESS, progress=40 + draw(part.pk) // 5)
        case "done":
            status = PartStatus.AWAITING_CONFIRMATION if needs_confirmation(part) else PartStatus.DONE
            work.report(part, author, status=status, text=RESULTS[draw(part.pk) % len(RESULTS)])
        case "explained":
            work.explain(part, author, text=EXPLANATION)
        case "confirmed":
            if part.status == PartStatus.AWAITING_CONFIRMATION:
                work.confirm(part, staff)
