"""What a ward does with its month's files: the statistics workbook, the sheet to copy, the index, the late ones."""

from __future__ import annotations

import io
import re

import pikepdf
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from fixtures.make_statistics import ROWS, SAMPLE, workbook
from tests.browser import stage

pytestmark = pytest.mark.browser
MONTH = "2026-09"
"""A month whose figures no other journey writes."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def clipboard(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def figures_tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Số liệu").get_by_role("link", name=name, exact=True).click()


def test_the_statistics_workbook_becomes_figures_and_the_sheet_to_copy(office):
    centre = office("motcua")
    page = centre.page
    centre.menu("Chỉ tiêu")
    page.get_by_role("link", name="Nhập số liệu", exact=True).click()
    page.get_by_role("link", name="Từ tệp thống kê").click()
    centre.look()
    page.get_by_role("main").get_by_role("link", name="Cột và chỉ tiêu").last.click()
    centre.look()
    for measure in (stage.WHOLE, stage.SHARE):
        page.get_by_role("link", name=measure).click()
        expect(page.get_by_text("Đây là gợi ý theo lời văn của chỉ tiêu")).to_be_visible()
        centre.look()
        page.get_by_role("button", name="Lưu", exact=True).click()
        expect(page.locator("li.line", has_text=measure)).to_contain_text("Từ tệp thống kê", ignore_case=True)

    page.get_by_role("link", name="Thống kê của hệ thống TTHC").click()
    expect(page.get_by_label("Tháng của số liệu")).to_have_value("2026-11")
    broken = workbook("UBND phường", "", [*ROWS, ROWS[0]])
    page.get_by_label("Tháng của số liệu").select_option(MONTH)
    page.get_by_label("Tệp thống kê").set_input_files({"name": "hong.xlsx", "mimeType": XLSX, "buffer": broken})
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_role("alert")).to_contain_text("Lĩnh vực này đã có ở dòng")
    centre.look()
    page.get_by_role("link", name="Tải lên tệp đã sửa").click()

    page.get_by_label("Tháng của số liệu").select_option(MONTH)
    page.get_by_label("Tệp thống kê").set_input_files(SAMPLE)
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.locator("table.list-changes tbody tr")).to_have_count(3)
    expect(page.locator("table.list-changes")).to_contain_text("Số hồ sơ theo lĩnh vực")
    centre.look()
    page.get_by_role("button", name="Ghi 3 thay đổi").click()
    expect(page.locator("#messages")).to_contain_text("3")

    centre.menu("Chỉ tiêu")
    figures_tab(page, "Phiếu nhập số liệu")
    page.get_by_label("Kỳ", exact=True).select_option(MONTH)
    expect(page.get_by_role("heading", level=1)).to_contain_text("tháng 9/2026")
    page.get_by_role("button", name="Sao chép 608: Tiếp nhận: tổng số").click()
    assert clipboard(page) == "608"
    page.get_by_role("button", name="Sao chép 96: Đất đai, Tiếp nhận: tổng số").click()
    assert clipboard(page) == "96"
    expect(page.locator(".sheet-lines")).to_contain_text("97,74")
    centre.look()

    page.get_by_role("link", name="Thứ tự và tên dòng").click()
    page.get_by_label("Thứ tự: Đã giải quyết: quá hạn").fill("0")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Vui lòng ghi thứ tự là số từ 1 đến 999.")).to_be_visible()
    centre.look()
    page.get_by_label("Thứ tự: Đã giải quyết: quá hạn").fill("1")
    page.get_by_label("Tên dòng: Đã giải quyết: quá hạn").fill("(10) Trả quá hạn")
    page.get_by_label("Hiện: Đang giải quyết: quá hạn").uncheck()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".sheet-lines tbody tr").first).to_contain_text("(10) Trả quá hạn")
    expect(page.locator(".sheet-fields thead th").nth(1)).to_have_text("(10) Trả quá hạn")
    expect(page.locator("main")).not_to_contain_text("Đang giải quyết: quá hạn")


def test_the_figures_go_out_to_excel_and_come_back(office):
    centre = office("motcua")
    page = centre.page
    centre.menu("Chỉ tiêu")
    page.get_by_role("link", name="Nhập số liệu", exact=True).click()
    page.get_by_role("link", name="Nhập bằng Excel").click()
    with page.expect_download() as sent:
        page.get_by_role("main").get_by_role("link", name=re.compile("xlsx", re.IGNORECASE)).click()
    book = load_workbook(io.BytesIO(sent.value.path().read_bytes()))
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    rows = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, at["Chỉ tiêu"]).value == stage.SHARE]

    def bring_in(numerator: object, denominator: object) -> None:
        for column, value in (("Kỳ", "Tháng 12/2026"), ("Tử số", numerator), ("Mẫu số", denominator)):
            sheet.cell(rows[-1], at[column], value)
        content = io.BytesIO()
        book.save(content)
        page.get_by_label("Tệp danh sách").set_input_files(
            {"name": "so-lieu.xlsx", "mimeType": XLSX, "buffer": content.getvalue()}
        )
        page.get_by_role("button", name="Đọc tệp").click()

    bring_in("một trăm", 100)
    expect(page.get_by_role("alert")).to_contain_text("một trăm")
    centre.look()
    page.get_by_role("link", name="Tải lên tệp đã sửa").click()
    bring_in("1 070", 1_500)
    expect(page.locator("table.list-changes")).to_contain_text("1070")
    page.get_by_role("button", name="Ghi 1 thay đổi").click()
    expect(page.locator("#messages")).to_contain_text("Đã ghi 1 dòng.")
    centre.menu("Chỉ tiêu")
    page.get_by_role("link", name=stage.SHARE).click()
    expect(page.locator("main")).to_contain_text("71,33%")
    centre.look()


def test_the_index_says_what_it_knows_and_takes_the_ward_s_points(office):
    centre = office("motcua")
    page = centre.page
    centre.menu("Chỉ tiêu")
    page.get_by_role("link", name=stage.WHOLE).click()
    page.get_by_role("link", name="Sửa", exact=True).click()
    page.get_by_label("Nhóm chỉ số 766").select_option("progress")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("Đã lưu chỉ tiêu.")
    centre.menu("Chỉ tiêu")
    figures_tab(page, "Chỉ số 766")
    expect(page.locator(".index-group", has_text="Thanh toán trực tuyến")).to_contain_text("– / 10")
    expect(page.locator("main")).to_contain_text("Ước tính")
    centre.look()
    page.get_by_role("link", name="Điểm của chỉ tiêu").click()
    page.get_by_label("điểm", exact=True).first.fill("21")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Tổng điểm đã chia trong nhóm là 21")).to_be_visible()
    centre.look()
    page.get_by_label("điểm", exact=True).first.fill("12,5")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(".index-group", has_text="Tiến độ giải quyết")).to_contain_text("/ 12,5")


def test_late_files_are_explained_and_their_list_is_published(office):
    month = "?month=2026-12"
    officer = office("canbo")
    officer.menu("Chỉ tiêu")
    figures_tab(officer.page, "Hồ sơ chậm, muộn")
    officer.page.get_by_label("Tháng", exact=True).select_option("2026-12")
    expect(officer.page.get_by_role("heading", level=1)).to_contain_text("tháng 12/2026")
    unit = officer.page.locator(".late-unit", has_text=stage.ECONOMY)
    unit.get_by_label("Số hồ sơ").fill("5")
    unit.get_by_label("Đã xin lỗi").fill("6")
    officer.page.get_by_role("button", name="Lưu số liệu tháng").click()
    expect(unit).to_contain_text("nhiều hơn số hồ sơ chậm, muộn")
    officer.look()
    unit.get_by_label("Đã xin lỗi").fill("3")
    unit.get_by_label("Giải trình").fill("Chờ xác minh thực địa.")
    unit.get_by_label("Văn bản xin lỗi").fill("12/TXL-UBND")
    officer.page.get_by_role("button", name="Lưu số liệu tháng").click()
    expect(officer.page.locator("#messages")).to_contain_text("1 đơn vị")
    address = officer.page.url

    leader = office("lanhdao")
    leader.page.goto(address)
    assert month in address
    expect(leader.page.locator("main")).to_contain_text("Có 5 hồ sơ chậm, muộn; đã xin lỗi đối với 3 hồ sơ.")
    leader.page.get_by_label("Số", exact=True).fill("7")
    leader.page.get_by_label("Ngày ban hành").fill("2026-11-20")
    leader.page.get_by_role("button", name="Lập danh sách").click()
    expect(leader.page.locator(".late-lists")).to_contain_text("07/TB-UBND")
    leader.look()

    viewer = office("xem")
    viewer.page.goto(address)
    expect(viewer.page.get_by_role("button", name="Lưu số liệu tháng")).to_have_count(0)
    with viewer.page.expect_download() as sent:
        viewer.page.locator(".late-lists a").first.click()
    with pikepdf.open(sent.value.path()) as document:
        assert len(document.pages) == 1
