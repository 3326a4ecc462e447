"""The workbook that an office without a table of its own begins with: a few sample rows, the ward's units to choose
from, and how each kind of timing is written. Imported as it is it reads without an error, each sample row with a
warning."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from imports.export.cells import BOLD, BORDER, CENTRE, PLAIN, printed_landscape, put
from imports.export.document import Document, Heading, Item, Line, Table
from imports.export.workbook import LEAD, PARTNER, draw, saved
from imports.grid import MAIN_ANNEX
from imports.rows import SAMPLE

UNITS_SHEET, HELP_SHEET = "Đơn vị", "Hướng dẫn"
ROWS_TO_FILL = 300
"""Rows below the heading in which units can be chosen from the list."""


def template(ward: str, place: str, year: int, units: Sequence[str]) -> bytes:
    """The workbook for a ward ("Phường Mỹ Hào", "Mỹ Hào") with the names of its units and groups, in their order."""
    lead = units[0] if units else "Trung tâm Phục vụ hành chính công"
    partner = units[1] if len(units) > 1 else lead
    title = f"Kiểm soát thủ tục hành chính và thực hiện cơ chế một cửa năm {year}"
    table = Table(MAIN_ANNEX, "", tuple(_lines(year, lead, partner)))
    book = draw(Document(ward, place, "", None, year, title, (table,)))
    page = book.worksheets[0]
    names = book.create_sheet(UNITS_SHEET)
    for row, name in enumerate(units, start=1):
        put(names, row, 1, name)
    names.column_dimensions["A"].width = 70
    if units:
        _choices(page, len(units))
    _help(book.create_sheet(HELP_SHEET), year)
    return saved(book)


def _lines(year: int, lead: str, partner: str) -> Sequence[Line]:
    """Two sections whose rows show every kind of timing, a child row and a target."""

    def row(stt: str, content: str, phrase: str, product: str) -> Item:
        return Item(stt, f"{SAMPLE} {content}", (lead,), (partner,), phrase, (), (product,))

    return (
        Heading("I", "Chỉ đạo, điều hành"),
        row("1", "ban hành kế hoạch của năm", f"Trước ngày 31/01/{year}", "Kế hoạch"),
        row("2", "cập nhật, công khai danh mục thủ tục", "Thường xuyên", "Danh mục được công khai"),
        row("3", "tổng hợp, báo cáo kết quả", "Hằng quý", "Báo cáo"),
        row("3.1", "báo cáo số liệu tháng", "Hằng tháng", "Báo cáo tháng"),
        Heading("II", "Tổ chức thực hiện"),
        row("1", "rà soát thủ tục hành chính", f"Quý II/{year}", "Báo cáo rà soát"),
        row("2", "tập huấn nghiệp vụ", f"Từ tháng 4 đến tháng 9/{year}", "Lớp tập huấn"),
        row("3", "khảo sát mức độ hài lòng", f"Trong năm {year}", "Tỷ lệ hài lòng đạt từ 90% trở lên"),
        row("4", "trả lời phản ánh, kiến nghị", "Khi có yêu cầu", "Văn bản trả lời"),
        row("5", "kiểm tra việc thực hiện", "Theo Kế hoạch của tỉnh", "Thông báo kết luận"),
    )


def _choices(page: Worksheet, units: int) -> None:
    """Lists of units for the lead and partner columns; several names are typed, one on a line."""
    choice = DataValidation(type="list", formula1=f"'{UNITS_SHEET}'!$A$1:$A${units}", allow_blank=True)
    choice.showErrorMessage = False
    choice.promptTitle, choice.prompt = "Đơn vị", "Chọn trong danh sách; nhiều đơn vị thì ghi mỗi đơn vị một dòng."
    choice.showInputMessage = True
    page.add_data_validation(choice)
    heading = next(row for row in page.iter_rows() if any(cell.value == LEAD for cell in row))
    for cell in heading:
        if cell.value in {LEAD, PARTNER}:
            letter = get_column_letter(cell.column)
            choice.add(f"{letter}{cell.row + 1}:{letter}{cell.row + ROWS_TO_FILL}")


def _help(page: Worksheet, year: int) -> None:
    """Short cells, so that nothing of this sheet is taken for a sentence of the plan."""
    rows = (
        ("Cách ghi", "Cổng hiểu là"),
        (f"Trước ngày 28/02/{year}", "Hạn là ngày liền trước"),
        (f"Chậm nhất ngày 28/02/{year}", "Hạn là chính ngày đó"),
        (f"Quý II/{year}; Tháng 5/{year}", "Từ đầu đến cuối kỳ đó"),
        (f"Từ tháng 4 đến tháng 9/{year}", "Từ đầu tháng 4 đến cuối tháng 9"),
        (f"6 tháng đầu năm; Trong năm {year}", "Đến hết kỳ đó"),
        ("Thường xuyên; Hằng ngày", "Cả năm, báo cáo theo kỳ"),
        ("Hằng tháng; Hằng quý; Hằng năm", "Mỗi kỳ một lần"),
        ("Khi có yêu cầu; Đột xuất", "Khi phát sinh"),
        ("Theo Kế hoạch của tỉnh", "Chờ văn bản ấn định ngày"),
        ("", ""),
        ("Mục lớn", "Số La Mã: I, II, III"),
        ("Mục con", "Chữ cái: A, B, C"),
        ("Việc con", "Số có chấm: 3.1, 3.2"),
        ("Nhiều đơn vị", "Mỗi đơn vị một dòng"),
        ("Nhiều sản phẩm", "Mỗi sản phẩm một gạch đầu dòng"),
        ("Cột khác", "Giữ lại làm ghi chú của việc"),
    )
    printed_landscape(page)
    page.column_dimensions["A"].width = page.column_dimensions["B"].width = 46
    for number, texts in enumerate(rows, start=1):
        for column, text in enumerate(texts, start=1):
            if text:
                cell = put(page, number, column, text, BOLD if number == 1 else PLAIN)
                cell.border = BORDER
                if number == 1:
                    cell.alignment = CENTRE
