"""Sentences from the figures that people may take into their own texts, one set for each part. Pure, Vietnamese.

The document prints its own totals and lists; these say what stands out of them. They are only offered: a person takes
them over, and answers for what stands in the field from then on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from reports import late, wording
from reports.counting import DATED_KINDS
from reports.shape import DONE, Figures, Group, PartFigures, TargetFigures, TaskFigures
from tasks.lateness import Timeliness
from tasks.status import SETTLED, PartStatus

_MOST = 5
"""Things that a sentence names; it says how many more there are."""


def suggestions(figures: Figures) -> dict[str, str]:
    """For each field of the narrative its sentences, a paragraph each; "" where the figures have nothing to say."""
    found = {
        "direction": _direction(figures),
        "results": _results(figures),
        "shortcomings": _shortcomings(figures),
        "focus": _focus(figures),
        "proposals": _proposals(figures),
    }
    return {name: "\n".join(sentences) for name, sentences in found.items()}


def _direction(figures: Figures) -> Iterator[str]:
    documents = dict.fromkeys(
        part["document"] for _task, part in _counted(figures) if part["document"] and _in_period(part, figures)
    )
    if documents:
        yield f"Trong kỳ đã ban hành, thực hiện theo các văn bản: {_named(list(documents))}."
    paused = [task["content"] for task in figures["tasks"] if task["dated"] == "paused"]
    if paused:
        yield f"Tạm dừng {wording.two_digits(len(paused))} nhiệm vụ: {_named(paused)}."


def _results(figures: Figures) -> Iterator[str]:
    done = [
        task["content"]
        for task in figures["tasks"]
        if task["dated"] in DONE and any(_in_period(part, figures) for part in task["parts"])
    ]
    if done:
        yield f"Các nhiệm vụ hoàn thành trong kỳ: {_named(done)}."
    ranked = _ranked(figures["units"])
    if len(ranked) > 1 and ranked[0][1] > ranked[-1][1]:
        most, least = ranked[0][1], ranked[-1][1]
        best, worst = (_named([name for name, share in ranked if share == end]) for end in (most, least))
        yield (
            f"Đơn vị có tỷ lệ hoàn thành trước hạn và đúng hạn cao nhất ({_percent(most)}): {best}. "
            f"Đơn vị có tỷ lệ thấp nhất ({_percent(least)}): {worst}."
        )
    measured = [each for each in _confirmed(figures) if each["figure"]["state"] != "no_data"]
    if measured:
        met = sum(each["figure"]["state"] == "met" for each in measured)
        known = f"Trong {wording.two_digits(len(measured))} chỉ tiêu có số liệu"
        yield (
            f"{known}, {wording.two_digits(met)} chỉ tiêu đạt mục tiêu."
            if met
            else f"{known}, chưa chỉ tiêu nào đạt mục tiêu."
        )


def _shortcomings(figures: Figures) -> Iterator[str]:
    units = Counter(unit for group in late.late_groups(figures) for row in group.rows for unit in row.unit.split("; "))
    if units:
        most = [f"{unit} ({wording.two_digits(number)} trường hợp)" for unit, number in units.most_common()]
        yield f"Đơn vị có việc quá hạn: {_named(most)}."
    reasons = dict.fromkeys(
        wording.lower_first(" ".join(part["explanation"].split())).rstrip(". ")
        for _task, part in _counted(figures)
        if part["explanation"] and part["timeliness"] in late.LATE
    )
    if reasons:
        yield f"Nguyên nhân theo giải trình của các đơn vị: {_named(list(reasons))}."
    missed = [
        f"{wording.lower_first(each['measure'])} ({wording.held(each)}, mục tiêu {wording.goal(each)})"
        for each in _confirmed(figures)
        if each["figure"]["state"] == "not_met"
    ]
    if missed:
        yield f"Còn {wording.two_digits(len(missed))} chỉ tiêu chưa đạt: {_named(missed)}."


def _focus(figures: Figures) -> Iterator[str]:
    overdue = [task["content"] for task in figures["tasks"] if task["dated"] == "overdue"]
    if overdue:
        yield f"Tập trung hoàn thành {wording.two_digits(len(overdue))} nhiệm vụ đã quá hạn: {_named(overdue)}."
    missing = [
        f"{wording.lower_first(each['measure'])} ({wording.lower_first(wording.missing(each))})"
        for each in _confirmed(figures)
        if each["missing"]
    ]
    if missing:
        yield f"Có giải pháp nâng kết quả các chỉ tiêu chưa đạt: {_named(missing)}."


def _proposals(figures: Figures) -> Iterator[str]:
    waiting = [
        task["content"]
        for task in figures["tasks"]
        if any(
            part["timeliness"] == Timeliness.AWAITING_DATE and PartStatus(part["status"]) not in SETTLED
            for part in task["parts"]
            if part["counted"]
        )
    ]
    if waiting:
        yield (
            f"Đề nghị cơ quan có thẩm quyền sớm có văn bản ấn định thời hạn đối với "
            f"{wording.two_digits(len(waiting))} nhiệm vụ: {_named(waiting)}."
        )


def _counted(figures: Figures) -> Iterable[tuple[TaskFigures, PartFigures]]:
    return ((task, part) for task in figures["tasks"] for part in task["parts"] if part["counted"])


def _in_period(part: PartFigures, figures: Figures) -> bool:
    """Whether a part with a date was finished in the period."""
    period = figures["period"]
    return part["kind"] in DATED_KINDS and period["start"] <= (part["done_on"] or "") <= period["as_of"]


def _confirmed(figures: Figures) -> list[TargetFigures]:
    return [each for each in figures["targets"] if each["confirmed"]]


def _ranked(units: Iterable[Group]) -> list[tuple[str, Decimal]]:
    """Units by the share of their due work that they finished in time, the best first."""
    shares = [
        (unit["name"], Decimal(unit["dated"]["due_in_time"]) / unit["dated"]["due"])
        for unit in units
        if unit["name"] and unit["dated"]["due"]
    ]
    return sorted(shares, key=lambda each: -each[1])


def _percent(share: Decimal) -> str:
    return f"{wording.exact(str(share * 100), 1)}%"


def _named(things: Sequence[str]) -> str:
    """The first of them in short, parted by semicolons, and how many more there are."""
    named = "; ".join(wording.short(each).rstrip(" .;") for each in things[:_MOST])
    more = len(things) - _MOST
    return f"{named}; và {wording.two_digits(more)} nội dung khác" if more > 0 else named
