"""A ward and plans of any length, with the texts, timings and progress that plans of wards have."""

from __future__ import annotations

from datetime import date

from plans.models import Annex, Plan, PlanState, Section
from tasks.models import Deliverable, Part, Task, TaskUnit, UnitRole
from tasks.occurrences import make_occurrences
from tasks.row_key import row_key
from tasks.timing import read_timings
from wards.bulk import bulk_create_with_history
from wards.calendar_days import load_calendar
from wards.clock import today
from wards.models import Membership, Role, Unit, User, Ward
from wards.setup import create_ward
from wards.text import fold

ROWS_OF_A_SECTION = 15
# Seven rows in ten have no date in them.
PHRASES = (
    "Thường xuyên",
    "Trong năm {year}",
    "Thường xuyên",
    "Hằng quý",
    "Khi có yêu cầu",
    "Quý {quarter}/{year}",
    "Thường xuyên",
    "Theo Kế hoạch của UBND tỉnh",
    "Thường xuyên trong năm {year}",
    "Trước ngày 15/{month}/{year}",
)
CONTENT = (
    "Rà soát, cập nhật, công khai đầy đủ danh mục thủ tục hành chính thuộc thẩm quyền giải quyết của UBND phường trên "
    "Cổng dịch vụ công và tại Bộ phận Một cửa, nhóm {number}"
)
PRODUCT = "Báo cáo kết quả; danh mục thủ tục hành chính được công khai"


def make_ward() -> tuple[Ward, User]:
    """A ward with the standard units, and somebody of its one-door centre who may also use the admin."""
    ward = create_ward("Phường Thử Nghiệm", province="Tỉnh Thí Điểm")
    person = User.objects.create(username="do", full_name="Nguyễn Thị Mẫu", is_staff=True, is_superuser=True)
    for role in (Role.ONE_DOOR, Role.ADMIN):
        Membership.objects.create(user=person, ward=ward, role=role)
    return ward, person


def make_plan(ward: Ward, rows: int, author: User) -> Plan:
    """An issued plan of this year with so many rows; a third of what is owed has been done."""
    year = today().year
    plan = Plan.objects.create(
        ward=ward,
        title=f"Kế hoạch kiểm soát thủ tục hành chính năm {year}",
        number=f"{rows}/KH-UBND",
        issued_on=date(year, 1, 5),
        year=year,
        state=PlanState.ISSUED,
        imported_on=date(year, 1, 5),
        check_ins_from=date(year, 1, 5),
        created_by=author,
    )
    annex = Annex.objects.create(ward=ward, plan=plan, code="main", position=0)
    sections = [_section(plan, annex, at) for at in range(-(-rows // ROWS_OF_A_SECTION))]
    tasks = [_task(plan, sections[at // ROWS_OF_A_SECTION], at, author) for at in range(rows)]
    bulk_create_with_history(tasks, user=author)
    units = list(Unit.objects.filter(ward=ward, active=True))
    single = [unit for unit in units if not unit.is_group]
    named = []
    for at, task in enumerate(tasks):
        chosen = [(UnitRole.LEAD, 0, single[at % len(single)]), (UnitRole.PARTNER, 0, units[-1 - at % len(units)])]
        chosen += [(UnitRole.LEAD, 1, single[(at + 1) % len(single)])] if at % 5 == 0 else []
        chosen += [(UnitRole.PARTNER, 1, single[(at + 2) % len(single)])] if at % 2 == 0 else []
        named += [
            TaskUnit(ward=ward, task=task, role=role, position=position, text=unit.name, unit=unit)
            for role, position, unit in chosen
        ]
    bulk_create_with_history(named, user=author)
    Deliverable.objects.bulk_create(Deliverable(ward=ward, task=task, position=0, text=PRODUCT) for task in tasks)
    make_occurrences(tasks, today=today(), calendar=load_calendar())
    # Written straight into the cache of the parts: the page reads nothing else.
    owed = Part.objects.filter(occurrence__task__plan=plan, occurrence__due__lte=today())
    third = [pk for pk in owed.values_list("pk", flat=True) if pk % 3 == 0]
    for kind, status in (("check_in", "reported"), ("dated", "done"), ("recurring", "done")):
        done = Part.objects.filter(pk__in=third, occurrence__kind=kind)
        done.update(status=status, progress=100, done_on=today())
    return plan


def _section(plan: Plan, annex: Annex, at: int) -> Section:
    title = f"Nhóm nhiệm vụ về cải cách và kiểm soát thủ tục hành chính, phần {at + 1}"
    return Section.objects.create(
        ward=plan.ward, plan=plan, annex=annex, level=1, stt=str(at + 1), title=title, path=str(at + 1), position=at
    )


def _task(plan: Plan, section: Section, at: int, officer: User) -> Task:
    content = CONTENT.format(number=at + 1)
    phrase = PHRASES[at % len(PHRASES)].format(year=plan.year, quarter=at % 4 + 1, month=at % 12 + 1)
    task = Task(
        ward=plan.ward,
        plan=plan,
        annex=section.annex,
        section=section,
        stt=f"{section.stt}.{at % ROWS_OF_A_SECTION + 1}",
        content=content,
        content_folded=fold(content),
        row_key=row_key((section.path, content), 0),
        position=at,
        timing_text=phrase,
        officer=officer if at % 2 else None,
        in_force_from=plan.check_ins_from,
    )
    task.set_timings(read_timings(phrase, plan.year))
    return task
