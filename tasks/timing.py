"""Timing phrases of a plan read into timings, and timings written as phrases. Pure.

`read_phrase` never raises: a phrase it cannot read is one unspecified timing with a note. Notes and
problems quote a Vietnamese document to the person importing it and are Vietnamese themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from tasks.timing_dates import ONLY_START, only_start
from tasks.timing_grammar import Parser
from tasks.timing_kinds import Every, Kind, Timing
from tasks.timing_words import plain, tokens

__all__ = ["Every", "Kind", "PhraseReading", "Timing", "read_phrase", "read_timings", "write_timing"]

_NOTHING = " -–.…/\n"
_EVERY_WORDS = {
    Every.WEEKLY: "hằng tuần",
    Every.MONTHLY: "hằng tháng",
    Every.QUARTERLY: "hằng quý",
    Every.HALF_YEARLY: "6 tháng một lần",
    Every.YEARLY: "hằng năm",
}


@dataclass(frozen=True)
class PhraseReading:
    """The timings of a phrase (at least one), what is doubtful in it, and what cannot be."""

    timings: tuple[Timing, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def read_timings(phrase: str, year: int, finish: str | None = None) -> tuple[Timing, ...]:
    """The timings of a phrase (or of a Bắt đầu / Hoàn thành pair) in a plan of `year`, in the order written."""
    return read_phrase(phrase, year, finish).timings


@lru_cache(maxsize=8192)
def read_phrase(phrase: str, year: int, finish: str | None = None) -> PhraseReading:
    """Read a time cell, or the pair of cells under Bắt đầu and Hoàn thành (`finish`, may be blank).

    A pair of days or periods is one window from the first day of the one to the last day of the other.
    """
    begin, end = _read_one(phrase, year), _read_one(finish or "", year)
    if finish is None or not finish.strip(_NOTHING):
        if finish is not None and _is_bare_day(begin.timings[0]):
            return _open_start(begin, year)
        return begin
    if not phrase.strip(_NOTHING):
        return end
    notes, problems = begin.notes + end.notes, begin.problems + end.problems
    if several := _pairs(begin.timings, end.timings):
        return PhraseReading(several, notes, problems)
    first, last = begin.timings[0], end.timings[0]
    if len(begin.timings) == len(end.timings) == 1 and _is_start(first) and last.due:
        start = first.start or first.due
        notes = tuple(note for note in notes if not note.startswith(ONLY_START))  # its end is in the other cell
        due, kind = last.due, Kind.ONGOING if last.kind is Kind.ONGOING else Kind.WINDOW
        text = f"{phrase.strip()} | {finish.strip()}"
        if start and start > due:
            following = _later(due)
            if str(due.year) in finish or following is None:
                problem = f"ngày kết thúc {due:%d/%m/%Y} đứng trước ngày bắt đầu {start:%d/%m/%Y}"
                return PhraseReading(begin.timings + end.timings, notes, (*problems, problem))
            due = following
            notes += (f"mốc kết thúc đứng trước mốc bắt đầu; hiểu là đến {due:%d/%m/%Y}",)
        return PhraseReading((Timing(kind, start, due, text=text),), notes, problems)
    if _is_bare_day(first):
        begin = _open_start(begin, year)
        notes = begin.notes + end.notes
    found: dict[Timing, Timing] = {}
    for timing in begin.timings + end.timings:
        if timing.kind is not Kind.UNSPECIFIED:  # "Thường xuyên" under both is one
            found.setdefault(replace(timing, text=""), timing)
    return PhraseReading(tuple(found.values()) or begin.timings, notes, problems)


def write_timing(timing: Timing) -> str:
    """A canonical phrase for a timing, which `read_timings` reads back as the same kind, days and cadence."""
    match timing.kind:
        case Kind.DEADLINE:
            return f"Chậm nhất ngày {_written(timing.due)}"
        case Kind.WINDOW:
            return f"Từ ngày {_written(timing.start)} đến ngày {_written(timing.due)}"
        case Kind.ONGOING:
            return f"Thường xuyên từ ngày {_written(timing.start)} đến ngày {_written(timing.due)}"
        case Kind.RECURRING:
            words = ", ".join(_EVERY_WORDS[every] for every in timing.every) or "định kỳ"
            return words[0].upper() + words[1:]
        case Kind.ON_EVENT:
            return "Khi có yêu cầu"
        case Kind.EXTERNAL:
            return "Theo kế hoạch của cấp trên"
    return ""


def _written(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _read_one(phrase: str, year: int) -> PhraseReading:
    text = plain(phrase)
    if not text.strip(_NOTHING):
        return PhraseReading((Timing(Kind.UNSPECIFIED),), ("ô thời gian để trống",))
    parser = Parser(text, tokens(text), year)
    parser.run()
    notes, problems = tuple(dict.fromkeys(parser.notes)), tuple(dict.fromkeys(parser.problems))
    if parser.timings:
        return PhraseReading(tuple(parser.timings), notes, problems)
    if not problems:
        notes = ("không hiểu cụm từ chỉ thời gian này",)
    return PhraseReading((Timing(Kind.UNSPECIFIED, text=text),), notes, problems)


def _pairs(begin: tuple[Timing, ...], end: tuple[Timing, ...]) -> tuple[Timing, ...]:
    """ "01/3; 01/9" beside "30/4; 30/10": as many windows; nothing where they do not go together."""
    windows = []
    for first, last in zip(begin, end, strict=False):
        start, due = first.start or first.due, last.due
        if not _is_start(first) or last.kind not in {Kind.DEADLINE, Kind.WINDOW} or not start or not due or start > due:
            return ()
        windows.append(Timing(Kind.WINDOW, start, due, text=f"{first.text} | {last.text}"))
    return tuple(windows) if len(begin) == len(end) > 1 else ()


def _is_bare_day(timing: Timing) -> bool:
    return timing.kind is Kind.DEADLINE and timing.text[:1].isdigit()


def _is_start(timing: Timing) -> bool:
    """Whether a cell under Bắt đầu names a beginning: "Trước 28/02" there is a due date of its own."""
    return timing.kind is Kind.WINDOW or (timing.kind is Kind.DEADLINE and not timing.text.casefold().startswith("tr"))


def _open_start(begin: PhraseReading, year: int) -> PhraseReading:
    """A bare day under Bắt đầu with nothing under Hoàn thành."""
    start = begin.timings[0].due or date(year, 1, 1)
    due = date(max(year, start.year), 12, 31)
    note = only_start(due)
    window = Timing(Kind.WINDOW, start, due, text=begin.timings[0].text)
    return PhraseReading((window, *begin.timings[1:]), (*begin.notes, note), begin.problems)


def _later(day: date) -> date | None:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February, or past year 9999
        return None
