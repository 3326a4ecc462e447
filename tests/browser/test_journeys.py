"""What each role does in a day, on a desktop and on a phone, against the running demonstration."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DAY, DESKTOP, PHONE
from wards.calendar import WorkingCalendar

pytestmark = pytest.mark.browser

# Each screen has a unit of its own, so that the journeys do not meet on one row.
SCREENS = [
    pytest.param(DESKTOP, "dn.canbo.vanhoa", id="desktop"),
    pytest.param(PHONE, "dn.canbo.kinhte", id="phone"),
]


def to(page: Page, path: str) -> None:
    """Goes to a path of the portal."""
    here = urlsplit(page.url)
    page.goto(f"{here.scheme}://{here.netloc}{path}")


def open_late_task(page: Page) -> str:
    """Opens the panel of the first late row that is no check-in, and answers its part's address."""
    to(page, "/viec-cua-toi/?state=late&kind=dated")
    row = page.locator("main a[hx-target='#panel']").first
    address = row.get_attribute("href")
    assert address
    row.click()
    page.locator("#panel.show").wait_for()
    return address


@pytest.mark.parametrize(("viewport", "officer"), SCREENS)
def test_a_late_result_is_reported_explained_and_confirmed(visitors, viewport, officer):
    unit = visitors(officer, viewport).page
    address = open_late_task(unit)
    panel = unit.locator("#panel")
    panel.locator("label.choice", has_text="Hoàn thành").click()
    panel.get_by_role("textbox", name="Kết quả").fill("Đã hoàn thành, gửi kèm báo cáo.")
    panel.locator("textarea[name=explanation]").fill("Chờ ý kiến thẩm định.")
    panel.get_by_role("button", name="Lưu", exact=True).first.click()
    expect(unit.get_by_text("Đã lưu").first).to_be_visible()
    expect(panel).to_be_hidden()

    centre = visitors("dn.motcua", viewport).page
    to(centre, "/viec-cua-toi/?state=confirm")
    centre.locator(f"main a[href='{address}']").first.click()
    centre.locator("#panel").get_by_role("button", name="Xác nhận").click()
    expect(centre.get_by_text("Đã lưu").first).to_be_visible()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_units_check_ins_take_one_save(visitors, viewport):
    username = "mh.motcua" if viewport is DESKTOP else "tl.motcua"
    page = visitors(username, viewport).page
    if viewport is PHONE:
        page.get_by_role("button", name="Trình đơn").click()
    page.get_by_role("link", name="Cập nhật kỳ").click()
    rows = page.locator("li.check-in:not(.reported)")
    expect(rows.first).to_be_visible()
    page.get_by_role("button", name=re.compile("^Lưu")).click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator("li.check-in:not(.reported)")).to_have_count(0)


def test_an_extension_is_asked_for_and_agreed(visitors):
    officer = visitors("dn.truong").page
    address = open_late_task(officer)
    panel = officer.locator("#panel")
    panel.get_by_role("link", name="Đề nghị gia hạn").click()
    later = WorkingCalendar({}).on_or_after(DAY + timedelta(days=20))
    panel.locator("input[name=to_due]").fill(later.isoformat())
    panel.locator("textarea[name=reason]").fill("Cần thêm thời gian lấy ý kiến.")
    panel.get_by_role("button", name="Gửi đề nghị").click()
    expect(panel).to_be_hidden()

    leader = visitors("dn.lanhdao").page
    to(leader, address)
    leader.locator("#ext-number").fill("15/CV-UBND")
    with leader.expect_navigation():
        leader.get_by_role("button", name="Đồng ý", exact=True).click()
    to(leader, address)
    expect(leader.locator("main")).to_contain_text(f"{later:%d/%m/%Y}")
    expect(leader.get_by_role("button", name="Đồng ý", exact=True)).to_have_count(0)


def test_a_viewer_reads_and_changes_nothing(visitors):
    page = visitors("dn.xem").page
    page.get_by_role("navigation").get_by_role("link", name="Kế hoạch", exact=True).click()
    page.locator(".plan-card a").click()
    page.locator("tr.task a").first.click()
    panel = page.locator("#panel.show")
    expect(panel).to_be_visible()
    expect(panel.get_by_role("link", name="Cập nhật")).to_have_count(0)
    expect(panel.get_by_role("button", name="Lưu")).to_have_count(0)


def test_oversight_goes_from_ward_to_ward(visitors):
    page = visitors("captren").page
    for name in ("Phường Mỹ Hào", "Phường Trần Liễu"):
        page.get_by_role("button", name="Tài khoản").click()
        page.get_by_role("link", name=name).click()
        expect(page.locator(".navbar-brand")).to_contain_text(name)
    address = page.url
    stranger = visitors("dn.xem").page
    assert stranger.goto(address).status == 404
