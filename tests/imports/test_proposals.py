"""Sentences around the tables: what they propose, what a person makes of it, and what the plan then holds."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from imports.grid import PlanReading, Proposal, Standing
from imports.models import ImportState, PlanImport
from imports.output import as_json
from imports.proposals import NOTE, Act, Answer, answered
from imports.records import packed, unpacked
from imports.rows import read_plan
from plans.models import Plan, Target
from tasks.models import Task
from tests.factory import make_user
from tests.imports.grids import FRONT, HEADING, grid
from wards.models import Role, User, Ward
from wards.setup import create_ward

OTHER = "Tỷ lệ hồ sơ thanh toán trực tuyến đạt trên 60% tổng số hồ sơ."
NEW = "Công an phường phối hợp với Phòng Văn hóa - Xã hội xây dựng kế hoạch tuyên truyền trước ngày 20/5/2026."
LATER = "Các đơn vị rà soát, đánh giá các nhóm thủ tục hành chính liên thông trước ngày 30/9/2026."
ROW = ["1", "Rà soát, đánh giá các nhóm thủ tục hành chính liên thông", "Công an phường", "", "Quý II", ""]
PAID = ["2", "Tỷ lệ hồ sơ thanh toán trực tuyến đạt 60%", "Công an phường", "", "Quý I", ""]


def reading(*prose: str, rows: tuple[list[str], ...] = (ROW, PAID)) -> PlanReading:
    return read_plan(grid(*FRONT, HEADING, *rows, ["Nơi nhận:"], *([each] for each in prose)))


def said(read: PlanReading) -> list[tuple[str, str, Standing]]:
    return [(each.kind, each.value, each.sentence.standing) for each in read.proposals if each.sentence]


def offered(read: PlanReading, at: int = 0) -> Proposal:
    return [each for each in read.proposals if each.sentence][at]


def key(read: PlanReading, at: int = 0) -> str:
    sentence = offered(read, at).sentence
    assert sentence is not None
    return sentence.key


def test_a_sentence_with_a_date_is_a_task_with_the_units_it_names() -> None:
    sentence = offered(reading(NEW)).sentence
    assert sentence is not None
    assert (sentence.phrase, [f"{each.due}" for each in sentence.timings]) == ("trước ngày 20/5/2026", ["2026-05-19"])
    assert [unit.name for unit in sentence.leads] == ["Công an"]
    assert [unit.name for unit in sentence.partners] == ["Phòng Văn hóa - Xã hội"]
    assert (sentence.about, sentence.standing) == (None, Standing.NEW)


@pytest.mark.parametrize(
    ("sentence", "stands"),
    [
        (LATER, [("task", "2026-09-29", Standing.OTHER)]),
        (LATER.replace("trước ngày 30/9/2026", "chậm nhất 30/6/2026"), [("task", "2026-06-30", Standing.SAME)]),
        (OTHER, [("target", "> 60%", Standing.OTHER)]),
        (OTHER.replace("trên 60%", "60%"), [("target", ">= 60%", Standing.SAME)]),
        ("Hằng quý các đơn vị báo cáo kết quả về Ủy ban nhân dân phường.", [("task", "Hằng quý", Standing.NEW)]),
        ("Công an phường kiểm tra trong quý III.", [("task", "2026-09-30", Standing.NEW)]),
        ("- Triển khai từ ngày 01/3 đến hết 30/4/2026", [("task", "2026-04-30", Standing.NEW)]),
        ("- Mức độ hài lòng đạt 95%", [("target", ">= 95%", Standing.NEW)]),
        ("TỶ LỆ HÀI LÒNG ĐẠT 95%", []),
        ("Căn cứ Kế hoạch số 12 phải hoàn thành trước ngày 20/5/2026 của tỉnh;", []),
        ("Kế hoạch số 12/KH-UBND ngày 20/5/2026 của Ủy ban nhân dân tỉnh.", []),
        ("Nâng cao nhận thức, trách nhiệm của cán bộ, công chức trong công tác này.", []),
        ("Hoàn thành trước ngày 31/02/2026 việc rà soát các thủ tục của phường.", []),
    ],
)
def test_how_a_sentence_stands_to_the_table(sentence: str, stands: list[tuple[str, str, Standing]]) -> None:
    assert said(reading(sentence)) == stands


def test_both_sides_of_a_disagreement_are_said() -> None:
    proposal = offered(reading(OTHER))
    assert "Bảng ghi khác: >= 60%" in proposal.message and OTHER in proposal.message
    about = proposal.sentence and proposal.sentence.about
    assert about is not None and about.row == 9


def test_a_record_and_the_json_hold_it_all() -> None:
    read = reading(NEW, OTHER)
    assert unpacked(packed(read)) == read
    task, target = as_json(read)["proposals"]
    assert (task["sentence"], task["timing"], task["standing"]) == (NEW, "trước ngày 20/5/2026", "new")
    assert (target["target"]["value"], target["stated"], target["about"]["row"]) == (60, ">= 60%", 9)


def test_the_key_of_a_sentence_outlives_a_new_version() -> None:
    assert key(reading(NEW)) == key(reading(OTHER, NEW, rows=(ROW,)), 1)
    assert key(reading(NEW, NEW)) != key(reading(NEW, NEW), 1)


def test_a_row_of_its_own() -> None:
    read = reading(NEW)
    answer = Answer(key(read), Act.TASK, "Xây dựng kế hoạch tuyên truyền", "Chậm nhất 25/5/2026", "Công an")
    task = answered(read, [answer]).tasks[-1]
    assert (task.content, task.timing, [unit.name for unit in task.leads]) == (
        *("Xây dựng kế hoạch tuyên truyền", "Chậm nhất 25/5/2026", ["Công an"]),
    )
    assert task.notes == ((NOTE, NEW),) and f"{task.timings[0].due}" == "2026-05-25"


def test_the_row_takes_the_date_or_the_target_of_the_text() -> None:
    read = reading(LATER, OTHER)
    answers = [Answer(key(read, at), Act.ROW, sheet="Kế hoạch", row=row) for at, row in ((0, 8), (1, 9))]
    one, two = answered(read, answers).tasks
    assert f"{one.timings[0].due}" == "2026-09-29" and one.timing == "Quý II"
    assert [(f"{each.comparator}", int(each.value)) for each in two.targets] == [(">", 60)]
    assert (NOTE, OTHER) in two.notes


def test_what_is_left_or_gone_changes_nothing() -> None:
    read = reading(NEW)
    gone = Answer("0" * 16, Act.TASK)
    assert answered(read, [Answer(key(read), Act.IGNORE), gone]) == read
    missing = Answer(key(read), Act.ROW, sheet="Kế hoạch", row=999)
    assert answered(read, [missing]) == read


# The page


@pytest.fixture
def ward(db: None) -> Ward:
    return create_ward("Phường Thử Nghiệm", province="Tỉnh Thí Điểm")


@pytest.fixture
def admin(ward: Ward, client: Client) -> User:
    user = make_user(ward, Role.ADMIN)
    client.force_login(user)
    return user


def document(*prose: str, number: str = "Số: 05/KH-UBND") -> bytes:
    made: Any = Document()
    for line in ("ỦY BAN NHÂN DÂN", "PHƯỜNG THỬ NGHIỆM", number, "Thử Nghiệm, ngày 05 tháng 01 năm 2026", "KẾ HOẠCH"):
        made.add_paragraph(line)
    made.add_paragraph("Kiểm soát thủ tục hành chính năm 2026")
    table = made.add_table(3, len(HEADING))
    for row, texts in zip(table.rows, (HEADING, ROW, PAID), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for line in prose:
        made.add_paragraph(line)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def uploaded(client: Client, ward: Ward, data: bytes) -> PlanImport:
    file = SimpleUploadedFile("ke-hoach.docx", data)
    answer = client.post(reverse("imports:upload", kwargs={"ward_id": ward.public_id}), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return PlanImport.objects.latest("pk")


def send(client: Client, kept: PlanImport, text: str, act: str, **fields: str) -> str:
    keys = {each.sentence.text: each.sentence.key for each in unpacked(kept.reading).proposals if each.sentence}
    data = {"key": keys[text], "act": act, **fields}
    answer = client.post(reverse("imports:proposal", kwargs={"public_id": kept.public_id}), data)
    assert answer.status_code == 302 and answer["Location"].endswith("#loi-van")
    return client.get(answer["Location"]).content.decode()


def commit(client: Client, kept: PlanImport) -> Plan:
    page = client.get(reverse("imports:review", kwargs={"public_id": kept.public_id})).content.decode()
    plan, version = (re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("plan", "version"))
    data = {"plan": plan[1] if plan else "", "version": version[1] if version else "0"}
    client.post(reverse("imports:commit", kwargs={"public_id": kept.public_id}), data)
    kept.refresh_from_db()
    assert kept.state == ImportState.COMMITTED and kept.plan is not None
    return kept.plan


@time_machine.travel("2026-03-02T09:00:00+07:00", tick=False)
def test_what_is_taken_over_enters_the_plan_and_stays_with_the_next_version(
    client: Client, ward: Ward, admin: User
) -> None:
    kept = uploaded(client, ward, document(NEW, LATER, OTHER))
    page = client.get(reverse("imports:review", kwargs={"public_id": kept.public_id})).content.decode()
    assert NEW in page and "Quý II" in page
    send(client, kept, NEW, "task", content=NEW, timing="trước ngày 20/5/2026", lead="Công an")
    send(client, kept, OTHER, "row")
    send(client, kept, LATER, "ignore")
    plan = commit(client, kept)
    own = Task.objects.get(plan=plan, content=NEW)
    assert own.notes[NOTE] == NEW and own.task_units.get(role="lead").unit is not None
    target = Target.objects.get(plan=plan)
    assert (target.comparator, int(target.value)) == (">", 60)
    assert Task.objects.get(plan=plan, stt="1").timing_text == "Quý II"

    again = uploaded(client, ward, document(NEW, LATER, OTHER, "Nơi nhận: Như trên."))
    assert {each["act"] for each in again.answers} == {"task", "row", "ignore"}
    commit(client, again)
    assert Task.objects.get(plan=plan, content=NEW) == own and Task.objects.filter(plan=plan).count() == 3


def test_an_answer_can_be_taken_back(client: Client, ward: Ward, admin: User) -> None:
    kept = uploaded(client, ward, document(NEW))
    send(client, kept, NEW, "ignore")
    send(client, kept, NEW, "restore")
    kept.refresh_from_db()
    assert kept.answers == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"timing": "31/02/2026"}, "31/2"),
        ({"timing": "trước 20/5", "lead": "Phòng Không Có"}, "Phòng Không Có"),
    ],
)
def test_what_cannot_be_taken_over_is_told(
    fields: dict[str, str], words: str, client: Client, ward: Ward, admin: User
) -> None:
    kept = uploaded(client, ward, document(NEW))
    assert words in send(client, kept, NEW, "task", content=NEW, **fields)
    kept.refresh_from_db()
    assert kept.answers == []
