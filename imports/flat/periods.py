"""Names of reporting periods as people write them: pure."""

from __future__ import annotations

import re

from wards.text import fold

FORMS = "Tháng 3/2026, Quý I/2026, 6 tháng đầu năm 2026, 9 tháng năm 2026, Năm 2026"

_ROMAN = ("i", "ii", "iii", "iv")
_YEAR = r"(?:\s*(?:/|-|nam)\s*|\s+)(?P<year>20\d\d)"
_FORMS = (
    (re.compile(r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])"), "{year}-{month:02}"),
    (re.compile(r"(?P<year>20\d\d)-q(?P<quarter>[1-4])"), "{year}-Q{quarter}"),
    (re.compile(r"(?P<year>20\d\d)-h(?P<half>[12])"), "{year}-H{half}"),
    (re.compile(r"(?P<year>20\d\d)-9m"), "{year}-9M"),
    (re.compile(rf"(?:thang\s*)?(?P<month>0?[1-9]|1[0-2]){_YEAR}"), "{year}-{month:02}"),
    (re.compile(rf"quy\s*(?P<quarter>iv|i{{1,3}}|[1-4]){_YEAR}"), "{year}-Q{quarter}"),
    (re.compile(rf"(?:6|sau) thang dau(?: nam)?{_YEAR}"), "{year}-H1"),
    (re.compile(rf"(?:6|sau) thang cuoi(?: nam)?{_YEAR}"), "{year}-H2"),
    (re.compile(rf"(?:9|chin) thang(?: dau)?(?: nam)?{_YEAR}"), "{year}-9M"),
    (re.compile(r"(?:nam\s*)?(?P<year>20\d\d)"), "{year}"),
)


def read_period(text: str) -> str | None:
    """The period's own name, such as 2026-03; None where the text names none. Weeks have no figures."""
    bare = fold(text)
    for form, name in _FORMS:
        if hit := form.fullmatch(bare):
            parts = hit.groupdict()
            quarter = parts.get("quarter") or ""
            return name.format(
                year=parts["year"],
                month=int(parts.get("month") or 0),
                quarter=_ROMAN.index(quarter) + 1 if quarter in _ROMAN else quarter,
                half=parts.get("half"),
            )
    return None


def write_period(name: str) -> str:
    """The period in words that `read_period` reads back: "Tháng 3/2026"."""
    year, _, part = name.partition("-")
    if not part:
        return f"Năm {year}"
    if part.startswith("Q"):
        return f"Quý {_ROMAN[int(part[1:]) - 1].upper()}/{year}"
    if part == "9M":
        return f"9 tháng năm {year}"
    if part.startswith("H"):
        return f"6 tháng {'đầu' if part == 'H1' else 'cuối'} năm {year}"
    return f"Tháng {int(part)}/{year}" if part.isdecimal() else name
