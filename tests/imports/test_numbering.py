"""Numbers before rows: what they can be and at which level they stand."""

from __future__ import annotations

import pytest

from imports.numbering import Outline, Series, kinds, number_of, split_title


@pytest.mark.parametrize(
    ("numbers", "levels"),
    [
        ("I II A B III IV V", "1 1 2 2 1 1 1"),
        ("A I B C D E F G H I", "1 2 1 1 1 1 1 1 1 1"),  # I after H is the letter, I under the new A is Roman
        ("A I II B I II C I D I II", "1 2 2 1 2 2 1 2 1 2 2"),
        ("I A B C D II A B C D III", "1 2 2 2 2 1 2 2 2 2 1"),
        ("I II III IV V VI VII VIII IX X XI", "1 1 1 1 1 1 1 1 1 1 1"),
        ("A B C D Đ E G H I K", "1 1 1 1 1 1 1 1 1 1"),
        ("I II III V", "1 1 1 1"),
        ("I A B C D E F G H I K II", "1 2 2 2 2 2 2 2 2 2 2 1"),
    ],
)
def test_the_next_expected_member_of_the_open_series_wins(numbers: str, levels: str) -> None:
    outline = Outline()
    named = {"section": "1", "subsection": "2"}
    assert " ".join(named[outline.place(number).value] for number in numbers.split()) == levels


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("IV. Thực hiện TTHC", ("IV", "Thực hiện TTHC")),
        ("I/ Công tác chỉ đạo", ("I", "Công tác chỉ đạo")),
        ("Mục II. Tổ chức", ("II", "Tổ chức")),
        ("PHẦN A: Nhiệm vụ chung", ("A", "Nhiệm vụ chung")),
        ("2.1. Rà soát", ("2.1", "Rà soát")),
        ("IV - Kiểm tra", ("IV", "Kiểm tra")),
        ("Công khai. Niêm yết", None),
        ("I love", None),
        ("5.000.000 đồng", None),
        ("a) Việc", None),
        ("I.2. Tuyên truyền", ("I.2", "Tuyên truyền")),
        ("ll. Công khai", ("II", "Công khai")),
        ("l. Chỉ đạo", ("I", "Chỉ đạo")),
        ("l) Việc thứ mười một", None),
    ],
)
def test_number_and_title_in_one_cell(text: str, split: tuple[str, str] | None) -> None:
    assert split_title(text) == split


@pytest.mark.parametrize(
    ("cell", "number", "series"),
    [
        ("IV.", "IV", {Series.ROMAN: 4}),
        ("XIX", "XIX", {Series.ROMAN: 19}),
        ("C", "C", {Series.LETTER: 3}),
        ("I", "I", {Series.ROMAN: 1, Series.LETTER: 9}),
        ("2.10", "2.10", {Series.ARABIC: 10}),
        ("3)", "3", {Series.ARABIC: 3}),
        ("b)", "b", {Series.SUB_LETTER: 2}),
        ("I.2", "I.2", {Series.ARABIC: 2}),
        ("A.I.3", "A.I.3", {Series.ARABIC: 3}),
        ("A.II", "A.II", {Series.ROMAN: 2}),
        ("lV.", "IV", {Series.ROMAN: 4}),
        ("l", "l", {Series.ROMAN: 1, Series.SUB_LETTER: 12}),
        ("-", "", {}),
        ("Ghi chú", "Ghi chú", {}),
    ],
)
def test_number_cells(cell: str, number: str, series: dict[Series, int]) -> None:
    assert number_of(cell) == number
    assert kinds(number) == series
