"""The plans written in Word, read as their workbooks are: every row and every field."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from imports.output import as_json
from imports.readers import read_file
from imports.rows import read_plan
from tests.imports.files import PLANS, ROOT, comparable
from tests.imports.word_plans import Manner, word_plan

SHARED = ROOT.parent / "shared"
FOLDERS = (PLANS, SHARED / "plans")  # the second one holds the plans as issued, where it is there
BOOKS = [path for folder in FOLDERS for path in sorted(folder.glob("*.xlsx")) if path.name.count(".") == 1]
SIGNER = "Nguyễn Văn Mẫu"
MANNERS = {
    "paragraphs and tables": Manner(),
    "a letterhead, a signature": Manner(letterhead=True, signer=SIGNER),
    "numbers by Word": Manner(automatic_numbers=True),
    "a table cut in two": Manner(split_after=9),
    "a table cut in two, headings again": Manner(split_after=9, heading_again=True),
    "a table cut late": Manner(split_after=14, heading_again=True, letterhead=True),
    "tracked changes": Manner(tracked=True),
}


def expected(path: Path) -> dict[str, Any]:
    reading: dict[str, Any] = json.loads((path.parent / f"{path.stem}.expected.json").read_text("utf-8"))
    return reading


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("path", BOOKS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_read_as_its_workbook(path: Path, manner: str) -> None:
    original = read_plan(read_file(path))
    book = as_json(original)
    read = read_plan(read_file(word_plan(path, MANNERS[manner])))
    word = as_json(read)
    assert (word["errors"], word["plan"], word["counts"]) == ([], book["plan"], book["counts"])
    for mine, theirs in zip(word["tasks"], book["tasks"], strict=True):
        assert comparable(mine) == comparable(theirs)
        assert re.match(r"Bảng \d$", mine["sheet"])
    assert read.title == original.title
    assert read.signer == (original.signer or MANNERS[manner].signer)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the plans as issued are not beside this checkout")
@pytest.mark.parametrize("path", [path for path in BOOKS if path.parent != PLANS], ids=lambda path: path.stem)
def test_every_row_and_field_by_the_scorer(path: Path, tmp_path: Path) -> None:
    (tmp_path / "actual.json").write_text(json.dumps(as_json(read_plan(read_file(word_plan(path))))), "utf-8")
    command = [sys.executable, str(SHARED / "tools" / "score_import.py"), str(tmp_path / "actual.json")]
    scored = subprocess.run([*command, str(path.parent / f"{path.stem}.expected.json")], capture_output=True, text=True)
    assert scored.returncode == 0, scored.stdout
