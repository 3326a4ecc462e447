"""Figures to a workbook with the same content as the document's tables and annexes: no queries, always Vietnamese."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from reports import annexes, sentences, tables, wording
from reports.arrangement import Arrangement, annex_number
from reports.blocks import Table
from reports.letterhead import Signing, letterhead
from reports.shape import Category, Figures, Group

_FACE = "Times New Roman"
_EDGE = Side(style="thin")
_BORDER = Border(_EDGE, _EDGE, _EDGE, _EDGE)
Value = str | int
_ABOUT = 3
"""Lines at the head of each sheet that say what it is."""
_LONGEST = 32_767
"""Characters that a cell takes; a longer text ends in "…"."""

COUNTS = (
    "Tổng số",
    "Trước hạn",
    "Đúng hạn",
    "Đúng hạn (gia hạn)",
    "Hoàn thành quá hạn",
    "Hoàn thành, không thời hạn",
    "Quá hạn chưa hoàn thành",
    "Đang thực hiện",
    "Chưa thực hiện",
    "Chờ ấn định thời hạn",
    "Tạm dừng",
    "Không còn thực hiện",
    "Không phát sinh",
    "Đến hạn",
    "Đến hạn, kịp thời",
    "Định kỳ: tổng số",
    "Định kỳ: hoàn thành",
    "Thường xuyên: phải báo cáo",
    "Thường xuyên: đã báo cáo",
)


def workbook(figures: Figures, kind: str, signing: Signing, arrangement: Arrangement | None = None) -> bytes:
    """The workbook's bytes, under the letterhead `kind`; its annexes are numbered as in the document."""
    book = Workbook(write_only=True)
    office = letterhead(kind, figures["ward"], signing).office
    about = [
        [f"Báo cáo kết quả thực hiện {wording.period_name(figures['period'])}"],
        [office],
        [f"Số liệu đến hết ngày {wording.day(figures['period']['as_of'])}"],
        [],
    ]
    groups = (
        ("Nhóm nhiệm vụ", figures["sections"]),
        ("Đơn vị chủ trì", figures["units"]),
        ("Cán bộ phụ trách", wording.officers(figures)),
    )
    counts: list[Sequence[Value]] = [*about, *([sentence] for sentence in sentences.totals(figures)), []]
    for title, of_kind in groups:
        if of_kind:
            counts += [
                ("Tổng hợp", title, *COUNTS),
                *(("", each["name"] or wording.NO_UNIT, *numbers(each)) for each in of_kind),
            ]
    counts.append(("Tổng số", "", *numbers(figures["total"])))
    add_sheet(book, "Tổng hợp", [14, 40] + [11] * len(COUNTS), counts, headings={"Tổng hợp"})
    _annexes(book, figures, about, arrangement or Arrangement())
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def numbers(group: Group) -> list[Value]:
    """The counts of a row, under the headings of `COUNTS`."""
    dated, recurring, asked = group["dated"], group["recurring"], group["check_ins"]
    by = dated["by_category"]
    return [
        dated["total"],
        *(by[category] for category in Category),
        dated["due"],
        dated["due_in_time"],
        recurring["total"],
        recurring["done"],
        asked["asked"],
        asked["reported"],
    ]


def _annexes(book: Workbook, figures: Figures, about: list[list[str]], arrangement: Arrangement) -> None:
    sheets = {"progress": _progress, "targets": _targets, "late": _late}
    for name in arrangement.annexes:
        widths, heading, rows = sheets[name](figures)
        add_sheet(book, f"Phụ lục {annex_number(arrangement, name)}", widths, [*about, heading, *rows])
    if since := figures.get("since"):
        changed = [
            (at, each["content"], each["unit"], each["before"], each["after"])
            for at, each in enumerate(since["changes"], start=1)
        ]
        heading = ("STT", "Nội dung", "Đơn vị", f"Số liệu đến {wording.day(since['as_of'])}", "Số liệu này")
        add_sheet(book, "Thay đổi", [8, 60, 30, 45, 45], [*about, heading, *changed])


Annex = tuple[list[int], tuple[str, ...], list[Sequence[Value]]]
"""Widths of an annex's columns, its heading, its rows."""


def _progress(figures: Figures) -> Annex:
    table = tables.progress(figures)
    return [8, 60, 30, 24, 45, 45], _titles(table), [row.cells for row in table.rows]


def _titles(table: Table) -> tuple[str, ...]:
    return tuple(column.title for column in table.columns)


def _targets(figures: Figures) -> Annex:
    heading = ("STT", "Chỉ tiêu", "Mục tiêu", "Tử số", "Mẫu số", "Kỳ này", "Kỳ trước", "Đánh giá", "Ghi chú")
    rows: list[Sequence[Value]] = [
        (
            at,
            row.measure,
            row.goal,
            exact(target["figure"]["numerator"]),
            exact(target["figure"]["denominator"]),
            row.result,
            row.previous,
            row.state,
            row.note,
        )
        for at, (row, target) in enumerate(zip(annexes.targets(figures), figures["targets"], strict=True), start=1)
    ]
    return [8, 60, 26, 14, 14, 14, 14, 18, 30], heading, rows


def _late(figures: Figures) -> Annex:
    table = tables.late_list(figures)
    rows: list[Sequence[Value]] = [
        row.cells if row.style else (int(row.cells[0]), *row.cells[1:]) for row in table.rows
    ]
    return [8, 60, 30, 14, 18, 40, 45], _titles(table), rows


def exact(text: str | None) -> Value:
    """A whole number as a number, anything finer as its exact text in words of the document."""
    return int(text) if text and text.isdecimal() else wording.exact(text)


def add_sheet(
    book: Workbook,
    title: str,
    widths: Sequence[int],
    rows: Iterable[Sequence[Value]],
    headings: frozenset[str] | set[str] = frozenset({"STT"}),
) -> None:
    """A sheet for print: `_ABOUT` bold lines, then rows; what begins with a heading begins a bordered table."""
    sheet = book.create_sheet(title)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    for at, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + at)].width = width
    in_table = False
    for number, row in enumerate(rows):
        is_heading = bool(row) and row[0] in headings
        in_table = in_table or is_heading
        sheet.append([_cell(sheet, value, bold=is_heading or number < _ABOUT, border=in_table) for value in row])


def _cell(sheet: WriteOnlyWorksheet, value: Value, *, bold: bool, border: bool) -> Cell:
    """A cell whose text stays text: never a formula, whatever it begins with."""
    if isinstance(value, str):
        clean = ILLEGAL_CHARACTERS_RE.sub("", value)
        value = clean if len(clean) <= _LONGEST else clean[: _LONGEST - 1] + "…"
    cell: Cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    cell.font = Font(name=_FACE, size=12, bold=bold)
    if border:
        cell.border = _BORDER
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
