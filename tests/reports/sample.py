"""Figures made by hand for tests that need no database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from reports import pdf
from reports.content import content
from reports.counting import DATED_KINDS, category, group, rate_place
from reports.document import document, pictures
from reports.figures import next_period, period_figures
from reports.letterhead import Signing
from reports.shape import SCHEMA_VERSION, Figures, PartFigures, PlanFigures, SectionGroup, TargetFigures, TaskFigures
from wards.periods import Rule, parse

ECONOMY = "Phòng Kinh tế, Hạ tầng và Đô thị"
CULTURE = "Phòng Văn hóa - Xã hội"
CLOSE = date(2026, 3, 14)


def part(**fields: Any) -> PartFigures:
    """A dated part due on 10/3/2026 and not begun, counted in the period; `fields` differ."""
    base: dict[str, Any] = {
        "unit": ECONOMY,
        "slot": "T1",
        "kind": "dated",
        "period": "",
        "opens_on": "2026-01-05",
        "due": "2026-03-10",
        "original_due": None,
        "belongs_on": fields.get("due", "2026-03-10"),
        "status": "not_started",
        "progress": 0,
        "done_on": None,
        "timeliness": "overdue",
        "days": 4,
        "result": "",
        "document": "",
        "explanation": "",
        "counted": True,
    }
    return PartFigures(**(base | fields))  # type: ignore[typeddict-item]


def early(**fields: Any) -> PartFigures:
    """A part finished a day before its date."""
    done = {"status": "done", "timeliness": "early", "done_on": "2026-03-09", "days": -1, "progress": 100}
    return part(**(done | fields))


def check_in(**fields: Any) -> PartFigures:
    """A check-in of the first quarter, not reported, due on the working day after the close."""
    base = {"kind": "check_in", "slot": "2026-Q1", "period": "2026-Q1", "due": "2026-03-16", "belongs_on": "2026-03-14"}
    return part(**(base | {"status": "not_reported", "timeliness": "not_yet_reported", "days": -2} | fields))


def recurring(**fields: Any) -> PartFigures:
    """A month's occurrence of a recurring task, open, due on the working day after the close."""
    base = {
        "kind": "recurring",
        "slot": "2026-03",
        "period": "2026-03",
        "due": "2026-03-16",
        "belongs_on": "2026-03-14",
    }
    return part(**(base | {"timeliness": "due_soon", "days": -2} | fields))


def task(*parts: PartFigures, content: str = "Rà soát thủ tục hành chính", **fields: Any) -> TaskFigures:
    """A task of these parts."""
    dated = [each for each in parts if each["counted"] and each["kind"] in DATED_KINDS]
    due, in_time = rate_place(dated, CLOSE)
    base: dict[str, Any] = {
        "id": fields.get("stt", "") + content,
        "plan": 0,
        "section": 0,
        "stt": "1",
        "content": content,
        "leads": [ECONOMY],
        "partners": [],
        "officer": "",
        "timing": "Chậm nhất ngày 10/3/2026",
        "deliverables": ["Báo cáo"],
        "dated": category(dated).value if dated else None,
        "due": due,
        "in_time": in_time,
        "parts": list(parts),
    }
    return TaskFigures(**(base | fields))  # type: ignore[typeddict-item]


def target(**fields: Any) -> TargetFigures:
    """A confirmed target of 98 % with a figure a little under it."""
    base: dict[str, Any] = {
        "id": "t",
        "plan": 0,
        "measure": "Tỷ lệ hồ sơ giải quyết đúng hạn",
        "comparator": ">=",
        "value": "98",
        "unit": "%",
        "relation": "",
        "baseline_year": None,
        "confirmed": True,
        "figure": {"numerator": "909", "denominator": "938", "result": "96.9083", "state": "not_met"},
        "previous": {"numerator": None, "denominator": None, "result": None, "state": "no_data"},
        "missing": 11,
    }
    return TargetFigures(**(base | fields))  # type: ignore[typeddict-item]


def figures(
    tasks: Sequence[TaskFigures] = (),
    *,
    period: str = "2026-Q1",
    targets: Sequence[TargetFigures] = (),
    sections: Sequence[str] = ("I. Nhiệm vụ chung",),
    annexes: Sequence[tuple[str, str]] = (),
    level: str = "phuong",
    name: str = "Phường Thử Nghiệm",
    place: str = "Thử Nghiệm",
) -> Figures:
    """Figures of these tasks, counted as the portal counts; `annexes` are code and title of each section's."""
    of = parse(period, Rule.CUTOFF)
    annexes = annexes or [("main", "")] * len(sections)
    units = list(dict.fromkeys(each["unit"] for one in tasks for each in one["parts"]))
    return Figures(
        schema=SCHEMA_VERSION,
        ward={"name": name, "place": place, "level": level, "province": "Hưng Yên"},
        period=period_figures(of, of.close),
        next=period_figures(next_period(of), next_period(of).close),
        plans=[PlanFigures(id="p", number="74/KH-UBND", issued_on="2026-01-05", title="Kế hoạch năm 2026", year=2026)],
        total=group("", tasks, of.close),
        sections=[
            SectionGroup(
                plan=0,
                annex=annexes[at][0],
                annex_title=annexes[at][1],
                **group(title, (one for one in tasks if one["section"] == at), of.close),
            )
            for at, title in enumerate(sections)
        ],
        units=[group(unit, tasks, of.close, lambda each, unit=unit: each["unit"] == unit) for unit in units],
        officers=[],
        targets=list(targets),
        tasks=list(tasks),
    )


def html(figures: Figures, kind: str, texts: dict[str, str], signing: Signing, *more: Any) -> str:
    """The document of these figures as HTML."""
    return document(content(figures, kind, texts, signing, *more))


def printed(figures: Figures, kind: str, texts: dict[str, str], signing: Signing, *more: Any) -> bytes:
    """The document of these figures as PDF."""
    found = content(figures, kind, texts, signing, *more)
    return pdf.render(document(found), pictures(found))


def typical() -> Figures:
    """A quarter of a middling plan: every kind of state, long texts, enough rows for several pages of each annex."""
    long = "Kiểm soát việc thực hiện thủ tục hành chính, giải quyết thủ tục hành chính theo cơ chế một cửa; " * 3
    rows = [
        task(early(result="Đã ban hành Kế hoạch số 12/KH-UBND"), content="Ban hành kế hoạch"),
        task(part(explanation="Chờ ý kiến của sở", days=22, due="2026-02-20"), content=long),
        task(part(), part(unit=CULTURE, status="in_progress", progress=40), content="Số hóa kết quả"),
        task(part(due="2026-03-31", belongs_on="2026-03-14", timeliness="in_time", days=-17), content="Nhiệm vụ Quý I"),
        task(
            part(due=None, belongs_on=None, timeliness="awaiting_date", kind="awaiting", days=None),
            content="Theo lộ trình",
        ),
        task(recurring(), content="Báo cáo hằng tháng"),
        task(check_in(status="reported", timeliness="reported"), content="Công khai thủ tục hành chính"),
    ]
    more = [
        task(part(days=5 + number), content=f"Nhiệm vụ quá hạn thứ {number}. {long}", stt=str(number), section=1)
        for number in range(24)
    ]
    targets = [target(), *(target(measure=f"Chỉ tiêu số {number}. {long}", confirmed=False) for number in range(14))]
    return figures([*rows, *more], targets=targets, sections=("I. Nhiệm vụ chung", "II. Cải cách thủ tục hành chính"))
