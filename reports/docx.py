"""A report's content as a Word document, for the office to edit and number: no queries.

It says what the PDF says, in Word's own means: heading, list and table styles, repeated header rows, fields for page
numbers, sections for the annexes. `reports.docx_styles` has the looks; here is what stands where.
"""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from reports import docx_chart, docx_table
from reports import docx_styles as styles
from reports.blocks import TEXT_WIDTHS, Block, Content, Heading, Paragraph, Picture, Table
from reports.docx_styles import clean

_TEXT, _ACROSS = TEXT_WIDTHS
_HEAD_LEFT, _FOOT_LEFT = 75, 70
_SUBJECT = 140
"""Millimetres that a line of the subject takes at most."""
_PART = 0.42
"""The share of a line of text that the line under it takes: 1/3 to 1/2."""
_PARAGRAPHS = {"text": "Body Text", "item": "List Bullet", "note": styles.NOTE, "empty": "Body Text"}


def word(content: Content) -> bytes:
    """The bytes of the .docx. Texts stay texts, whatever is in them; what XML cannot hold is left out."""
    document = Document()
    styles.prepare(document)
    about = document.core_properties
    about.title, about.author, about.language = clean(content.title)[:255], clean(content.head.office), "vi-VN"
    about.comments = ""
    _Writer(document).write(content)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


class _Writer:
    """Writes a document from its beginning to its end."""

    def __init__(self, document: WordDocument) -> None:
        self.document = document

    def write(self, content: Content) -> None:
        """Head, blocks, foot, and each annex in a section of its own."""
        first = self.document.sections[0]
        styles.page(first)
        styles.numbered_pages(first)
        self._head(content)
        for block in content.blocks:
            self._block(block, _TEXT)
        self._foot(content)
        for annex in content.annexes:
            section = self.document.add_section(WD_SECTION.NEW_PAGE)
            styles.page(section, across=True)
            styles.count_from_one(section)
            self._text(f"Phụ lục {annex.number}\n{annex.title}", styles.ANNEX)
            self._text(content.attached, styles.ATTACHED)
            for block in annex.blocks:
                self._block(block, _ACROSS)

    def _text(self, text: str, style: str) -> WordParagraph:
        return self.document.add_paragraph(clean(text), style)

    def _head(self, content: Content) -> None:
        left, right = self._columns(_HEAD_LEFT)
        head, motto = content.head, "Độc lập - Tự do - Hạnh phúc"
        names = head.name.split("\n")
        if head.superior:
            _line(left, head.superior, 12)
        for name in names:
            _line(left, name, 12, bold=True)
        styles.rule(left.add_paragraph(), max(styles.length(name, 12) for name in names) * _PART, _HEAD_LEFT)
        blank = "\xa0" * 8
        _line(left, f"Số: {content.number or f'{blank}/{head.code}'}", 13, before=6)
        _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
        _line(right, motto, 13, bold=True)
        styles.rule(right.add_paragraph(), styles.length(motto, 13), _TEXT - _HEAD_LEFT)
        _line(right, f"{content.place}, {content.day}", 13, italic=True, before=6)
        self._text(content.name, "Title")
        self._text(content.subject, "Subtitle")
        line = min(styles.length(content.subject, 14), _SUBJECT)
        styles.rule(self.document.add_paragraph(), line * _PART, _TEXT)
        if content.addressee:
            self._text(f"Kính gửi: {content.addressee}", styles.ADDRESSEE)

    def _foot(self, content: Content) -> None:
        closing = self._text(content.closing, "Body Text").paragraph_format
        closing.keep_with_next, closing.space_after = True, Pt(16)
        left, right = self._columns(_FOOT_LEFT)
        _line(left, "Nơi nhận:", 12, bold=True, italic=True).alignment = WD_ALIGN_PARAGRAPH.LEFT
        for copy in content.copies:
            left.add_paragraph(clean(copy), styles.COPIES)
        for line in content.head.signature:
            _line(right, line, 14, bold=True)
        _line(right, content.head.signer, 14, bold=True, before=72)

    def _columns(self, left: int) -> tuple[_Cell, _Cell]:
        """Two columns without borders over the width of the text, the left one so wide."""
        table = self.document.add_table(rows=1, cols=2)
        docx_table.fixed(table, [left, _TEXT - left])
        docx_table.padded(table, 0, 0)
        docx_table.keep_whole(table)
        first, second = table.rows[0].cells
        for cell in (first, second):  # a cell comes with an empty line
            cell._tc.remove(cell.paragraphs[0]._p)
        return first, second

    def _block(self, block: Block, width: int) -> None:
        match block:
            case Heading():
                self.document.add_heading(clean(block.text), block.level - 1)
            case Paragraph():
                paragraph = self._text(block.text, _PARAGRAPHS[block.style])
                for run in paragraph.runs if block.style == "empty" else ():
                    run.italic = True
            case Table():
                docx_table.add(self.document, block, width)
                self.document.add_paragraph(style=styles.AFTER_TABLE)
            case Picture():
                docx_chart.add(self.document, block, width)


def _line(
    cell: _Cell, text: str, size: int, *, bold: bool = False, italic: bool = False, before: int = 0
) -> WordParagraph:
    """A centred line of the letterhead or of the foot."""
    paragraph: WordParagraph = cell.add_paragraph(style=styles.LETTERHEAD)
    paragraph.paragraph_format.space_before = Pt(before)
    run = paragraph.add_run(clean(text))
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return paragraph
