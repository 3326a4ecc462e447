"""A stored plan as the document its office prints: six queries, however many rows."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from imports.export.document import Document, Heading, Item, Table, in_order
from plans.models import Annex, Plan, Section
from tasks.models import Deliverable, Task, TaskUnit, UnitRole
from tasks.records import from_record

_COLUMNS = ("pk", "annex", "section", "stt", "content", "timing_text", "timings", "notes", "dropped_on")


def document_of(plan: Plan) -> Document:
    """The plan with every row of it, those that a document has dropped too."""
    units: dict[int, dict[str, list[str]]] = defaultdict(lambda: {UnitRole.LEAD: [], UnitRole.PARTNER: []})
    named = TaskUnit.objects.filter(task__plan=plan).order_by("task", "position")
    for task_id, role, text in named.values_list("task", "role", "text"):
        units[task_id][role].append(text)
    products: dict[int, list[str]] = defaultdict(list)
    promised = Deliverable.objects.filter(task__plan=plan).order_by("task", "position")
    for task_id, text in promised.values_list("task", "text"):
        products[task_id].append(text)
    sections: dict[int, dict[int, tuple[int | None, Heading]]] = defaultdict(dict)
    headings = Section.objects.filter(plan=plan).order_by("position")
    for pk, annex, above, number, title in headings.values_list("pk", "annex", "parent", "stt", "title"):
        sections[annex][pk] = (above, Heading(number, title))
    rows: dict[int, list[tuple[int | None, Item]]] = defaultdict(list)
    for row in Task.objects.filter(plan=plan).order_by("position", "pk").values(*_COLUMNS):
        item = _item(row, units[row["pk"]], products[row["pk"]])
        rows[row["annex"]].append((row["section"], item))
    tables = tuple(
        Table(annex.code, annex.title, in_order(rows[annex.pk], sections[annex.pk]))
        for annex in Annex.objects.filter(plan=plan).order_by("position")
    )
    ward = plan.ward
    return Document(
        office=ward.name,
        place=ward.place,
        number=plan.number,
        issued_on=plan.issued_on,
        year=plan.year,
        title=plan.title,
        tables=tables,
        signer_title=ward.signer_title,
        signer_name=ward.signer_name,
    )


def _item(row: dict[str, Any], units: dict[str, list[str]], products: list[str]) -> Item:
    return Item(
        stt=row["stt"],
        content=row["content"],
        leads=tuple(units[UnitRole.LEAD]),
        partners=tuple(units[UnitRole.PARTNER]),
        phrase=row["timing_text"],
        timings=tuple(map(from_record, row["timings"])),
        products=tuple(products),
        notes=tuple(row["notes"].items()),
        dropped=row["dropped_on"] is not None,
    )
