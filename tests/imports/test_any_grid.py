"""Whatever a file holds, reading it ends in a reading: what is wrong is an error of a row, never an exception."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from imports.grid import Grid, Merge, Part, Sheet
from imports.output import as_json
from imports.records import packed, unpacked
from imports.rows import read_plan
from tests.imports.grids import FRONT, HEADING, POLICE

WORDS = [
    *("", "", "I", "II", "A", "B", "1", "2", "1.1", "a)", "-", "- nt -", "Tổng cộng", "Nơi nhận:", "CHỦ TỊCH"),
    *("KẾ HOẠCH", "Phụ lục II", "PHỤ LỤC I\nDanh mục", "IV. Mục", "Phần thứ nhất", "Số: 12/KH-UBND", "Bắt đầu"),
    "Hoàn thành",
    *HEADING,
    *(POLICE, "VNPT, Viettel", "Trung tâm", "Phòng Kinh tế,\nHạ tầng và Đô thị", "Các phòng chuyên môn; Công an"),
    *("Quý I", "Thường xuyên", "31/02/2026", "Hằng tháng; quý; năm", "Trước 28/02", "28//02/2026"),
    "Quý 1 Thường xuyên",
    "80% hồ sơ trực tuyến, trong đó 60% toàn trình, 40% một phần",
    "Tỷ lệ A và tỷ lệ B lần lượt đạt 80% và 70%",
    "Công an phường phối hợp với các đơn vị báo cáo kết quả về Ủy ban trước ngày 20/5/2026 và 30/11/2026.",
]  # fmt: skip
CELLS = st.one_of(st.sampled_from(WORDS), st.text(max_size=40))
ROWS = st.lists(st.lists(CELLS, max_size=7).map(tuple), max_size=12)
SMALL = st.integers(1, 14)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    rows: list[tuple[str, ...]] = draw(ROWS)
    if draw(st.booleans()):
        rows.insert(draw(st.integers(0, len(rows))), tuple(HEADING))
    corners = draw(st.lists(st.tuples(SMALL, SMALL, st.integers(0, 4), st.integers(0, 4)), max_size=3))
    merges = tuple(Merge(top, left, top + down, left + right) for top, left, down, right in corners)
    lost = draw(st.dictionaries(st.tuples(SMALL, SMALL), st.sampled_from(["#REF!", "=TODAY()"]), max_size=2))
    name = draw(st.sampled_from(["Kế hoạch", "Phụ lục I", "Bảng 1"]))
    return Sheet(name, tuple(rows), merges, lost, draw(st.sampled_from(Part)))


@settings(max_examples=200)
@given(st.lists(sheets(), max_size=4), st.booleans())
def test_no_grid_raises(parts: list[Sheet], front: bool) -> None:
    above = [Sheet("Lời văn trước bảng 1", tuple(map(tuple, FRONT)), part=Part.TEXT)] if front else []
    read = read_plan(Grid((*above, *parts)))
    as_json(read)
    assert unpacked(packed(read)) == read
    for task in read.tasks:
        assert task.timings and task.cells
