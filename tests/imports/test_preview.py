"""What the review shows of a row beside its original."""

from __future__ import annotations

from dataclasses import replace

from imports.grid import Cell, Role
from imports.preview import preview
from tests.factory import CULTURE, ECONOMY
from tests.imports.readings import known, plan, row

BOTH = "Chủ trì: Phòng Kinh tế; Phối hợp: Phòng Văn hóa"


def test_partners_named_in_the_lead_s_cell_stand_beside_that_cell() -> None:
    task = row("Việc", leads=[known(ECONOMY)], partners=[known(CULTURE)])
    reading = plan(task)
    cells = (*reading.tasks[0].cells, Cell(10, "C", Role.LEAD, "Đơn vị thực hiện", BOTH))
    shown = preview(replace(reading, tasks=(replace(reading.tasks[0], cells=cells),)), None).rows[0].lines
    assert [line.column for line in shown if line.original == ((10, BOTH),)] == ["C", "C"]


def test_rows_of_two_sheets_with_one_number_have_places_of_their_own() -> None:
    reading = plan(row("Một"), row("Hai"))
    other = replace(reading.tasks[1], sheet="Phụ lục  “II”", row=reading.tasks[0].row)
    shown = preview(replace(reading, tasks=(reading.tasks[0], other)), None).rows
    assert [each.anchor for each in shown] == ["dong-10-ke-hoach", "dong-10-phu-luc-ii"]
