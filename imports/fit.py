"""What a reading holds that no record can: named with its place, before the database would refuse it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.db import models

from imports.grid import PlanReading, Problem, Role, TaskReading
from plans.models import Annex, Plan, Section, Target
from tasks.models import Task
from wards.models import Unit


def too_long(reading: PlanReading) -> tuple[Problem, ...]:
    """An error for every text or figure that its record has no room for."""
    return tuple(_of_plan(reading)) + tuple(problem for task in reading.tasks for problem in _of_row(task))


@cache
def _room(model: type[models.Model], name: str) -> int:
    return int(getattr(model._meta.get_field(name), "max_length", None) or 0)


def _of_plan(reading: PlanReading) -> Iterator[Problem]:
    if len(reading.number or "") > _room(Plan, "number"):
        yield Problem(None, None, None, _message("Số của kế hoạch", _room(Plan, "number")))
    for annex in reading.annexes:
        if len(annex.number) > _room(Annex, "code"):
            yield Problem(annex.sheet, annex.row, None, _message("Số của phụ lục", _room(Annex, "code")))
    for section in reading.sections:
        if len(section.number) > _room(Section, "stt"):
            yield Problem(section.sheet, section.row, None, _message("Số của đề mục", _room(Section, "stt")))


def _of_row(task: TaskReading) -> Iterator[Problem]:
    if len(task.stt or "") > _room(Task, "stt"):
        yield _problem(task, Role.STT, _message("Số thứ tự", _room(Task, "stt")))
    for role, units in ((Role.LEAD, task.leads), (Role.PARTNER, task.partners)):
        if any(len(unit.text) > _room(Unit, "name") for unit in units):
            yield _problem(task, role, _message("Tên đơn vị", _room(Unit, "name")))
    for target in task.targets:
        if len(target.unit) > _room(Target, "unit"):
            yield _problem(task, Role.CONTENT, _message("Đơn vị tính của chỉ tiêu", _room(Target, "unit")))
        # 18 digits, four of them after the comma.
        if not target.value.is_finite() or abs(target.value) >= 10**14 or target.value < 0:
            message = f"Chỉ tiêu “{target.text[:80]}” có con số nằm ngoài khoảng lưu được; hãy sửa con số."
            yield _problem(task, Role.CONTENT, message)


def _problem(task: TaskReading, role: Role, message: str) -> Problem:
    column = next((cell.column for cell in task.cells if cell.role is role), None)
    return Problem(task.sheet, task.row, column, message)


def _message(what: str, room: int) -> str:
    return f"{what} dài quá {room} ký tự; hãy kiểm tra xem ô có bị dồn nội dung của ô khác không."
