"""Those who decide, administer or only read: leader, admin, viewer, oversight, province."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import stage

pytestmark = pytest.mark.browser


def test_the_leader_pauses_by_a_document_and_takes_up_again(office):
    leader = office("lanhdao")
    panel = leader.open_part(stage.PAUSED)
    panel.get_by_text("Quyết định của lãnh đạo").click()
    decision = panel.locator("form", has=leader.page.locator("button[name=decision]"))
    decision.get_by_role("textbox", name="Lý do").fill("Chờ bố trí kinh phí.")
    decision.get_by_role("button", name="Tạm dừng").click()
    expect(decision).to_contain_text("Hãy ghi số văn bản quyết định việc này.")
    leader.look()
    decision.get_by_label("Số văn bản").fill("21/QĐ-UBND")
    decision.get_by_role("button", name="Tạm dừng").click()
    leader.sees_saved("Đã lưu: tạm dừng")

    officer = office("canbo")
    row = officer.find_mine(stage.PAUSED)
    expect(row).to_contain_text("Tạm dừng")
    row.locator("a.line-main").click()
    expect(officer.panel().locator(".entry").first).to_contain_text("21/QĐ-UBND")
    # What is paused is nobody's to report until a leader takes it up again.
    expect(officer.panel().locator("label.choice")).to_have_count(0)

    panel = leader.open_part(stage.PAUSED)
    panel.get_by_role("button", name="Tiếp tục thực hiện").click()
    leader.sees_saved()
    expect(officer.find_mine(stage.PAUSED)).to_contain_text("Chưa thực hiện")


def test_the_leader_drops_a_whole_task_and_takes_it_up_again(office):
    leader = office("lanhdao")
    panel = leader.open_in_plan(stage.DROPPED)
    panel.get_by_role("link", name="Tạm dừng hoặc dừng hẳn nhiệm vụ").click()
    panel.get_by_label("Số văn bản").fill("22/QĐ-UBND")
    panel.get_by_role("textbox", name="Lý do").fill("Tỉnh đã tổ chức chung.")
    leader.look()
    panel.get_by_role("button", name="Không còn thực hiện").click()
    expect(panel).to_contain_text("22/QĐ-UBND")
    leader.look()
    expect(leader.plan_row(stage.DROPPED)).to_contain_text("Không còn thực hiện")

    panel = leader.open_in_plan(stage.DROPPED)
    panel.get_by_role("link", name="Tiếp tục thực hiện").click()
    panel.get_by_role("button", name="Tiếp tục thực hiện").click()
    expect(panel.get_by_role("link", name="Tạm dừng hoặc dừng hẳn nhiệm vụ")).to_be_visible()
    expect(office("canbo").find_mine(stage.DROPPED)).to_contain_text("Chưa thực hiện")


def test_the_admin_issues_a_plan_with_gaps_knowingly_and_copies_it_to_the_next_year(office):
    admin = office("quantri")
    admin.ward(office.screen.set.draft_ward)
    admin.look()
    admin.page.locator(".plan-card a").click()
    expect(admin.page.locator(".readiness")).to_contain_text("0/2")
    admin.look()
    # The gaps lead to the rows to complete.
    admin.page.locator(".readiness a").first.click()
    expect(admin.page.locator("tr.task")).to_have_count(2)
    admin.page.get_by_role("link", name="Ban hành kế hoạch").click()
    admin.page.get_by_label("Số", exact=True).fill("31/KH-UBND")
    admin.page.get_by_label("Ngày ban hành").fill("2026-11-19")
    admin.page.get_by_role("button", name="Ban hành kế hoạch").click()
    expect(admin.page.locator("main")).to_contain_text("2/2 nhiệm vụ chưa đủ 6 rõ")
    admin.look()
    admin.page.get_by_label("Vẫn ban hành dù còn nhiệm vụ chưa đủ 6 rõ").check()
    admin.page.get_by_role("button", name="Ban hành kế hoạch").click()
    expect(admin.page.locator("#messages")).to_contain_text("Đã ban hành kế hoạch.")
    expect(admin.page.locator(".document-kicker")).to_contain_text("31/KH-UBND")

    admin.page.get_by_role("link", name="Sao chép sang năm sau").click()
    admin.look()
    admin.page.get_by_role("button", name="Sao chép kế hoạch").click()
    expect(admin.page.locator(".document-kicker")).to_contain_text("Dự thảo")
    rows = admin.page.locator("tr.task")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(stage.DRAFT_ROWS[0])
    expect(rows.first).to_contain_text("2027")
    admin.look()
    # A second copy is not made unasked: the first is shown instead.
    admin.page.go_back()
    admin.page.reload()
    expect(admin.page.get_by_role("button", name="Sao chép kế hoạch")).to_have_count(0)
    expect(admin.page.get_by_role("alert").get_by_role("link")).to_be_visible()


def test_the_viewer_reads_and_changes_nothing(office):
    viewer = office("xem")
    panel = viewer.open_in_plan(stage.STAFFED)
    viewer.look()
    expect(panel.get_by_role("link", name="Cập nhật", exact=True)).to_have_count(0)
    panel.locator(".occurrence-part a").first.click()
    expect(panel.get_by_role("heading", name="Nhiệm vụ", exact=True)).to_be_visible()
    viewer.look()
    expect(panel.locator("form")).to_have_count(0)
    part = panel.locator("a[hx-get^='/nhiem-vu/']").get_attribute("href") or ""
    assert part
    assert viewer.status_of(f"{part}quyet-dinh/") == 403
    for page in ("Theo dõi", "Cập nhật kỳ", "Nhập kế hoạch"):
        expect(viewer.page.get_by_role("link", name=page)).to_have_count(0)
    ward = re.search("/phuong/[^/]+/", viewer.page.locator("nav a[href*='/phuong/']").first.get_attribute("href"))[0]
    assert [viewer.status_of(ward + page) for page in ("theo-doi/", "cap-nhat-ky/", "nhap-ke-hoach/")] == [403] * 3


def test_oversight_reads_several_wards_and_writes_in_none(office):
    above, stranger = office("captren"), office("xem")
    wards = []
    for name in ("Phường Mỹ Hào", office.screen.set.ward):
        above.ward(name)
        wards.append(above.page.url.removeprefix(above.address).removesuffix("ke-hoach/"))
    above.page.locator(".plan-card a").first.click()
    above.page.locator("tr.task", has_text=stage.STAFFED).locator("a").first.click()
    above.panel().locator(".occurrence-part a").first.click()
    expect(above.panel().get_by_role("heading", name="Nhiệm vụ", exact=True)).to_be_visible()
    expect(above.panel().locator("form")).to_have_count(0)
    above.look()
    pages = ("ke-hoach/", "cap-nhat-ky/", "theo-doi/", "nhap-ke-hoach/")
    assert [above.status_of(wards[0] + page) for page in pages] == [200, 403, 403, 403]
    # For a person of one ward the other does not exist.
    assert [stranger.status_of(ward + "ke-hoach/") for ward in wards] == [404, 200]


def test_the_province_sees_every_ward(office):
    province = office("tinh")
    province.look()
    for name in ("Phường Mỹ Hào", office.screen.set.ward, office.screen.set.draft_ward):
        province.ward(name)
        expect(province.page.locator(".plan-card").first).to_be_visible()
    province.look()
