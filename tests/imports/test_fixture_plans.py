"""The restated plans, in every layout, read as stated and committed through the real command."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from imports.models import PlanImport
from plans.models import Plan, PlanState, Target
from tasks.models import Occurrence, Part, Task
from tests.imports.files import DONG_NGUYEN, MY_HAO, PLANS, TRAN_LIEU, comparable
from wards.models import Attachment, Unit, Ward

pytestmark = pytest.mark.django_db

STATED = [path.name.removesuffix(".expected.json") for path in PLANS.glob("*.expected.json")]
WORKBOOKS = sorted(path for path in PLANS.glob("*.xlsx") if path.name.split(".")[0] in STATED)


def run(path: Path, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_plan", str(path), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def expected(path: Path) -> dict[str, Any]:
    reading: dict[str, Any] = json.loads((PLANS / f"{path.name.split('.')[0]}.expected.json").read_text("utf-8"))
    return reading


def test_there_are_five_layouts_at_least() -> None:
    assert len(WORKBOOKS) >= 5


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_read_as_stated(path: Path) -> None:
    got, want = json.loads(run(path, dry_run=True, format="json")[0]), expected(path)
    assert got["plan"] == want["plan"]
    assert got["counts"] == want["counts"]
    assert got["errors"] == []
    assert len(got["tasks"]) == len(want["tasks"])
    aliases = want["unit_aliases"]
    for mine, theirs in zip(got["tasks"], want["tasks"], strict=True):
        for role in ("leads", "partners"):
            mine[role] = [aliases.get(name, name) for name in mine[role]]
            theirs[role] = [aliases.get(name, name) for name in theirs[role]]
        assert comparable(mine) == comparable(theirs), theirs["id"]


def test_a_dry_run_stores_nothing() -> None:
    run(DONG_NGUYEN, dry_run=True)
    assert not any(model.objects.exists() for model in (Ward, Plan, PlanImport, Attachment, Task))


@time_machine.travel("2026-03-02T09:00:00+07:00", tick=False)
def test_the_wards_of_the_demonstration() -> None:
    for path in (DONG_NGUYEN, MY_HAO, TRAN_LIEU):
        run(path)
    assert Ward.objects.count() == Plan.objects.count() == 3
    plan = Plan.objects.get(number="74/KH-UBND")
    assert (plan.state, plan.tasks.count(), plan.targets.count()) == (PlanState.ISSUED, 75, 24)
    assert [annex.code for annex in plan.annexes.all()] == ["I", "II"]
    assert Plan.objects.get(ward__name="Phường Mỹ Hào").state == PlanState.DRAFT
    child = Task.objects.get(plan=plan, stt="4.1")
    assert child.parent is not None and child.parent.stt == "4"
    assert not Target.objects.exclude(confirmed_at=None).exists()
    parts = Part.objects.filter(occurrence__task__plan=plan)
    assert parts.exists() and not Occurrence.objects.filter(parts=None).exists()
    linked = plan.tasks.filter(task_units__unit__isnull=True, task_units__role="lead").count()
    assert linked == 0, "every lead unit of this plan is known"
    proposed = Unit.objects.filter(ward=plan.ward, proposed=True)
    assert [unit.name.startswith("Đơn vị, địa phương") for unit in proposed] == [True]


@time_machine.travel("2026-03-02T09:00:00+07:00", tick=False)
def test_the_same_plan_in_another_layout_is_the_same_plan() -> None:
    run(MY_HAO)
    before = list(Task.objects.values("pk", "content", "version", "row_key", "timings"))
    for name in ("my-hao-2026.converted.xlsx", "my-hao-2026.pasted.xlsx"):
        assert "0 mới, 0 thay đổi" in run(PLANS / name)[1] or "Không có gì thay đổi" in run(PLANS / name)[1]
    assert Plan.objects.count() == 1
    assert list(Task.objects.values("pk", "content", "version", "row_key", "timings")) == before


@time_machine.travel("2026-03-02T09:00:00+07:00", tick=False)
def test_the_same_file_again_changes_nothing() -> None:
    run(DONG_NGUYEN)
    before = [list(model.objects.order_by("pk").values()) for model in (Plan, Task, Target, Occurrence, Part)]
    run(DONG_NGUYEN)
    assert [list(model.objects.order_by("pk").values()) for model in (Plan, Task, Target, Occurrence, Part)] == before
