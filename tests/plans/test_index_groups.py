"""Which group of the index 766 a measure's words tell of."""

from __future__ import annotations

import pytest

from plans.index_groups import suggested
from plans.models import IndexGroup


@pytest.mark.parametrize(
    ("measure", "group"),
    [
        ("hồ sơ TTHC trả kết quả trước và đúng hạn", "progress"),
        ("thời gian giải quyết", "progress"),
        ("Mức độ hài lòng của người dân khi nộp hồ sơ trực tuyến", "satisfaction"),
        ("hồ sơ thanh toán trực tuyến", "payment"),
        ("kết quả còn hiệu lực được số hóa", "digitisation"),
        ("TTHC được công khai đầy đủ", "transparency"),
        ("hồ sơ tiếp nhận TRỰC TUYẾN toàn trình", "online"),
        ("lớp tập huấn", ""),
    ],
)
def test_suggested(measure: str, group: str) -> None:
    assert suggested(measure) == group
    assert group in {"", *IndexGroup.values}
