"""Which group of the index of Quyết định 766/QĐ-TTg a measure most likely counts towards, by its words. Pure.

A suggestion for the form, never stored by itself.
"""

from __future__ import annotations

import re

from wards.text import fold

# The first that fits: "thanh toán trực tuyến" is a payment though it is online.
_WORDS = (
    ("satisfaction", r"hai long|danh gia cua (?:nguoi dan|to chuc)|phan anh, kien nghi"),
    ("payment", r"thanh toan"),
    ("digitisation", r"so hoa|dien tu hoa|ket qua dien tu|ban sao dien tu|tai su dung"),
    ("progress", r"dung han|truoc han|qua han|tre han|cham muon|thoi gian giai quyet|tien do"),
    ("transparency", r"cong khai|niem yet|cap nhat.{0,30}(?:thu tuc|du lieu)|dong bo"),
    ("online", r"truc tuyen|toan trinh|mot phan|cong dich vu cong"),
)
_PATTERNS = tuple((group, re.compile(words)) for group, words in _WORDS)


def suggested(measure: str) -> str:
    """The group's code, "" where the words tell of none."""
    folded = fold(measure)
    return next((group for group, pattern in _PATTERNS if pattern.search(folded)), "")
