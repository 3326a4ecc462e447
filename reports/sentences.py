"""The sentences on a report's totals: what has a date, what recurs, what is ongoing, each apart. Pure, Vietnamese.

They say "đều" and "chưa" instead of counting zeros, and of one thing alone no "đều".
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.shape import DONE, Category, CheckIns, Counts, Figures, Group
from reports.wording import CATEGORIES, day, rate, two_digits
from tasks.schedule import SlotKind

NOTHING = "Trong kỳ không có nhiệm vụ nào phải theo dõi."

_DONE_HOW = {
    Category.EARLY: "trước hạn",
    Category.ON_TIME: "đúng hạn",
    Category.ON_TIME_EXTENDED: "đúng hạn theo gia hạn",
    Category.LATE: "quá hạn",
    Category.DONE_UNDATED: "không ấn định thời hạn",
}


def totals(figures: Figures) -> list[str]:
    """The sentences on all tasks of a report."""
    total, plans = figures["total"], len(figures["plans"])
    if not total["tasks"]:
        return [NOTHING]
    periodic = sum(
        any(part["counted"] and part["kind"] == SlotKind.RECURRING for part in task["parts"])
        for task in figures["tasks"]
    )
    kinds = (
        (total["dated"]["total"], "nhiệm vụ có thời hạn"),
        (periodic, "nhiệm vụ định kỳ"),
        (total["check_ins"]["tasks"], "nhiệm vụ thường xuyên"),
    )
    followed = f"{two_digits(total['tasks'])} nhiệm vụ được theo dõi, thuộc {two_digits(plans)} kế hoạch"
    known = [(number, kind) for number, kind in kinds if number]
    times = f"{two_digits(periodic)} nhiệm vụ, "
    return [
        f"Trong kỳ có {followed}, {_kinds(known, total['tasks'])}.",
        *by_kind(total, figures["period"]["as_of"], times),
    ]


def by_kind(total: Group, as_of: str, recurring: str = "") -> list[str]:
    """A sentence for each kind of task that there is; `recurring` is what stands before the times of recurring ones:
    "02 nhiệm vụ, "."""
    sentences = []
    if total["dated"]["total"]:
        dated = f"Nhiệm vụ có thời hạn: {two_digits(total['dated']['total'])} nhiệm vụ"
        sentences.append(_lifecycle(total["dated"], dated, "nhiệm vụ", as_of))
    if total["recurring"]["total"]:
        times = f"Nhiệm vụ định kỳ: {recurring}{two_digits(total['recurring']['total'])} lượt thực hiện"
        sentences.append(_lifecycle(total["recurring"], times, "lượt", as_of))
    if total["check_ins"]["tasks"]:
        sentences.append(_check_ins(total["check_ins"]))
    return sentences


def _kinds(kinds: Sequence[tuple[int, str]], tasks: int) -> str:
    """Of which kinds the tasks are; a task of several kinds is counted in each, and the sentence says so."""
    if len(kinds) == 1:
        return f"{'đều là' if tasks > 1 else 'là'} {kinds[0][1]}"
    *first, last = [f"{two_digits(number)} {kind}" for number, kind in kinds]
    twice = sum(number for number, _kind in kinds) - tasks
    counted = f" (có {two_digits(twice)} lượt tính trùng do nhiệm vụ thuộc nhiều loại)" if twice else ""
    return f"gồm {', '.join(first)} và {last}{counted}"


def _lifecycle(counts: Counts, subject: str, noun: str, as_of: str) -> str:
    """ "Nhiệm vụ có thời hạn: 23 nhiệm vụ; hoàn thành 10 (trước hạn 04, …); … Tỷ lệ đúng hạn …"."""
    by = counts["by_category"]
    done = [f"{how} {two_digits(by[category])}" for category, how in _DONE_HOW.items() if by[category]]
    pieces = [f"hoàn thành {two_digits(counts['done'])} ({', '.join(done)})" if done else f"chưa hoàn thành {noun} nào"]
    rest = [category for category in CATEGORIES if category not in DONE and by[category]]
    pieces += [f"{CATEGORIES[category]} {two_digits(by[category])}" for category in rest]
    sentence = f"{subject}; {'; '.join(pieces)}."
    waiting = counts["awaiting_confirmation"]
    if waiting == counts["done"] > 1:
        sentence += f" Các {noun} đã hoàn thành đều đang chờ xác nhận."
    elif waiting:
        sentence += f" Trong số đã hoàn thành có {two_digits(waiting)} {noun} đang chờ xác nhận."
    return f"{sentence} {_rate(counts, noun, as_of)}" if counts["due"] else sentence


def _rate(counts: Counts, noun: str, as_of: str) -> str:
    """How much of what was due by that day was finished in time."""
    due, in_time = counts["due"], counts["due_in_time"]
    share, how = rate(in_time, due), "hoàn thành trước hạn hoặc đúng hạn"
    if not in_time:
        which = f"chưa {how}" if due == 1 else f"chưa có {noun} nào {how}"
        said = f"{which} (tỷ lệ {share})"
    elif in_time == due:
        said = f"{'đã' if due == 1 else 'đều'} {how}, đạt tỷ lệ {share}"
    else:
        said = f"trong đó {two_digits(in_time)} {noun} {how}, đạt tỷ lệ {share}"
    return f"Đến ngày {day(as_of)} có {two_digits(due)} {noun} đến hạn, {said}."


def _check_ins(counts: CheckIns) -> str:
    """ "Nhiệm vụ thường xuyên: 30 nhiệm vụ; 30 lượt cập nhật của kỳ, đã báo cáo 28 (93,3%), chưa báo cáo 02."."""
    sentence = f"Nhiệm vụ thường xuyên: {two_digits(counts['tasks'])} nhiệm vụ"
    if not counts["asked"]:
        return f"{sentence}; chưa đến kỳ cập nhật."
    asked = f"{sentence}; {two_digits(counts['asked'])} lượt cập nhật của kỳ"
    share = rate(counts["reported"], counts["asked"])
    if not counts["not_reported"]:
        return f"{asked}, đã báo cáo đủ ({share})."
    if counts["late"] < counts["not_reported"]:
        late = f", trong đó {two_digits(counts['late'])} lượt đã quá hạn" if counts["late"] else ""
    else:
        late = ", đều đã quá hạn" if counts["late"] > 1 else ", đã quá hạn"
    if not counts["reported"]:
        return f"{asked}, chưa có lượt nào được báo cáo{late}."
    reported, missing = two_digits(counts["reported"]), two_digits(counts["not_reported"])
    return f"{asked}, đã báo cáo {reported} ({share}), chưa báo cáo {missing}{late}."
