"""Figures to the HTML of a report's document: no queries, always Vietnamese.

Everything printed comes from the frozen figures, the narrative and the signing, so the same report can be drawn
again in ten years. Layout: Nghị định 30/2020/NĐ-CP, Phụ lục I, in static/css/report.css.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation

from reports import annexes, late, wording
from reports.letterhead import Signing, letterhead
from reports.narrative import FIELDS
from reports.shape import Category, Figures, Group, PartFigures, TaskFigures
from tasks.lateness import Timeliness
from tasks.schedule import SlotKind
from tasks.status import SETTLED, PartStatus

SUBJECT = (
    "Kết quả thực hiện nhiệm vụ kiểm soát thủ tục hành chính, giải quyết thủ tục hành chính "
    "theo cơ chế một cửa, một cửa liên thông"
)
_OTHERWISE = (Category.NO_DATE, Category.PAUSED, Category.DROPPED, Category.NOTHING_AROSE)


def document(figures: Figures, kind: str, narrative: Mapping[str, str], signing: Signing) -> str:
    """The HTML of the report under the letterhead `kind` ("ubnd", "centre"); a draft where `signing` has no number."""
    head = letterhead(kind, figures["ward"], signing)
    period, draft = figures["period"], not signing.number
    context = {
        "head": head,
        "number": signing.number,
        "place": figures["ward"]["place"],
        "day": wording.long_day(signing.issued_on),
        "subject": f"{SUBJECT} {wording.period_name(period)}",
        "opening": opening(figures, head.office),
        "narrative": {name: _field(narrative.get(name, ""), draft) for name in FIELDS},
        "totals": wording.totals(figures),
        "sections": _sections(figures),
        "units": [count_row(each, each["name"] or wording.NO_UNIT) for each in figures["units"]],
        "officers": [count_row(each, each["name"]) for each in figures["officers"]],
        "total": count_row(figures["total"], "Tổng số"),
        "targets": annexes.targets(figures, confirmed_only=True),
        "unconfirmed": sum(not target["confirmed"] for target in figures["targets"]),
        "still_open": still_open(figures),
        "since": figures.get("since"),
        "since_text": since_text(figures),
        "late": list(late.numbered(figures)),
        "late_text": late.late_text(figures),
        "next_text": next_text(figures),
        "next": next_rows(figures),
        "closing": f"Trên đây là báo cáo kết quả thực hiện nhiệm vụ {wording.period_name(period)} của {head.office}./.",
        "attached": attached(head.office, signing),
        "progress": annexes.progress(figures),
        "all_targets": annexes.targets(figures),
        "many_plans": len(figures["plans"]) > 1,
    }
    with translation.override("vi"):
        return render_to_string("reports/document/report.html", context)


def opening(figures: Figures, office: str) -> str:
    """What the report rests on and the days its figures are of."""
    period = figures["period"]
    numbered = [
        wording.plan_name(plan) + (f" ngày {wording.day(plan['issued_on'])}" if plan["issued_on"] else "")
        for plan in figures["plans"]
        if plan["number"]
    ]
    basis = f"Thực hiện {'; '.join(numbered)}, " if numbered else ""
    days = f"số liệu từ ngày {wording.day(period['start'])} đến hết ngày {wording.day(period['as_of'])}"
    if period["as_of"] < period["close"]:
        days += f", tạm tính vì kỳ báo cáo chốt vào ngày {wording.day(period['close'])}"
    return f"{basis}{office} báo cáo kết quả thực hiện {wording.period_name(period)} ({days}) như sau:"


def attached(office: str, signing: Signing) -> str:
    """The line under an annex's title."""
    number = signing.number or f"\xa0\xa0\xa0\xa0\xa0\xa0/{'BC-UBND' if office.startswith('Ủy ban') else 'BC-TTPVHCC'}"
    return f"(Kèm theo Báo cáo số {number} {wording.long_day(signing.issued_on)} của {office})"


@dataclass(frozen=True)
class Field:
    """A narrative field as it is printed: its paragraphs, or that it is empty (in a draft only)."""

    paragraphs: tuple[str, ...]
    missing: bool


def _field(text: str, draft: bool) -> Field:
    paragraphs = tuple(line.strip() for line in text.splitlines() if line.strip())
    return Field(paragraphs, missing=draft and not paragraphs)


@dataclass(frozen=True)
class CountRow:
    """A row of the tables by section and by unit, as printed."""

    name: str
    cells: tuple[str, ...]


def count_row(group: Group, name: str) -> CountRow:
    """Dated tasks: total, done, overdue, open in time, otherwise, rate; then recurring and check-ins."""
    dated, recurring, asked = group["dated"], group["recurring"], group["check_ins"]
    by = dated["by_category"]
    numbers = (
        dated["total"],
        dated["done"],
        by[Category.OVERDUE],
        by[Category.IN_PROGRESS] + by[Category.NOT_STARTED],
        sum(by[each] for each in _OTHERWISE),
    )
    return CountRow(
        name,
        (
            *(wording.count(number) for number in numbers),
            wording.rate(dated["due_in_time"], dated["due"]),
            _of(recurring["done"], recurring["total"]),
            _of(asked["reported"], asked["asked"]),
        ),
    )


def _of(part: int, whole: int) -> str:
    return f"{wording.count(part)}/{wording.count(whole)}" if whole else "-"


@dataclass(frozen=True)
class HeadingRow:
    """A row that says which annex of the plan the next sections are of."""

    heading: str


def _sections(figures: Figures) -> list[tuple[str, list[CountRow | HeadingRow]]]:
    """For each plan its name and the rows of the sections in which anything counts, under their annexes."""
    found = []
    for at, plan in enumerate(figures["plans"]):
        rows: list[CountRow | HeadingRow] = []
        for annex, sections in wording.under_annexes(figures, at):
            rows += [HeadingRow(annex)] if annex else []
            rows += [count_row(each, each["name"] or "Nhiệm vụ không thuộc mục nào") for _at, each in sections]
        found.append((wording.plan_name(plan), rows))
    return found


def since_text(figures: Figures) -> str:
    """What the table of changes is held against, and how many there are; "" in a report that changes none."""
    since = figures.get("since")
    if since is None:
        return ""
    against = f"số liệu chốt đến hết ngày {wording.day(since['as_of'])}"
    if since["number"]:
        against = f"Báo cáo số {since['number']} ({against})"
    if not since["changes"]:
        return f"So với {against}, không có thay đổi về nhiệm vụ và chỉ tiêu."
    return f"So với {against}, có {wording.two_digits(len(since['changes']))} nội dung thay đổi:"


def _parts(figures: Figures) -> Iterable[tuple[TaskFigures, PartFigures]]:
    return ((task, part) for task in figures["tasks"] for part in task["parts"])


def still_open(figures: Figures) -> list[str]:
    """What belongs to this period and is open at its close, with time left: "… còn hạn đến 31/3/2026"."""
    as_of = figures["period"]["as_of"]
    found = [
        (task, part)
        for task, part in _parts(figures)
        if part["counted"]
        and part["kind"] != SlotKind.CHECK_IN
        and PartStatus(part["status"]) not in SETTLED
        and (part["due"] or "") > as_of >= (part["belongs_on"] or "9")
    ]
    return [
        f"{wording.short(task['content'])} ({part['unit'] or wording.NO_UNIT}): "
        f"{wording.lower_first(wording.part_state(part, as_of))}"
        for task, part in found
    ]


def _due_next(figures: Figures) -> list[tuple[TaskFigures, PartFigures]]:
    """What is still owed and falls due, or belongs to a period that closes, by the next period's close: "Quý II", due
    on 30/6, is the second quarter's work."""
    after, last = figures["period"]["as_of"], figures["next"]["close"]
    return [
        (task, part)
        for task, part in _parts(figures)
        if after < (part["due"] or "")
        and min(part["due"] or "", part["belongs_on"] or part["due"] or "") <= last
        and PartStatus(part["status"]) not in SETTLED
    ]


def next_text(figures: Figures) -> str:
    """How much falls due until the next period closes, and what is overdue: dated, recurring, check-ins apart."""
    due, until = _due_next(figures), wording.day(figures["next"]["close"])
    by_kind: dict[str, set[tuple[str, str]]] = {}
    for task, part in due:
        kind = part["kind"] if part["kind"] in (SlotKind.RECURRING, SlotKind.CHECK_IN) else SlotKind.DATED
        by_kind.setdefault(kind, set()).add((task["id"], part["slot"] if kind != SlotKind.DATED else ""))
    pieces = [
        f"{wording.two_digits(len(by_kind[kind]))} {noun}"
        for kind, noun in (
            (SlotKind.DATED, "nhiệm vụ đến hạn"),
            (SlotKind.RECURRING, "lượt nhiệm vụ định kỳ"),
            (SlotKind.CHECK_IN, "lượt cập nhật nhiệm vụ thường xuyên"),
        )
        if kind in by_kind
    ]
    text = (
        f"Kỳ báo cáo tới (đến ngày {until}) có {', '.join(pieces)}."
        if pieces
        else f"Kỳ báo cáo tới (đến ngày {until}) không có nhiệm vụ đến hạn."
    )
    return f"{text} {late.still_owed(figures)}".rstrip()


@dataclass(frozen=True)
class NextRow:
    """What falls due next: the task once a day, with all units that owe it."""

    content: str
    units: str
    due: str


def next_rows(figures: Figures) -> Sequence[NextRow]:
    """Dated work due until the next period's close, in the order of its days."""
    units: dict[tuple[str, str, str], list[str]] = {}
    for task, part in _due_next(figures):
        if (
            part["kind"] not in (SlotKind.RECURRING, SlotKind.CHECK_IN)
            and part["timeliness"] != Timeliness.NOT_MEASURED
        ):
            units.setdefault((part["due"] or "", task["id"], task["content"]), []).append(
                part["unit"] or wording.NO_UNIT
            )
    return [
        NextRow(wording.short(content), "; ".join(dict.fromkeys(names)), wording.day(due))
        for (due, _id, content), names in sorted(units.items(), key=lambda item: item[0][0])
    ]
