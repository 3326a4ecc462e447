"""`manage.py build_report`: the interface of the design, its exit status, real files."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command, execute_from_command_line

from reports.models import Report
from tests import factory
from tests.factory import deadline
from wards.models import Role, Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> Ward:
    ward = factory.make_ward("Phường Mỹ Hào")
    factory.make_plan(ward, [deadline(date(2026, 3, 10))])
    return ward


def run(output: Path, *more: str, ward: str = "Phường Mỹ Hào", period: str = "2026-03") -> None:
    call_command("build_report", "--ward", ward, "--period", period, "--output", str(output), *more)


def test_it_writes_a_real_pdf(ward: Ward, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(tmp_path / "thang-3.pdf")
    assert (tmp_path / "thang-3.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert Report.objects.get().sha256 in capsys.readouterr().out


@pytest.mark.parametrize("period", ["2026-03", "2026-Q1", "2026-H1", "2026-9M", "2026"])
def test_it_writes_the_frozen_figures(ward: Ward, tmp_path: Path, printer: list[str], period: str) -> None:
    run(tmp_path / "so-lieu.json", period=period)
    written = (tmp_path / "so-lieu.json").read_text(encoding="utf-8")
    assert written == Report.objects.get().figures
    assert json.loads(written)["period"]["name"] == period


def test_the_rule_and_the_letterhead_can_be_chosen(ward: Ward, tmp_path: Path, printer: list[str]) -> None:
    run(tmp_path / "a.json", "--rule", "calendar", "--letterhead", "centre")
    report = Report.objects.get()
    assert (report.rule, report.letterhead, report.closed_on) == ("calendar", "centre", date(2026, 3, 31))
    assert "TRUNG TÂM PHỤC VỤ" in printer[-1]


def test_a_ward_is_found_by_its_folded_name(ward: Ward, tmp_path: Path, printer: list[str]) -> None:
    run(tmp_path / "a.json", ward="phuong my hao")
    assert Report.objects.get().ward == ward


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ({"ward": "Phường Không Có"}, 2, "known: Phường Mỹ Hào"),
        ({"period": "2026-13"}, 2, "is no period"),
        ({"period": "2026-W07"}, 2, "a week has no report"),
        ({"period": "2099"}, 1, "15/12/2098"),
    ],
)
def test_what_it_refuses(ward: Ward, tmp_path: Path, arguments: dict[str, str], status: int, said: str) -> None:
    with pytest.raises(CommandError, match=said) as caught:
        run(tmp_path / "a.json", **arguments)
    assert caught.value.returncode == status
    assert not Report.objects.exists()


def test_it_writes_a_word_document(ward: Ward, tmp_path: Path, printer: list[str]) -> None:
    run(tmp_path / "a.docx")
    assert "PHƯỜNG MỸ HÀO" in docx.Document(str(tmp_path / "a.docx")).tables[0].cell(0, 0).text


def test_it_writes_a_workbook(ward: Ward, tmp_path: Path, printer: list[str]) -> None:
    run(tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames[0] == "Tổng hợp"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.doc", "must end in .pdf, .docx, .xlsx, .json"),
        ("a.txt", "must end in"),
        ("no/such/a.pdf", "there is no folder"),
    ],
)
def test_usage_errors_end_with_2(
    ward: Ward, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, said: str
) -> None:
    arguments = ["--ward", "Phường Mỹ Hào", "--period", "2026-03", "--output", str(tmp_path / name)]
    with pytest.raises(SystemExit) as caught:
        execute_from_command_line(["manage.py", "build_report", *arguments])
    assert caught.value.code == 2
    assert said in capsys.readouterr().err


def test_issued_reports_are_compared_with_their_seals(
    ward: Ward, tmp_path: Path, printer: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path / "a.json")
    leader = factory.make_user(ward, Role.LEADER)
    report = Report.objects.get()
    Report.objects.update(state="issued", document_number="05/BC-UBND", issued_on=date(2026, 3, 16), issued_by=leader)
    call_command("verify_reports")
    assert "1 reports are as they were issued" in capsys.readouterr().out
    assert report.pdf is not None
    with default_storage.open(str(report.pdf.file.name), "wb") as file:
        file.write(b"%PDF-1.7 another")
    with pytest.raises(CommandError, match="05/BC-UBND: the PDF is not the one that was issued"):
        call_command("verify_reports")
    default_storage.delete(str(report.pdf.file.name))
    with pytest.raises(CommandError, match="the PDF is missing"):
        call_command("verify_reports")
