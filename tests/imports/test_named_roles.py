"""Cells that name lead and partners by their role."""

from __future__ import annotations

import pytest

from imports.named_roles import named_roles


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ("Chủ trì: Trung tâm\nPhối hợp: Các phòng", ("Trung tâm", "Các phòng")),
        ("- Chủ trì: Văn phòng;\n- Phối hợp: Phòng A, Phòng B.", ("Văn phòng", "Phòng A, Phòng B")),
        ("Cơ quan chủ trì: Văn phòng; cơ quan phối hợp: Công an", ("Văn phòng", "Công an")),
        ("Văn phòng; phối hợp: Công an", ("Văn phòng", "Công an")),
        ("Phối hợp: Công an", ("", "Công an")),
        ("Trung tâm chủ trì, phối hợp với các phòng chuyên môn", ("Trung tâm", "các phòng chuyên môn")),
        ("Văn phòng (chủ trì), Công an (phối hợp)", ("Văn phòng", "Công an")),
        ("Văn phòng (chủ trì); Công an", None),
        ("Trung tâm Phục vụ hành chính công", None),
        ("Các đơn vị phối hợp", None),
        ("", None),
    ],
)
def test_roles_named_in_a_cell(cell: str, named: tuple[str, str] | None) -> None:
    assert named_roles(cell) == named
