"""Sentences around the tables that hold a date or a target: offered beside the table's rows. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from imports.front_matter import Line
from imports.grid import Proposal, ProposalKind, TargetReading, TaskReading
from imports.targets import read_targets
from tasks.timing import Kind, read_phrase
from wards.text import CAPITALS, fold

_SENTENCES = re.compile(rf"(?<=[.;!?])\s+(?=[-–+{CAPITALS}])|\n+")
# A date that someone must keep, not that of a document cited: "gửi trước ngày 20/5/2026".
_DUE = re.compile(
    r"(?:trước|chậm nhất|muộn nhất|hoàn thành|xong|đến hết|đến)\s+(?:(?:trước|vào|trong|là)\s+)*(?:ngày\s+)?"
    r"\d{1,2}\s*(?:[/.-]\s*\d{1,2}(?:\s*[/.-]\s*20\d\d)?|tháng\s*\d{1,2}(?:\s*năm\s*20\d\d)?)(?:\s*hằng năm)?",
    re.IGNORECASE,
)
_LONG = 40  # characters; a shorter line is a heading, not a sentence


def read_prose(lines: Iterable[Line], year: int, tasks: tuple[TaskReading, ...]) -> list[Proposal]:
    """Dates and targets of the sentences, in order; a target that the table states otherwise is named so."""
    proposals: list[Proposal] = []
    long = [line for line in lines if len(line.text) >= _LONG]
    table = [(_words(target.measure), target) for task in tasks for target in task.targets] if long else []
    for line in long:
        for sentence in _SENTENCES.split(line.text):
            proposals += _dates(sentence, line, year)
            proposals += _targets(sentence, line, year, table)
    return proposals


def _dates(sentence: str, line: Line, year: int) -> list[Proposal]:
    found = []
    for hit in _DUE.finditer(sentence):
        for timing in read_phrase(hit[0], year).timings:
            if timing.kind is Kind.DEADLINE and timing.due:
                message = f"Phần lời văn có thời hạn {timing.due:%d/%m/%Y}: “{sentence.strip()}”"
                found.append(Proposal(ProposalKind.DATE, timing.due.isoformat(), message, line.sheet, line.row))
    return found


def _targets(sentence: str, line: Line, year: int, table: list[tuple[set[str], TargetReading]]) -> list[Proposal]:
    found = []
    for target in read_targets(sentence, (), year):
        message = f"Phần lời văn có chỉ tiêu: “{sentence.strip()}”"
        words = _words(target.measure)
        for known, stated in table:
            alike = len(words & known) >= 0.7 * max(len(words), len(known), 1)
            if (
                alike
                and stated.unit == target.unit
                and (stated.value, stated.comparator) != (target.value, target.comparator)
            ):
                message += f" Bảng ghi khác: {stated.comparator} {stated.value}{stated.unit}."
                break
        value = f"{target.comparator} {target.value}{target.unit}"
        found.append(Proposal(ProposalKind.TARGET, value, message, line.sheet, line.row))
    return found


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text)))
