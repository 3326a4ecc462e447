"""A month's figures, by keyboard on one page: a fault at its cell, nothing saved by halves, then the targets' page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import stage

pytestmark = pytest.mark.browser


def test_a_months_figures_are_recorded_by_keyboard(office):
    centre = office("motcua")
    page = centre.page
    centre.menu("Chỉ tiêu")
    centre.look()
    page.get_by_role("link", name="Nhập số liệu", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nhập số liệu: tháng 11/2026")
    page.wait_for_load_state()  # keys mean something once the page's script runs
    whole = page.locator("tr.figure-row", has_text=stage.WHOLE)
    share = page.locator("tr.figure-row", has_text=stage.SHARE)

    whole.locator("[data-cell=numerator]").click()
    page.keyboard.type("960")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("900")
    expect(whole.locator("[data-percent]")).to_have_text("")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("600")
    # The blank denominator of a share is the numerator it is a share of.
    expect(share.locator("[data-percent]")).to_have_text("62,5%")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Lưu tất cả số liệu")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Chưa lưu gì: có 1 ô cần sửa.")).to_be_visible()
    expect(whole).to_contain_text("Tử số 960 lớn hơn mẫu số 900")
    expect(whole.locator("[data-cell=numerator]")).to_be_focused()
    centre.look()
    whole.locator("[data-cell=denominator]").fill("1.000,0")
    expect(whole.locator("[data-percent]")).to_have_text("96%")
    page.get_by_role("button", name="Lưu tất cả số liệu").click()
    expect(page.locator("#messages")).to_contain_text("Đã lưu 2 số liệu.")

    centre.menu("Chỉ tiêu")
    line = page.locator("li.target", has_text=stage.SHARE)
    expect(line).to_contain_text(re.compile(r"62,5%\s*Đạt\s*600/960", re.IGNORECASE))
    page.get_by_role("link", name=stage.WHOLE).click()
    expect(page.get_by_role("img", name=re.compile("T11: 96%"))).to_be_visible()
    page.wait_for_function("document.querySelector('.target-chart img').naturalWidth > 0")
    centre.look()
