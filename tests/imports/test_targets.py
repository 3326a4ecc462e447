"""Targets in the words of plans: number, unit, comparator, and how one hangs on another."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.grid import TargetReading
from imports.targets import read_targets

YEAR = 2026


def short(target: TargetReading) -> str:
    """ "> 95%", "reduce_by 50% 2025", ">= 60% share_of 0"."""
    text = f"{target.comparator} {target.value}{target.unit if target.unit == '%' else ' ' + target.unit}"
    hang = f"{target.relation} {target.part_of}" if target.relation else ""
    return " ".join(part for part in (text, hang, str(target.baseline_year or "")) if part)


def found(content: str, *products: str) -> list[str]:
    return [short(target) for target in read_targets(content, products, YEAR)]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("100% TTHC được công khai", ">= 100%"),
        ("100 % hồ sơ được cập nhật", ">= 100%"),
        ("Đạt tỷ lệ tối thiểu 80% hồ sơ tiếp nhận trực tuyến", ">= 80%"),
        ("Ít nhất 90% hồ sơ đúng hạn", ">= 90%"),
        ("Hồ sơ đúng hạn từ 90% trở lên", ">= 90%"),
        ("Hồ sơ đúng hạn đạt 98,5%", ">= 98.5%"),
        ("≥ 95% hồ sơ đúng hạn", ">= 95%"),
        ("Giảm tỷ lệ hồ sơ quá hạn xuống dưới 1%", "< 1%"),
        ("Không để hồ sơ quá hạn trên 3%", "<= 3%"),
        ("Điểm công khai, minh bạch đạt tối thiểu 16/18 điểm", ">= 16 điểm"),
        ("Thời gian chờ tối đa 15 phút/lượt giao dịch", "<= 15 phút"),
        ("Trên 50 tin bài/năm", "> 50 tin bài"),
        ("Đăng tải 24 tin, bài", ">= 24 tin, bài"),
        ("Tỷ lệ đúng hạn không dưới 95%", ">= 95%"),
        ("Tỷ lệ đúng hạn không thấp hơn 95 phần trăm", ">= 95%"),
        ("Trên 95% hồ sơ được giải quyết đúng hạn", "> 95%"),
        ("Mức độ hài lòng đạt trên 90%", "> 90%"),
        ("Tỷ lệ hồ sơ trễ hạn không quá 2%", "<= 2%"),
        ("Tối đa 5% hồ sơ trễ hạn", "<= 5%"),
        ("Tỷ lệ hồ sơ trễ hạn từ 5% trở xuống", "<= 5%"),
        ("Tỷ lệ hồ sơ trễ hạn dưới 1%", "< 1%"),
        ("Tỷ lệ trễ hạn giảm còn dưới 3%", "< 3%"),
        ("Tỷ lệ đúng hạn đạt từ 95% đến 98%", ">= 95%"),
        ("Tỷ lệ đúng hạn đạt 95-98%", ">= 95%"),
        ("Cắt giảm 50% thời gian giải quyết TTHC so với năm 2025", "reduce_by 50% 2025"),
        ("Thời gian giải quyết giảm ít nhất 30% so với năm trước", "reduce_by 30% 2025"),
        ("Giảm 20% chi phí tuân thủ", "reduce_by 20%"),
        ("Số hồ sơ trực tuyến tăng 10% so với năm 2025", ">= 10% 2025"),
        ("Xây dựng ít nhất 3 mô hình chuyển đổi số", ">= 3 mô hình"),
        ("Tổ chức 02 lớp tập huấn", ">= 2 lớp tập huấn"),
        ("Trên 20 tin bài tuyên truyền", "> 20 tin bài"),
        ("12 tin", ">= 12 tin"),
        ("0% hồ sơ trễ hạn", "<= 0%"),
        ("Nâng tỷ lệ hồ sơ trực tuyến từ 70% lên 85%", ">= 85%"),
        ("Giảm tỷ lệ hồ sơ trễ hạn từ 5% xuống 2%", "<= 2%"),
        ("Hồ sơ trực tuyến năm 2025 đạt 75%, năm 2026 đạt 80%", ">= 80%"),
        ("Hồ sơ trực tuyến đạt 80% (năm 2025: 65%)", ">= 80%"),
        ("Tối thiểu 200 phiếu", ">= 200 phiếu"),
        ("Kiểm tra ít nhất 02 lần/năm", ">= 2 lần"),
        ("Tối thiểu 1.500 lượt người được hướng dẫn", ">= 1500 lượt người"),
        ("Tỷ lệ hồ sơ theo chỉ tiêu trên địa bàn tỉnh là 80%", ">= 80%"),
        ("Đạt tỷ lệ 80% hồ sơ thanh toán trên tổng số giao dịch", ">= 80%"),
    ],
)
def test_number_unit_and_comparator(text: str, target: str) -> None:
    assert found(text) == [target]


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (
            "Tỷ lệ hồ sơ trực tuyến đạt 80%, trong đó 60% toàn trình, 40% một phần",
            [">= 80%", ">= 60% share_of 0", ">= 40% share_of 0"],
        ),
        (
            "Mức độ hài lòng đạt 95%, trong đó lĩnh vực đất đai đạt 90%, lĩnh vực hộ tịch đạt 98%",
            [">= 95%", ">= 90% subset 0", ">= 98% subset 0"],
        ),
        (
            "Cắt giảm ít nhất\n50% thời gian giải\nquyết so với năm\n2025;\n100% hồ sơ được số hóa",
            ["reduce_by 50% 2025", ">= 100%"],
        ),
        ("02 lớp, 60 người", [">= 2 lớp", ">= 60 người"]),
        (  # a new subject hangs on nothing
            "Trên 95% hồ sơ đúng hạn, trong đó 60% trả trước hạn, 100% hồ sơ được số hóa",
            ["> 95%", ">= 60% share_of 0", ">= 100%"],
        ),
        (  # shares of one thing are no more than all of it
            "Trên 95% hồ sơ đúng hạn, trong đó 60% trước hạn, 70% cập nhật ngay",
            ["> 95%", ">= 60% share_of 0", ">= 70%"],
        ),
    ],
)
def test_what_hangs_together_on_one_target(text: str, targets: list[str]) -> None:
    assert found(text) == targets


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (
            "Tỷ lệ số hóa hồ sơ và tỷ lệ cấp kết quả điện tử lần lượt đạt 80% và 70%",
            [("số hóa hồ sơ", ">= 80%"), ("cấp kết quả điện tử", ">= 70%")],
        ),
        (
            "Hồ sơ trực tuyến, thanh toán trực tuyến, số hóa kết quả đạt lần lượt trên 80%, 70% và 60%",
            [("Hồ sơ trực tuyến", "> 80%"), ("thanh toán trực tuyến", "> 70%"), ("số hóa kết quả", "> 60%")],
        ),
    ],
)
def test_figures_given_in_turn(text: str, targets: list[tuple[str, str]]) -> None:
    assert [(target.measure, short(target)) for target in read_targets(text, (), YEAR)] == targets


@pytest.mark.parametrize(
    "text",
    [
        "Theo Quyết định số 766/QĐ-TTg ngày 23/6/2022",
        "Nghị quyết số 66.7/2025/NQ-CP",
        "Đề án 06 năm 2026",
        "Định danh điện tử mức độ 2",
        "Lưu động vào ngày thứ 7 hoặc Chủ nhật",
        "Báo cáo 6 tháng, 01 năm",
        "01 báo cáo",
        "Theo Kế hoạch “100% hồ sơ trực tuyến” của tỉnh",
        "Kế hoạch số 100/KH-UBND",
        "",
    ],
)
def test_numbers_that_are_no_target(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (
            "cắt giảm 50% thời gian giải quyết TTHC, 50% chi phí tuân thủ TTHC so với năm 2025",
            ["reduce_by 50% 2025", "reduce_by 50% 2025"],
        ),
        (
            "Trên 95% hồ sơ TTHC được giải quyết trước và đúng hạn, trong đó 60% trả trước hạn",
            ["> 95%", ">= 60% share_of 0"],
        ),
        (
            "Hồ sơ đúng hạn đạt 98%, trong đó hồ sơ trả trước hạn đạt 60%",
            [">= 98%", ">= 60% share_of 0"],
        ),
        (
            "Mức độ hài lòng đạt trên 90%. Trong đó mức độ hài lòng về lĩnh vực đất đai đạt tối thiểu 85%",
            ["> 90%", ">= 85% subset 0"],
        ),
        (
            "100% hồ sơ được số hóa, trong đó 50% TTHC được tái cấu trúc",
            [">= 100%", ">= 50% subset 0"],
        ),
        ("Tỷ lệ hồ sơ trực tuyến đạt 80%, thanh toán trực tuyến đạt 75%", [">= 80%", ">= 75%"]),
        ("Tỷ lệ hồ sơ trực tuyến và thanh toán trực tuyến đạt 90%", [">= 90%", ">= 90%"]),
        ("Tỷ lệ số hóa và tỷ lệ thanh toán trực tuyến đạt trên 90%", ["> 90%", "> 90%"]),
        ("Mức độ hài lòng của người dân và doanh nghiệp đạt 90%", [">= 90%"]),
        ("- Đạt tỷ lệ 100% số hóa hồ sơ;\n- Đạt 100% cấp kết quả điện tử.", [">= 100%", ">= 100%"]),
    ],
)
def test_several_in_one_text(text: str, targets: list[str]) -> None:
    assert found(text) == targets


def test_measures_are_the_nearest_words() -> None:
    texts = [
        "Hoàn thành đúng tiến độ 100% nhiệm vụ được giao",
        "Mức độ hài lòng của người dân đạt tối thiểu 95%",
        "- Đạt tỷ lệ 100% số hóa hồ sơ;",
        "Tỷ lệ hồ sơ trực tuyến và thanh toán trực tuyến đạt 90%",
        "Giảm 20% thời gian giải quyết so với năm 2025",
        "ít nhất 3 mô hình chuyển đổi số",
    ]
    measures = [target.measure for text in texts for target in read_targets(text, (), YEAR)]
    assert measures == [
        "nhiệm vụ được giao hoàn thành đúng tiến độ",
        "Mức độ hài lòng của người dân",
        "số hóa hồ sơ",
        "hồ sơ trực tuyến",
        "thanh toán trực tuyến",
        "thời gian giải quyết",
        "mô hình chuyển đổi số",
    ]


def test_a_product_that_repeats_the_content_is_recorded_once() -> None:
    assert found("Đạt 80% hồ sơ nộp trực tuyến", "80% hồ sơ trực tuyến", "Báo cáo") == [">= 80%"]
    assert found("100% TTHC được công khai", "80% hồ sơ thanh toán") == [">= 100%", ">= 80%"]
    assert found("100% TTHC được công khai", "100% phản ánh được trả lời") == [">= 100%", ">= 100%"]


def test_a_product_of_a_figure_alone_measures_the_content() -> None:
    (target,) = read_targets("Hồ sơ giải quyết đúng hạn", ("≥ 95%",), YEAR)
    assert (target.measure, target.stated) == ("Hồ sơ giải quyết đúng hạn", ">=")


def test_a_figure_that_a_product_hangs_on_a_repeated_one_hangs_on_that_of_the_content() -> None:
    product = "100% hồ sơ được số hóa, trong đó 50% được tái sử dụng"
    assert found("100% hồ sơ được số hóa", product) == [">= 100%", ">= 50% share_of 0"]
    assert found("Công khai 100% TTHC", "100% thủ tục hành chính được công khai") == [">= 100%"]


def test_part_of_counts_over_content_and_products() -> None:
    content = "100% TTHC được công khai"
    product = "Trên 95% hồ sơ đúng hạn, trong đó 60% trả trước hạn"
    assert found(content, product) == [">= 100%", "> 95%", ">= 60% share_of 1"]


@given(st.text(alphabet="0123456789%.,-;: đạttốithiểuhồsơtrongđó\n", max_size=60))
def test_no_text_raises_and_each_hangs_on_an_earlier_one(text: str) -> None:
    targets = read_targets(text, (text[::-1],), YEAR)
    for index, target in enumerate(targets):
        assert target.part_of is None or target.part_of < index
        assert (target.part_of is None) == (target.relation is None)


@pytest.mark.parametrize("text", ["5%\n" * 6_600, "“12%”" * 3_200])
def test_a_cell_of_thousands_of_figures_is_read_in_a_moment(text: str) -> None:
    began = process_time()
    read_targets(text, (text,), 2026)
    assert process_time() - began < 3
