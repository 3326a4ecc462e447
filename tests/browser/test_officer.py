"""The unit's people: officers of the lead and of a partner unit, and the head."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import stage
from tests.browser.desk import PHONE
from tests.browser.papers import photo, scan

pytestmark = pytest.mark.browser


def test_the_officer_reports_finishes_with_evidence_and_the_centre_confirms(office):
    officer = office("canbo")
    row = officer.find_mine(stage.REPORTED)
    list_address = officer.page.url
    officer.look()
    row.locator("a.line-main").click()
    officer.report("Đang thực hiện", "Đã quét được một nửa số sổ.", progress="50")
    officer.look()
    officer.save()
    officer.sees_saved("Đã lưu: đang thực hiện")
    expect(row).to_contain_text("Đang thực hiện")

    row.locator("a.line-main").click()
    progress = officer.page.locator("#panel").get_by_role("spinbutton")
    progress.focus()  # while the panel is still sliding in: what is typed stays there
    expect(officer.panel().get_by_role("spinbutton")).to_have_value("50")
    expect(progress).to_be_focused()
    officer.report("Hoàn thành, chờ xác nhận", "Đã số hóa xong 1.240 kết quả.")
    files = officer.panel().locator("input[name=proofs]").first
    if office.screen.viewport == PHONE:
        # A photo just taken joins the file chosen before.
        files.set_input_files([scan()])
        with officer.page.expect_file_chooser() as chooser:
            officer.panel().get_by_role("button", name="Chụp ảnh").first.click()
        assert chooser.value.element.get_attribute("capture") == "environment"
        chooser.value.set_files([photo()])
    else:
        files.set_input_files([scan(), photo()])
    officer.save()
    officer.sees_saved("Đã lưu: chờ xác nhận")
    assert officer.page.url == list_address
    expect(row).to_contain_text("Chờ xác nhận")

    # The files come back as they were sent, as downloads, and only to people of the ward.
    row.locator("a.line-main").click()
    proofs = officer.panel().locator(".proof a")
    expect(proofs).to_have_text(["Biên bản nghiệm thu.pdf", "anh-hien-truong.jpg"])
    with officer.page.expect_download() as download:
        proofs.last.click()
    assert download.value.path().read_bytes() == photo()["buffer"]
    address = urlsplit(proofs.last.evaluate("link => link.href")).path
    assert officer.status_of(address) == 200
    assert office("xem").status_of(address) == 200

    centre = office("motcua")
    centre.menu("Theo dõi")
    centre.page.get_by_role("link", name=re.compile("^Chờ xác nhận")).click()
    centre.look()
    line = centre.line(stage.REPORTED)
    line.locator("a.line-main").click()
    expect(centre.panel()).to_contain_text("Đã số hóa xong 1.240 kết quả.")
    centre.look()
    centre.panel().get_by_role("button", name="Xác nhận").click()
    centre.sees_saved("Đã lưu: hoàn thành")
    expect(line).to_contain_text("Hoàn thành")
    expect(officer.find_mine(stage.REPORTED)).to_contain_text("Hoàn thành")


def test_a_file_of_another_ward_does_not_exist(office, visitors):
    officer = office("canbo")
    panel = officer.open_mine(stage.ASSISTED)
    panel.get_by_role("textbox", name="Thêm ý kiến").fill("Gửi kèm bản mẫu.")
    panel.locator("form.note-form").last.locator("input[name=proofs]").set_input_files([scan("mau.pdf")])
    panel.locator("form.note-form").last.get_by_role("button", name="Lưu").click()
    officer.sees_saved()
    part = urlsplit(officer.line(stage.ASSISTED).locator("a.line-main").evaluate("link => link.href")).path
    file = urlsplit(officer.open_mine(stage.ASSISTED).locator(".proof a").first.evaluate("link => link.href")).path
    stranger = visitors("dn.motcua")
    assert [stranger.status_of(path) for path in (file, part)] == [404, 404]
    assert officer.status_of(file) == 200


def test_the_partner_unit_comments_and_adds_evidence(office):
    partner = office("vanhoa")
    panel = partner.open_part(stage.ASSISTED)
    partner.look()
    # A partner has a say, not a status to give.
    expect(panel.locator("label.choice")).to_have_count(0)
    panel.get_by_role("textbox", name="Thêm ý kiến").fill("Đề nghị bổ sung mục trợ giúp người cao tuổi.")
    panel.locator("form.note-form input[name=proofs]").set_input_files([photo("gop-y.jpg")])
    panel.locator("form.note-form").get_by_role("button", name="Lưu").click()
    partner.sees_saved()

    entry = office("canbo").open_mine(stage.ASSISTED).locator(".entry", has_text="trợ giúp người cao tuổi")
    expect(entry).to_contain_text("gop-y.jpg")
    expect(entry).to_contain_text("Đặng Thị Thí Điểm")


def test_the_head_names_the_responsible_officer(office):
    head = office("truong")
    panel = head.open_in_plan(stage.STAFFED)
    panel.get_by_role("link", name="Phân công người phụ trách").click()
    panel.get_by_label("Cán bộ phụ trách").select_option("Vũ Văn Tập Dượt")
    head.look()
    panel.get_by_role("button", name="Lưu").click()
    expect(panel.locator(".facts")).to_contain_text("Vũ Văn Tập Dượt")
    expect(panel.get_by_text("Thay đổi nội dung nhiệm vụ")).to_be_visible()
    expect(head.find_mine(stage.STAFFED)).to_contain_text("Vũ Văn Tập Dượt")


def test_the_units_check_ins_take_one_save_with_one_exception(office):
    officer = office("canbo")
    officer.menu("Cập nhật kỳ")
    rows = officer.page.locator("li.check-in")
    expect(rows.locator("input[type=checkbox]:checked")).to_have_count(len(stage.ONGOING))
    officer.look()
    exception = rows.filter(has_text=stage.ONGOING[1])
    exception.get_by_text("Có vướng mắc, cần ghi thêm").click()
    exception.get_by_role("textbox").fill("Hệ thống liên thông bị gián đoạn hai ngày.")
    officer.page.get_by_role("button", name="Lưu các nhiệm vụ đã đánh dấu").click()
    expect(officer.page.locator("#messages")).to_contain_text("3")
    expect(officer.page.locator("li.check-in.reported")).to_have_count(len(stage.ONGOING))
    officer.look()

    said = office("motcua").open_part(stage.ONGOING[1]).locator(".entry").first
    expect(said).to_contain_text("Hệ thống liên thông bị gián đoạn hai ngày.")
    said = officer.open_mine(stage.ONGOING[0]).locator(".entry").first
    expect(said).to_contain_text("Thực hiện thường xuyên, không vướng mắc.")


def test_a_late_result_asks_why_and_a_mistake_is_corrected(office):
    officer = office("canbo")
    row = officer.find_mine(stage.LATE)
    expect(row).to_contain_text("quá hạn 21 ngày")
    row.locator("a.line-main").click()
    officer.report("Hoàn thành, chờ xác nhận", "Đã cập nhật 12 quy trình.")
    officer.save()
    # Nothing is blocked; that the explanation is missing is said, and it is asked for again.
    officer.sees_saved("Chưa có giải trình")
    row.locator("a.line-main").click()
    panel = officer.panel()
    panel.get_by_role("textbox", name="Giải trình: vì sao chậm?").fill("Chờ ý kiến thẩm định của sở.")
    officer.look()
    explanation = panel.locator("form", has=officer.page.get_by_role("textbox", name="Giải trình: vì sao chậm?"))
    explanation.get_by_role("button", name="Lưu", exact=True).click()
    officer.sees_saved()
    row.locator("a.line-main").click()
    expect(panel.locator(".entry", has_text="Chờ ý kiến thẩm định của sở.")).to_be_visible()
    expect(panel.get_by_role("textbox", name="Giải trình: vì sao chậm?")).to_have_count(0)

    wrong = panel.locator(".entry", has_text="Đã cập nhật 12 quy trình.")
    wrong.get_by_role("link", name=re.compile(r"^Sửa\s+mục này")).click()
    expect(panel.get_by_role("heading", name="Sửa mục đã báo cáo")).to_be_visible()
    panel.get_by_role("textbox", name="Kết quả").fill("Đã cập nhật 21 quy trình.")
    officer.look()
    panel.get_by_role("button", name="Lưu nội dung sửa").click()
    officer.sees_saved()
    row.locator("a.line-main").click()
    expect(panel.locator(".entry.corrected")).to_contain_text("Đã cập nhật 12 quy trình.")
    expect(panel.locator(".entry.corrected")).to_contain_text("đã được đính chính")
    expect(panel.locator(".entry", has_text="Đã cập nhật 21 quy trình.")).to_be_visible()


def test_two_people_edit_the_same_part_and_the_second_sees_both_versions(office):
    first, second = office("canbo"), office("motcua")
    first.open_mine(stage.SHARED)
    first.report("Đang thực hiện", "Đã rà được 30 thủ tục.", progress="30")
    second.open_part(stage.SHARED)
    second.report("Đang thực hiện", "Trung tâm ghi nhận 45 thủ tục.", progress="45")
    first.save()
    first.sees_saved()

    second.save()
    conflict = second.panel().locator(".conflict")
    expect(conflict).to_contain_text("Vừa có người khác cập nhật việc này")
    expect(conflict).to_contain_text("Đã rà được 30 thủ tục.")
    expect(conflict).to_contain_text("Trung tâm ghi nhận 45 thủ tục.")
    expect(second.panel().get_by_role("textbox", name="Kết quả")).to_have_value("Trung tâm ghi nhận 45 thủ tục.")
    second.look()
    second.save()
    second.sees_saved()

    history = first.open_mine(stage.SHARED).locator(".entry")
    expect(history.filter(has_text="Đã rà được 30 thủ tục.")).to_have_count(1)
    expect(history.filter(has_text="Trung tâm ghi nhận 45 thủ tục.")).to_have_count(1)


def test_an_extension_is_asked_for_and_a_leader_decides_by_a_document(office):
    officer = office("canbo")
    panel = officer.open_mine(stage.EXTENDED)
    panel.get_by_role("link", name="Đề nghị gia hạn").click()
    panel.get_by_label("Thời hạn mới").fill("2026-12-18")
    panel.get_by_role("textbox", name="Lý do").fill("Phiếu khảo sát phải in lại.")
    officer.look()
    panel.get_by_role("button", name="Gửi đề nghị").click()
    officer.sees_saved("chờ lãnh đạo quyết định")

    leader = office("lanhdao")
    leader.menu("Theo dõi")
    leader.page.get_by_role("link", name=re.compile("^Đề nghị gia hạn chờ quyết định")).click()
    leader.look()
    leader.page.locator("li.check-in", has_text=stage.EXTENDED).get_by_role("link", name="Mở và quyết định").click()
    request = leader.panel().locator(".extension")
    expect(request).to_contain_text("Phiếu khảo sát phải in lại.")
    request.get_by_label("Số văn bản").fill("15/CV-UBND")
    leader.look()
    request.get_by_role("button", name="Đồng ý", exact=True).click()
    expect(leader.page.locator("li.check-in", has_text=stage.EXTENDED)).to_have_count(0)

    # The new day counts, the original one stays visible, and so does the document.
    row = officer.find_mine(stage.EXTENDED)
    expect(row.locator(".line-due time")).to_have_text("18/12/2026")
    expect(row.locator(".line-due s")).to_have_text("04/12/2026")
    row.locator("a.line-main").click()
    expect(officer.panel().locator(".extension")).to_contain_text("15/CV-UBND")
