"""The main job, end to end: one command, then import, update, reminder and reports against the real processes."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from pdfminer.high_level import extract_text
from playwright.sync_api import Page, expect

from tests.browser.conftest import DAY, mails, manage
from wards.calendar import WorkingCalendar

pytestmark = pytest.mark.browser

WORKBOOK = settings.BASE_DIR / "fixtures" / "plans" / "thu-nghiem-2026.xlsx"
# Drawing a report takes a worker some seconds; on a loaded machine some more.
BUILT = 180_000


def build_report(page: Page, label: str) -> bytes:
    """Builds the period's report in the page, waits for the worker, and downloads the PDF."""
    row = page.locator("li", has_text=label).filter(has=page.get_by_role("button", name=re.compile("^Lập")))
    row.first.get_by_role("button").click()
    ready = page.get_by_role("link", name="Mở báo cáo")
    expect(ready).to_be_visible(timeout=BUILT)
    ready.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp PDF").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"%PDF-")
    page.get_by_role("link", name="Báo cáo", exact=True).first.click()
    return content


def test_import_update_reminder_and_reports(visitors, demo):
    # The admin imports the office's workbook and sees each row beside its original before committing.
    admin = visitors("tn.quantri").page
    admin.get_by_role("navigation").get_by_role("link", name="Nhập kế hoạch").click()
    admin.set_input_files("input[type=file]", WORKBOOK)
    admin.get_by_role("button", name="Đọc tệp").click()
    expect(admin.locator(".review-facts")).to_contain_text("15/KH-UBND")
    expect(admin.locator(".review-facts")).to_contain_text("23")
    admin.get_by_role("button", name="Ghi kế hoạch").click()
    admin.locator("#confirm").get_by_role("button", name="Ghi", exact=True).click()
    expect(admin.locator("tr.task")).to_have_count(23)

    # One-door staff open a row, report a result, and the row shows it without leaving the page.
    staff = visitors("tn.motcua").page
    staff.get_by_role("link", name="Kế hoạch", exact=True).click()
    staff.locator(".plan-card", has_text="15/KH-UBND").locator("a").click()
    row = staff.locator("tr.task", has=staff.locator(".badge-state", has_text="Quá hạn")).first
    address = row.get_attribute("id")
    row.locator("a").click()
    panel = staff.locator("#panel")
    panel.get_by_role("link", name="Cập nhật").first.click()
    panel.locator("label.choice", has_text="Đang thực hiện").click()
    panel.get_by_role("textbox", name="Kết quả").fill("Đã giao đầu mối, đang dự thảo văn bản.")
    panel.get_by_role("button", name="Lưu").first.click()
    expect(staff.get_by_text("Đã lưu").first).to_be_visible()
    staff.goto(staff.url)
    staff.locator(f"#{address} a").click()
    expect(panel).to_contain_text("Đã giao đầu mối, đang dự thảo văn bản.")
    panel.get_by_role("button", name="Đóng").click()
    expect(panel).to_be_hidden()

    # What is late already owes a notice on the next working day: the sweep tells the officer once, however often it
    # runs, in the portal and by mail.
    day = WorkingCalendar({}).on_or_after(DAY).isoformat()
    for _ in range(2):
        manage(demo, "send_reminders", "--ward", "Phường Thử Nghiệm", "--on", day)
    officer = visitors("tn.canbo.kinhte").page
    officer.get_by_role("link", name=re.compile("^Thông báo")).click()
    expect(officer.locator("main a", has_text="Nhắc việc")).to_have_count(1)
    officer.locator("main a", has_text="Nhắc việc").click()
    expect(officer.locator("main")).to_contain_text("Quá hạn")
    assert mails(demo).count("To: tn.canbo.kinhte@example.com") == 1

    # The month's, the quarter's and the year's report come out as documents that can be searched.
    staff.get_by_role("link", name="Báo cáo", exact=True).click()
    for label, title in (("Tháng 3 năm 2026", "tháng 3 năm 2026"), ("Quý I năm 2026", "quý I năm 2026")):
        text = extract_text(io.BytesIO(build_report(staff, label)))
        assert "BÁO CÁO" in text
        assert title.casefold() in " ".join(text.casefold().split())
    text = extract_text(io.BytesIO(build_report(staff, "Năm 2026")))
    assert "năm 2026" in " ".join(text.casefold().split())


def test_the_reminder_of_the_first_morning_is_there(visitors, demo):
    page = visitors("dn.motcua").page
    page.get_by_role("link", name=re.compile("^Thông báo")).click()
    expect(page.locator("main a", has_text="Nhắc việc").first).to_be_visible()
    assert "To: dn.motcua@example.com" in mails(demo)
