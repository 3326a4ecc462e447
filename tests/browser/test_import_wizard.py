"""The whole import in a real browser: columns said by hand, names and rows corrected, one left out, an amended version,
back again, and the plan's own export."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import DESKTOP, PHONE, Desk, check

pytestmark = pytest.mark.browser

TASKS = (
    "Rà soát thủ tục đất đai",
    "Tập huấn nghiệp vụ một cửa",
    "Niêm yết công khai thủ tục",
    "Báo cáo tổng kết năm",
    "Đối chiếu sổ theo dõi hồ sơ",
)


def front(number: str) -> list[list[str]]:
    return [
        ["ỦY BAN NHÂN DÂN"],
        ["PHƯỜNG THỬ NGHIỆM"],
        [f"Số: {number}"],
        ["Thử Nghiệm, ngày 05 tháng 01 năm 2026"],
        ["KẾ HOẠCH"],
        [f"Kiểm soát thủ tục hành chính năm 2026 ({number})"],
    ]


def workbook(path: Path, number: str, heading: list[str], rows: list[list[str]]) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Kế hoạch"
    for row in [*front(number), heading, *rows]:
        book.active.append(row)
    book.save(path)
    return path


def send(desk: Desk, path: Path) -> None:
    desk.menu("Nhập kế hoạch")
    desk.page.set_input_files("input[type=file]", str(path))
    desk.page.get_by_role("button", name="Đọc tệp").click()


def rules_kept(page: Page) -> None:
    assert check(page) == []


def commit(page: Page) -> None:
    page.get_by_role("button", name="Ghi kế hoạch").click()
    page.locator("#confirm").get_by_role("button", name="Ghi", exact=True).click()
    page.wait_for_url(re.compile(r"/ke-hoach/[0-9a-f-]{36}/"))


def stands(page: Page) -> None:
    """Waits until a form that came stands: only then the focus has gone to its first field for good."""
    expect(page.locator("textarea[name=content]")).to_be_visible()
    page.wait_for_function("!document.querySelector('.htmx-added, .htmx-settling, .htmx-swapping, .htmx-request')")


def row_of(page: Page, content: str) -> Locator:
    return page.locator("article.reading", has_text=content)


@pytest.mark.parametrize(("viewport", "at"), [(DESKTOP, "1"), (PHONE, "2")], ids=["desktop", "phone"])
def test_from_the_columns_to_an_update_and_back(visitors, viewport, at, tmp_path):  # type: ignore[no-untyped-def]
    desk = visitors("tn.quantri", viewport)
    page = desk.page
    number, amending = f"9{at}1/KH-UBND", f"9{at}2/KH-UBND"
    # Words that no synonym explains, and none that an earlier run has taught.
    strange = [f"{word} {at * 3}" for word in ("Mã", "Phải làm", "Ai làm", "Cùng ai", "Xong khi", "Ra cái")]
    times = ["Quý III", "Quý IV", "không biết", "Quý IV", "31/02/2026"]
    helpers = f"Tổ giúp việc {at}"
    rows = [
        [str(place), f"{task} {at}", "Công an phường", helpers, time, "Báo cáo"]
        for place, (task, time) in enumerate(zip(TASKS, times, strict=True), start=1)
    ]

    # The columns cannot be told: a person says them.
    send(desk, workbook(tmp_path / "a.xlsx", number, strange, rows))
    page.wait_for_url("**/cot/")
    rules_kept(page)
    for place, role in enumerate(("stt", "content", "lead", "partner", "time", "product")):
        page.select_option(f"select[name=role-0-{place}]", role)
    page.get_by_role("button", name="Đọc tệp theo các cột này").click()
    page.wait_for_selector(".review")
    rules_kept(page)

    # A name that nobody knows means a unit; a row with an error is left out.
    page.get_by_label(helpers).select_option(label="Trạm Y tế")
    page.get_by_role("button", name="Ghi nhớ và đọc lại").click()
    expect(page.get_by_label(helpers)).to_have_count(0)
    page.get_by_role("link", name="Xem các dòng này").click()
    page.wait_for_url(re.compile(r"show=invalid"))
    row_of(page, f"{TASKS[4]} {at}").get_by_role("link", name="Sửa").click()
    page.get_by_role("button", name="Bỏ qua dòng này").click()
    expect(page.locator("details", has_text="1 dòng được bỏ qua")).to_contain_text(f"{TASKS[4]} {at}")
    page.get_by_role("link", name=re.compile("^Tất cả các dòng")).click()

    # One row is not understood: every part of it is corrected in place, and what is refused stays typed.
    wrong = row_of(page, f"{TASKS[2]} {at}")
    expect(wrong).to_contain_text("Cần xem")
    wrong.get_by_role("link", name="Sửa").click()
    stands(page)
    page.get_by_label("Thời gian hiểu là").fill("30/02/2026")
    page.get_by_label("Đơn vị chủ trì 2").fill("Phòng Văn hóa - Xã hội")
    page.get_by_label("Sản phẩm, mỗi dòng một sản phẩm").fill("Biên bản\nẢnh chụp")
    page.get_by_label("Nội dung đo của chỉ tiêu 1").fill("thủ tục được niêm yết")
    page.get_by_label("Giá trị của chỉ tiêu 1").fill("95,5")
    rules_kept(page)
    page.get_by_role("button", name="Lưu cách hiểu này").click()
    expect(page.locator("#messages")).to_contain_text("không có ngày 30/2/2026")
    expect(page.get_by_label("Đơn vị chủ trì 2")).to_have_value("Phòng Văn hóa - Xã hội")
    stands(page)
    page.get_by_label("Thời gian hiểu là").fill("Trước 30/11/2026")
    page.get_by_role("button", name="Lưu cách hiểu này").click()
    page.wait_for_url(re.compile(r"#dong-"))
    for text in ("29/11/2026", "Phòng Văn hóa - Xã hội", "Ảnh chụp", "≥ 95,5%"):
        expect(row_of(page, f"{TASKS[2]} {at}")).to_contain_text(text)
    commit(page)
    expect(page.locator("#messages")).to_contain_text("Đã tạo kế hoạch với 4 dòng.")

    # The amended version, with headings and names that are known by now: one row later, one renumbered, one reworded,
    # one gone, one new.
    amended = [
        [*rows[0][:4], "Quý IV", "Báo cáo"],
        ["2", f"Tập huấn nghiệp vụ một cửa và kỹ năng {at}", *rows[1][2:]],
        ["3", f"Số hóa hồ sơ còn hiệu lực {at}", "Công an phường", "", "Quý IV", "Danh mục"],
        ["4", *rows[2][1:]],
    ]
    send(desk, workbook(tmp_path / "b.xlsx", amending, strange, amended))
    page.wait_for_selector(".review")
    choice = page.locator("#goal option", has_text=number)
    page.select_option("#goal", choice.get_attribute("value"))
    page.wait_for_url(re.compile(r"plan="))
    rules_kept(page)
    expect(row_of(page, f"{TASKS[2]} {at}")).to_contain_text("Đã sửa như ở bản trước")

    doubted = page.locator("nav.states a", has_text="Cần xác định dòng")
    doubted.click()
    page.wait_for_url(re.compile(r"show=unsure"))
    rules_kept(page)
    page.get_by_role("button", name="Xác nhận").click()
    page.wait_for_url(re.compile(r"#dong-"))
    expect(doubted).to_have_count(0)

    page.locator("nav.states a", has_text="Không còn trong tệp").click()
    page.wait_for_url(re.compile(r"show=gone"))
    expect(page.get_by_label("Số văn bản đưa ra khỏi kế hoạch")).to_have_value(amending)
    rules_kept(page)
    page.get_by_label(f"{TASKS[3]} {at}").check()
    page.get_by_role("button", name="Ghi nhận các dòng đã đánh dấu").click()
    page.wait_for_url(re.compile(r"show=gone"))
    commit(page)
    expect(page.get_by_text(f"Số hóa hồ sơ còn hiệu lực {at}")).to_have_count(1)

    # The leader is asked; as long as nobody decides, the update can be taken back.
    decider = visitors("tn.lanhdao", viewport)
    leader = decider.page
    decider.menu("Đề nghị đưa ra")
    expect(leader.get_by_text(f"{TASKS[3]} {at}")).to_be_visible()
    rules_kept(leader)
    if viewport is DESKTOP:
        leader.set_viewport_size({"width": 1024, "height": 768})
        rules_kept(leader)

    desk.menu("Nhập kế hoạch")
    rules_kept(page)
    page.get_by_role("link", name="b.xlsx").first.click()
    page.get_by_role("button", name="Hoàn tác lần nhập này").click()
    page.locator("#confirm").get_by_role("button", name="Hoàn tác", exact=True).click()
    expect(page.get_by_role("button", name="Ghi kế hoạch")).to_be_visible()
    leader.reload()
    expect(leader.get_by_text(f"{TASKS[3]} {at}")).to_have_count(0)
    desk.menu("Nhập kế hoạch")
    page.get_by_role("link", name="a.xlsx").first.click()
    page.get_by_role("link", name="Mở kế hoạch").click()
    expect(page.get_by_text(f"{TASKS[1]} {at}", exact=True)).to_have_count(1)
    expect(page.get_by_text(f"Số hóa hồ sơ còn hiệu lực {at}")).to_have_count(0)

    # What the plan says as the office prints it changes nothing when it comes in again.
    page.locator("summary", has_text="Tải về").or_(page.get_by_role("button", name="Tải về")).first.click()
    with page.expect_download() as printed:
        page.get_by_role("link", name="Kế hoạch theo mẫu in của cơ quan").click()
    printed.value.save_as(tmp_path / "c.xlsx")
    send(desk, tmp_path / "c.xlsx")
    page.wait_for_selector(".review")
    expect(page.locator(".review-counts")).to_contain_text("4 không đổi")
    expect(page.locator("nav.states a", has_text=re.compile("Mới|Thay đổi|Không còn"))).to_have_count(0)
