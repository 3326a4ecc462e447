"""The numbers of a report's page, each with the address of the rows behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from reports import ahead, tables, wording
from reports.models import Report
from reports.rows import NEXT, OPEN, OTHERWISE
from reports.shape import Category, Counts, Figures, Group

Where = Mapping[str, int | str]
"""Of which section, unit or officer a number is."""


@dataclass(frozen=True)
class Number:
    """A number as it is read, with the address of its rows; none where there are no rows."""

    text: str
    address: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a table of numbers: a cell holds one, or two as "2/3". One without cells is a heading."""

    name: str
    cells: tuple[tuple[Number, ...], ...]


class Numbers:
    """Makes the numbers of one report."""

    def __init__(self, report: Report, figures: Figures) -> None:
        self.rows, self.figures = reverse("reports:rows", args=[report.public_id]), figures

    def _number(self, value: int, name: str, where: Where | None = None, text: str = "") -> Number:
        """The value, or a text that stands for it, opening to the rows of that name."""
        query = urlencode({"number": name, **(where or {})})
        return Number(text or wording.count(value), f"{self.rows}?{query}" if value else "")

    def sections(self) -> Iterator[Line]:
        """Sections in which anything counts; where a plan has several annexes, each under a line without numbers."""
        for plan in range(len(self.figures["plans"])):
            for annex, sections in wording.under_annexes(self.figures, plan):
                if annex:
                    yield Line(annex, ())
                for at, each in sections:
                    yield self._group(each, each["name"] or tables.NO_SECTION, {"section": at})

    def units(self) -> list[Line]:
        """Units that owe something."""
        return [
            self._group(each, each["name"] or wording.NO_UNIT, {"unit": each["name"]}) for each in self.figures["units"]
        ]

    def officers(self) -> list[Line]:
        """People in charge of a task that counts."""
        return [self._group(each, each["name"], {"officer": each["name"]}) for each in wording.officers(self.figures)]

    def total(self) -> Line:
        """All of the report in one line."""
        return self._group(self.figures["total"], _("Total"))

    def _group(self, group: Group, name: str, where: Where | None = None) -> Line:
        dated, recurring, asked = group["dated"], group["recurring"], group["check_ins"]
        by = dated["by_category"]
        rate = wording.rate(dated["due_in_time"], dated["due"])
        return Line(
            name,
            (
                (self._number(dated["total"], "dated", where),),
                (self._number(dated["done"], "done", where),),
                (self._number(by[Category.OVERDUE], "overdue", where),),
                (self._number(sum(by[each] for each in OPEN), "open", where),),
                (self._number(sum(by[each] for each in OTHERWISE), "otherwise", where),),
                (self._number(dated["due"], "due", where, rate),),
                self._of("recurring_done", recurring["done"], "recurring", recurring["total"], where),
                self._of("reported", asked["reported"], "asked", asked["asked"], where),
            ),
        )

    def _of(self, name: str, part: int, all_: str, whole: int, where: Where | None) -> tuple[Number, ...]:
        """A part of a whole, each opening to its own rows; a dash where there is no whole."""
        return (self._number(part, name, where), self._number(whole, all_, where)) if whole else (Number("-"),)

    def by_state(self) -> list[Line]:
        """What the sentences say, number by number: tasks with a date, and occurrences of recurring ones."""
        dated, recurring = self.figures["total"]["dated"], self.figures["total"]["recurring"]
        categories = [each for each in Category if dated["by_category"][each] or recurring["by_category"][each]]

        def line(said: str, name: str, value: Callable[[Counts], int]) -> Line:
            both = (self._number(value(dated), name or "dated"), self._number(value(recurring), _recurring(name)))
            return Line(said, tuple((each,) for each in both))

        return [
            line("Tổng số", "", lambda counts: counts["total"]),
            *(
                line(wording.upper_first(wording.CATEGORIES[each]), each.value, _of_category(each))
                for each in categories
            ),
            line(
                "Đã hoàn thành, đang chờ xác nhận",
                "awaiting_confirmation",
                lambda counts: counts["awaiting_confirmation"],
            ),
            line("Đến hạn tính đến ngày chốt số liệu", "due", lambda counts: counts["due"]),
            line("Đến hạn, hoàn thành trước hạn hoặc đúng hạn", "due_in_time", lambda counts: counts["due_in_time"]),
        ]

    def check_ins(self) -> list[tuple[str, Number]]:
        """The check-ins of ongoing tasks."""
        counts = self.figures["total"]["check_ins"]
        return [
            (said, self._number(value, name))
            for said, value, name in (
                ("Nhiệm vụ thường xuyên", counts["tasks"], "check_ins"),
                ("Lượt cập nhật của kỳ", counts["asked"], "asked"),
                ("Đã báo cáo", counts["reported"], "reported"),
                ("Chưa báo cáo", counts["not_reported"], "not_reported"),
                ("Chưa báo cáo, đã quá hạn", counts["late"], "check_ins_late"),
                ("Đã báo cáo trước kỳ", counts["reported_ahead"], "reported_ahead"),
            )
        ]

    def tasks(self) -> Number:
        """All tasks that the report follows."""
        return self._number(self.figures["total"]["tasks"], "tasks")

    def next(self) -> list[tuple[str, Number]]:
        """What falls due by the next period's close, by kind."""
        found = ahead.number_next(self.figures)
        said = ("Nhiệm vụ đến hạn", "Lượt nhiệm vụ định kỳ", "Lượt cập nhật nhiệm vụ thường xuyên")
        return [(name, self._number(value, key)) for name, value, key in zip(said, found, NEXT, strict=True)]


def _recurring(name: str) -> str:
    return f"recurring_{name}" if name else "recurring"


def _of_category(each: Category) -> Callable[[Counts], int]:
    return lambda counts: counts["by_category"][each]
