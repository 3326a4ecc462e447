"""A ward's plans with how far each one is: a constant number of queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from plans.models import Plan
from tasks.models import Part, Task
from tasks.plan_table import Share, work_shares
from tasks.rows import RowNow, parts_of, row_now
from wards import clock
from wards.models import Ward


@dataclass(frozen=True)
class Card:
    """A plan of the list: its rows, and the bar of those that are worked on and finished."""

    plan: Plan
    tasks: int
    work: list[Share]
    ongoing: int

    @property
    def work_total(self) -> int:
        """Rows that are worked on and finished."""
        return sum(share.count for share in self.work)


def plan_cards(ward: Ward) -> list[Card]:
    """The ward's plans, the newest year first. Three queries."""
    plans = list(ward.plans.annotate(rows=Count("tasks", filter=Q(tasks__dropped_on=None))))
    parts = parts_of(Part.objects.filter(occurrence__task__plan__in=plans), clock.today())
    owners = dict(Task.objects.filter(plan__in=plans).values_list("pk", "plan_id"))
    rows: dict[int, list[RowNow]] = {plan.pk: [] for plan in plans}
    for task, each in parts.items():
        rows[owners[task]].append(row_now(each))
    return [
        Card(
            plan,
            plan.rows,
            work_shares(Counter(row.state.value for row in rows[plan.pk] if row.sort == "work")),
            sum(row.sort == "ongoing" for row in rows[plan.pk]),
        )
        for plan in plans
    ]
