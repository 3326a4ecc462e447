"""Every plan to hand, put into the layouts of other offices: read as before, row by row and field by field."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from openpyxl import load_workbook

from imports.grid import Grid
from imports.output import as_json
from imports.readers import read_file
from imports.rows import read_plan
from tests.imports.files import PLANS, ROOT, comparable
from tests.imports.variations import (
    Vary,
    another_table,
    backwards,
    bare,
    blank_rows,
    column_numbers,
    converted,
    headings,
    more_columns,
    number_column,
    pasted,
    shifted,
    titles_across,
    vary,
    without_merges,
)

FOLDERS = (PLANS, ROOT.parent / "shared" / "plans")  # the second one holds the plans as issued, where it is there
BOOKS = [path for folder in FOLDERS for path in sorted(folder.glob("*.xlsx")) if path.name.count(".") == 1]
CHANGES: dict[str, tuple[Vary, ...]] = {
    "no merges": (without_merges,),
    "a heading over every row": (converted(1),),
    "a heading over two rows": (converted(2),),
    "a heading over three rows, more columns": (more_columns, converted(3)),
    "a heading over seven rows, from the right": (backwards, converted(7)),
    "pasted": (pasted,),
    "pasted, from the right": (backwards, pasted),
    "from the right": (backwards,),
    "from the right with blank rows": (backwards, blank_rows),
    "headings in capitals": (headings(str.upper),),
    "headings without marks": (headings(bare),),
    "TT": (headings(number_column("TT")),),
    "Số thứ tự": (headings(number_column("Số thứ tự")),),
    "more columns": (more_columns,),
    "blank rows": (blank_rows,),
    "blank columns": (shifted,),
    "numbers of columns": (column_numbers,),
    "titles across the table": (titles_across,),
    "another table below": (another_table,),
}


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_decomposed_letters_and_numbers_as_numbers(path: Path, tmp_path: Path) -> None:
    book = load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    whole = cell.value.isdigit() and len(cell.value) < 3
                    cell.value = float(cell.value) if whole else normalize("NFD", cell.value)
    book.save(tmp_path / "plan.xlsx")
    assert reading(read_file(tmp_path / "plan.xlsx")) == original(path)


@cache
def grid(path: Path) -> Grid:
    return read_file(path)


def reading(grid: Grid) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    read = as_json(read_plan(grid))
    assert read["errors"] == []
    return read["plan"] | {"sections": read["counts"]["sections"]}, [comparable(task) for task in read["tasks"]]


@cache
def original(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    return reading(grid(path))


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("path", BOOKS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_read_as_before(path: Path, name: str) -> None:
    changed = grid(path)
    for change in CHANGES[name]:
        changed = vary(changed, change)
    plan, tasks = original(path)
    new_plan, new_tasks = reading(changed)
    assert new_plan == plan
    for new, old in zip(new_tasks, tasks, strict=False):
        assert new == old
    assert len(new_tasks) == len(tasks)
