"""An office whose people write at days the test chooses, for figures worked out by hand."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime

import time_machine

from plans.models import Plan
from reports.figures import figures
from reports.shape import Figures, TaskFigures
from tasks import work
from tasks.models import Extension, Task
from tasks.status import PartStatus
from tests import factory
from tests.factory import ECONOMY, make_task, part_of
from wards.clock import ZONE
from wards.models import Role, User, Ward
from wards.periods import Period, Rule, parse


def at(day: date, hour: int = 10) -> datetime:
    """That hour of the day in the office."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def on(day: date, hour: int = 10) -> AbstractContextManager[object]:
    """The clock at that hour of the day."""
    return time_machine.travel(at(day, hour), tick=False)


def period(name: str) -> Period:
    """The period of that name under the cut-off rule."""
    return parse(name, Rule.CUTOFF)


class Office:
    """A ward with its plan, and what its people write."""

    def __init__(self) -> None:
        with on(date(2026, 1, 5)):
            self.ward: Ward = factory.make_ward()
            self.staff: User = factory.make_user(self.ward, Role.ONE_DOOR)
            self.unit: User = factory.make_user(self.ward, Role.OFFICER, ECONOMY)
            self.leader: User = factory.make_user(self.ward, Role.LEADER)
            self.plan: Plan = factory.make_plan(self.ward)

    def task(self, *timings: object, content: str = "", **fields: object) -> Task:
        """A row of the plan, there since its first day."""
        with on(date(2026, 1, 5)):
            return make_task(self.plan, timings=timings, content=content, **fields)  # type: ignore[arg-type]

    def report(
        self,
        task: Task,
        status: PartStatus,
        effective: date,
        *,
        slot: str = "T1",
        unit: str | None = None,
        written: date | None = None,
        progress: int | None = None,
        text: str = "Đã thực hiện",
    ) -> None:
        """An entry by the one-door centre, written on the day it holds from unless said otherwise."""
        with on(written or effective):
            part = part_of(task, slot, unit)
            work.report(part, self.staff, status=status, effective_on=effective, progress=progress, text=text)

    def agree(self, task: Task, to: date, *, decided: date, agreed: bool = True) -> None:
        """A leader's decision on a later day."""
        occurrence = part_of(task).occurrence
        Extension.objects.create(
            ward=self.ward,
            occurrence=occurrence,
            from_due=occurrence.due,
            to_due=to,
            reason="Chờ văn bản",
            requested_by=self.unit,
            requested_on=decided,
            agreed=agreed,
            decided_by=self.leader,
            decided_on=decided,
        )

    def read(self, of: str = "2026-Q1", built: date = date(2026, 3, 17)) -> Figures:
        """The figures of the period as they are read in the morning of that day."""
        return figures(self.ward, period(of), at(built, 9))


def found(read: Figures, content: str) -> TaskFigures:
    """The one task of that content."""
    (task,) = [task for task in read["tasks"] if task["content"] == content]
    return task


def by_category(read: Figures) -> dict[str, int]:
    """How many tasks with a date there are of each kind, without the empty ones."""
    return {category: number for category, number in read["total"]["dated"]["by_category"].items() if number}
