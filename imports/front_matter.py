"""What stands around a plan's tables: number, date, year, ward, title, annexes, the tail. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wards.text import CAPITALS, fold, nfc


@dataclass(frozen=True)
class Line:
    """One filled cell outside the tables."""

    sheet: str
    row: int
    text: str


@dataclass(frozen=True)
class FrontMatter:
    """What the lines around the tables say of the plan; None where they do not.

    `others` are further numbers of the same kind of document: the file holds more than one plan. `signer` is the name
    under the signature, `post` the signer's ("PHÓ CHỦ TỊCH").
    """

    number: str | None
    issued_on: date | None
    year: int | None
    ward: str | None
    title: str
    others: tuple[str, ...] = ()
    signer: str = ""
    post: str = ""
    year_guessed: bool = False  # from a day of issue at the end of the year before


# As scanned, 0 may be an O and 1 an l: "O9/KH-UBND", "tháng 0l".
_CODE = r"(?P<number>(?:[Ol](?=[Ol]*\d)|\d)(?:\d|(?<=\d)[Ol]){0,4}[a-z]?)"
_CODE += r"\s*/\s*(?P<code>[A-ZĐ]{2,5}(?:\s*-\s*[A-ZĐ0-9]+)*)"
_OWN_NUMBER = re.compile(rf"^Số\s*:?\s*{_CODE}", re.IGNORECASE)
_BLANK_NUMBER = re.compile(r"^so\s*:?\s*[.…_\s]*/\s*[a-z]{2,5}")
_WITH = re.compile(r"^\(?\s*(?:ban hanh\s+)?(?:kem theo|dinh kem)|^\(?\s*ban hanh theo")
_WITH_NUMBER = re.compile(rf"số\s*:?\s*{_CODE}", re.IGNORECASE)
_TWO = r"(\d{1,2}|[ol]\d|\d[ol])"
_DAY_WORDS = re.compile(rf"ngay\s*{_TWO}\s*thang\s*{_TWO}\s*nam\s*(20\d\d)")
_DIGITS = str.maketrans("oOl", "001")
_DAY_DIGITS = re.compile(r"ngay\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(20\d\d)")
# Legal bases, and sentences of the text with a date to be kept.
_NO_PLACE_AND_DATE = re.compile(
    r"^(?:thuc hien|can cu|theo|de nghi|xet de nghi|ngay)\b|\b(?:truoc|den|tu|sau|cham nhat|hoan thanh|so)\b.*\bngay\b"
)
_BLANK_DAY = re.compile(r"ngay[.…_\s]*thang[.…_\s]*nam")
_PLACE_AND_DAY = re.compile(r"^[^,]{2,40},\s*ngay\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(20\d\d)\s*$")
_YEAR = re.compile(r"nam\s*(20\d\d)")
_PERIOD_YEAR = re.compile(r"giai doan\s*(20\d\d)(?:\s*(?:-|den)\s*(?:nam\s*)?(20\d\d))?")
_YEAR_ENDS = 11  # from this month on a plan is mostly one of the next year
_LEGAL_BASIS = re.compile(r"^(?:thuc hien|can cu|theo|de nghi|xet de nghi|ngay)\b")
_TITLE_OF_WORK = re.compile(r"thuc hien(?!.*\sso\s*\d)")  # "Thực hiện cơ chế một cửa", of no document
_TITLE_ROWS = 6  # a title stands this close under "KẾ HOẠCH"
_LONGEST_TITLE = 350  # characters
_NUMBERED = re.compile(r"^(?:[IVX]{1,4}|[A-Z]|\d{1,2})[.)/:]\s")  # "I. MỤC ĐÍCH, YÊU CẦU" under the title
_POST = re.compile(r"^(?:kt\.?\s*|q\.?\s*)?((?:pho )?(?:chu tich|giam doc|truong phong|chanh van phong))$")
_NAME = re.compile(rf"^(?:[{CAPITALS}][\w'’]*\s+){{1,5}}[{CAPITALS}][\w'’]*$")
_BELOW_POST = 6  # lines between the post and the name: "(đã ký)", a blank for the seal
_TITLE_WORD = re.compile(r"^(?:ke hoach|quyet dinh|chuong trinh(?: (?:cong tac|hanh dong))?|phuong an|de an|phu luc)$")
_TITLE_ON_ONE_LINE = re.compile(r"^(?:ke hoach|chuong trinh|phuong an|de an)\s")
_ONLY_ANNEX = re.compile(r"^(?:bieu )?phu luc(?: so)?$")
_ANNEX = re.compile(
    r"^(?:phu luc|bieu phu luc)(?:\s*so)?\s*:?\s*(?P<number>[ivxl]{1,5}|\d{1,2}[a-z]?|[a-z])?"
    r"\s*(?:[.:-]\s*(?P<title>.*))?$"
)
_TAIL = re.compile(
    r"^(?:noi nhan|tm\.|kt\.|tuq\.|tl\.|t/m|(?:pho )?chu tich$|giam doc$|nguoi lap|lap bieu|tren day la|ghi chu\s*:|"
    r"bieu tong hop co|danh sach gom)"
)
_LEVELS = r"(?:phường|xã|đặc khu)"
# As typed without marks, the level is believed only in a line that has no mark at all.
_BARE_LEVELS = {"phuong": "Phường", "xa": "Xã", "dac khu": "Đặc khu"}
_BARE_NAMED = re.compile(
    r"(?P<level>phuong|xa|dac khu)\s+(?P<name>[A-Z][a-z]*(?:[ -][A-Z][a-z]*){0,4}|\d{1,2})(?!\w)", re.ASCII
)
_BARE_OFFICE = re.compile(
    r"^(?:ubnd|uy ban nhan dan)?\s*(?P<level>phuong|xa|dac khu)\s+(?P<name>[a-z0-9]+(?:[ -][a-z0-9]+){0,4})$"
)
_WORD = r"[^\s:;,.()\"“]{1,12}"
_OFFICE = re.compile(
    rf"^(?:UBND|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN)?\s*(?P<level>{_LEVELS})\s+(?P<name>{_WORD}(?:[ -]{_WORD}){{0,4}})$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?P<level>{_LEVELS})\s+(?P<name>[{CAPITALS}][\w'’]*(?:[ -][{CAPITALS}][\w'’]*){{0,4}}|\d{{1,2}})(?!\w)"
)


def annex_of(text: str) -> tuple[str | None, str] | None:
    """Number (as printed, None where there is none) and title of a line "Phụ lục II: …"; None for another line."""
    if "\n" in text:  # "Phụ lục I" over its title in one cell
        first, _, rest = nfc(text).partition("\n")
        if _ONLY_ANNEX.match(fold(first)):  # "Phụ lục" over its number
            below, _, title = rest.partition("\n")
            if named := annex_of(f"{first} {below}"):
                return named[0], " ".join([named[1], *title.split()]).strip()
        above = annex_of(first) if len(rest) < 200 else None
        return above and (above[0], " ".join([above[1], *rest.split()]).strip())
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


def is_number_line(text: str) -> bool:
    """Whether a line is a document's own number, "Số: 74/KH-UBND"."""
    return bool(_OWN_NUMBER.match(nfc(text)))


def read_front_matter(lines: list[Line], fallback_years: Counter[int] | None = None) -> FrontMatter:
    """Read the lines around the tables, in order. `fallback_years` are years counted in the time cells,
    used where neither title nor date names one.

    The number is the document's own ("Số: 74/KH-UBND"), else that of the decision it is issued with; a
    draft's blank number stays blank whatever else the text cites.
    """
    # A cell of a letterhead holds several lines: the office over the number.
    lines = [Line(line.sheet, line.row, part) for line in lines for part in nfc(line.text).split("\n") if part]
    texts = [line.text for line in lines]
    folded = [fold(text) for text in texts]
    number, issued_on = _number_and_day(texts, folded)
    title = _title(lines, texts, folded)
    year = _year(folded, title, issued_on, fallback_years or Counter())
    guessed = year is None and issued_on is not None
    if year is None and issued_on is not None:
        year = issued_on.year + (issued_on.month == 12)
    own = [_join(hit["number"], hit["code"]) for text in texts if (hit := _OWN_NUMBER.match(text))]
    kind = (number or "").partition("/")[2]
    others = tuple(dict.fromkeys(other for other in own if other != number and other.partition("/")[2] == kind))
    return FrontMatter(number, issued_on, year, _ward(texts, title), title, others, *_signer(texts, folded), guessed)


def _number_and_day(texts: list[str], folded: list[str]) -> tuple[str | None, date | None]:
    number: str | None = None
    issued_on: date | None = None
    draft = any(_BLANK_NUMBER.match(line) for line in folded)
    undated = any(_BLANK_DAY.search(line) and not _DAY_WORDS.search(line) for line in folded)
    for text, line in zip(texts, folded, strict=True):
        own = _OWN_NUMBER.match(text)
        if own and not number:
            number = _join(own["number"], own["code"])
        if issued_on is None and len(line) < 80 and not _NO_PLACE_AND_DATE.search(line) and not _WITH.match(line):
            issued_on = _day(_DAY_WORDS.search(line) or _PLACE_AND_DAY.match(line))
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
    return f"{number.translate(_DIGITS)}/{''.join(code.split())}"


def _day(hit: re.Match[str] | None) -> date | None:
    if hit is None:
        return None
    try:
        return date(int(hit[3]), int(hit[2].translate(_DIGITS)), int(hit[1].translate(_DIGITS)))
    except ValueError:
        return None


def _title(lines: list[Line], texts: list[str], folded: list[str]) -> str:
    """The lines under "KẾ HOẠCH" (or the first annex) up to a bracket or the legal basis."""
    for index, line in enumerate(folded):
        if _TITLE_WORD.match(line) or annex_of(texts[index]) is not None:
            parts: list[str] = []
            rows: set[int] = set()
            for line_below, text, plain in list(zip(lines, texts, folded, strict=True))[index + 1 : index + 30]:
                if (
                    line_below.row > lines[index].row + _TITLE_ROWS
                    or line_below.sheet != lines[index].sheet
                    or plain.startswith("(")
                    or annex_of(text) is not None
                    or (_LEGAL_BASIS.match(plain) and (parts or not _TITLE_OF_WORK.match(plain)))
                    or is_tail(text)
                    or len(rows | {line_below.row}) > 3
                    or text.endswith(".")
                    or _NUMBERED.match(text)
                    or len(text) > _LONGEST_TITLE
                ):
                    break
                if any(char.isalnum() for char in text):  # a line drawn under the title is none of it
                    parts.append(text)
                    rows.add(line_below.row)
            if parts:
                return " ".join(parts)
    # "KẾ HOẠCH KIỂM SOÁT TTHC NĂM 2026" on one line.
    whole = (
        text for text, line in zip(texts, folded, strict=True) if _TITLE_ON_ONE_LINE.match(line) and text.isupper()
    )
    return next((text for text in whole if len(text) <= _LONGEST_TITLE), "")


def _signer(texts: list[str], folded: list[str]) -> tuple[str, str]:
    """Name and post under the signature: the last post of the text with a name below it that is not in capitals."""
    for at in reversed(range(len(texts))):
        post = _POST.match(folded[at])
        if post is None:
            continue
        for text in texts[at + 1 : at + 1 + _BELOW_POST]:
            if _NAME.match(text) and text.upper() != text:
                return text, texts[at]
    return "", ""


def _year(folded: list[str], title: str, issued_on: date | None, years: Counter[int]) -> int | None:
    for line in (fold(title), *(line for line in folded if not _LEGAL_BASIS.match(line) and not _WITH.match(line))):
        if len(line) < _LONGEST_TITLE and not (_DAY_WORDS.search(line) and line != fold(title)):
            if named := [int(year) for year in _YEAR.findall(line)]:
                return _nearest(named, issued_on)
            if hit := _PERIOD_YEAR.search(line):
                return _nearest(range(int(hit[1]), int(hit[2] or hit[1]) + 1), issued_on)
    if years and (issued_on is None or issued_on.month >= _YEAR_ENDS):
        return years.most_common(1)[0][0]
    return issued_on.year if issued_on and issued_on.month < 12 else None


def _nearest(years: Sequence[int], issued_on: date | None) -> int | None:
    """Of several years the plan's own, by the day of issue: "Tổng kết năm 2025, triển khai nhiệm vụ năm 2026"."""
    if issued_on is not None and len(years) > 1:
        if issued_on.month >= _YEAR_ENDS and issued_on.year + 1 in years:
            return issued_on.year + 1
        if issued_on.year in years:
            return issued_on.year
    return years[0] if years else None


def _ward(texts: list[str], title: str) -> str | None:
    """The issuing ward: from its own heading, then the title, then anywhere; with its marks, where a line has them."""
    for text in texts:
        line = text.replace("\n", " ")
        if len(line) >= 60 or line.upper() != line:
            continue
        if hit := _OFFICE.match(line):
            return _ward_name(hit["level"], hit["name"])
        if line.isascii() and (hit := _BARE_OFFICE.match(line.lower())):
            return _with_marks(_BARE_LEVELS[hit["level"]], hit["name"].upper(), texts)
    for text in (title, *texts):
        if hit := _NAMED.search(text):
            return _ward_name(hit["level"], hit["name"])
        if text.isascii() and (hit := _BARE_NAMED.search(text)):
            return _with_marks(_BARE_LEVELS[hit["level"]], hit["name"], texts)
    return None


def _with_marks(level: str, name: str, texts: list[str]) -> str:
    bare = fold(_ward_name(level, name))
    named = (_ward_name(hit["level"], hit["name"]) for text in texts for hit in _NAMED.finditer(text))
    return next((each for each in named if fold(each) == bare), _ward_name(level, name))


def _ward_name(level: str, name: str) -> str:
    words = name.split()
    if name.upper() == name:
        words = [re.sub(r"[^\W_]+", lambda hit: hit[0].capitalize(), word.lower()) for word in words]
    return f"{level.capitalize()} {' '.join(words)}"
