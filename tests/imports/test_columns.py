"""Columns that a person says: the picture, what they say of it, how the file is then read, what is remembered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from imports import intake
from imports.columns import Given, columns_open, describe, pictures, unlike
from imports.grid import Grid, PlanReading, Role, Sheet
from imports.headings import Column
from imports.intake import reading_of
from imports.models import HeadingSynonym, ImportState, PlanImport
from imports.rows import read_plan
from tests.factory import make_user
from tests.imports.grids import FRONT, grid
from wards.models import Role as Post
from wards.models import User, Ward
from wards.setup import create_ward

STRANGE = ["Mã", "Phải làm gì", "Ai làm", "Cùng ai", "Bao giờ xong", "Ra cái gì", "Mật"]
ROW = ["1", "Rà soát thủ tục", "Công an phường", "", "Trước 30/6/2026", "Báo cáo", "bí mật"]
NEXT = ["2", "Niêm yết thủ tục", "Công an phường", "", "Quý III", "Văn bản", "bí mật"]
ROLES = {
    0: Role.STT,
    1: Role.CONTENT,
    2: Role.LEAD,
    3: Role.PARTNER,
    4: Role.TIME,
    5: Role.PRODUCT,
    6: Role.IGNORE,
}
SHEET = "Kế hoạch"


def read(read_grid: Grid, *given: Given | None) -> PlanReading:
    return read_plan(read_grid, given=[each for each in given if each])


def said(of: Grid, row: int, height: int = 1, roles: dict[int, Role] | None = None, **more: Any) -> Given | None:
    return describe(of, sheet=SHEET, row=row, height=height, roles=ROLES if roles is None else roles, **more)


def test_a_table_nobody_knows_is_read_as_a_person_says() -> None:
    strange = grid(*FRONT, STRANGE, ROW, NEXT)
    assert read(strange).tasks == () and columns_open(strange, None)
    reading = read(strange, said(strange, 7))
    assert [task.content for task in reading.tasks] == ["Rà soát thủ tục", "Niêm yết thủ tục"]
    assert [task.leads[0].text for task in reading.tasks] == ["Công an phường"] * 2
    assert [task.deliverables for task in reading.tasks] == [("Báo cáo",), ("Văn bản",)]
    assert reading.errors == () and not columns_open(strange, None, [given for given in [said(strange, 7)] if given])
    assert all("bí mật" not in cell.text for task in reading.tasks for cell in task.cells), "left out, as was said"


def test_what_nothing_is_said_of_is_kept_under_its_heading() -> None:
    strange = grid(*FRONT, STRANGE, ROW)
    reading = read(strange, said(strange, 7, roles={0: Role.STT, 1: Role.CONTENT, 2: Role.LEAD, 4: Role.TIME}))
    assert ("Mật", "bí mật") in reading.tasks[0].notes and ("Ra cái gì", "Báo cáo") in reading.tasks[0].notes


def test_the_heading_is_known_again_after_a_page_break_and_on_another_sheet() -> None:
    first = grid(*FRONT, STRANGE, ROW, STRANGE, NEXT)
    both = Grid((*first.sheets, Sheet("Tiếp", (tuple(STRANGE), tuple(ROW)))))
    reading = read(both, said(both, 7))
    assert [task.content for task in reading.tasks] == ["Rà soát thủ tục", "Niêm yết thủ tục", "Rà soát thủ tục"]


def test_a_heading_of_two_rows_prints_both_titles() -> None:
    above = ["Mã", "Phải làm gì", "Những ai", "", "Bao giờ xong"]
    below = ["", "", "làm", "giúp", ""]
    two = grid(*FRONT, above, below, ROW[:5])
    given = said(two, 7, 2, {place: role for place, role in ROLES.items() if place < 5})
    assert given is not None
    assert [column.heading for column in given.columns] == [
        *("Mã", "Phải làm gì", "Những ai - làm", "Những ai - giúp", "Bao giờ xong")
    ]
    assert [task.content for task in read(two, given).tasks] == ["Rà soát thủ tục"]


def test_a_table_without_heading_begins_with_its_first_row() -> None:
    bare = grid(*FRONT, ROW, NEXT)
    assert [task.stt for task in read(bare, said(bare, 7, 0)).tasks] == ["1", "2"]


def test_a_wrong_recognition_is_put_right() -> None:
    usual = ["STT", "Nội dung công việc", "Đơn vị", "Thời gian", "Kết quả"]
    rows = [["1", "Rà soát", "Công an phường", "Quý I", "Trung tâm Phục vụ hành chính công"]]
    wrong = grid(*FRONT, usual, *rows)
    swapped = {0: Role.STT, 1: Role.CONTENT, 2: Role.PARTNER, 3: Role.TIME, 4: Role.LEAD}
    assert read(wrong).tasks[0].leads[0].text == "Công an phường"
    task = read(wrong, said(wrong, 7, roles=swapped, instead=7)).tasks[0]
    assert task.leads[0].text == rows[0][4] and task.partners[0].text == "Công an phường"


def test_a_table_of_other_things_can_be_taken_out_and_another_row_be_the_heading() -> None:
    known = ["STT", "Nội dung", "Đơn vị chủ trì", "Thời gian"]
    two = grid(*FRONT, known, ["", "", "", ""], STRANGE, ROW)
    found = read(two, said(two, 9, instead=7))
    assert [task.content for task in found.tasks] == ["Rà soát thủ tục"]
    assert read(grid(*FRONT, known, ROW), said(grid(*FRONT, known, ROW), 7, roles={}, instead=7)).tasks == ()


def test_the_picture_shows_what_was_recognised_and_what_was_not() -> None:
    half = grid(*FRONT, ["STT", "Nội dung", "Ai làm", "Thời gian", "(1)"], ROW)
    (picture,) = pictures(half, None)
    assert (picture.row, picture.height, picture.found, picture.instead) == (7, 1, True, 7)
    assert [(letter, role) for _index, letter, role, _heading in picture.columns][:4] == [
        ("A", Role.STT),
        ("B", Role.CONTENT),
        ("C", None),
        ("D", Role.TIME),
    ]
    (unfound,) = pictures(grid(*FRONT, STRANGE, ROW), None)
    assert (unfound.row, unfound.found) == (7, False)
    assert pictures(grid(["một", "hai"]), None) == ()


def test_repeated_headings_have_one_picture() -> None:
    assert len(pictures(grid(*FRONT, STRANGE, ROW, STRANGE, NEXT), None)) == 1
    usual = ["STT", "Nội dung", "Đơn vị chủ trì", "Thời gian"]
    assert len(pictures(grid(usual, ROW, usual, NEXT), None)) == 1


@pytest.mark.parametrize(("row", "height"), [(0, 1), (99, 1), (7, 9), (7, -1)])
def test_no_place_of_the_sheet_is_nothing_said(row: int, height: int) -> None:
    assert said(grid(*FRONT, STRANGE, ROW), row, height) is None


def test_only_what_was_said_otherwise_is_worth_remembering() -> None:
    given = Given(
        SHEET, 1, 1, (Column(0, Role.STT, "STT"), Column(1, Role.LEAD, "Ai làm"), Column(2, Role.IGNORE, "X"))
    )
    assert unlike([given], None) == (("Ai làm", Role.LEAD),)
    assert unlike([given], {Role.LEAD: ["ai lam"]}) == ()


# On the pages


@pytest.fixture
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-03-02T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def ward(db: None, frozen: None) -> Ward:
    return create_ward("Phường Thử Nghiệm")


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Post.ADMIN)


@pytest.fixture
def page(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


def workbook(*rows: Sequence[str]) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = SHEET
    for row in rows:
        book.active.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def send(page: Client, ward: Ward, data: bytes) -> Any:
    address = reverse("imports:upload", kwargs={"ward_id": ward.public_id})
    return page.post(address, {"file": SimpleUploadedFile("x.xlsx", data)})


def at(name: str, upload: PlanImport) -> str:
    return reverse(f"imports:{name}", kwargs={"public_id": upload.public_id})


FORM = {"sheet-0": SHEET, "instead-0": "0", "row-0": "7", "height-0": "1", "use-0": "1"} | {
    f"role-0-{place}": role.value for place, role in ROLES.items()
}


def test_a_file_whose_columns_cannot_be_told_is_kept_for_a_person_to_say(page: Client, ward: Ward) -> None:
    answer = send(page, ward, workbook(*FRONT, STRANGE, ROW, NEXT))
    upload = PlanImport.objects.get()
    assert upload.state == ImportState.COLUMNS and answer["Location"] == at("review", upload)
    assert page.get(at("review", upload))["Location"] == at("columns", upload)
    shown = page.get(at("columns", upload)).content.decode()
    assert "Phải làm gì" in shown and "role-0-1" in shown
    done = page.post(at("columns", upload), FORM | {"remember": "1"})
    upload.refresh_from_db()
    assert done["Location"] == at("review", upload) and upload.state == ImportState.READ
    assert [task.content for task in reading_of(upload).tasks] == ["Rà soát thủ tục", "Niêm yết thủ tục"]
    # What was said lives with the upload: whoever reads it again reads the same.
    intake.read_stored(upload)
    assert len(reading_of(upload).tasks) == 2


def test_what_was_said_is_remembered_for_the_wards_next_file(page: Client, ward: Ward) -> None:
    send(page, ward, workbook(*FRONT, STRANGE, ROW))
    page.post(at("columns", PlanImport.objects.get()), FORM | {"remember": "1"})
    assert HeadingSynonym.objects.get(text="Ai làm").role == Role.LEAD.value
    send(page, ward, workbook(*FRONT, ["STT", *STRANGE[1:6]], NEXT))
    assert PlanImport.objects.latest("pk").state == ImportState.READ
    assert reading_of(PlanImport.objects.latest("pk")).tasks[0].leads[0].text == "Công an phường"


def test_nothing_is_remembered_unasked(page: Client, ward: Ward) -> None:
    send(page, ward, workbook(*FRONT, STRANGE, ROW))
    page.post(at("columns", PlanImport.objects.get()), FORM)
    assert not HeadingSynonym.objects.exists()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"role-0-1": "note"}, "không cột nào"),
        ({"use-0": ""}, "bảng nào"),
        ({"row-0": "9999999999"}, "bảng nào"),
        ({"sheet-0": "Không có"}, "bảng nào"),
    ],
)
def test_what_cannot_be_read_with_is_said(page: Client, ward: Ward, change: dict[str, str], why: str) -> None:
    send(page, ward, workbook(*FRONT, STRANGE, ROW))
    upload = PlanImport.objects.get()
    answer = page.post(at("columns", upload), FORM | change)
    assert answer.status_code == 422 and why in answer.content.decode()
    upload.refresh_from_db()
    assert upload.columns == []


def test_another_wards_file_is_refused_whatever_its_columns(page: Client, ward: Ward) -> None:
    front = [[text.replace("THỬ NGHIỆM", "KHÁC HẲN")] for (text,) in FRONT]
    assert send(page, ward, workbook(*front, STRANGE, ROW)).status_code == 422
    assert not PlanImport.objects.exists()


class TestHeadings:
    def address(self, name: str, ward: Ward) -> str:
        return reverse(f"imports:{name}", kwargs={"ward_id": ward.public_id})

    def test_the_admin_adds_and_removes_the_wards_own(self, page: Client, ward: Ward) -> None:
        shown = page.get(self.address("headings", ward)).content.decode()
        assert "đơn vị chủ trì" in shown, "those known by themselves"
        page.post(self.address("headings", ward), {"text": "Ai  làm", "role": "lead"})
        kept = HeadingSynonym.objects.get()
        assert (kept.ward, kept.text, kept.role) == (ward, "Ai làm", "lead")
        page.post(self.address("headings", ward), {"text": "AI LÀM", "role": "partner"})
        assert HeadingSynonym.objects.get().role == "partner", "one heading means one thing"
        page.post(self.address("heading", ward), {"heading": "AI LÀM", "act": "remove"})
        assert not HeadingSynonym.objects.exists()

    @pytest.mark.parametrize("form", [{"text": "", "role": "lead"}, {"text": "–", "role": "lead"}, {"text": "Ai"}])
    def test_a_form_with_nothing_in_it_is_shown_again(self, page: Client, ward: Ward, form: dict[str, str]) -> None:
        assert page.post(self.address("headings", ward), form).status_code == 422

    def test_the_province_keeps_them_for_every_ward(self, client: Client, page: Client, ward: Ward) -> None:
        page.post(self.address("headings", ward), {"text": "Ai làm", "role": "lead"})
        province = Client()
        province.force_login(make_user(None, Post.PROVINCE_ADMIN))
        province.post(self.address("heading", ward), {"heading": "Ai làm", "act": "share"})
        province.post(self.address("headings", ward), {"text": "Xong khi", "role": "time"})
        assert [each.ward for each in HeadingSynonym.objects.all()] == [None, None]
        assert "mọi phường" in page.get(self.address("headings", ward)).content.decode()
        refused = page.post(self.address("heading", ward), {"heading": "Ai làm", "of": "all", "act": "remove"})
        assert refused.status_code == 403 and HeadingSynonym.objects.count() == 2
        other = create_ward("Phường Bên Cạnh")
        reading = intake.understand(grid(["STT", "Nội dung", "Ai làm", "Xong khi"], ROW), ward=other)
        assert [task.content for task in reading.tasks] == ["Rà soát thủ tục"]
        assert reading.tasks[0].leads

    def test_the_wards_own_goes_before_that_of_every_ward(self, ward: Ward, admin: User) -> None:
        HeadingSynonym.objects.create(ward=None, text="Ai", text_folded="ai", role="partner", created_by=admin)
        HeadingSynonym.objects.create(ward=ward, text="Ai", text_folded="ai", role="lead", created_by=admin)
        reading = intake.understand(grid(["STT", "Nội dung", "Ai", "Thời gian"], [*ROW[:3], "Quý I"]), ward=ward)
        assert reading.tasks[0].leads[0].text == "Công an phường"
