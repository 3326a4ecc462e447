"""What stands around a plan's tables: number, date, year, ward, title, annexes, the tail. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from wards.text import fold, nfc


@dataclass(frozen=True)
class Line:
    """One filled cell outside the tables."""

    sheet: str
    row: int
    text: str


@dataclass(frozen=True)
class FrontMatter:
    """What the lines around the tables say of the plan; None where they do not.

    `others` are further numbers of the same kind of document: the file holds more than one plan.
    """

    number: str | None
    issued_on: date | None
    year: int | None
    ward: str | None
    title: str
    others: tuple[str, ...] = ()


_CODE = r"(?P<number>\d{1,5}[a-z]?)\s*/\s*(?P<code>[A-ZĐ]{2,5}(?:\s*-\s*[A-ZĐ0-9]+)*)"
_OWN_NUMBER = re.compile(rf"^Số\s*:?\s*{_CODE}", re.IGNORECASE)
_BLANK_NUMBER = re.compile(r"^so\s*:?\s*[.…_\s]*/\s*[a-z]{2,5}")
_WITH = re.compile(r"^\(?\s*(?:ban hanh\s+)?(?:kem theo|dinh kem)|^\(?\s*ban hanh theo")
_WITH_NUMBER = re.compile(rf"số\s*:?\s*{_CODE}", re.IGNORECASE)
_DAY_WORDS = re.compile(r"ngay\s*(\d{1,2})\s*thang\s*(\d{1,2})\s*nam\s*(20\d\d)")
_DAY_DIGITS = re.compile(r"ngay\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(20\d\d)")
_BLANK_DAY = re.compile(r"ngay[.…_\s]*thang[.…_\s]*nam")
_YEAR = re.compile(r"nam\s*(20\d\d)")
_PERIOD_YEAR = re.compile(r"giai doan\s*(20\d\d)")
_LEGAL_BASIS = re.compile(r"^(?:thuc hien|can cu|theo|de nghi|xet de nghi|ngay)\b")
_TITLE_OF_WORK = re.compile(r"thuc hien(?!.*\sso\s*\d)")  # "Thực hiện cơ chế một cửa", of no document
_TITLE_ROWS = 6  # a title stands this close under "KẾ HOẠCH"
_TITLE_WORD = re.compile(r"^(?:ke hoach|quyet dinh|chuong trinh|phu luc)$")
_ANNEX = re.compile(
    r"^(?:phu luc|bieu phu luc)(?:\s*so)?\s*:?\s*(?P<number>[ivxl]{1,5}|\d{1,2}[a-z]?|[a-z])?"
    r"\s*(?:[.:-]\s*(?P<title>.*))?$"
)
_TAIL = re.compile(
    r"^(?:noi nhan|tm\.|kt\.|tuq\.|tl\.|t/m|(?:pho )?chu tich$|giam doc$|nguoi lap|lap bieu|tren day la|ghi chu\s*:|"
    r"bieu tong hop co|danh sach gom)"
)
_LEVELS = r"(?:phường|xã|đặc khu)"
_WORD = r"[^\s:;,.()\"“]{1,12}"
_OFFICE = re.compile(
    rf"^(?:UBND|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN)?\s*(?P<level>{_LEVELS})\s+(?P<name>{_WORD}(?:[ -]{_WORD}){{0,4}})$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?P<level>{_LEVELS})\s+(?P<name>[^\W\d_a-zà-ỹđ][\w'’]*(?:[ -][^\W\d_a-zà-ỹđ][\w'’]*){{0,4}}|\d{{1,2}})(?!\w)"
)


def annex_of(text: str) -> tuple[str | None, str] | None:
    """Number (as printed, None where there is none) and title of a line "Phụ lục II: …"; None for another line."""
    folded = fold(text)
    if not folded.startswith(("phu luc", "bieu phu luc")) or len(folded) > 200:
        return None
    hit = _ANNEX.match(folded)
    if hit is None:
        return None
    plain = nfc(text).replace("\n", " ")
    number = plain[hit.start("number") : hit.end("number")].upper() if hit["number"] else None
    return number, plain[hit.start("title") :].strip() if hit["title"] else ""


def is_tail(text: str) -> bool:
    """Whether a line ends the table: "Nơi nhận:", a signature, "Trên đây là Kế hoạch …"."""
    return bool(_TAIL.match(fold(text)))


def read_front_matter(lines: list[Line], fallback_years: Counter[int] | None = None) -> FrontMatter:
    """Read the lines around the tables, in order. `fallback_years` are years counted in the time cells,
    used where neither title nor date names one.

    The number is the document's own ("Số: 74/KH-UBND"), else that of the decision it is issued with; a
    draft's blank number stays blank whatever else the text cites.
    """
    texts = [nfc(line.text) for line in lines]
    folded = [fold(text) for text in texts]
    number, issued_on = _number_and_day(texts, folded)
    title = _title(lines, texts, folded)
    year = _year(folded, title, issued_on, fallback_years or Counter())
    own = [_join(hit["number"], hit["code"]) for text in texts if (hit := _OWN_NUMBER.match(text))]
    kind = (number or "").partition("/")[2]
    others = tuple(dict.fromkeys(other for other in own if other != number and other.partition("/")[2] == kind))
    return FrontMatter(number, issued_on, year, _ward(texts, title), title, others)


def _number_and_day(texts: list[str], folded: list[str]) -> tuple[str | None, date | None]:
    number: str | None = None
    issued_on: date | None = None
    draft = any(_BLANK_NUMBER.match(line) for line in folded)
    undated = any(_BLANK_DAY.search(line) and not _DAY_WORDS.search(line) for line in folded)
    for text, line in zip(texts, folded, strict=True):
        own = _OWN_NUMBER.match(text)
        if own and not number:
            number = _join(own["number"], own["code"])
        if issued_on is None and not _LEGAL_BASIS.match(line) and len(line) < 80 and not _WITH.match(line):
            issued_on = _day(_DAY_WORDS.search(line))
    for text, line in zip(texts, folded, strict=True):
        if not _WITH.match(line):
            continue
        cited = _WITH_NUMBER.search(text)
        if not cited:
            continue
        if not number and not draft:
            number = _join(cited["number"], cited["code"])
        if issued_on is None and not undated and not draft and _join(cited["number"], cited["code"]) == number:
            issued_on = _day(_DAY_WORDS.search(line) or _DAY_DIGITS.search(line))
    return number, issued_on


def _join(number: str, code: str) -> str:
    return f"{number}/{''.join(code.split())}"


def _day(hit: re.Match[str] | None) -> date | None:
    if hit is None:
        return None
    try:
        return date(int(hit[3]), int(hit[2]), int(hit[1]))
    except ValueError:
        return None


def _title(lines: list[Line], texts: list[str], folded: list[str]) -> str:
    """The lines under "KẾ HOẠCH" (or the first annex) up to a bracket or the legal basis."""
    for index, line in enumerate(folded):
        if _TITLE_WORD.match(line) or annex_of(texts[index]) is not None:
            parts: list[str] = []
            for line_below, text, plain in list(zip(lines, texts, folded, strict=True))[index + 1 :]:
                if (
                    line_below.row > lines[index].row + _TITLE_ROWS
                    or line_below.sheet != lines[index].sheet
                    or plain.startswith("(")
                    or annex_of(text) is not None
                    or (_LEGAL_BASIS.match(plain) and (parts or not _TITLE_OF_WORK.match(plain)))
                    or is_tail(text)
                    or len(parts) == 3
                    or text.endswith(".")
                ):
                    break
                parts.append(text.replace("\n", " "))
            if parts:
                return " ".join(parts)
    return ""


def _year(folded: list[str], title: str, issued_on: date | None, years: Counter[int]) -> int | None:
    for line in (fold(title), *(line for line in folded if not _LEGAL_BASIS.match(line) and not _WITH.match(line))):
        hit = _YEAR.search(line) or _PERIOD_YEAR.search(line)
        if hit and not (_DAY_WORDS.search(line) and line != fold(title)):
            return int(hit[1])
    if issued_on:
        return issued_on.year
    return years.most_common(1)[0][0] if years else None


def _ward(texts: list[str], title: str) -> str | None:
    """The issuing ward: from its own heading, then the title, then anywhere."""
    for text in texts:
        hit = _OFFICE.match(text.replace("\n", " "))
        if hit and len(text) < 60 and text.upper() == text:
            return _ward_name(hit["level"], hit["name"])
    for text in (title, *texts):
        hit = _NAMED.search(text)
        if hit:
            return _ward_name(hit["level"], hit["name"])
    return None


def _ward_name(level: str, name: str) -> str:
    words = name.split()
    if name.upper() == name:
        words = [re.sub(r"[^\W_]+", lambda hit: hit[0].capitalize(), word.lower()) for word in words]
    return f"{level.capitalize()} {' '.join(words)}"
