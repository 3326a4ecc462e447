"""Words and timings of a plan a year later. Pure."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from tasks.timing import PhraseReading, Timing, read_phrase

# What a document is called keeps its year: "theo Kế hoạch số 12/KH-UBND ngày 05/01/2026".
_DAY = r"\d{1,2}\s*(?:[/.-]|tháng)\s*\d{1,2}\s*(?:[/.-]|năm)\s*(?:20)?\d\d(?!\d)"
_DOCUMENT = rf"\d+(?:/20\d\d)?[/-][^\W\d_a-z]+(?:[-/][^\W\d_]+)+(?:,?\s*ngày\s*{_DAY})?"
_SPAN_OF_YEARS = r"(?i:giai đoạn)\s*20\d\d\s*[-–]\s*20\d\d"
_KEPT = re.compile(f"({_DOCUMENT}|{_SPAN_OF_YEARS})")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)|(?:(?<=\d[/.-]\d[/.-])|(?<=\d[/.-]\d\d[/.-]))\d\d(?!\d)")
_LEAP_DAY = re.compile(
    r"(?<!\d)29(?P<rest>(?:\s*[/.-]\s*|\s*tháng\s*)0?2(?!\d)(?:(?:\s*[/.-]\s*|\s*năm\s*)(?P<year>20\d\d|\d\d)(?!\d))?)"
)

_Cut = list[tuple[str, str | None]]


def day_next_year(day: date) -> date:
    """The same day a year later; of 29 February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def title_next_year(title: str, year: int) -> str:
    """The title of a plan of `year` for the next: that year and later ones counted on by one."""
    return _elsewhere(title, lambda text: _count_on(text, year))


def phrase_next_year(phrase: str, year: int) -> str:
    """A timing phrase of a plan of `year` for the next: the years in it counted on by one, no 29 February left over.

    The year before the plan's own counts on too, where a window began then; older years are part of a name.
    """

    def leap_day(hit: re.Match[str]) -> str:
        named = int(hit["year"] or year + 1)
        return hit[0] if isleap(named if named > 99 else 2000 + named) else f"28{hit['rest']}"

    return _elsewhere(phrase, lambda text: _LEAP_DAY.sub(leap_day, _count_on(text, year - 1)))


def timings_next_year(phrase: str, timings: Sequence[Timing], year: int) -> tuple[Timing, ...]:
    """The timings of `phrase_next_year`.

    Read again from the words where they were read from them, so that the end of February follows its year; timings
    that people entered otherwise, and words that say something else a year later, have their days moved instead.
    """
    later = phrase_next_year(phrase, year)
    for cut, cut_later in zip(_cuts(phrase), _cuts(later), strict=True):
        if _says(_read(cut, year)) == _says(timings):
            readings = list(_readings(cut_later, year + 1))
            again = tuple(timing for reading in readings for timing in reading.timings)
            if [each.kind for each in again] == [each.kind for each in timings] and not any(
                reading.problems for reading in readings
            ):
                return again
            break
    return tuple(
        replace(
            timing,
            start=timing.start and day_next_year(timing.start),
            due=timing.due and day_next_year(timing.due),
            text=phrase_next_year(timing.text, year),
        )
        for timing in timings
    )


def _elsewhere(text: str, change: Callable[[str], str]) -> str:
    """The text with the change made outside the names of documents and spans of years."""
    return "".join(piece if _KEPT.fullmatch(piece) else change(piece) for piece in _KEPT.split(text))


def _count_on(text: str, since: int) -> str:
    def on(hit: re.Match[str]) -> str:
        short = len(hit[0]) == 2
        named = int(hit[0]) + (2000 if short else 0)
        return hit[0] if named < since else f"{(named + 1) % 100:02}" if short else str(named + 1)

    return _YEAR.sub(on, text)


def _cuts(phrase: str) -> tuple[_Cut, ...]:
    """How a row's time cells may have been put together: " | " stands in a pair of cells, and between pairs."""
    pieces = phrase.split(" | ")
    pairs: _Cut = list(zip(pieces[::2], pieces[1::2], strict=False)) if len(pieces) % 2 == 0 else []
    return [(phrase, None)], [(piece, None) for piece in pieces], [(piece, "") for piece in pieces], pairs


def _readings(cut: _Cut, year: int) -> Iterator[PhraseReading]:
    return (read_phrase(start, year, finish) for start, finish in cut)


def _read(cut: _Cut, year: int) -> tuple[Timing, ...]:
    return tuple(timing for reading in _readings(cut, year) for timing in reading.timings)


def _says(timings: Sequence[Timing]) -> list[tuple[object, ...]]:
    return [(each.kind, each.start, each.due, each.every) for each in timings]
