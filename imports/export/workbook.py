"""A document as the workbook that an office would send: imported again it says the same."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from imports.export.cells import (
    BOLD,
    BORDER,
    CENTRE,
    ITALIC,
    PLAIN,
    RECEIVERS,
    STRUCK,
    TITLE,
    TOP,
    TOP_CENTRE,
    lines_of,
    printed_landscape,
    put,
    row_height,
)
from imports.export.document import (
    Document,
    Heading,
    Item,
    Table,
    attached_line,
    day_line,
    number_line,
    products,
    times,
    units,
)
from imports.grid import MAIN_ANNEX
from imports.numbering import Series, kinds

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

STT, CONTENT, LEAD, PARTNER, PRODUCT = (
    "STT",
    "Nội dung công việc",
    "Đơn vị chủ trì",
    "Đơn vị phối hợp",
    "Kết quả, sản phẩm",
)
TIME, START, FINISH = "Thời gian thực hiện", "Bắt đầu", "Hoàn thành"
NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
_WIDTHS = {STT: 6.0, CONTENT: 52.0, LEAD: 24.0, PARTNER: 26.0, PRODUCT: 32.0}
_TIME_WIDTH, _NOTE_WIDTH = 17.0, 20.0


def workbook(document: Document) -> bytes:
    """The plan's workbook: a sheet for each annex, the signature under the last."""
    return saved(draw(document))


def draw(document: Document) -> Workbook:
    """The workbook, for who adds sheets to it."""
    book = Workbook()
    if book.active is not None:
        book.remove(book.active)
    book.properties.creator = "ward-plan-portal"
    tables = document.tables or (Table(MAIN_ANNEX, "", ()),)
    for at, table in enumerate(tables):
        page = book.create_sheet(f"Phụ lục {table.code}" if table.is_annex else "Kế hoạch")
        _Page(page, table).write(document, first=at == 0, last=at == len(tables) - 1)
    return book


def saved(book: Workbook) -> bytes:
    """The workbook's bytes."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class _Page:
    """One sheet, written from top to bottom."""

    def __init__(self, page: Worksheet, table: Table) -> None:
        self.page, self.table, self.row = page, table, 1
        self.paired, self.notes = table.paired, table.notes
        self.before = [STT, CONTENT, LEAD, PARTNER]
        self.time_at = len(self.before) + 1
        time = [START, FINISH] if self.paired else [TIME]
        self.headings = [*self.before, *time, PRODUCT, *self.notes]
        self.width = len(self.headings)
        self.widths = [
            _TIME_WIDTH if heading in {TIME, START, FINISH} else _WIDTHS.get(heading, _NOTE_WIDTH)
            for heading in self.headings
        ]

    def write(self, document: Document, *, first: bool, last: bool) -> None:
        """The lines above, the table, and on the last sheet the signature."""
        printed_landscape(self.page)
        for at, width in enumerate(self.widths, start=1):
            self.page.column_dimensions[get_column_letter(at)].width = width
        if first:
            self._front(document)
        if self.table.is_annex:
            self._across(f"PHỤ LỤC {self.table.code}", BOLD)
            if self.table.title:
                self._across(self.table.title, BOLD)
            self._across(attached_line(document), ITALIC)
        self.row += 1
        self._heading()
        for line in self.table.lines:
            if isinstance(line, Heading):
                self._section(line)
            else:
                self._item(line)
        if last:
            self._signature(document)

    def _front(self, document: Document) -> None:
        half = min(3, self.width - 1)
        for left, right, font in (
            ("ỦY BAN NHÂN DÂN", NATION, BOLD),
            (document.office.upper(), MOTTO, BOLD),
            (number_line(document.number), day_line(document.place, document.issued_on, document.year), PLAIN),
        ):
            put(self.page, self.row, 1, left, font, CENTRE)
            self.page.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=2)
            put(self.page, self.row, half, right, font if font is BOLD else ITALIC, CENTRE)
            self.page.merge_cells(start_row=self.row, end_row=self.row, start_column=half, end_column=self.width)
            self.row += 1
        self.row += 1
        self._across("KẾ HOẠCH", TITLE)
        self._across(document.title, TITLE)

    def _across(self, text: str, font: Font) -> None:
        put(self.page, self.row, 1, text, font, CENTRE)
        self._merge(1, self.width, text)
        self.row += 1

    def _merge(self, first: int, last: int, text: str) -> None:
        """Merges cells of the row; the height is set, because a merged cell does not set it by itself."""
        if last > first:
            self.page.merge_cells(start_row=self.row, end_row=self.row, start_column=first, end_column=last)
        # Titles are larger or bold.
        lines = lines_of(text, sum(self.widths[first - 1 : last]) / 1.15)
        self.page.row_dimensions[self.row].height = row_height(lines)

    def _heading(self) -> None:
        """The heading, in two rows where the time has two columns; it is repeated on every page printed."""
        top = self.row
        height = 2 if self.paired else 1
        for at, heading in enumerate(self.headings, start=1):
            over = self.paired and heading in {START, FINISH} and self.time_at <= at <= self.time_at + 1
            put(self.page, top + 1 if over else top, at, heading, BOLD, CENTRE)
            for row in range(top, top + height):
                self.page.cell(row, at).border = BORDER
            if height == 2 and not over:
                self.page.merge_cells(start_row=top, end_row=top + 1, start_column=at, end_column=at)
        if self.paired:
            put(self.page, top, self.time_at, TIME, BOLD, CENTRE)
            self.page.merge_cells(start_row=top, end_row=top, start_column=self.time_at, end_column=self.time_at + 1)
        self.row += height
        self.page.print_title_rows = f"{top}:{self.row - 1}"
        self.page.freeze_panes = f"A{self.row}"

    def _section(self, heading: Heading) -> None:
        """A heading row: a numeral or letter in a cell of its own, anything else before its title in one cell."""
        apart = bool({Series.ROMAN, Series.LETTER} & kinds(heading.number).keys())
        if apart:
            put(self.page, self.row, 1, heading.number, BOLD, TOP_CENTRE)
            put(self.page, self.row, 2, heading.title, BOLD, TOP)
        else:
            put(self.page, self.row, 1, titled(heading), BOLD, TOP)
        self._borders(self.row)
        self._merge(2 if apart else 1, self.width, heading.title)
        self.row += 1

    def _item(self, item: Item) -> None:
        """A task: a line for each of its timings, the other cells reaching over them."""
        top = self.row
        font = STRUCK if item.dropped else PLAIN
        printed = times(item, self.paired) or (("", ""),)
        notes = dict(item.notes)
        before = (_number(item.stt), item.content, units(item.leads), units(item.partners))
        behind = (products(item), *(notes.get(heading, "") for heading in self.notes))
        around = (*zip(before, self.widths, strict=False), *zip(reversed(behind), reversed(self.widths), strict=False))
        lines = max(lines_of(str(text), width) for text, width in around)
        for start, finish in printed:
            first = self.row == top
            time = (start, finish) if self.paired else (start,)
            texts = (*(before if first else [""] * len(before)), *time, *(behind if first else [""] * len(behind)))
            for at, text in enumerate(texts, start=1):
                centred = at == 1 or self.time_at <= at < self.time_at + len(time)
                put(self.page, self.row, at, text, font, TOP_CENTRE if centred else TOP, border=BORDER)
            own = max(lines_of(text, _TIME_WIDTH) for text in time)
            self.page.row_dimensions[self.row].height = row_height(max(own, math.ceil(lines / len(printed))))
            self.row += 1
        if len(printed) > 1 and item.stt:
            # The number reaching over the lines says that they are one task.
            after = self.width - len(behind) + 1
            for at in (*range(1, self.time_at), *range(after, self.width + 1)):
                self.page.merge_cells(start_row=top, end_row=self.row - 1, start_column=at, end_column=at)

    def _borders(self, row: int) -> None:
        for at in range(1, self.width + 1):
            self.page.cell(row, at).border = BORDER

    def _signature(self, document: Document) -> None:
        self.row += 1
        right = self.width - 1
        lines: Sequence[tuple[str, str]] = (
            ("Nơi nhận:", "TM. ỦY BAN NHÂN DÂN"),
            ("", (document.signer_title or "Chủ tịch").upper()),
            ("", ""),
            ("", ""),
            ("", document.signer_name),
        )
        for left, signer in lines:
            if left:
                put(self.page, self.row, 1, left, RECEIVERS, TOP)
                self.page.merge_cells(start_row=self.row, end_row=self.row, start_column=1, end_column=2)
            if signer:
                put(self.page, self.row, right, signer, BOLD, CENTRE)
                self.page.merge_cells(start_row=self.row, end_row=self.row, start_column=right, end_column=self.width)
            self.row += 1


def titled(heading: Heading) -> str:
    """Number and title in one cell: "2. Rà soát …"; before a title that begins with a digit "2 - 30 thủ tục"."""
    if not heading.number:
        return heading.title
    return f"{heading.number}{' - ' if heading.title[:1].isdigit() else '. '}{heading.title}"


def _number(stt: str) -> str | int:
    """A plain number as a number; "2.10" and "01" as the text they are."""
    return int(stt) if stt.isascii() and stt.isdecimal() and not stt.startswith("0") else stt
