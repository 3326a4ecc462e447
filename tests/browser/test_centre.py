"""One-door staff: confirm, return, date, remind, copy and export."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser import stage
from tests.browser.conftest import mails

pytestmark = pytest.mark.browser


def test_a_result_is_returned_with_the_reason_and_reported_again(office):
    officer, centre = office("canbo"), office("motcua")
    officer.open_mine(stage.RETURNED)
    officer.report("Hoàn thành, chờ xác nhận", "Đã lập danh sách.")
    officer.save()
    officer.sees_saved()

    panel = centre.open_part(stage.RETURNED)
    answer = panel.locator("form", has=centre.page.get_by_role("button", name="Trả lại"))
    answer.get_by_role("button", name="Trả lại").click()
    expect(answer).to_contain_text("Hãy ghi lý do trả lại.")
    centre.look()
    answer.get_by_role("textbox").fill("Chưa có số ngày chậm của từng hồ sơ.")
    answer.get_by_role("button", name="Trả lại").click()
    centre.sees_saved()

    row = officer.find_mine(stage.RETURNED)
    expect(row).to_contain_text("Đang thực hiện")
    row.locator("a.line-main").click()
    expect(officer.panel()).to_contain_text("Chưa có số ngày chậm của từng hồ sơ.")
    officer.report("Hoàn thành, chờ xác nhận", "Đã bổ sung số ngày chậm.")
    officer.save()
    officer.sees_saved("Đã lưu: chờ xác nhận")


def test_an_event_is_recorded_with_its_own_due_day(office):
    centre = office("motcua")
    panel = centre.open_in_plan(stage.EVENT)
    panel.get_by_role("link", name="Ghi nhận phát sinh").click()
    panel.get_by_role("textbox", name="Nội dung phát sinh").fill("Phản ánh về lệ phí chứng thực.")
    panel.get_by_label("Thời hạn").fill("2026-11-27")
    centre.look()
    panel.get_by_role("button", name="Có phát sinh").click()
    expect(panel.locator(".occurrence")).to_contain_text("27/11/2026")
    centre.look()

    row = office("canbo").find_mine(stage.EVENT)
    expect(row.locator("time")).to_have_text("27/11/2026")


def test_what_awaits_a_date_gets_one_or_never_will(office):
    centre = office("motcua")
    panel = centre.open_mine(stage.AWAITED)
    panel.get_by_role("link", name="Ấn định thời hạn").click()
    panel.get_by_role("button", name="Lưu thời hạn").click()
    expect(panel.locator(".invalid-feedback")).to_be_visible()
    panel.get_by_label("Thời hạn").fill("2026-12-11")
    panel.get_by_label("Theo văn bản").fill("88/KH-UBND")
    centre.look()
    panel.get_by_role("button", name="Lưu thời hạn").click()
    centre.sees_saved()
    expect(centre.line(stage.AWAITED).locator("time")).to_have_text("11/12/2026")
    expect(centre.open_mine(stage.AWAITED).locator(".entry").first).to_contain_text("88/KH-UBND")

    panel = centre.open_mine(stage.DATELESS)
    panel.get_by_role("link", name="Ấn định thời hạn").click()
    panel.get_by_role("button", name="Không có thời hạn").click()
    centre.sees_saved()
    centre.menu("Theo dõi")
    centre.page.get_by_role("link", name=re.compile("^Chưa có thời hạn")).click()
    expect(centre.line(stage.DATELESS)).to_have_count(0)
    expect(centre.line(stage.AWAITED)).to_have_count(0)


def test_the_centre_reminds_now_copies_the_text_and_exports_the_list(office, demo):
    centre = office("motcua")
    centre.menu("Theo dõi")
    expect(centre.page.get_by_role("row").filter(has_text=stage.CULTURE)).to_be_visible()
    centre.look()
    centre.page.get_by_role("link", name=re.compile("^Sắp đến hạn")).click()
    line = centre.line(stage.REMINDED)
    line.get_by_role("checkbox").check()
    centre.page.get_by_role("button", name="Nhắc các việc đã chọn").click()
    expect(centre.page.locator("#messages")).to_contain_text("Đã nhắc 1 người")
    # Once a day is enough.
    centre.line(stage.REMINDED).get_by_role("checkbox").check()
    centre.page.get_by_role("button", name="Nhắc các việc đã chọn").click()
    expect(centre.page.locator("#messages .alert-warning")).to_be_visible()

    officer = office("vanhoa")
    officer.menu("Thông báo")
    officer.look()
    officer.page.locator("main a", has_text="Nhắc việc").first.click()
    expect(officer.page.locator("main")).to_contain_text(stage.REMINDED)
    assert f"To: {office.screen.set.prefix}.vanhoa@example.com" in mails(demo)

    with centre.page.expect_download() as download:
        centre.page.get_by_role("link", name="Excel").click()
    sheet = load_workbook(io.BytesIO(download.value.path().read_bytes())).worksheets[0]
    assert stage.REMINDED in [str(row[2]) for row in sheet.iter_rows(values_only=True)]

    centre.page.get_by_role("link", name="Chép nhắc việc").click()
    centre.look()
    centre.page.get_by_role("button", name="Chép", exact=True).click()
    expect(centre.page.get_by_role("button", name="Đã chép")).to_be_visible()
    copied = centre.page.evaluate("navigator.clipboard.readText()")
    assert copied == centre.page.get_by_role("textbox").input_value()
    unit, task = copied.index(stage.CULTURE.upper()), copied.index(stage.REMINDED)
    assert unit < task, "the text is grouped by unit"


def test_an_entry_dated_into_an_issued_period_is_for_the_centre_and_shows_both_dates(office):
    officer = office("canbo")
    officer.open_mine(stage.BACKDATED)
    officer.report("Đang thực hiện", "Đã có lịch trực.", day="2026-10-05")
    officer.save()
    expect(officer.panel()).to_contain_text("hãy đề nghị Trung tâm PVHCC cập nhật")

    centre = office("motcua")
    centre.open_part(stage.BACKDATED)
    centre.report("Đang thực hiện", "Đã có lịch trực.", day="2026-10-05")
    centre.save()
    centre.sees_saved()
    entry = officer.open_mine(stage.BACKDATED).locator(".entry", has_text="Đã có lịch trực.")
    expect(entry).to_contain_text("tính đến 05/10/2026")
    expect(entry).to_contain_text("20/11/2026")
    expect(entry).to_contain_text("ghi lùi ngày")
