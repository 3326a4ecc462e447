"""Where the tables stood when an import was committed: what came after it tells whether somebody worked on it."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, Model, QuerySet, Value

from plans.models import Measurement, Plan, Target
from tasks.models import Evidence, Extension, Notification, StatusUpdate, Task

MARKED: dict[str, type[Model]] = {
    "task": Task,
    "update": StatusUpdate,
    "evidence": Evidence,
    "extension": Extension,
    "notification": Notification,
    "measurement": Measurement,
    "plan_history": Plan.history.model,
    "task_history": Task.history.model,
    "target_history": Target.history.model,
}


def taken() -> dict[str, int]:
    """The last row number of each table that people's work is written to, 0 for an empty one: one query."""
    first, *others = (_last(name, model) for name, model in MARKED.items())
    return dict.fromkeys(MARKED, 0) | {name: last or 0 for name, last in first.union(*others, all=True)}


def _last(name: str, model: type[Model]) -> QuerySet[Any, Any]:
    rows = model._default_manager.order_by().annotate(name=Value(name)).values("name")
    last: QuerySet[Any, Any] = rows.annotate(last=Max("pk")).values_list("name", "last")
    return last
