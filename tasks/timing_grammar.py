"""The grammar of timing phrases: tokens to timings. Pure; `tasks.timing` is the door to it.

A phrase is read from left to right. Where nothing says otherwise each date, period, cadence or
condition is a timing of its own, in the order written. What the words leave open is read in the
way nearest to them and said in `notes`; what cannot be (31/02) is said in `problems`, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from tasks.timing_dates import ONE_DAY, Days, Item, only_start, resolve
from tasks.timing_doubts import DAY_OF_CADENCE, doubts
from tasks.timing_kinds import Every, Kind, Timing
from tasks.timing_lists import CADENCES, JOINTS, MARKERS, POINTS, Reader
from tasks.timing_words import Unit, months_between

_LISTING = {"semi", "comma", "and", "slash", "dash", "or"}
_OPENERS = {"event", "external", "ongoing", "periodic", *CADENCES}
_TIMES_A_YEAR = {Every.MONTHLY: 12, Every.QUARTERLY: 4, Every.HALF_YEARLY: 2}
_EMPHASIS = {("tap", "trung"), ("trong", "tam"), ("cao", "diem"), ("uu", "tien")}
_ONCE_A_YEAR = "lặp lại hằng năm; trong kế hoạch này chỉ tính một lần, theo ngày đã ghi"
_EVERY = {0.25: Every.WEEKLY, 1: Every.MONTHLY, 3: Every.QUARTERLY, 6: Every.HALF_YEARLY, 12: Every.YEARLY}


@dataclass
class Parser(Reader):
    """Reads one phrase; `timings`, `notes` (doubtful) and `problems` (impossible) fill as it goes.

    `joint` gathers the separators passed since the last timing, `joints` keeps them for each timing.
    `read` holds the places of the tokens that have a part in a timing.
    """

    timings: list[Timing] = field(default_factory=list)
    joints: list[set[str]] = field(default_factory=list)
    joint: set[str] = field(default_factory=set)
    read: set[int] = field(default_factory=set)
    held: bool = False  # the last days read stood behind "trước"

    def run(self) -> None:
        """Read the phrase to its end. Every branch moves on."""
        while self.at < len(self.words):
            kind = self._kind()
            if kind == "ongoing":
                self._ongoing()
            elif kind in {"event", "external"}:
                self._outside()
            elif kind in {"periodic", *CADENCES} or self._is_list_of_spans():
                self._recurring()
            elif self._is_dated():
                self._dated()
            elif kind == "nowhen":
                word = self.words[self.at]
                self.problems.append(f"không có kỳ “{self.phrase[word.start : word.end].strip()}”")
                self.at += 1
            else:
                if kind in JOINTS:
                    self.joint.add(kind)
                self.at += 1
        self._tidy()
        self.notes += doubts(self.phrase, self.words, self.read, self.timings)

    # Looking

    def _is_list_of_spans(self) -> bool:
        """ "tháng, quý, 6 tháng, năm"; or one such word with nothing else that tells a time."""
        if self._kind() != "span":
            return False
        after = self._past(_LISTING, 1)
        if after > 1 and (self._kind(after) in {"span", *CADENCES} or self._text(after) == "ca nam"):
            return True
        if self._text(-2) == "bao" and self._text(-1) == "cao" and self._is_bare_span(0):
            return True  # "Thường xuyên (báo cáo quý)"
        rest = self.words[self.at + 1 :]
        return not self.timings and not any(word.kind in {*POINTS, *_OPENERS, "day"} for word in rest)

    def _is_bare_span(self, ahead: int) -> bool:
        """ "quý" and nothing else up to the next separator."""
        return self._kind(ahead) == "span" and self._kind(ahead + 1) in {"", *JOINTS}

    def _opens(self) -> bool:
        """Whether a separator stands here after which a timing of its own begins.

        After a comma "theo" only says how: "Thường xuyên, theo hướng dẫn của tỉnh".
        """
        if self._kind() == "semi":
            return True
        after = self._past(JOINTS)
        if not after:
            return False
        joint = self._kind(after - 1)
        if (self._text(after), self._text(after + 1)) in {("bao", "cao"), ("kiem", "tra")}:
            after += 2
        if (self._text(after), self._text(after + 1)) == ("du", "kien"):
            return self._is_dated(after + 2)  # "Theo lộ trình của tỉnh, dự kiến 30/9"
        kind = self._kind(after)
        if kind == "external":
            return joint in {"and", "or", "slash", "paren"}
        marked = kind in MARKERS and self._is_dated(after)
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
        bounded = self._kind(after) in {*POINTS, "start", "until", "inside"} and self._is_dated(after)
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
        return self._kind(after) in ({"datew", "daten", "iso", "dm"} | (POINTS if period else set()))

    def _recurring(self) -> None:
        first, named = self.at, False
        found: list[Every | None] = []
        while self._kind() in {"periodic", "span", *CADENCES}:
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
            if self._kind(after) not in {"periodic", "span", *CADENCES}:
                break
            self.at += after
        if not found and not self._past(JOINTS) and self._is_dated():
            return  # "Định kỳ trước ngày 15/6 và 15/12": the dates say when
        every = tuple(dict.fromkeys(value for value in found if value))
        if None in found:
            self.notes.append("chu kỳ không phải tuần, tháng, quý, 6 tháng hay năm nên chưa tính được kỳ")
        elif not named and len(found) == 1:
            self.notes.append("chỉ ghi tên kỳ, không ghi “hằng” hay “định kỳ”; hiểu là lặp lại theo kỳ đó")
        if found == [Every.YEARLY] and self._is_day_or_period(after := self._past({"comma", "paren"})):
            self.at += after
            self.notes.append(_ONCE_A_YEAR)  # "Hằng năm, trước ngày 15/12"
            return
        self._day_of_cadence()
        self._bounds_of_cadence()
        if self._kind() == "year" or (self._kind() == "inside" and self._kind(1) == "year"):
            self.at += 1 + (self._kind() == "inside")  # "Hằng tháng trong năm 2026"
        self._skip_how()
        self._add(Timing(Kind.RECURRING, every=every), first)

    def _day_of_cadence(self) -> None:
        """ "Hằng tháng, trước ngày 25": the day belongs to the cadence."""
        after = self._past({"comma", "paren", "word"})
        day = self._past_markers(after)
        last = self._past({"dash", "until", "and"}, day + 1)
        if self._kind(day) == "day" and self._kind(last) not in POINTS:
            self.at += day + 1
            self.notes.append(DAY_OF_CADENCE)

    def _is_day_or_period(self, ahead: int) -> bool:
        """Whether markers (or none) stand there and then a day with its month, a month or a quarter."""
        return self._kind(self._past_markers(ahead)) in POINTS - {"year"}

    def _bounds_of_cadence(self) -> None:
        """ "Hằng tháng từ tháng 3", "hằng quý đến hết quý III": no timing of its own."""
        after = self._past({"comma", "paren"})
        end = self._past_markers(after)
        months = self._kind(end) in {"mony", "month", "months", "quarter"}
        if months if self._kind(after) == "until" else self._kind(after) == "start" and self._is_day_or_period(after):
            self.at += after
            first = self.at
            self._items()
            piece = self.phrase[self.words[first].start : self.words[self.at - 1].end]
            self.notes.append(f"“{piece}” chưa được tính; việc lặp lại theo chu kỳ cả năm")

    def _every(self, ahead: int = 0) -> Every | None:
        months = months_between(self.words[self.at + ahead])
        return _EVERY.get(months) if months is not None else None

    def _dated(self) -> None:
        first = self.at
        last = self.timings[-1] if self.timings else None
        behind = last is not None and last.kind is Kind.WINDOW
        self.explains = behind and not self.joint & {"and", "or", "semi", "slash"}
        items = self._with_marker_before(self._in_month_before(self._items()))
        if items and self.timings and self._is_emphasis(first):
            self.notes.append(f"“{items[0].text}” chỉ nói trọng tâm nên không thành thời hạn riêng")
            self.read |= set(range(first, self.at))
            return
        after = self._past({"word", "inside", "part"})
        if self._kind(after) == "paren" and self._kind(after + 1) in CADENCES:  # "31/12 (hằng năm)"
            after += 1
        if not items or any(item.one.unit is Unit.DAY and item.one.month is None for item in items):
            self._day_without_month(first, after)
        elif self._kind(after) in CADENCES and self._every(after) is not Every.YEARLY:
            self.at += after
            self._add_cadence(first)
        else:
            if self._kind(after) in CADENCES:
                self.at += after + 1
                self.notes.append(_ONCE_A_YEAR)
            for item in items:
                timing = resolve(item, self.year, self.notes, self.problems)
                if timing:
                    self._add(timing, first)
                    self.timings[-1] = replace(self.timings[-1], text=item.text)
                    self.joint = {"and"}
            self.joint = set()
        self._skip_how()

    def _is_emphasis(self, first: int) -> bool:
        """ "Trong năm, tập trung quý II"."""
        words = [word.text for word in self.words[max(0, first - 3) : first]]
        return any(pair in _EMPHASIS for pair in pairwise(words))

    def _with_marker_before(self, items: list[Item]) -> list[Item]:
        """ "Trước ngày 20/6 (6 tháng) và 20/12 (năm)": "trước" holds for the second day too."""
        held, self.held = self.held, False
        days = [item.one.unit is Unit.DAY and item.two is None for item in items]
        if held and all(days) and "and" in self.joint and "semi" not in self.joint:
            items = [item if item.markers else replace(item, markers=frozenset({"before"})) for item in items]
        self.held = bool(items) and all(days) and "before" in items[-1].markers
        return items

    def _in_month_before(self, items: list[Item]) -> list[Item]:
        """ "Tháng 3/2026 (hoàn thành trước ngày 25)": the day is one of the month just named."""
        last = self.timings[-1] if self.timings else None
        if not last or last.kind is not Kind.WINDOW or not last.start or not last.due:
            return items
        month, year = last.start.month, last.start.year
        if len(self.timings) > 1 and self.timings[-2].kind is Kind.WINDOW and self.joint == {"paren"}:
            self.notes.append(f"ngày ghi trong ngoặc chỉ được tính cho “{last.text}”")  # "Tháng 3, 6 (trước ngày 15)"
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
        while self._text(after) == "thang" and self._kind(after + 1) in {"part", *CADENCES}:  # "tháng cuối quý"
            after = self._past({"word", "part"}, after + 1)
        vague = self._kind(after) not in {"span", *CADENCES} or {
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

    def _tidy(self) -> None:
        """Narrow a period by the date that explains it, join cadences, say nothing twice."""
        tidy: list[Timing] = []
        joints_of: list[set[str]] = []
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
            if last and joints == {"paren"} and _within(last, timing):  # "Tháng 3 (quý I)"
                continue
            if last and last.kind is timing.kind is Kind.RECURRING and "semi" not in joints:
                tidy[-1] = replace(last, every=tuple(dict.fromkeys(last.every + timing.every)), text=text)
            elif not any(replace(old, text="") == replace(timing, text="") for old in tidy):
                follows = last and last.due and timing.start == last.due + ONE_DAY and "semi" not in joints
                if follows and timing.kind is Kind.WINDOW:
                    self.notes.append("các kỳ liền nhau được hiểu là từng lần riêng, mỗi lần có hạn của mình")
                tidy.append(timing)
                joints_of.append(joints)
        self.timings = tidy
        for at, timing in enumerate(tidy[:-1]):
            if _is_cadence_of(timing, tidy[at + 1 :]) and not joints_of[at + 1] & {"semi", "and", "or"}:
                del tidy[at]  # "Hằng quý (15/3, 15/6, 15/9, 15/12)": the dates say when
                break


def _is_cadence_of(timing: Timing, dates: list[Timing]) -> bool:
    """Whether as many days or periods follow a cadence as it has times in a year."""
    times = _TIMES_A_YEAR.get(timing.every[0], 0) if len(timing.every) == 1 else 0
    return len(dates) == times and all(each.kind in {Kind.DEADLINE, Kind.WINDOW} for each in dates)


def _within(inner: Timing, outer: Timing) -> bool:
    """Whether a period lies in another one."""
    if not inner.kind is outer.kind is Kind.WINDOW or not (inner.start and inner.due and outer.start and outer.due):
        return False
    return outer.start <= inner.start and inner.due <= outer.due
