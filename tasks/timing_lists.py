"""A phrase under a cursor, and the lists of days and periods read there. Pure.

The grammar (`tasks.timing_grammar`) goes through the tokens by this cursor. A list is what one stretch names:
"30/6 và 31/12", "Quý II, III", "ngày 20 các tháng 3, 6, 9", each item a day, a period or a range.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tasks.timing_dates import Item, lend
from tasks.timing_words import Point, Token, Unit, point

JOINTS = {"semi", "paren", "comma", "and", "or", "slash", "dash"}
POINTS = {"datew", "daten", "iso", "dm", "mony", "months", "month", "quarter", "year"}
MARKERS = {"part", "week", "before", "latest", "until", "done", "start", "after", "inside", "clock", "midnight"}
CADENCES = {"every", "often"}
_ENDS = {"before", "latest", "until"}
_BETWEEN = {"ngay", "la", "cac", "thoi", "gian", "diem"}  # words that may stand between markers and a date


@dataclass
class Reader:
    """The tokens of a phrase and the place reached in them; `notes` say what is doubtful, `problems` what cannot be."""

    phrase: str
    words: list[Token]
    year: int
    at: int = 0
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    explains: bool = False  # the days read now narrow a period before them: "Tháng 8, trước 17/8; 30/9"

    # Looking

    def _kind(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.words[at].kind if 0 <= at < len(self.words) else ""

    def _text(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.words[at].text if 0 <= at < len(self.words) else ""

    def _past(self, kinds: set[str], ahead: int = 0) -> int:
        """How far ahead the first token of none of these kinds stands."""
        while self._kind(ahead) in kinds:
            ahead += 1
        return ahead

    def _past_markers(self, ahead: int = 0) -> int:
        first = ahead
        while self._kind(ahead) in MARKERS or (ahead > first and self._text(ahead) in _BETWEEN):
            ahead += 1
        if ahead > first and self._kind(ahead) == "dash" and self._kind(ahead + 1) in POINTS:  # "Trước - 15/5"
            ahead += 1
        return ahead

    def _is_dated(self, ahead: int = 0) -> bool:
        """Markers (or none) and then a day or a period."""
        after = self._past_markers(ahead)
        if self._kind(after) == "number":  # "15-20/6", "từ 15 đến 20/6", "15 và 30/6", "trước 25 hằng tháng"
            if after > ahead and self._kind(after + 1) in CADENCES:
                return True
            end = self._past({"until", "dash", "and", "comma", "number"}, after + 1)
            return end > after + 1 and self._kind(end) in {"dm", "daten", "datew", "mony"}
        return self._kind(after) in {*POINTS, "day"} or (after > ahead and self._kind(after) == "span")

    # Reading

    def _items(self) -> list[Item]:
        """The list that begins here, "30/6 và 31/12", "Quý II, III", a marker holding until the next one."""
        items: list[Item] = []
        markers: frozenset[str] = frozenset()
        last: Point | None = None
        chain: set[str] = set()
        while True:
            first, end = self.at, self._past_markers()
            if end:
                markers = frozenset(self._kind(ahead) for ahead in range(end)) & MARKERS
            one = self._point(end, last)
            if one is None:
                return self._in_each_month(lend(items))
            part = self._text(end - 1) if self._kind(end - 1) == "part" else ""
            self.at += end + 1
            if not chain and self._is_chain(one):
                chain = {"dash"}
                self.notes.append("các mốc nối bằng gạch ngang được hiểu là từng mốc riêng")
            joined = self.at
            two = None if chain else self._range_end(one, markers)
            before = two is not None and any(word.kind == "before" for word in self.words[joined : self.at])
            if self._text() == "tro" and self._text(1) == "di":  # "Quý II trở đi"
                markers |= {"start"}
            text = self.phrase[self.words[first].start : self.words[self.at - 1].end]
            items.append(Item(markers - {"part"}, one, two, part, text, before))
            last = one
            if "week" in markers:
                self.notes.append("tuần trong tháng chưa được tính; lấy cả tháng")
            # "Trước 15/3; 15/6; 15/9": the marker holds for bare days behind a semicolon too
            bare = markers and two is None and one.unit is Unit.DAY and not self.explains
            dates = {"semi"} if bare else set()
            after = self._past({"comma", "and", "or", "slash", *dates, *chain})
            if dates and self._kind(after - 1) == "semi" and self._kind(after) not in {"dm", "daten", "datew"}:
                return self._in_each_month(lend(items))
            marked = self._past_markers(after)
            following = self._point(marked, last)
            ends = not after or following is None or self._kind(after) in {"done", "start"}
            if ends or following is None or self._explains(items[-1], following, after, marked):
                return self._in_each_month(lend(items))
            self.at += after

    def _explains(self, item: Item, following: Point, after: int, marked: int) -> bool:
        """Whether the day behind a comma belongs to the period before it: "Tháng 3, chậm nhất ngày 25", "Quý II, trước
        15/6", "Sau 30/6, trước 31/7"; and whether a period or a bare "năm" begins something else."""
        if self._kind(marked) == "span":
            return True
        if following.unit is not Unit.DAY:  # "Quý I trước 15/3, quý II trước 15/6"
            return item.one.unit is Unit.DAY and item.two is None and bool(item.markers) and marked == after
        if item.one.unit is Unit.MONTH and following.month is None:
            return True
        period = item.one.unit is not Unit.DAY or item.markers & {"start", "after"}
        return bool(period) and not item.markers & _ENDS and any(self._kind(at) in _ENDS for at in range(after, marked))

    def _in_each_month(self, items: list[Item]) -> list[Item]:
        """The same day of several months: "Ngày 20 tháng 3, 6, 9", "ngày 20 các tháng 3, 6, 9"."""
        if not items or items[0].two or items[0].one.unit is not Unit.DAY or "/" in items[0].text:
            return items
        day, first = items[0].one.number, items[0]
        if len(items) == 1 and first.one.month is None:
            after = self._past({"word"})
            if not after or self._text(after - 1) != "cac" or self._kind(after) != "month":
                return items
            self.at += after
            return [
                replace(each, one=_day_of(day, each.one), markers=first.markers) if _is_month(each) else each
                for each in self._items()
            ]
        others = items[1:]
        if not others or first.one.month is None or any(each.markers != first.markers for each in others):
            return items
        if all(map(_is_month, others)):  # "Ngày 10 tháng 3, tháng 6"
            self.notes.append(f"đã hiểu là ngày {day} của từng tháng")
            return [first, *(replace(each, one=_day_of(day, each.one)) for each in others)]
        if any(each.one.unit is not Unit.DAY or each.one.month or each.two for each in others):
            return items
        year = first.one.year or others[-1].one.year
        months = (first.one.month, *(each.one.number for each in others))
        return [
            replace(each, one=Point(Unit.DAY, day, month, year, first.one.later))
            for each, month in zip(items, months, strict=True)
        ]

    def _is_chain(self, one: Point) -> bool:
        """ "31/3 - 30/6 - 30/9": after the first, two more behind dashes."""
        return all(self._kind(at) == "dash" and self._point(at + 1, one) is not None for at in (0, 2))

    def _point(self, ahead: int, last: Point | None) -> Point | None:
        """The day or period there; a bare number counts in the unit of the list so far, and so does the 2 of
        "Quý 1, 2/2026"."""
        at = self.at + ahead
        value = point(self.words[at]) if at < len(self.words) else None
        if value is None or last is None:
            return value
        if self._kind(ahead) == "number" and last.unit in {Unit.MONTH, Unit.QUARTER}:
            return replace(value, unit=last.unit)
        if self._kind(ahead) == "mony" and last.unit is Unit.QUARTER and not last.year and value.number <= 4:
            return replace(value, unit=Unit.QUARTER)
        return value

    def _range_end(self, one: Point, markers: frozenset[str]) -> Point | None:
        after = self._past({"comma"})
        after = self._past({"word"}, after) if self._text(after) in {"keo", "cho"} else 0  # kéo dài đến, cho đến
        joints = {"dash", "until"}
        if "start" in markers and one.unit is Unit.DAY and one.month is None:
            joints |= {"and"}
        if self._kind(after) not in joints:
            return None
        after = self._past_markers(self._past({"dash", "until", "inside", "and"}, after))
        while self._text(after) in _BETWEEN:
            after += 1
        two = self._point(after, one)
        if two is not None:
            self.at += after + 1
        return two


def _is_month(item: Item) -> bool:
    return item.one.unit is Unit.MONTH and item.two is None and not item.part


def _day_of(day: int, month: Point) -> Point:
    return replace(month, unit=Unit.DAY, number=day, month=month.number)
