"""`manage.py import_plan`: its interface, its exit status, and what it says where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from imports.models import PlanImport
from plans.models import Plan
from tasks.models import Task
from tests.factory import make_ward
from tests.imports.files import DONG_NGUYEN, MY_HAO, ROOT, TRAN_LIEU
from wards.models import Attachment, Unit, User, Ward

pytestmark = pytest.mark.django_db


def run(path: Path | str, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_plan", str(path), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def refused(path: Path | str, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_plan", str(path), stdout=out, stderr=err, **options)
    assert ended.value.code == 1
    return out.getvalue(), err.getvalue()


def edited(tmp_path: Path, cells: dict[str, object], source: Path = DONG_NGUYEN) -> Path:
    book = load_workbook(source)
    for at, value in cells.items():
        book.worksheets[0][at] = value
    path = tmp_path / "edited.xlsx"
    book.save(path)
    return path


def test_an_unknown_ward_is_made_with_its_units_and_the_command_says_so() -> None:
    out, err = run(DONG_NGUYEN)
    ward = Ward.objects.get()
    assert ward.name == "Phường Đồng Nguyên" and Unit.objects.filter(ward=ward, proposed=False).count() > 5
    assert "Phường, xã mới: Phường Đồng Nguyên" in err
    assert "74/KH-UBND" in out and "75" in out
    assert Plan.objects.get().created_by == User.objects.get(username="system")


def test_a_known_ward_is_found_by_its_name_in_the_file() -> None:
    ward = make_ward("Phường Đồng Nguyên")
    _out, err = run(DONG_NGUYEN)
    assert Plan.objects.get().ward == ward
    assert "Phường, xã mới" not in err


@pytest.mark.parametrize("name", ["Phường Đồng Nguyên", "Đồng Nguyên", "phuong dong nguyen"])
def test_the_ward_may_be_named(name: str) -> None:
    ward = make_ward("Phường Đồng Nguyên")
    run(DONG_NGUYEN, ward=name)
    assert Plan.objects.get().ward == ward


def test_a_named_ward_that_is_not_the_files_is_refused() -> None:
    make_ward("Phường Mỹ Hào")
    for name in ("Phường Mỹ Hào", "Phường Nào Đó"):
        _out, err = refused(DONG_NGUYEN, ward=name)
        assert "Phường Đồng Nguyên" in err and name in err
    assert Ward.objects.count() == 1 and not Attachment.objects.exists()


def test_two_wards_of_one_name_are_a_question_of_usage() -> None:
    make_ward("Phường Đồng Nguyên", province="A")
    make_ward("Phường Đồng Nguyên", province="B")
    with pytest.raises(CommandError) as error:
        run(DONG_NGUYEN)
    assert error.value.returncode == 2


def test_a_missing_file_is_usage() -> None:
    with pytest.raises(CommandError) as error:
        run("no such file.xlsx")
    assert error.value.returncode == 2


def test_json_stands_alone_on_standard_output() -> None:
    out, err = run(DONG_NGUYEN, format="json")
    printed = json.loads(out)
    assert set(printed) == {"plan", "counts", "tasks", "proposals", "errors", "warnings"}
    assert len(printed["tasks"]) == 75
    assert "Đã tạo kế hoạch" in err
    assert Plan.objects.count() == 1


def test_errors_name_sheet_row_and_column_and_nothing_is_stored(tmp_path: Path) -> None:
    path = edited(tmp_path, {"B13": "#REF!", "E17": "#VALUE!"})
    out, err = refused(path, format="json")
    printed = json.loads(out)["errors"]
    assert {(each["row"], each["column"]) for each in printed} >= {(13, "B"), (17, "E")}, "all of them at once"
    assert "trang tính Phụ lục I, dòng 13, cột B" in err
    assert not any(model.objects.exists() for model in (Ward, Plan, PlanImport, Attachment, User))
    refused(path, dry_run=True)


def test_an_unreadable_file_is_refused_in_json_too(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"no workbook")
    printed = json.loads(refused(path, format="json", dry_run=True)[0])
    assert printed["tasks"] == [] and len(printed["errors"]) == 1


def test_the_year_may_be_given() -> None:
    printed = json.loads(run(DONG_NGUYEN, format="json", dry_run=True, year=2027)[0])
    assert printed["plan"]["year"] == 2027


def test_an_amended_plan_is_updated_and_what_went_is_told(tmp_path: Path) -> None:
    run(DONG_NGUYEN)
    gone = Task.objects.get(source_sheet="Phụ lục I", source_row=39)
    path = edited(tmp_path, dict.fromkeys(("A39", "B39", "C39", "D39", "E39", "F39", "G39")) | {"E14": "Hằng quý"})
    _out, err = run(path)
    assert Plan.objects.count() == 1 and Task.objects.filter(pk=gone.pk).exists()
    assert "0 mới, 1 thay đổi, 73 không đổi" in err
    assert "Không còn trong tệp, vẫn giữ" in err


def test_the_same_again_says_that_nothing_changes() -> None:
    run(TRAN_LIEU)
    assert "Không có gì thay đổi" in run(TRAN_LIEU)[1]


def test_quiet_is_quiet() -> None:
    assert run(MY_HAO, verbosity=0) == ("", "")


def test_a_dry_run_asks_for_no_table_and_the_exit_status_is_the_process_s(tmp_path: Path) -> None:
    environment = os.environ | {"VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}

    def status(*arguments: str) -> int:
        command = [sys.executable, "manage.py", "import_plan", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True).returncode

    wrong = edited(tmp_path, {"B13": "#REF!"})
    assert status(str(DONG_NGUYEN), "--dry-run") == 0
    assert status(str(wrong), "--dry-run") == 1
    assert status(str(DONG_NGUYEN), "--format", "yaml") == 2
    assert status() == 2
