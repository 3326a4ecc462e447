"""What in a Word document is said, and what is not."""

from __future__ import annotations

import pytest

from imports.readers import read_file
from imports.rows import read_plan
from tests.imports.word_xml import cell, document_of, p, table, tr


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("mark", "seen"),
    [
        ("<w:strike/>", "Trước 30/9"),
        ("<w:dstrike/>", "Trước 30/9"),
        ('<w:strike w:val="0"/>', "Trước 30/6 Trước 30/9"),
    ],
)
def test_a_deadline_crossed_out_by_hand_is_none(mark: str, seen: str) -> None:
    grid = read_file(document_of(p(run("Trước 30/6 ", mark), run("Trước 30/9"))))
    assert grid.sheets[0].rows[0][0] == seen


def test_a_table_of_other_things_is_named() -> None:
    tasks = table(
        tr(*map(cell, ("STT", "Nội dung", "Đơn vị chủ trì", "Thời gian"))),
        tr(*map(cell, ("1", "Kiểm tra", "Công an phường", "Quý I/2026"))),
    )
    figures = table(tr(*map(cell, ("STT", "Lĩnh vực", "Số hồ sơ"))), tr(*map(cell, ("1", "Đất đai", "1.200"))))
    read = read_plan(read_file(document_of(tasks, p("Số liệu"), figures)))
    assert [task.content for task in read.tasks] == ["Kiểm tra"]
    assert any("Số hồ sơ" in problem.message for problem in read.warnings)
