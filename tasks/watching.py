"""What the one-door centre watches over: everything late, soon due, unconfirmed or incomplete in a ward."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from tasks import words
from tasks.asked import Query, one_of, page_of, unit_of
from tasks.lines import NO_UNIT, PER_PAGE, UNSETTLED, conditions, current_parts, lines_of, unknown_unit
from tasks.models import Extension, OccurrenceKind, Part, StatusUpdate, UpdateKind
from tasks.status import FINISHED, PartStatus
from wards import clock
from wards.models import Unit, Ward

VIEWS: dict[str, Promise] = {
    "late": _("Late"),
    "soon": _("Due within 7 days"),
    "confirm": _("Awaiting confirmation"),
    "unexplained": _("Delay not explained"),
    "no_officer": _("Without a responsible officer"),
    "no_date": _("Without a date"),
    "paused": _("Paused and past its day"),
}
"""The lists of the page, in the order of the day's work."""


SETTLED_VIEWS = {"confirm", "paused"}
"""Lists of what no unit owes at the moment: nobody is reminded of it."""


@dataclass(frozen=True)
class WatchFilters:
    """What the address of the page asks for."""

    view: str = "late"
    unit: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Query) -> WatchFilters:
        """The filters of an address's query."""
        return cls(one_of(query, "view", VIEWS, "late"), unit_of(query), page_of(query))

    @property
    def owed(self) -> bool:
        """Whether the list is of what units owe, so that they can be reminded of it."""
        return self.view not in SETTLED_VIEWS


@dataclass(frozen=True)
class UnitCount:
    """How a unit stands; `unit` is an unknown one with `NO_UNIT` as its public id where the plan leaves it open."""

    unit: Unit
    late: int
    soon: int
    confirm: int
    open: int


@dataclass(frozen=True)
class Watch:
    """The page: units the worst first, the chosen list, and how long each list is."""

    units: list[UnitCount]
    counts: dict[str, int]
    lines: list[dict[str, Any]]
    page: int
    pages: int
    extensions: int
    """Requests for a later day that wait for a leader."""


def watched(ward: Ward) -> QuerySet[Part]:
    """The ward's parts that are still asked for, with `explained`."""
    explained = StatusUpdate.objects.filter(part=OuterRef("pk"), kind=UpdateKind.EXPLAIN)
    return current_parts(Part.objects.filter(ward=ward)).annotate(explained=Exists(explained))


def of_unit(parts: QuerySet[Part], unit: str) -> QuerySet[Part]:
    """Those of the unit with this public id, NO_UNIT for those whose unit is not known yet; "" for all."""
    if unit == NO_UNIT:
        return parts.filter(unit=None)
    return parts.filter(unit__public_id=unit) if unit else parts


def views(today: date) -> dict[str, Q]:
    """The lists as conditions on `watched` parts."""
    by_state = conditions(today)
    finished_late = Q(status__in=FINISHED, done_on__gt=F("due_now"))
    return {
        "late": by_state["late"],
        "soon": by_state["soon"],
        "confirm": by_state["confirm"],
        "unexplained": (by_state["late"] | finished_late) & Q(explained=False),
        "no_officer": by_state["open"] & Q(occurrence__task__officer=None),
        "no_date": Q(
            status__in=UNSETTLED,
            occurrence__kind=OccurrenceKind.AWAITING,
            occurrence__due=None,
            occurrence__no_date=False,
        ),
        "paused": Q(status=PartStatus.PAUSED, due_now__lt=today),
    }


def watch(ward: Ward, filters: WatchFilters) -> Watch:
    """The page under its filters. Five queries."""
    today = clock.today()
    parts, wanted = watched(ward), views(today)
    units = _units(parts, today, ward)
    parts = of_unit(parts, filters.unit)
    counts = parts.aggregate(**{name: Count("pk", filter=condition) for name, condition in wanted.items()})
    pages = max(1, -(-counts[filters.view] // PER_PAGE))
    page = min(filters.page, pages)
    chosen = _in_order(parts.filter(wanted[filters.view]))
    lines = lines_of(chosen[(page - 1) * PER_PAGE : page * PER_PAGE], today)
    return Watch(units, counts, lines, page, pages, undecided(ward).count())


def tabs(counts: Mapping[str, int], filters: WatchFilters) -> list[tuple[str, Promise, int]]:
    """The lists to choose from: name, label and length; a rare one only where there is something on it."""
    rare = {"paused"}
    shown = (name for name in VIEWS if name not in rare or counts[name] or filters.view == name)
    return [(name, VIEWS[name], counts[name]) for name in shown]


def listed(ward: Ward, filters: WatchFilters) -> QuerySet[Part]:
    """All parts of the chosen list, whatever its page."""
    return of_unit(watched(ward), filters.unit).filter(views(clock.today())[filters.view])


def open_extensions(ward: Ward) -> QuerySet[Extension]:
    """Requests for a later day that no leader has decided, of what is still asked for, the oldest first.

    Each with the `part` that its address leads to, and its occurrence with the `parts` whose units owe it. Two queries.
    """
    part = Part.objects.filter(occurrence=OuterRef("occurrence")).order_by("pk").values("public_id")[:1]
    owing = Prefetch("occurrence__parts", Part.objects.filter(retired=False).select_related("unit"))
    requests = undecided(ward).select_related("occurrence__task__plan", "requested_by").prefetch_related(owing)
    return requests.annotate(part=Subquery(part)).order_by("requested_on", "pk")


def undecided(ward: Ward) -> QuerySet[Extension]:
    """The requests themselves."""
    return Extension.objects.filter(
        ward=ward, agreed=None, occurrence__retired=False, occurrence__task__dropped_on=None
    )


def _units(parts: QuerySet[Part], today: date, ward: Ward) -> list[UnitCount]:
    by_state = conditions(today)
    names = ("late", "soon", "confirm", "open")
    counted = parts.order_by().values("unit").annotate(**{name: Count("pk", filter=by_state[name]) for name in names})
    units: dict[int | None, Unit] = {unit.pk: unit for unit in Unit.objects.filter(ward=ward)}
    units[None] = unknown_unit()
    rows = [UnitCount(units[unit], *counts) for unit, *counts in counted.values_list("unit", *names)]
    return sorted(rows, key=lambda row: (-row.late, -row.soon, row.unit.position))


def _in_order(parts: QuerySet[Part]) -> QuerySet[Part]:
    return parts.order_by(F("due_now").asc(nulls_last=True), "unit__position", "occurrence__task__position", "pk")


def reminder_text(ward: Ward, *, unit: str = "") -> str:
    """What is late and due soon, grouped by unit, as plain text for the ward's chat group: always Vietnamese."""
    today = clock.today()
    wanted = views(today)
    owed = of_unit(watched(ward), unit).filter(wanted["late"] | wanted["soon"])
    order = (F("unit__position").asc(nulls_last=True), "unit", F("due_now").asc(nulls_last=True), "pk")
    with translation.override("vi"):
        lines = lines_of(owed.order_by(*order), today)
        return "\n".join(_text(ward, lines, today))


def _text(ward: Ward, lines: Iterable[dict[str, Any]], today: date) -> Iterator[str]:
    yield gettext("%(ward)s: work to be reminded of on %(day)s") % {"ward": ward.name, "day": words.day(today)}
    unit: object = ...
    number = 0
    for line in lines:
        if line["unit_name"] != unit:
            unit, number = line["unit_name"], 0
            yield ""
            yield (line["unit_name"] or gettext("Unit not known yet")).upper()
        number += 1
        about = [_period(line)] if _period(line) else []
        about += [gettext("due %(day)s") % {"day": words.day(line["due_now"])}]
        about.append(line["note"] or line["label"])
        # Only the first letters: "quý II" keeps its numeral.
        beside = ", ".join(each[:1].lower() + each[1:] for each in about)
        yield f"{number}. {' '.join(line['content'].split())} ({beside})"
    if number == 0:
        yield gettext("Nothing is late or due soon.")


def workbook(ward: Ward, filters: WatchFilters) -> bytes:
    """The lists as the sheets of a workbook, all of their rows: the chosen one first, then those that have any."""
    book = Workbook(write_only=True)
    for name in sorted(VIEWS, key=lambda each: each != filters.view):
        lines = lines_of(_in_order(listed(ward, replace(filters, view=name))), clock.today())
        if lines or name == filters.view:
            _sheet(book, str(VIEWS[name])[:31], lines)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _sheet(book: Workbook, title: str, lines: Iterable[dict[str, Any]]) -> None:
    sheet = book.create_sheet(title)
    for column, width in zip("ABCDEFGHIJ", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    heads = (
        _("No."),
        _("Unit"),
        _("Content"),
        _("Section"),
        _("Plan"),
        _("Responsible officer"),
        _("Period"),
        _("Due date"),
        _("Status"),
        _("Note"),
    )
    sheet.append([_text_cell(sheet, str(head), bold=True) for head in heads])
    for number, line in enumerate(lines, start=1):
        before = (line["unit_name"], line["content"], line["section"], line["plan"], line["officer"], _period(line))
        cells = [_text_cell(sheet, text or "") for text in before]
        after = [_text_cell(sheet, text) for text in (line["status_name"], _notes(line))]
        sheet.append([number, *cells, _day_cell(sheet, line["due_now"]), *after])


def _notes(line: dict[str, Any]) -> str:
    """What the badges of the page say beside the status."""
    said = [line["label"] if line["label"] != line["status_name"] else "", line["note"], line.get("report_late", "")]
    said += [line[name].label for name in ("returned", "extension") if line[name]]
    notes = "; ".join(filter(None, said))
    return notes[:1].upper() + notes[1:]


_WIDTHS = (6, 28, 60, 30, 18, 22, 18, 12, 22, 26)


def _text_cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    """Always text: content that begins with "=" must not become a formula in somebody's Excel, nor once edited."""
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub(" ", text))
    cell.data_type = "s"
    cell.quotePrefix = text.lstrip().startswith(("=", "+", "-", "@"))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell


def _day_cell(sheet: Any, day: date | None) -> Any:
    """A real date, so that the list can be sorted by it."""
    cell = WriteOnlyCell(sheet, value=datetime.combine(day, time()) if day else None)
    cell.number_format = "dd/mm/yyyy"
    cell.alignment = Alignment(vertical="top")
    return cell


def _period(line: dict[str, Any]) -> str:
    """Which period a check-in or recurring row is owed for: several may stand on one list."""
    kinds = {OccurrenceKind.CHECK_IN, OccurrenceKind.RECURRING}
    return str(line["period_name"]) if line["kind"] in kinds else ""
