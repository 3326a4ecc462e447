"""What was typed stays: when the panel closes, the session ends, the network drops."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Dialog, expect

from portal.demo import PASSWORD
from tests.browser import stage

pytestmark = pytest.mark.browser
WORDS = "Đã gửi bản thảo lấy ý kiến."


def test_back_closes_the_panel_and_asks_before_words_are_left(office):
    officer = office("canbo")
    officer.find_mine(stage.STAFFED).locator("a.line-main").click()
    list_address = officer.page.url
    panel = officer.panel()
    officer.page.go_back()
    expect(officer.page.locator("#panel")).to_be_hidden()
    assert officer.page.url == list_address

    asked: list[str] = []
    answers = [False, False, True]

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if answers[len(asked) - 1]:
            dialog.accept()
        else:
            dialog.dismiss()

    officer.page.on("dialog", answer)
    officer.line(stage.STAFFED).locator("a.line-main").click()
    text = officer.panel().get_by_role("textbox", name="Kết quả")
    text.fill(WORDS)
    officer.page.go_back()
    expect(text).to_have_value(WORDS)
    officer.page.keyboard.press("Escape")
    expect(text).to_have_value(WORDS)
    panel.get_by_role("button", name="Đóng").first.click()
    expect(officer.page.locator("#panel")).to_be_hidden()
    assert asked == ["Nội dung vừa nhập chưa được lưu. Bỏ nội dung này?"] * 3
    assert officer.page.url == list_address
    # Given up is given up: the form begins empty.
    officer.line(stage.STAFFED).locator("a.line-main").click()
    expect(officer.panel().get_by_role("textbox", name="Kết quả")).to_have_value("")


def test_a_session_that_ended_loses_nothing(office):
    officer = office("canbo")
    officer.find_mine(stage.STAFFED).locator("a.line-main").click()
    panel = officer.panel()
    officer.report("Đang thực hiện", WORDS)
    context = officer.page.context
    context.set_offline(True)
    officer.save()
    expect(panel.locator(".not-saved")).to_contain_text("Mất kết nối mạng")
    context.set_offline(False)
    context.clear_cookies(name="sessionid")
    officer.save()
    expect(panel.locator(".not-saved")).to_contain_text("Phiên làm việc đã hết")
    expect(panel.get_by_role("textbox", name="Kết quả")).to_have_value(WORDS)
    officer.look()
    with context.expect_page() as opened:
        panel.get_by_role("link", name="Đăng nhập ở thẻ mới").click()
    other = opened.value
    other.fill("input[name=username]", f"{office.screen.set.prefix}.canbo")
    other.fill("input[name=password]", PASSWORD)
    other.click("form.card button")
    other.wait_for_url(lambda address: "dang-nhap" not in address)
    other.close()
    officer.save()
    officer.sees_saved("Đã lưu: đang thực hiện")
    # The browser itself reports each request that found no network.
    officer.problems = [
        problem for problem in officer.problems if not re.search(r"net::|htmx:|Error Code 401", problem)
    ]


def test_the_counts_above_the_list_follow_a_save(office):
    officer = office("canbo")
    officer.find_mine(stage.ASSISTED)
    count = officer.page.locator("#counts .state", has_text="Chờ xác nhận").locator(".state-count")
    before = int(count.inner_text())
    officer.line(stage.ASSISTED).locator("a.line-main").click()
    officer.report("Hoàn thành, chờ xác nhận", WORDS)
    officer.save()
    officer.sees_saved()
    expect(count).to_have_text(str(before + 1))
