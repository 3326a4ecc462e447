"""Unit cells split into names, and names matched to a ward's units. Pure.

Names are kept as printed; nothing is dropped. A cell is split at line breaks, semicolons and bullet
dashes, and at commas only where both sides are known: "Phòng Kinh tế, Hạ tầng và Đô thị" is one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from wards.text import CAPITALS, fold, nfc


class Match(StrEnum):
    """How a printed name stands to the ward's unit list."""

    UNIT = "unit"
    GROUP = "group"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class KnownUnit:
    """A unit or a group of a ward: its name, other names it goes by, and a group's members by name."""

    name: str
    aliases: tuple[str, ...] = ()
    is_group: bool = False
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnitReading:
    """One name as printed, the known unit it means (None where ambiguous or unknown), and what it could be.

    `unsure` marks an unknown name that may be several units in one.
    """

    text: str
    match: Match
    name: str | None = None
    candidates: tuple[str, ...] = ()
    unsure: bool = False


# A dash is a bullet at the start of a line or after a stop, else part of a name: "Văn hóa - Xã hội".
_BULLET = re.compile(r"(?:^|(?<=\n)|(?<=[;.,:] ))[-–—+•*·▪●](?=\s)")
_LEADING = re.compile(r"^(?:[-–—+•*·▪●]|\d{1,2}[.)]|[a-zđ]\)|(?:và|cùng)(?=\s))\s*")
_SOFT = re.compile(r"(?:,|/|\+|&|\s[-–—](?=\s)|(?<!\w)và(?!\w))\s*", re.IGNORECASE)
# A converter of published pages writes the lines of a cell one behind the other, with nothing between.
_SOFT_OR_CAPITAL = re.compile(rf"{_SOFT.pattern}|\s(?=(?-i:[{CAPITALS}]))", re.IGNORECASE)
_EDGES = " .,;:-–—"

# Written out before names are compared. Longer first; whole words only.
_ABBREVIATIONS = (
    (r"uy ban nhan dan|ub", "ubnd"),
    (r"hoi dong nhan dan", "hdnd"),
    (r"uy ban mat tran to quoc viet nam|uy ban mat tran to quoc|ubmttq ?vn|mttq ?vn|ubmttq|mat tran to quoc", "mttq"),
    (r"tt ?pvhcc|tt ?hcc|tthcc", "trung tam phuc vu hanh chinh cong"),
    (r"pvhcc|hcc", "phuc vu hanh chinh cong"),
    (r"dvsnc", "dich vu su nghiep cong"),
    (r"dvc", "dich vu cong"),
    (r"hanh chinh cong", "hanh chinh cong"),
    (r"vp", "van phong"),
    (r"tt", "trung tam"),
    (r"vh ?- ?xh|vhxh", "van hoa - xa hoi"),
    (r"van hoa va xa hoi|van hoa xa hoi|van hoa,? ?- ?xa hoi|van hoa, xa hoi", "van hoa - xa hoi"),
    (r"ktht ?va ?dt|kthtdt|kt ?- ?ht ?- ?dt|kt, ?ht va dt|kt ?- ?ht va dt", "kinh te ha tang va do thi"),
    (r"tdp", "to dan pho"),
    (r"ca", "cong an"),
    (r"chqs|bch quan su|bchqs|ban chqs", "ban chi huy quan su"),
    (r"lhpn|hlhpn", "lien hiep phu nu"),
    (r"ccb", "cuu chien binh"),
    (r"dtn", "doan thanh nien"),
    (r"tp ?- ?ht", "tu phap - ho tich"),
)
_WRITTEN_OUT = tuple((re.compile(rf"(?<![a-z])(?:{short})(?![a-z])"), full) for short, full in _ABBREVIATIONS)
# The posts of commune officers, to whom plans from before July 2025 give tasks: no units of today's wards.
_POST = re.compile(
    r"^(?:(?:cac )?(?:can bo|cong chuc|cc) )?(?:(?:van phong|vp) (?:thong ke|tk)|(?:tu phap|tp) (?:ho tich|ht)|"
    r"(?:dia chinh|dc)(?: (?:nong nghiep|nn|xay dung|xd|do thi|dt|moi truong|mt|va))*|(?:tai chinh|tc) (?:ke toan|kt)|"
    r"(?:chi huy truong|truong ban chi huy) quan su|truong cong an|cong chuc (?:van hoa xa hoi|vh xh))$"
)
# A firm's name, which no list of units has: "VNPT", "Viettel", "FPT Telecom". Capitals, or syllables written in one.
_FIRM_WORD = r"(?:[A-Z][A-Z0-9]+|[A-Z][b-df-hj-np-tv-xz]*[aeiouy]+[b-df-hj-np-tv-xz]+(?i:[aeiouy])[A-Za-z]*)"
_FIRM = re.compile(rf"^{_FIRM_WORD}(?:[ -]{_FIRM_WORD})*$", re.ASCII)
_COUNCIL = re.compile(r"UBND|H[DĐ]ND")
# What the name of an organisation begins with: two such names at a comma may be two units.
_ORGANISATION = re.compile(
    r"^(?:Phòng|Ban|Trung tâm|Công ty|Ngân hàng|Trường|Trạm|Hội|Đoàn|Chi cục|Sở|Công an|Bưu điện|Điện lực|Văn phòng|"
    r"Đội|Kho bạc|Thuế|Viễn thông|Chi nhánh|Hợp tác xã|Liên đoàn)(?!\w)"
)
_ROOM = re.compile(r"^p(?:\. ?| )(?=[a-z])")
_OFFICE = re.compile(r"^vp\.?(?=[ .]|hdnd|ubnd)")
_BOTH_COUNCILS = re.compile(r"(?:ubnd|hdnd)\s*(?:va|-|,)?\s*(?:ubnd|hdnd)")
_PLAIN = re.compile(r"[^a-z0-9]+")
# The ward's own level word (and name) at the end says nothing: "phường", "thuộc UBND phường Mỹ Hào". Not
# "xã" of "xã hội", nor "phương" of "địa phương".
_LEVEL = r"\s(?:thuoc |cua |tai )?(?:ubnd )?(?:(?<!dia )phuong|xa(?! hoi)|dac khu)"
_LEVEL_AT_END = re.compile(rf"{_LEVEL}$")
_WARD_AND_NAME = re.compile(
    r"\s(?:(?:thuộc|của|tại)\s)?(?:UBND\s)?(?:phường|xã|đặc khu)(?P<name>(?:\s[^\W\d_][\w'’]*){1,4})$", re.IGNORECASE
)
_GROUP_TAIL = re.compile(
    r"\s(?:(?:co )?lien quan|tren dia ban|thuoc ubnd|khac|lien quan khac|truc thuoc|cua ubnd|thuoc phuong|thuoc xa)$"
)
_GROUP_HEAD = re.compile(r"^(?:tat ca |toan bo )?(?:cac |nhung )?")


def key(name: str) -> str:
    """The form in which two spellings of one name are equal: case, dash kind, final stop, HDND or HĐND, the
    order of HĐND and UBND, "&", common abbreviations and "phường" at the end do not count."""
    text = fold(name).replace("&", " va ").strip(_EDGES)
    text = _ROOM.sub("phong ", _OFFICE.sub("van phong ", text))
    for short, full in _WRITTEN_OUT:
        text = short.sub(full, text)
    text = _BOTH_COUNCILS.sub("hdnd ubnd", text)
    text = _PLAIN.sub(" ", text).strip()
    return _LEVEL_AT_END.sub("", text) or text


def _without_ward(name: str) -> str:
    """The name without "phường Mỹ Hào" at its end: words after the level word are a place's where all are capital."""
    hit = _WARD_AND_NAME.search(name)
    return name[: hit.start()] if hit and all(word[0].isupper() for word in hit["name"].split()) else name


def _group_key(name: str) -> str:
    text = _GROUP_HEAD.sub("", key(_without_ward(name)))
    while (shorter := _LEVEL_AT_END.sub("", _GROUP_TAIL.sub("", text))) != text:
        text = shorter
    return text


class UnitIndex:
    """A ward's units and groups made ready for matching; made once, used for every cell."""

    def __init__(self, known: Iterable[KnownUnit]) -> None:
        self._by_key: dict[str, KnownUnit] = {}
        self._groups: dict[str, KnownUnit] = {}
        for unit in known:
            for name in (unit.name, *unit.aliases):
                self._by_key.setdefault(key(name), unit)
                if unit.is_group:
                    self._groups.setdefault(_group_key(name), unit)
        self._cells: dict[str, tuple[UnitReading, ...]] = {}
        self._mentions: re.Pattern[str] | None = None

    def find(self, name: str) -> KnownUnit | None:
        """The unit or group of this name or alias, None where there is none."""
        for form in (name, _without_ward(name)):
            if unit := self._by_key.get(key(form)):
                return unit
        return self._groups.get(_group_key(name))

    def expand(self, name: str) -> tuple[str, ...]:
        """The member units of a group by name; a unit is its own only member; nothing for an unknown name."""
        unit = self.find(name)
        if unit is None:
            return ()
        return unit.members if unit.is_group else (unit.name,)

    def read(self, name: str) -> UnitReading:
        """One printed name matched. A name cut off short ("Trung tâm") is ambiguous: someone is asked."""
        unit = self.find(name)
        if unit is not None:
            return UnitReading(name, Match.GROUP if unit.is_group else Match.UNIT, unit.name)
        form = key(name)
        units = ((known, unit) for known, unit in self._by_key.items() if not unit.is_group)
        longer = dict.fromkeys(unit.name for known, unit in units if known.startswith(f"{form} "))
        if form and longer:
            return UnitReading(name, Match.AMBIGUOUS, candidates=tuple(longer))
        if _POST.search(form):
            return UnitReading(name, Match.UNKNOWN)
        parts = [part for part in _SOFT.split(name) if part and part != name]
        several = any(map(self.find, parts)) or (
            len(parts) > 1 and all(_ORGANISATION.match(part) or _FIRM.match(part) for part in parts)
        )
        return UnitReading(name, Match.UNKNOWN, unsure=several)

    def mentioned(self, text: str) -> tuple[UnitReading, ...]:
        """The units and groups that a sentence names by two words or more, in the order of the sentence."""
        if self._mentions is None:
            names = sorted((name for name in self._by_key if " " in name), key=len, reverse=True)
            self._mentions = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, names)) or '(?!)'})(?![a-z0-9])")
        hits = (self._by_key[hit[0]] for hit in self._mentions.finditer(key(text)))
        readings = (UnitReading(unit.name, Match.GROUP if unit.is_group else Match.UNIT, unit.name) for unit in hits)
        return tuple(dict.fromkeys(readings))

    def split(self, cell: str) -> tuple[UnitReading, ...]:
        """The names of a cell in the order printed, each matched; a name written twice counts once."""
        if cell not in self._cells:
            readings = dict.fromkeys(self.read(name) for name in self._names(cell))
            self._cells[cell] = tuple(readings)
        return self._cells[cell]

    def _names(self, cell: str) -> list[str]:
        if self.find(_tidy(cell.replace("\n", " "))) is not None:
            return [_tidy(cell.replace("\n", " "))]
        pieces = nfc(_BULLET.sub(";", nfc(cell))).split(";")
        names = [name for piece in pieces for line in self._lines(piece) for name in self._parts(line)]
        if "\n" in cell and not all(map(self.find, names)):  # lines broken anywhere: "các phòng / chuyên môn, Công an"
            wrapped = [_tidy(piece.replace("\n", " ")) for piece in pieces]
            whole = [name for piece in wrapped if piece for name in self._parts(piece)]
            if all(map(self.find, whole)):
                return whole
        return names

    def _lines(self, text: str) -> list[str]:
        """Lines of one piece; lines that only together are a known name were one name, wrapped."""
        lines = [_tidy(line) for line in text.split("\n")]
        lines = self._whole([line for line in lines if line])
        joined: list[str] = []
        for line in lines:
            together = f"{joined[-1]} {line}" if joined else ""
            wrapped = joined and (line[0].islower() or self.find(together)) and not self.find(line)
            if wrapped and (self.find(joined[-1]) is None or self.find(together)):
                joined[-1] = together
            else:
                joined.append(line)
        return joined

    def _whole(self, lines: list[str]) -> list[str]:
        """The lines with those put together that only together are a known name."""
        whole: list[str] = []
        while lines:
            several = (count for count in range(min(len(lines), 5), 1, -1) if self.find(" ".join(lines[:count])))
            count = next((count for count in several if not all(map(self.find, lines[:count]))), 1)
            whole.append(" ".join(lines[:count]))
            lines = lines[count:]
        return whole

    def _parts(self, name: str) -> list[str]:
        """A name split at commas, "và", "/" where every part is known; else left whole.

        Parts are made as long as they can be, so that commas inside a known name hold.
        """
        if self.find(name) is not None:
            return [name]
        known = self._known_parts(name, _SOFT, firms=True) or self._known_parts(name, _SOFT_OR_CAPITAL)
        return known or [name]

    def _known_parts(self, name: str, seam: re.Pattern[str], *, firms: bool = False) -> list[str] | None:
        cuts = [(hit.start(), hit.end()) for hit in seam.finditer(name)]
        edges = [(0, 0), *cuts, (len(name), len(name))]
        best: list[list[str] | None] = [None] * len(edges)
        best[0] = []
        for last in range(1, len(edges)):
            for first in range(last):
                part = _tidy(name[edges[first][1] : edges[last][0]])
                before = best[first]
                firm = firms and _FIRM.match(part) and not _COUNCIL.search(part)
                if before is None or not part or not (firm or self.find(part) or _POST.search(key(part))):
                    continue
                if best[last] is None or len(before) + 1 < len(best[last] or []):
                    best[last] = [*before, part]
        return best[-1]


def _tidy(name: str) -> str:
    return _LEADING.sub("", nfc(name).strip(_EDGES)).strip(_EDGES)


def split_units(cell: str, known: UnitIndex | Iterable[KnownUnit]) -> tuple[UnitReading, ...]:
    """The units named in a cell, in order, matched to the known ones. Empty for a blank cell."""
    index = known if isinstance(known, UnitIndex) else UnitIndex(known)
    return index.split(cell)
