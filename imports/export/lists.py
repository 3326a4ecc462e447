"""Plans and tasks as flat lists, through the resources of django-import-export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import tablib
from django.db.models import Count, Q, QuerySet
from django.utils.translation import override
from import_export import resources
from import_export.fields import Field

from imports.export.document import Heading as Printed
from imports.export.document import Item, day_line, number_line, products, times, units
from imports.export.workbook import CONTENT, FINISH, LEAD, PARTNER, PRODUCT, START, STT, TIME, titled
from imports.flat.task_list import ANNEX, SECTION, STATE, STATE_NOTE
from imports.grid import MAIN_ANNEX
from imports.rows import SAMPLE
from plans.models import Annex, Plan, Section
from tasks.models import Task
from tasks.plan_table import PlanFilters, matching_rows
from tasks.records import from_record
from wards.models import Ward


class PlanRows(resources.ModelResource):  # type: ignore[misc]
    """The plans of a ward, a row each."""

    number = Field("number", "Số")
    issued_on = Field("issued_on", "Ngày ban hành")
    year = Field("year", "Năm")
    title = Field("title", "Tên kế hoạch")
    state = Field("get_state_display", "Trạng thái")
    rows = Field("rows", "Số việc")

    class Meta:
        model = Plan
        fields = ("number", "issued_on", "year", "title", "state", "rows")

    def export_field(self, field: Field, instance: Plan, **kwargs: Any) -> Any:
        """Days and numbers as what they are: the format writes them."""
        return field.get_value(instance)


def plans_of(ward: Ward, year: int | None) -> QuerySet[Plan]:
    """The ward's plans with how many rows are in force, of one year where it is given. One query."""
    found = Plan.objects.filter(ward=ward).annotate(rows=Count("tasks", filter=Q(tasks__dropped_on=None)))
    return found.filter(year=year) if year else found


class TaskRows(resources.Resource):  # type: ignore[misc]
    """Tasks of a plan, a row each: its columns are the plan's own, so they are made for each export."""

    def __init__(self, headings: Sequence[str]) -> None:
        super().__init__()
        self.fields = {f"column{at}": Field(f"column{at}", heading) for at, heading in enumerate(headings)}


def task_list(plan: Plan, filters: PlanFilters, *, states: bool) -> tablib.Dataset:
    """The plan's rows under the filters of its page: annex and section in columns of their own, with `states` how each
    row stands. Taken in again as a list of tasks it changes nothing. A constant number of queries."""
    with override("vi"):
        shown = matching_rows(plan, filters)
    annexes = {annex.pk: annex for annex in Annex.objects.filter(plan=plan)}
    sections = {each.pk: each for each in Section.objects.filter(plan=plan)}
    kept: dict[int, Any] = {
        each["pk"]: each for each in Task.objects.filter(plan=plan).values("pk", "notes", "timings")
    }
    items = [_item(row, kept[row["pk"]]) for row in shown]
    paired = any(item.needs_pair for item in items)
    notes = list(dict.fromkeys(heading for item in items for heading, _text in item.notes))
    time = (START, FINISH) if paired else (TIME,)
    headings = (
        ANNEX,
        SECTION,
        STT,
        CONTENT,
        LEAD,
        PARTNER,
        *time,
        PRODUCT,
        *notes,
        *((STATE, STATE_NOTE) if states else ()),
    )
    rows = []
    for row, item in zip(shown, items, strict=True):
        annex, told = annexes[row["annex_id"]], dict(item.notes)
        printed = times(item, paired)
        cells = [
            "" if annex.code == MAIN_ANNEX else f"{annex.code}: {annex.title}".removesuffix(": "),
            "\n".join(_path(sections, row["section_id"])),
            item.stt,
            item.content,
            units(item.leads),
            units(item.partners),
            *(["\n".join(pair[at] for pair in printed) for at in range(len(time))]),
            products(item),
            *(told.get(heading, "") for heading in notes),
            *((row["label"], row["note"]) if states else ()),
        ]
        rows.append({f"column{at}": cell for at, cell in enumerate(cells)})
    found: tablib.Dataset = TaskRows(headings).export(rows)
    found.title = "Nhiệm vụ"
    return found


def sample_list(year: int) -> tablib.Dataset:
    """A list of tasks to begin with, for a ward without a plan."""
    headings = (ANNEX, SECTION, STT, CONTENT, LEAD, PARTNER, TIME, PRODUCT)
    samples = (
        ("", "I. Chỉ đạo, điều hành", "1", f"{SAMPLE} ban hành kế hoạch", "", "", f"Trước 31/01/{year}", "Kế hoạch"),
        ("", "I. Chỉ đạo, điều hành", "2", f"{SAMPLE} tổng hợp, báo cáo", "", "", "Hằng quý", "Báo cáo"),
        ("", "II. Tổ chức thực hiện", "1", f"{SAMPLE} công khai thủ tục", "", "", "Thường xuyên", "Danh mục"),
    )
    found: tablib.Dataset = TaskRows(headings).export(
        [{f"column{at}": cell for at, cell in enumerate(sample)} for sample in samples]
    )
    found.title = "Nhiệm vụ"
    return found


def lines_above(plan: Plan) -> tuple[str, ...]:
    """The lines by which a list of tasks is known for its plan's."""
    ward = plan.ward
    return (
        f"Ủy ban nhân dân {ward.name}".upper(),
        number_line(plan.number),
        day_line(ward.place, plan.issued_on, plan.year),
        "KẾ HOẠCH",
        plan.title,
    )


def _item(row: dict[str, Any], kept: dict[str, Any]) -> Item:
    return Item(
        stt=row["stt"],
        content=row["content"],
        leads=tuple(row["leads"]),
        partners=tuple(row["partners"]),
        phrase=row["timing_text"],
        timings=tuple(map(from_record, kept["timings"])),
        products=tuple(row["deliverables"]),
        notes=tuple(kept["notes"].items()),
    )


def _path(sections: dict[int, Section], key: int | None) -> list[str]:
    """The headings around a row as printed, outermost first."""
    path: list[str] = []
    while key is not None:
        section = sections[key]
        # A line of the cell is a heading, so a heading has no line breaks here.
        path.insert(0, " ".join(titled(Printed(section.stt, section.title)).split()))
        key = section.parent_id
    return path
