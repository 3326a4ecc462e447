"""The words of a timing phrase: the phrase cut into tokens, and what a token says of dates. Pure.

Tokens are found on a folded copy of the phrase of the same length, so that each can name the piece
of the original it came from. In `_TOKENS` the longer reading stands before the shorter.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from wards.text import CAPITALS, fold, nfc

_YEAR = r"20\d\d(?!\d)"
# "năm sau", "năm trước"; not "năm trước ngày 15/12", "năm sau khi có …".
_NEXT_OR_LAST = r"nam\s*(?:sau|toi|tiep\s*theo|ke\s*tiep|lien\s*ke|truoc)(?![a-z])(?!\s*(?:khi|ngay|thang|quy|lien|\d))"
# "/2026", " năm 2026", ", 2026", " của năm sau"
_OF_YEAR = rf"(?:\s*[/,.-]?\s*(?:cua\s*)?(?:nam\s*)?{_YEAR}|\s*(?:cua\s*)?{_NEXT_OR_LAST})?"
_NAMED_YEAR = rf"(?:\s*[/,]?\s*(?:cua\s*)?(?:nam\s*{_YEAR}|{_NEXT_OR_LAST}))?"
_DAY = r"(?:ngay\s*)?\d{1,2}"
# "quý" folds to the beginning of quy định, quy chế, quy trình, quy hoạch, quy mô.
_QUARTER_WORD = r"[oq]u[yi](?!\s*(?:dinh|che|trinh|hoach|mo|luat|khach|hoi)(?![a-z]))"
_SPAN = rf"(?:tuan(?!\s*thu)|thang|{_QUARTER_WORD}|nam)(?![a-z])"
_ROMAN = r"(?:[il]{1,3}|[il1]v|[1-4]|0[1-4])(?![a-z0-9])"  # with l or 1 scanned for I
_TIMES = r"(?:mot|hai|ba|bon|\d{1,2})(?:\s*-\s*\d{1,2})?\s*lan"

# Each begins a word (`_BEGINS` is put before it) but those of `_INSIDE_WORDS`.
_TOKENS = {
    "semi": r";|\.(?=\s|$)",
    "paren": r"[()\[\]]",
    "midnight": r"0{1,2}(?:\s*(?:h(?![a-z])|gio|g(?![a-z]))\s*(?:00?(?!\d)\s*(?:phut|')?)?|:00)(?![\d:/.-])",
    "clock": r"\d{1,2}\s*(?:h(?![a-z])|gio|g(?![a-z]))\s*(?:\d{1,2}\s*(?:phut|')?)?"
    r"|\d{1,2}:[0-5]\d(?::[0-5]\d)?(?![\d/.-])",
    "weekday": r"(?:thu\s*(?:hai|ba|tu|nam(?!\s*20)|sau|bay|[2-7])|chu\s*nhat)(?![a-z0-9])",
    # How often.
    "often": rf"(?:\d{{1,2}}|hai|ba|sau)\s*{_SPAN}\s*(?:/\s*|moi\s*)?(?:{_TIMES}|lan)"
    rf"|{_TIMES}\s*(?:/|moi|trong|tren|hang)?\s*(?:mot\s*|\d{{1,2}}\s*)?{_SPAN}"
    rf"|(?:moi\s*|hang\s*|theo\s*)?{_SPAN}\s*(?:it\s*nhat\s*)?{_TIMES}",
    "every": rf"(?:hang|moi|tung|theo\s*tung)\s*(?:0?6\s*thang|{_SPAN})(?!\s*20\d\d)",
    "ongoing": r"thuong\s*xuyen|24\s*/\s*24(?:h|\s*gio)?(?![a-z\d/])|tx(?![a-z])|lien\s*tuc"
    r"|(?:hang|moi)\s*ngay(?![a-z])|thuong\s*nhat|(?:quanh|suot)\s*nam(?![a-z])",
    "periodic": r"(?:theo\s*)?dinh\s*k[iy](?![a-z])|(?:hang|moi|tung)\s*k[iy](?![a-z])",
    # Something that happens, or someone else, sets the date.
    "event": r"(?:ngay\s*)?(?:sau\s*|ke\s*tu\s*|tu\s*)?khi(?![a-z])|dot\s*xuat|ngay\s*sau(?!\s*ngay)(?![a-z])"
    r"|(?:tuy\s*theo|tuy|theo)\s*(?:tinh\s*hinh|thuc\s*te|phat\s*sinh|yeu\s*cau|nhu\s*cau|vu\s*viec)"
    r"|(?:neu\s*|co\s*)?phat\s*sinh|neu\s*co(?![a-z])|co\s*yeu\s*cau"
    r"|(?:cham\s*nhat|khong\s*qua|trong\s*vong|trong\s*thoi\s*han|trong|sau)\s*\d+\s*(?:ngay|gio|tuan)(?![a-z])"
    r"(?!\s*(?:thang|\d|dau|cuoi))|(?:sau|ke\s*tu|tu)\s*ngay(?=\s*(?:ky|ban\s*hanh|nhan|duoc|co)(?![a-z]))",
    "external": rf"(?<!tiep )theo(?![a-z])(?!\s*{_SPAN}(?!\s*hoc))|tuy\s*theo|long\s*ghep|can\s*cu(?![a-z])"
    r"|cho\s*(?:huong\s*dan|chi\s*dao|van\s*ban|y\s*kien)|phu\s*hop\s*voi|(?:bao|dam)\s*(?:bao|dam)\s*tien\s*do",
    # Dates and periods.
    "datew": rf"{_DAY}\s*thang\s*\d{{1,2}}(?!\d)(?:\s*[/,-]?\s*nam\s*{_YEAR}|\s*[/-]\s*{_YEAR}|{_NAMED_YEAR})",
    "daten": rf"{_DAY}\s*(?P<sep>[/.-])\s*\d{{1,2}}\s*(?P=sep)\s*(?:{_YEAR}|[2-9]\d(?!\d))(?!/)",
    "iso": r"20\d\d(?P<turn>[/-])\d{1,2}(?P=turn)\d{1,2}(?!\d)",  # 2026-02-28; nobody writes the day second
    "mony": rf"(?<![/\d])\d{{1,2}}\s*/\s*{_YEAR}(?!/)|(?<![/\d.-])\d{{1,2}}[.-]{_YEAR}(?![/.-]?\d)",
    "dm": rf"{_DAY}\s*/\s*\d{{1,2}}(?!\d){_NAMED_YEAR}(?![\d/])"
    r"|ngay\s*\d{1,2}\s*[.-]\s*\d{1,2}(?![\d/])(?!\s*thang)",
    "months": rf"(?:\d{{1,2}}|sau)\s*thang\s*(?:dau|cuoi)(?:\s*{_NEXT_OR_LAST}|(?:\s*nam)?(?![a-z]){_OF_YEAR})"
    rf"|\d{{1,2}}t\s*(?:dau|cuoi)\s*nam{_OF_YEAR}|{_QUARTER_WORD}\s*(?:dau|cuoi)\s*(?:cua\s*)?nam(?![a-z]){_OF_YEAR}"
    rf"|nua\s*(?:nam\s*(?:dau|cuoi)|(?:dau|cuoi)(?:\s*(?:cua\s*)?nam|(?!\s*(?:cua\s*)?{_SPAN})))(?![a-z]){_OF_YEAR}",
    "month": rf"(?:thang\s*|(?<=cac )thang\s*:\s*)\d{{1,2}}(?!\d){_OF_YEAR}"
    rf"|t\s?\d{{1,2}}(?!\d)(?=\s*(?:[/,;-]|den|toi|va|hoac|$)){_OF_YEAR}"
    rf"|thang\s*(?:gieng|chap|muoi\s*hai|muoi\s*mot|muoi|mot|hai|ba|tu|nam(?!\s*20)|sau|bay|tam|chin)(?![a-z]){_OF_YEAR}",
    "quarter": rf"{_QUARTER_WORD}\s*(?:{_ROMAN}|(?:mot|hai|ba|tu|bon|nhat|nhi)(?![a-z])){_OF_YEAR}"
    rf"|q[\s.]?{_ROMAN}{_OF_YEAR}|(?<![\d/.-])(?:i{{1,3}}|iv)\s*/\s*{_YEAR}",
    # "Quý V": a quarter that no year has.
    "nowhen": rf"{_QUARTER_WORD}\s*(?:vi{{0,3}}|ix|x|[05-9]|[1-9]\d)(?![a-z0-9])"
    rf"(?!\s*(?:thang|ngay|tuan|lan|nam(?!\s*20))(?![a-z])){_OF_YEAR}",
    "year": rf"(?:trong|ca|toan)\s*nam(?![a-z])(?!\s*hoc)(?:\s*{_YEAR})?|nam\s*{_YEAR}|(?<![/\d.])20\d\d(?![\d/])",
    "week": r"tuan\s*(?:thu\s*)?(?:\d(?!\d)|mot|hai|ba|tu|dau|cuoi|nhat)(?:\s*(?:tien|cung))?(?![a-z])",
    "span": rf"(?:\d{{1,2}}\s*(?!{_NEXT_OR_LAST}|nam\s*20\d\d)|mot\s*)?{_SPAN}(?!\s*hoc(?![a-z]))",
    # What stands before a date.
    "part": rf"(?:(?:nua\s*)?(?:dau|giua|cuoi)|(?:thuong|trung|ha)\s*tuan)(?=\s*(?:cua\s*)?(?:moi\s*|hang\s*)?{_SPAN})",
    "before": r"truoc(?:\s*(?:thoi\s*han|han|moc))?(?![a-z])|<(?!=)",
    "latest": r"≤|<=|(?:cham|muon|tre)\s*nhat(?:\s*la)?|han\s*(?:cuoi|chot)"
    r"|khong\s*(?:qua|sau|(?:muon|cham|tre)\s*(?:hon|qua))(?![a-z])",
    "until": r"(?:den|toi)(?:\s*het)?(?![a-z])|het(?![a-z])",
    "done": r"hoan\s*thanh|xong(?![a-z])|ket\s*thuc",
    "start": r"(?:bat\s*dau|ke)(?:\s*(?:ke\s*)?tu)?(?![a-z])|tu(?![a-z])",
    "after": r"sau(?![a-z])",
    "inside": r"(?:trong|vao)(?![a-z])",
    "day": r"ngay\s*\d{1,2}(?!\d)",
    "number": rf"\d{{1,2}}(?![\da-z%]){_NAMED_YEAR}",
    "roman": rf"(?:i{{1,3}}|iv)(?![a-z0-9]){_OF_YEAR}",
    # Joints.
    "dash": r"->|=>|[-~→⇒➔]",
    "comma": r",",
    "slash": r"/",
    "and": r"(?<![a-z])(?:va|cung)(?![a-z])|[&+]",
    "or": r"(?:hoac|hay)(?![a-z])",
    "word": r"[^\W\d_]+|\d+|.",
}
_INSIDE_WORDS = {"semi", "paren", "dash", "comma", "slash", "and", "word"}  # these need no word to begin
_DATES = {"datew", "daten", "dm"}
_BEGINS = r"(?<![a-z])"
_GLUED = r"(?:(?<![a-z])|(?<=truoc)|(?<=den))"  # "Trước15/5"
_MASTER = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        if name in _INSIDE_WORDS
        else f"(?P<{name}>{_GLUED if name in _DATES else _BEGINS}(?:{pattern}))"
        for name, pattern in _TOKENS.items()
    ),
    re.DOTALL,
)

# A scanner reads 0 as o and 1 as l: "28/O2/2026", "tháng l2". Only inside what has a digit.
_SCANNED = re.compile(r"(?<![a-z0-9])(?=[ol|]*\d)[0-9ol|]{1,4}(?![a-z0-9])|(?<=thang )[l|](?=\s?/)")
# "tháng 3/6/9" are months, "quý 1/2/3" quarters: no day 6/9 or 2/3 in them.
_SLASHED = re.compile(r"(?<![a-z])(?:thang|t|quy|qui|q)\s?(?:0?[1-9]|1[0-2])(?:\s?/\s?(?:0?[1-9]|1[0-2])(?!\d)){2,}")
_DIGITS = str.maketrans("ol|", "011")
# "15.6" and, alone in its cell, "30-6" are days and months; "tháng 3-5" and "1,5" are not.
_DAY_AND_MONTH = r"((?:0?[1-9]|[12]\d|3[01])\s?){}(\s?(?:0?[1-9]|1[0-2]))"
_DOTTED = re.compile(rf"(?<![\d./a-z-])(?<!ngay ){_DAY_AND_MONTH.format('[.]')}(?![\d./%a-z-])")
_DASHED = re.compile(
    r"((?:^|;)\s*(?:(?:truoc|den|(?:cham|muon)\s*nhat)\s+)?(?:0?[1-9]|[12]\d|3[01])\s?)-(?=\s?(?:0?[1-9]|1[0-2])\s*(?:;|$))"
)
_NO_DASHED_DAY = re.compile(r"thang|[oq]u[yi]|/")
# A new line begins a new phrase where it begins like one: with a bullet, a capital or a digit.
_NEW_LINE = re.compile(rf"\s*(?:[-+•*]\s|[{CAPITALS}0-9])")
# ... unless the line before cannot end there: "Trước ngày" over "28/02/2026" in a narrow cell.
_CUT = re.compile(
    r"(?<![a-z])(?:truoc|tu|den|toi|het|va|hoac|cua|theo|trong|vao|la|voi|khi|co|nhat|thanh|hoan|bat|ke)\s*$|[,/–-]\s*$"
)
_CUT_BEFORE_NUMBER = re.compile(r"(?<![a-z])(?<!hang )(?<!moi )(?<!tung )(?:ngay|thang|quy|qui|nam)\s*$")
_NUMBER = re.compile(r"\s*(?:\d|[IVX]{1,4}(?!\w))")
_BULLET = re.compile(r"(^|;\s*)[-+•*](?=\s)")


class Unit(StrEnum):
    """The length of what a date or period names."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    FIRST_MONTHS = "first_months"
    LAST_MONTHS = "last_months"
    YEAR = "year"


@dataclass(frozen=True)
class Point:
    """A day or a period as written: `number` counts in `unit`; `month` is a day's; what is not said is None.

    `later` is 1 for one of "năm sau", -1 of "năm trước".
    """

    unit: Unit
    number: int = 0
    month: int | None = None
    year: int | None = None
    later: int = 0

    def days(self, year: int) -> tuple[date, date]:
        """First and last day; `year` where none is written. ValueError where there is no such day or period."""
        year = self.year or year + self.later
        match self.unit:
            case Unit.DAY:
                if self.month is None:
                    raise ValueError("a day of no month")
                first, last, day = self.month, self.month, self.number
                return date(year, first, day), date(year, last, day)
            case Unit.MONTH:
                first = last = self.number
            case Unit.QUARTER:
                first, last = self.number * 3 - 2, self.number * 3
            case Unit.FIRST_MONTHS:
                first, last = 1, self.number
            case Unit.LAST_MONTHS:
                first, last = 13 - self.number, 12
            case Unit.YEAR:
                first, last = 1, 12
        if not 1 <= first <= last <= 12:
            raise ValueError("no such period")
        return date(year, first, 1), date(year, last, monthrange(year, last)[1])

    def in_year(self, year: int | None) -> Point:
        """The same with `year` where none is written."""
        return self if self.year or self.later or year is None else replace(self, year=year)


@dataclass(frozen=True)
class Token:
    """A word or several of the phrase: its kind (a key of `_TOKENS`), folded text, and place in the phrase."""

    kind: str
    text: str
    start: int
    end: int


def plain(phrase: str) -> str:
    """The phrase on one line: NFC, a line break that begins a new phrase written ";", bullets too."""
    first, *lines = nfc(phrase).split("\n")
    for line in lines:
        first += (";" if _begins_anew(first, line) else " ") + line
    return _BULLET.sub(r"\1;", first)


def _begins_anew(above: str, line: str) -> bool:
    if not (hit := _NEW_LINE.match(line)):
        return False
    above = fold(above)
    if hit[0][-1].isspace():  # a bullet
        return True
    return not (_CUT.search(above) or (_NUMBER.match(line) and _CUT_BEFORE_NUMBER.search(above)))


def tokens(phrase: str) -> list[Token]:
    """The tokens of a phrase that `plain` has put on one line, white space left out."""
    folded = _SLASHED.sub(lambda hit: hit[0].replace("/", ","), _mended(_folded(phrase)))
    found = (Token(hit.lastgroup or "word", hit[0], hit.start(), hit.end()) for hit in _MASTER.finditer(folded))
    return [token for token in found if token.text.strip()]


def repaired(phrase: str) -> Iterator[str]:
    """What `tokens` took for something else than is written, as notes."""
    folded = _folded(phrase)
    scanned = _SCANNED.sub(_as_digits, folded)
    if scanned != folded:
        yield "đã hiểu chữ l, O là số; hãy xem lại"
    if _mended(folded) != scanned:
        yield "ngày, tháng viết bằng dấu chấm hoặc gạch ngang; đã hiểu là ngày rồi đến tháng, hãy xem lại"


def _folded(phrase: str) -> str:
    return "".join(_fold_char(char) for char in phrase)


def _mended(folded: str) -> str:
    """Scanned letters as digits, "15.6" and "30-6" as "15/6" and "30/6"; the length stays."""
    folded = _DOTTED.sub(r"\1/\2", _SCANNED.sub(_as_digits, folded))
    return folded if _NO_DASHED_DAY.search(folded) else _DASHED.sub(r"\1/", folded)


def _as_digits(hit: re.Match[str]) -> str:
    return hit[0].translate(_DIGITS)


def _fold_char(char: str) -> str:
    folded = fold(char)
    return folded if len(folded) == 1 else " " if char.isspace() else char


_YEAR_AT_END = re.compile(r"(20\d\d)$")
_LATER_OR_EARLIER = re.compile(
    r"\s*(?:cua\s*)?nam\s*(?P<which>sau|toi|tiep\s*theo|ke\s*tiep|lien\s*ke|truoc)(?:\s*lien\s*ke)?$"
)
_ALL_NUMBERS = re.compile(r"\d+")
_QUARTERS = {"mot": 1, "nhat": 1, "hai": 2, "nhi": 2, "ba": 3, "tu": 4, "bon": 4}
_MONTHS = {
    "gieng": 1,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "tu": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
    "muoi mot": 11,
}
_MONTHS |= {"muoi hai": 12, "chap": 12}


def point(token: Token) -> Point | None:
    """The day or period a token names, None where it names none."""
    if hit := _LATER_OR_EARLIER.search(token.text):
        named = point(replace(token, text=token.text[: hit.start()]))
        return named and replace(named, later=-1 if hit["which"] == "truoc" else 1)
    text = token.text
    numbers = [int(number) for number in _ALL_NUMBERS.findall(text)]
    year_hit = _YEAR_AT_END.search(text)
    year = int(year_hit[1]) if year_hit else None
    match token.kind:
        case "datew" | "dm":
            return Point(Unit.DAY, numbers[0], numbers[1], year)
        case "iso":
            return Point(Unit.DAY, numbers[2], numbers[1], numbers[0])
        case "daten":
            return Point(Unit.DAY, numbers[0], numbers[1], numbers[2] if numbers[2] > 99 else 2000 + numbers[2])
        case "day" | "number":
            return Point(Unit.DAY, numbers[0], year=year)
        case "mony":
            return Point(Unit.MONTH, numbers[0], year=year)
        case "months":
            count = 6 if text.startswith(("nua", "sau")) else 3 if text[0] in "qo" else numbers[0]
            return Point(Unit.FIRST_MONTHS if "dau" in text else Unit.LAST_MONTHS, count, year=year)
        case "month":
            word = re.sub(r"^thang\s*", "", text[: year_hit.start()] if year_hit else text).strip(" /,.-")
            word = re.sub(r"\s+", " ", word.removesuffix(" nam"))
            return Point(Unit.MONTH, _MONTHS.get(word) or numbers[0], year=year)
        case "quarter" | "roman":
            return Point(Unit.QUARTER, _quarter(text[: year_hit.start()] if year_hit else text), year=year)
        case "year":
            return Point(Unit.YEAR, year=year)
        case "span" if text == "nam":
            return Point(Unit.YEAR)
    return None


def _quarter(text: str) -> int:
    word = re.sub(r"^(?:[oq]u[yi]|q[.]?)|(?:cua|nam)\s*$|[\s/,.-]", "", text)
    word = re.sub(r"(?:cua|nam)+$", "", word)
    if word in _QUARTERS:
        return _QUARTERS[word]
    if word.isdigit() and int(word) <= 4:
        return int(word)
    return 4 if word.endswith("v") else len(word)


_COUNT_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "sau": 6}
_COUNTS = re.compile(rf"(?<![a-z])(?:{'|'.join(_COUNT_WORDS)})(?![a-z])")
_MONTHS_OF_SPAN = {"thang": 1, "quy": 3, "qui": 3, "ouy": 3, "oui": 3, "nam": 12}


def months_between(token: Token) -> float | None:
    """Months from one time to the next for a cadence token (a week is 0.25); None where it is not clear.

    "hằng quý" is 3, "6 tháng/lần" 6, "2 lần/năm" 6, "1-2 lần/năm" None.
    """
    text = _COUNTS.sub(lambda hit: str(_COUNT_WORDS[hit[0]]), token.text)
    times_hit = re.search(r"(\d+)?\s*(-\s*\d+)?\s*(?<![a-z])lan", text)
    if times_hit and times_hit[2]:
        return None
    times = int(times_hit[1] or 1) if times_hit else 1
    span_hit = re.search(
        r"(\d+)?\s*(tuan|thang|[oq]u[yi]|nam)", text.replace(times_hit[0], " ", 1) if times_hit else text
    )
    if not span_hit or not times:
        return None
    count = int(span_hit[1] or 1)
    months = count * (0.25 if span_hit[2] == "tuan" else _MONTHS_OF_SPAN[span_hit[2]])
    return months / times
