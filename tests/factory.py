"""A small ward for tests: made through the same functions as a real one, with a named cast.

The clock belongs to the test: freeze it with time_machine before making what depends on today.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from itertools import count

from plans.models import Annex, Plan, PlanState, Section
from tasks.models import Deliverable, Part, Task, TaskUnit, UnitRole
from tasks.occurrences import make_occurrences
from tasks.timing import Every, Kind, Timing
from wards.calendar_days import load_calendar
from wards.clock import today
from wards.models import Membership, Role, Unit, UnitKind, User, Ward
from wards.setup import add_units, kind_of
from wards.unit_names import KnownUnit

CENTRE = "Trung tâm Phục vụ hành chính công"
ECONOMY = "Phòng Kinh tế, Hạ tầng và Đô thị"
CULTURE = "Phòng Văn hóa - Xã hội"
OFFICE = "Văn phòng HĐND và UBND"
DIVISIONS = "Các phòng chuyên môn"

ONGOING = Timing(Kind.ONGOING, date(2026, 1, 1), date(2026, 12, 31), text="Thường xuyên")
MONTHLY = Timing(Kind.RECURRING, every=(Every.MONTHLY,), text="Hằng tháng")
ON_EVENT = Timing(Kind.ON_EVENT, text="Khi có yêu cầu")
EXTERNAL = Timing(Kind.EXTERNAL, text="Theo Kế hoạch của tỉnh")

_serial = count(1)


def deadline(day: date) -> Timing:
    """A deadline, due that day."""
    return Timing(Kind.DEADLINE, due=day, text=f"Chậm nhất ngày {day:%d/%m/%Y}")


def window(start: date, due: date) -> Timing:
    """A window, first to last day."""
    return Timing(Kind.WINDOW, start, due, text=f"Từ {start:%d/%m/%Y} đến {due:%d/%m/%Y}")


def make_ward(name: str = "Phường Thử Nghiệm", **fields: object) -> Ward:
    """A ward with the five units that the given plans name, the last of them a group."""
    ward = Ward.objects.create(name=name, **{"province": "Tỉnh Thí Điểm"} | fields)
    names = (CENTRE, ECONOMY, CULTURE, OFFICE)
    group = KnownUnit(DIVISIONS, is_group=True, members=(ECONOMY, CULTURE, OFFICE))
    add_units(ward, (*(KnownUnit(name) for name in names), group))
    return ward


def unit(ward: Ward, name: str) -> Unit:
    """The ward's unit of this name, made when missing."""
    found = Unit.objects.filter(ward=ward, name=name).first()
    return found or Unit.objects.create(ward=ward, name=name, kind=kind_of(name))


def make_user(
    ward: Ward | None, role: Role, unit_name: str | None = None, username: str = "", **fields: object
) -> User:
    """A person with one post; the password is never used, tests sign in by force_login."""
    username = username or f"{role.value}{next(_serial)}"
    defaults = {"full_name": f"Nguyễn Thị Mẫu {username}", "email": f"{username}@example.com"}
    user = User.objects.create(username=username, **defaults | fields)
    post_unit = unit(ward, unit_name) if ward and unit_name else None
    Membership.objects.create(user=user, ward=ward, role=role, unit=post_unit, is_head=role == Role.HEAD)
    return user


def make_plan(
    ward: Ward,
    rows: Sequence[Sequence[Timing] | Timing] = (),
    *,
    lead: str = ECONOMY,
    year: int = 2026,
    number: str = "01/KH-UBND",
    issued_on: date | None = date(2026, 1, 5),
    **fields: object,
) -> Plan:
    """An issued plan with one section and one task for each row's timings, all led by one unit."""
    author = User.objects.filter(memberships__ward=ward).first() or make_user(ward, Role.ADMIN)
    known = issued_on or today()
    plan = Plan.objects.create(
        ward=ward,
        title=f"Kế hoạch kiểm soát thủ tục hành chính năm {year}",
        number=number,
        issued_on=issued_on,
        year=year,
        state=PlanState.ISSUED if number and issued_on else PlanState.DRAFT,
        **{"created_by": author, "imported_on": known, "check_ins_from": known} | fields,
    )
    annex = Annex.objects.create(ward=ward, plan=plan, code="main", position=0)
    section = Section.objects.create(
        ward=ward, plan=plan, annex=annex, level=1, stt="I", title="Nhiệm vụ chung", path="I", position=0
    )
    for number_in_plan, timings in enumerate(rows, start=1):
        make_task(plan, section, timings, lead=lead, stt=str(number_in_plan))
    return plan


def make_task(
    plan: Plan,
    section: Section | None = None,
    timings: Sequence[Timing] | Timing = (),
    *,
    lead: str | Sequence[str] = ECONOMY,
    partner: Sequence[str] = (),
    stt: str = "",
    content: str = "",
    **fields: object,
) -> Task:
    """A task with its units, one deliverable and its occurrences."""
    section = section or plan.sections.first()
    assert section is not None
    position = plan.tasks.count()
    content = content or f"Nhiệm vụ số {position + 1}"
    read = (timings,) if isinstance(timings, Timing) else tuple(timings)
    task = Task(
        ward=plan.ward,
        plan=plan,
        annex=section.annex,
        section=section,
        stt=stt,
        content=content,
        row_key=hashlib.sha256(f"{section.path}/{content}/{position}".encode()).hexdigest(),
        position=position,
        source_sheet="Kế hoạch",
        source_row=position + 10,
        timing_text="; ".join(timing.text for timing in read),
        **{"in_force_from": plan.check_ins_from} | fields,
    )
    task.set_timings(read)
    task.save()
    leads = [lead] if isinstance(lead, str) else list(lead)
    for role, names in ((UnitRole.LEAD, leads), (UnitRole.PARTNER, list(partner))):
        for at, name in enumerate(names):
            TaskUnit.objects.create(
                ward=plan.ward, task=task, role=role, position=at, text=name, unit=unit(plan.ward, name)
            )
    Deliverable.objects.create(ward=plan.ward, task=task, position=0, text="Báo cáo kết quả")
    make_occurrences([task], today=today(), calendar=load_calendar())
    return task


def part_of(task: Task, slot: str = "T1", unit_name: str | None = None) -> Part:
    """The task's part in a slot; of the named unit where several lead."""
    parts = Part.objects.filter(occurrence__task=task, occurrence__slot=slot)
    return parts.get(unit__name=unit_name) if unit_name else parts.get()


def one_door(ward: Ward) -> Unit:
    """The ward's one-door centre."""
    return Unit.objects.get(ward=ward, kind=UnitKind.ONE_DOOR)
