"""The grammar of timing phrases: tokens to timings. Pure; `tasks.timing` is the door to it.

A phrase is read from left to right. Where nothing says otherwise each date, period, cadence or
condition is a timing of its own, in the order written. What the words leave open is read in the
way nearest to them and said in `notes`; what cannot be (31/02) is said in `problems`, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from tasks.timing_dates import ONE_DAY, Days, Item, lend, only_start, resolve
from tasks.timing_doubts import DAY_OF_CADENCE, doubts
from tasks.timing_kinds import Every, Kind, Timing
from tasks.timing_words import Point, Token, Unit, months_between, point

_JOINTS = {"semi", "paren", "comma", "and", "or", "slash", "dash"}
_POINTS = {"datew", "daten", "iso", "dm", "mony", "months", "month", "quarter", "year"}
_LISTING = {"semi", "comma", "and", "slash", "dash", "or"}
_MARKERS = {"part", "week", "before", "latest", "until", "done", "start", "after", "inside", "clock"}
_BETWEEN = {"ngay", "la", "cac", "thoi", "gian", "diem"}  # words that may stand between markers and a date
_CADENCES = {"every", "often"}
_OPENERS = {"event", "external", "ongoing", "periodic", *_CADENCES}
_EVERY = {0.25: Every.WEEKLY, 1: Every.MONTHLY, 3: Every.QUARTERLY, 6: Every.HALF_YEARLY, 12: Every.YEARLY}


@dataclass
class Parser:
    """Reads one phrase; `timings`, `notes` (doubtful) and `problems` (impossible) fill as it goes.

    `joint` gathers the separators passed since the last timing, `joints` keeps them for each timing.
    `read` holds the places of the tokens that have a part in a timing.
    """

    phrase: str
    words: list[Token]
    year: int
    at: int = 0
    timings: list[Timing] = field(default_factory=list)
    joints: list[set[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    joint: set[str] = field(default_factory=set)
    read: set[int] = field(default_factory=set)

    def run(self) -> None:
        """Read the phrase to its end. Every branch moves on."""
        while self.at < len(self.words):
            kind = self._kind()
            if kind == "ongoing":
                self._ongoing()
            elif kind in {"event", "external"}:
                self._outside()
            elif kind in {"periodic", *_CADENCES} or self._is_list_of_spans():
                self._recurring()
            elif self._is_dated():
                self._dated()
            elif kind == "nowhen":
                word = self.words[self.at]
                self.problems.append(f"không có kỳ “{self.phrase[word.start : word.end].strip()}”")
                self.at += 1
            else:
                if kind in _JOINTS:
                    self.joint.add(kind)
                self.at += 1
        self._tidy()
        self.notes += doubts(self.phrase, self.words, self.read, self.timings)

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
        while self._kind(ahead) in _MARKERS or (ahead > first and self._text(ahead) in _BETWEEN):
            ahead += 1
        return ahead

    def _is_dated(self, ahead: int = 0) -> bool:
        """Markers (or none) and then a day or a period."""
        after = self._past_markers(ahead)
        if self._kind(after) == "number":  # "15-20/6", "từ 15 đến 20/6", "15 và 30/6", "trước 25 hằng tháng"
            if after > ahead and self._kind(after + 1) in _CADENCES:
                return True
            end = self._past({"until", "dash", "and", "comma", "number"}, after + 1)
            return end > after + 1 and self._kind(end) in {"dm", "daten", "datew", "mony"}
        return self._kind(after) in {*_POINTS, "day"} or (after > ahead and self._kind(after) == "span")

    def _is_list_of_spans(self) -> bool:
        """ "tháng, quý, 6 tháng, năm"; or one such word with nothing else that tells a time."""
        if self._kind() != "span":
            return False
        after = self._past(_LISTING, 1)
        if after > 1 and self._kind(after) in {"span", *_CADENCES}:
            return True
        rest = self.words[self.at + 1 :]
        return not self.timings and not any(word.kind in {*_POINTS, *_OPENERS, "day"} for word in rest)

    def _is_bare_span(self, ahead: int) -> bool:
        """ "quý" and nothing else up to the next separator."""
        return self._kind(ahead) == "span" and self._kind(ahead + 1) in {"", *_JOINTS}

    def _opens(self) -> bool:
        """Whether a separator stands here after which a timing of its own begins.

        After a comma "theo" only says how: "Thường xuyên, theo hướng dẫn của tỉnh".
        """
        if self._kind() == "semi":
            return True
        after = self._past(_JOINTS)
        if not after:
            return False
        joint = self._kind(after - 1)
        if (self._text(after), self._text(after + 1)) in {("bao", "cao"), ("kiem", "tra")}:
            after += 2
        kind = self._kind(after)
        if kind == "external":
            return joint in {"and", "or", "slash", "paren"}
        marked = kind in _MARKERS and self._is_dated(after)
        return kind in _OPENERS or marked or kind in {"daten", "dm", "quarter"}

    # Writing

    def _add(self, timing: Timing, first: int) -> None:
        text = self.phrase[self.words[first].start : self.words[max(first, self.at - 1)].end]
        self.timings.append(replace(timing, text=text.strip(" ,;.()[]")))
        self.joints.append(self.joint)
        self.read |= set(range(first, self.at))
        self.joint = set()

    def _skip_how(self) -> None:
        """Pass over what says how, why or by whom, to the next separator before a timing of its own."""
        after = self._past({"word", "inside", "number"})
        if self._kind(after) == "comma" and self._kind(after + 1) == "external":
            after += 1
        if self._kind(after) in {"external", "event"} and self._text(after) != "dot xuat":
            first = self.at + after
            self.at = first + 1
            while self.at < len(self.words) and not self._opens():
                self.at += 1
            self.read |= set(range(first, self.at))

    # Each kind

    def _ongoing(self) -> None:
        first = self.at
        days: Days = (date(self.year, 1, 1), date(self.year, 12, 31))
        self.at += 1
        after = self._past({"word"})
        bounded = self._kind(after) in {*_POINTS, "start", "until", "inside"} and self._is_dated(after)
        if bounded:  # "Thường xuyên trong năm 2026", "thường xuyên từ tháng 3 đến tháng 12"
            self.at += after
            items = self._items()
            open_end: list[str] = []
            for item in items[:1]:  # none in "thường xuyên trong quý"
                bounds = resolve(item, self.year, open_end, self.problems)
                if bounds is None or bounds.due is None:
                    return
                if len(items) > 1:
                    self.notes.append(f"chỉ tính theo “{item.text}”; các kỳ còn lại chưa được tính")
                days = (days[0] if "until" in item.markers else bounds.start or bounds.due, bounds.due)
        elif self.timings and not self.joint & {"and", "or", "semi"}:
            last = self.timings[-1]
            if (last.kind, last.start, last.due) == (Kind.WINDOW, *days):  # "Trong năm 2026 (thường xuyên)"
                self.timings.pop()
                self.joint = self.joints.pop()
        self._skip_how()
        self._add(Timing(Kind.ONGOING, *days), first)

    def _outside(self) -> None:
        first, kind = self.at, Kind.ON_EVENT if self._kind() == "event" else Kind.EXTERNAL
        begins = self._text().startswith(("tu ", "ke tu "))  # "từ ngày ban hành đến 31/12": the event is no due date
        self.at += 1
        while self.at < len(self.words) and not self._opens():
            if self._kind() in {"before", "latest", "until"} and self._is_day(begins):
                if begins:
                    return
                break
            if self._text() == "dot xuat":
                kind = Kind.ON_EVENT
            self.at += 1
        self._add(Timing(kind), first)

    def _is_day(self, period: bool) -> bool:
        """Whether these markers stand before a day in full, or before a period where that counts too."""
        after = self._past_markers()
        return self._kind(after) in ({"datew", "daten", "iso", "dm"} | (_POINTS if period else set()))

    def _recurring(self) -> None:
        first, named = self.at, False
        found: list[Every | None] = []
        while self._kind() in {"periodic", "span", *_CADENCES}:
            named = named or self._kind() != "span"
            if self._kind() != "periodic":
                found.append(self._every())
            self.at += 1
            after = self._past({"comma", "and", "slash", "dash", "or"})
            if self._kind(after) == "semi" and self._is_bare_span(self._past(_LISTING)):
                after = self._past(_LISTING)  # "Hằng tháng; quý; năm"
            if self._text(after) == "theo":
                after += 1
            if after and found and self._text(after) == "ca nam":  # "hằng quý, 6 tháng và cả năm"
                found.append(Every.YEARLY)
                self.at += after + 1
                break
            if self._kind(after) not in {"periodic", "span", *_CADENCES}:
                break
            self.at += after
        if not found and not self._past(_JOINTS) and self._is_dated():
            return  # "Định kỳ trước ngày 15/6 và 15/12": the dates say when
        every = tuple(dict.fromkeys(value for value in found if value))
        if None in found:
            self.notes.append("chu kỳ không phải tuần, tháng, quý, 6 tháng hay năm nên chưa tính được kỳ")
        elif not named and len(found) == 1:
            self.notes.append("chỉ ghi tên kỳ, không ghi “hằng” hay “định kỳ”; hiểu là lặp lại theo kỳ đó")
        self._day_of_cadence()
        if self._kind() == "year" or (self._kind() == "inside" and self._kind(1) == "year"):
            self.at += 1 + (self._kind() == "inside")  # "Hằng tháng trong năm 2026"
        self._skip_how()
        self._add(Timing(Kind.RECURRING, every=every), first)

    def _day_of_cadence(self) -> None:
        """ "Hằng tháng, trước ngày 25": the day belongs to the cadence."""
        after = self._past({"comma", "paren", "word"})
        day = self._past_markers(after)
        last = self._past({"dash", "until", "and"}, day + 1)
        if self._kind(day) == "day" and self._kind(last) not in _POINTS:
            self.at += day + 1
            self.notes.append(DAY_OF_CADENCE)

    def _every(self) -> Every | None:
        months = months_between(self.words[self.at])
        return _EVERY.get(months) if months is not None else None

    def _dated(self) -> None:
        first = self.at
        items = self._in_month_before(self._items())
        after = self._past({"word", "inside", "part"})
        if not items or any(item.one.unit is Unit.DAY and item.one.month is None for item in items):
            self._day_without_month(first, after)
        elif self._kind(after) in _CADENCES and self._every() is not Every.YEARLY:
            self.at += after
            self._add_cadence(first)
        else:
            if self._kind(after) in _CADENCES:
                self.at += after + 1
                self.notes.append("lặp lại hằng năm; trong kế hoạch này chỉ tính một lần, theo ngày đã ghi")
            for item in items:
                timing = resolve(item, self.year, self.notes, self.problems)
                if timing:
                    self._add(timing, first)
                    self.timings[-1] = replace(self.timings[-1], text=item.text)
                    self.joint = {"and"}
            self.joint = set()
        self._skip_how()

    def _in_month_before(self, items: list[Item]) -> list[Item]:
        """ "Tháng 3/2026 (hoàn thành trước ngày 25)": the day is one of the month just named."""
        last = self.timings[-1] if self.timings else None
        if not last or last.kind is not Kind.WINDOW or not last.start or not last.due:
            return items
        month, year = last.start.month, last.start.year
        if self.joint & {"and", "or", "semi", "slash"} or (month, year) != (last.due.month, last.due.year):
            return items
        return [
            replace(item, one=replace(item.one, month=month, year=year))
            if item.one.unit is Unit.DAY and item.one.month is None and item.two is None
            else item
            for item in items
        ]

    def _day_without_month(self, first: int, after: int) -> None:
        """ "Trước ngày 15 hằng tháng", "ngày 25 của tháng", "cuối quý"; else a day that means nothing."""
        while self._text(after) == "thang" and self._kind(after + 1) in {"part", *_CADENCES}:  # "tháng cuối quý"
            after = self._past({"word", "part"}, after + 1)
        vague = self._kind(after) not in {"span", *_CADENCES} or {
            word.kind for word in self.words[first : self.at + after]
        } == {"inside"}  # "Trước ngày 15", "Trong tháng"
        if not vague:
            self.at += after
            self._add_cadence(first)
            return
        self.at = min(len(self.words), max(self.at, first) + after + 1)
        piece = self.phrase[self.words[first].start : self.words[self.at - 1].end]
        self.notes.append(f"“{piece.strip()}” không nói rõ tháng hay kỳ nào")

    def _add_cadence(self, first: int) -> None:
        every = self._every()
        self.at += 1
        self.notes.append(DAY_OF_CADENCE)
        self._add(Timing(Kind.RECURRING, every=(every,) if every else ()), first)

    # Lists of days and periods

    def _items(self) -> list[Item]:
        """The list that begins here, "30/6 và 31/12", "Quý II, III", a marker holding until the next one."""
        items: list[Item] = []
        markers: frozenset[str] = frozenset()
        unit: Unit | None = None
        chain: set[str] = set()
        while True:
            first, end = self.at, self._past_markers()
            if end:
                markers = frozenset(self._kind(ahead) for ahead in range(end)) & _MARKERS
            one = self._point(end, unit)
            if one is None:
                return lend(items)
            part = self._text(end - 1) if self._kind(end - 1) == "part" else ""
            self.at += end + 1
            unit = one.unit
            if not chain and self._is_chain(unit):
                chain = {"dash"}
                self.notes.append("các mốc nối bằng gạch ngang được hiểu là từng mốc riêng")
            two = None if chain else self._range_end(one, markers)
            text = self.phrase[self.words[first].start : self.words[self.at - 1].end]
            items.append(Item(markers - {"part"}, one, two, part, text))
            if "week" in markers:
                self.notes.append("tuần trong tháng chưa được tính; lấy cả tháng")
            # "Trước 15/3; 15/6; 15/9": the marker holds for bare days behind a semicolon too
            dates = {"semi"} if markers and two is None and one.unit is Unit.DAY else set()
            after = self._past({"comma", "and", "or", "slash", *dates, *chain})
            if dates and self._kind(after - 1) == "semi" and self._kind(after) not in {"dm", "daten", "datew"}:
                return lend(items)
            marked = self._past_markers(after)
            following = self._point(marked, unit)
            if not after or following is None or (self._kind(after) in {"done", "start"}):
                return lend(items)
            if unit is Unit.MONTH and following.unit is Unit.DAY and following.month is None:
                return lend(items)  # "Tháng 3, chậm nhất ngày 25"
            self.at += after

    def _is_chain(self, unit: Unit | None) -> bool:
        """ "31/3 - 30/6 - 30/9": after the first, two more behind dashes."""
        return all(self._kind(at) == "dash" and self._point(at + 1, unit) is not None for at in (0, 2))

    def _point(self, ahead: int, unit: Unit | None) -> Point | None:
        """The day or period there; a bare number counts in the unit of the list so far."""
        at = self.at + ahead
        value = point(self.words[at]) if at < len(self.words) else None
        if value and self._kind(ahead) == "number" and unit in {Unit.MONTH, Unit.QUARTER}:
            return Point(unit, value.number)
        return value

    def _range_end(self, one: Point, markers: frozenset[str]) -> Point | None:
        after = self._past({"word"}) if self._text() in {"keo", "cho"} else 0  # kéo dài đến, cho đến
        joints = {"dash", "until"}
        if "start" in markers and one.unit is Unit.DAY and one.month is None:
            joints |= {"and"}
        if self._kind(after) not in joints:
            return None
        after = self._past_markers(self._past({"dash", "until", "inside", "and"}, after))
        while self._text(after) in _BETWEEN:
            after += 1
        two = self._point(after, one.unit)
        if two is not None:
            self.at += after + 1
        return two

    def _tidy(self) -> None:
        """Narrow a period by the date that explains it, join cadences, say nothing twice."""
        tidy: list[Timing] = []
        for timing, joints in zip(self.timings, self.joints, strict=True):
            last = tidy[-1] if tidy else None
            text = f"{last.text}, {timing.text}" if last else ""
            if last and last.start and last.due and timing.due and last.kind is Kind.WINDOW:
                start = timing.start if timing.kind is Kind.WINDOW else last.start
                inside = start and last.start <= start <= timing.due <= last.due and last.start < timing.due
                if inside and timing.kind is not Kind.ONGOING and not joints & {"and", "or", "semi", "slash"}:
                    tidy[-1] = replace(last, start=start, due=timing.due, text=text)
                    if (open_end := only_start(last.due)) in self.notes:
                        self.notes.remove(open_end)  # its end is named now
                    continue
            if last and last.kind is timing.kind is Kind.RECURRING and "semi" not in joints:
                tidy[-1] = replace(last, every=tuple(dict.fromkeys(last.every + timing.every)), text=text)
            elif not any(replace(old, text="") == replace(timing, text="") for old in tidy):
                follows = last and last.due and timing.start == last.due + ONE_DAY and "semi" not in joints
                if follows and timing.kind is Kind.WINDOW:
                    self.notes.append("các kỳ liền nhau được hiểu là từng lần riêng, mỗi lần có hạn của mình")
                tidy.append(timing)
        self.timings = tidy
