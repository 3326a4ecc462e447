"""A ward's year for its report, and a province beside it: a million tasks that the report must not look at."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bench.filling import insert, plans, unconstrained
from bench.rows import make_plan, make_ward
from plans.models import Annex, Measurement, Plan, Target
from tasks.models import Deliverable, Occurrence, Part, StatusUpdate, Task, TaskUnit
from wards.clock import now, today
from wards.models import Unit, User, Ward

WARDS, TASKS = 3_300, 1_000_000
UNITS = 3
TARGETS = 12
_STATUS = {"check_in": ("reported", "not_reported")}
"""Of what is done and of what is not, where it is no dated work."""


def make_ward_year(rows: int) -> tuple[Ward, User]:
    """A ward with a plan of this year, its history and the figures of its targets: one thing owed in ten is late."""
    ward, person = make_ward()
    plan = make_plan(ward, rows, person)
    owed = list(Part.objects.filter(ward=ward, occurrence__due__lte=today()).select_related("occurrence"))
    for part in owed:
        kept_up = bool(part.pk % 10)
        done, open_ = _STATUS.get(part.occurrence.kind, ("done", "not_started"))
        part.status, part.progress = (done, 100) if kept_up else (open_, 0)
        part.done_on = part.occurrence.due if kept_up else None
    Part.objects.bulk_update(owed, ["status", "progress", "done_on"], batch_size=500)
    written = now()
    StatusUpdate.objects.bulk_create(
        StatusUpdate(
            ward=ward,
            part=part,
            status=part.status,
            progress=100,
            text=f"Đã ban hành Kế hoạch số {part.pk}/KH-UBND và công khai trên trang thông tin của phường",
            effective_on=part.done_on or today(),
            author=person,
            written_on=today(),
            written_at=written,
        )
        for part in owed
        if part.done_on
    )
    for number in range(TARGETS):
        target = Target.objects.create(
            ward=ward,
            plan=plan,
            measure=f"Tỷ lệ hồ sơ giải quyết đúng hạn, nhóm {number + 1}",
            comparator=">=",
            value=95,
            unit="%",
            position=number,
            confirmed_by=person,
            confirmed_at=written,
        )
        Measurement.objects.bulk_create(
            Measurement(
                ward=ward,
                target=target,
                period=f"{plan.year}-{month:02}",
                numerator=Decimal(90 + number % 10),
                denominator=Decimal(100),
                author=person,
                written_at=written,
            )
            for month in range(1, 12)
        )
    return ward, person


def fill() -> None:
    """Writes the province's year: each task with its units, its product, an occurrence, a part and an entry."""
    issued = f"date '{date(today().year, 1, 5)}'"
    wards, tasks = f"generate_series(0, {WARDS - 1}) w", f"generate_series(0, {TASKS - 1}) t"
    ward = f"t * {WARDS}::bigint / {TASKS} + 1"
    unit = f"({ward} - 1) * {UNITS} + t % {UNITS} + 1"
    with unconstrained(User, Ward, Unit, Plan, Annex, Task, Occurrence, Part):
        insert(User, "generate_series(1, 1) u", id="u", username="'n'", password="'!'", date_joined="now()")  # noqa: S106
        insert(Ward, wards, id="w + 1", name="'Phường ' || w", name_folded="'phuong ' || w", province="'Tỉnh'")
        units = f"{wards}, generate_series(0, {UNITS - 1}) u"
        insert(Unit, units, id=f"w * {UNITS} + u + 1", ward="w + 1", name="'P' || u", name_folded="'p' || u")
        plans(wards, tasks, ward, issued=issued, year=today().year)
        insert(TaskUnit, tasks, ward=ward, task="t + 1", role="'lead'", position="0", text="'P'", unit=unit)
        insert(Deliverable, tasks, ward=ward, task="t + 1", position="0", text="'Báo cáo'")
        insert(
            Occurrence,
            tasks,
            id="t + 1",
            ward=ward,
            task="t + 1",
            slot="'T1'",
            kind="'dated'",
            start=issued,
            opens_on=issued,
            due=f"{issued} + (t % 300)::int",
            made_on=issued,
        )
        insert(Part, tasks, id="t + 1", ward=ward, occurrence="t + 1", unit=unit, status="'in_progress'")
        insert(
            StatusUpdate,
            tasks,
            ward=ward,
            part="t + 1",
            kind="'report'",
            status="'in_progress'",
            text="'Đang thực hiện'",
            effective_on=issued,
            author="1",
            written_on=issued,
            written_at="now()",
        )
