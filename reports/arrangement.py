"""How a ward arranges its reports: the order of the blocks, and texts with placeholders from a fixed list. Pure.

A ward never writes template source. What it chose is frozen with each report that is built, so that an issued one is
drawn again as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from reports import wording
from reports.shape import Category, Figures
from wards.text import fold

PARTS = {
    "direction": "Công tác chỉ đạo, điều hành",
    "results": "Kết quả thực hiện",
    "shortcomings": "Tồn tại, hạn chế và nguyên nhân",
    "focus": "Nhiệm vụ trọng tâm kỳ tới",
    "proposals": "Đề xuất, kiến nghị",
}
RESULTS = {
    "overall": "Kết quả chung",
    "sections": "Kết quả theo nhóm nhiệm vụ",
    "units": "Kết quả theo đơn vị chủ trì",
    "officers": "Kết quả theo cán bộ phụ trách",
    "targets": "Kết quả thực hiện chỉ tiêu",
}
ANNEXES = {
    "progress": "Tiến độ thực hiện các nhiệm vụ",
    "targets": "Số liệu các chỉ tiêu",
    "late": "Danh sách nhiệm vụ quá hạn",
}
LISTS = {"parts": PARTS, "results": RESULTS, "annexes": ANNEXES}
"""The three lists of blocks, each block with its title. Vietnamese, as the document's own headings."""

TEXTS = ("subject", "addressee", "opening", "closing", "copies")
"""The texts a ward may word itself; one left empty is the portal's own. `copies` has a receiver a line."""
MAX_TEXT = 2_000

PLACEHOLDERS = {
    "kỳ báo cáo": "tháng 3 năm 2026",
    "từ ngày": "15/02/2026",
    "đến ngày": "14/3/2026",
    "năm": "2026",
    "cơ quan": "Ủy ban nhân dân phường Mỹ Hào",
    "đơn vị hành chính": "phường Mỹ Hào",
    "tỉnh": "tỉnh Hưng Yên",
    "kế hoạch": "Kế hoạch số 74/KH-UBND ngày 05/01/2026",
    "số nhiệm vụ": "43",
    "số hoàn thành": "12",
    "số quá hạn": "03",
    "tỷ lệ đúng hạn": "92,9%",
}
"""Each placeholder, written in braces, with an example of what stands in its place."""
_BRACES = re.compile(r"\{([^{}]*)\}")
_KNOWN = {fold(name): name for name in PLACEHOLDERS}


class TextError(ValueError):
    """A text that cannot be filled in; `str()` is the piece at fault, and `unknown` says whether it is a placeholder
    that does not exist (else a brace that stands alone)."""

    def __init__(self, piece: str, *, unknown: bool) -> None:
        super().__init__(piece)
        self.unknown = unknown


@dataclass(frozen=True)
class Arrangement:
    """The blocks in their order, the ward's own texts, and whether issued reports carry the code that verifies them."""

    parts: tuple[str, ...] = tuple(PARTS)
    results: tuple[str, ...] = tuple(RESULTS)
    annexes: tuple[str, ...] = tuple(ANNEXES)
    texts: Mapping[str, str] = field(default_factory=dict)
    code: bool = False

    def frozen(self) -> dict[str, Any]:
        """As plain data, to be kept with a report."""
        return asdict(self)


def thawed(kept: Mapping[str, Any] | None) -> Arrangement:
    """The arrangement kept with a report or for a ward; what it does not know of (blocks that came later) follows."""
    kept = kept or {}
    return Arrangement(
        **{name: _ordered(kept.get(name, ()), blocks) for name, blocks in LISTS.items()},
        texts={name: text for name, text in kept.get("texts", {}).items() if name in TEXTS and text},
        code=bool(kept.get("code", False)),
    )


def _ordered(chosen: Iterable[str], blocks: Mapping[str, str]) -> tuple[str, ...]:
    known = [name for name in dict.fromkeys(chosen) if name in blocks]
    return (*known, *(name for name in blocks if name not in known))


def part_titles(arrangement: Arrangement) -> dict[str, str]:
    """Each part with its numbered title, in the report's order: "I. Công tác chỉ đạo, điều hành"."""
    return {name: f"{roman(at)}. {PARTS[name]}" for at, name in enumerate(arrangement.parts, start=1)}


def annex_number(arrangement: Arrangement, name: str) -> str:
    """The Roman number of an annex in this arrangement."""
    return roman(arrangement.annexes.index(name) + 1)


def roman(number: int) -> str:
    """A number from 1 to 5 as documents count their parts."""
    return ("I", "II", "III", "IV", "V")[number - 1]


def check(text: str) -> None:
    """TextError for the first placeholder that does not exist, or for a brace that stands alone."""
    for found in _BRACES.finditer(text):
        if fold(found[1]) not in _KNOWN:
            raise TextError(found[0], unknown=True)
    rest = _BRACES.sub("", text)
    for brace in "{}":
        if brace in rest:
            raise TextError(brace, unknown=False)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in; case and marks of their names do not matter.

    What the list does not know (a text of a later portal) stays as it is.
    """

    def value(found: re.Match[str]) -> str:
        name = _KNOWN.get(fold(found[1]))
        return values[name] if name else found[0]

    return _BRACES.sub(value, text)


def placeholder_values(figures: Figures, office: str, place: str, province: str) -> dict[str, str]:
    """What stands in the place of each placeholder in a report of these figures."""
    period, total = figures["period"], figures["total"]
    dated = total["dated"]
    return {
        "kỳ báo cáo": wording.period_name(period),
        "từ ngày": wording.day(period["start"]),
        "đến ngày": wording.day(period["as_of"]),
        "năm": period["name"][:4],
        "cơ quan": office,
        "đơn vị hành chính": place,
        "tỉnh": province,
        "kế hoạch": wording.plans_named(figures) or "kế hoạch của năm",
        "số nhiệm vụ": wording.two_digits(total["tasks"]),
        "số hoàn thành": wording.two_digits(dated["done"]),
        "số quá hạn": wording.two_digits(dated["by_category"][Category.OVERDUE]),
        "tỷ lệ đúng hạn": wording.rate(dated["due_in_time"], dated["due"]),
    }
