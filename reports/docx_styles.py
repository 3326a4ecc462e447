"""The looks of a report's Word document: styles, pages, page numbers. Nghị định 30/2020/NĐ-CP, Phụ lục I.

Word's own styles are used wherever it has one, so that the office finds headings, lists and tables as it knows them.
"""

from __future__ import annotations

import re

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

FACE = "Times New Roman"
NOTE, ADDRESSEE, ANNEX, ATTACHED = "Ghi chú bảng", "Kính gửi", "Tên phụ lục", "Kèm theo"
LETTERHEAD, COPIES, AFTER_TABLE, TABLE = "Thể thức", "List Bullet 2", "Sau bảng", "Table Grid"
PICTURE = "Biểu đồ"
CELL, CELL_CENTRED, CELL_IN = "Ô bảng", "Ô bảng giữa", "Ô bảng thụt"

_CENTRE, _JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_BLACK = RGBColor(0, 0, 0)
_THEME = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def prepare(document: WordDocument) -> None:
    """Gives a new document the styles that a report is written in."""
    _language(document)
    _modern(document)
    _style(document, "Normal", 14)
    _style(document, "Header", 13, align=_CENTRE)
    _style(document, "Title", 14, bold=True, align=_CENTRE, before=22)
    _style(document, "Subtitle", 14, bold=True, align=_CENTRE)
    _style(document, "Heading 1", 14, bold=True, after=6, first_line=12.7, keep=True)
    _style(document, "Heading 2", 14, bold=True, after=6, first_line=12.7, keep=True)
    _style(document, "Body Text", 14, align=_JUSTIFY, after=6, first_line=12.7)
    _style(document, "List Bullet", 14, align=_JUSTIFY, after=6, left=18, first_line=-5)
    _style(document, COPIES, 11, left=4, first_line=-3)
    _style(document, LETTERHEAD, 12, align=_CENTRE, based="Normal")
    _style(document, ADDRESSEE, 14, align=_CENTRE, before=14, after=8, based="Normal")
    _style(document, NOTE, 12, italic=True, after=6, based="Normal")
    # A heading of its own level, so that annexes stand in Word's list of headings.
    _style(document, ANNEX, 14, bold=True, align=_CENTRE, keep=True, based="Heading 1", left=0, first_line=0)
    _style(document, ATTACHED, 14, italic=True, align=_CENTRE, after=6, keep=True, based="Normal")
    _style(document, CELL, 12, based="Normal")
    _style(document, CELL_CENTRED, 12, align=_CENTRE, based=CELL)
    _style(document, CELL_IN, 12, left=6, based=CELL)
    _style(document, PICTURE, 12, align=_CENTRE, after=6, based="Normal")
    after = _style(document, AFTER_TABLE, 2, based="Normal")
    after.paragraph_format.line_spacing = Pt(4)
    for name in ("List Bullet", COPIES):
        _dashes(document, name)


def _style(
    document: WordDocument,
    name: str,
    size: int,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
    before: int = 0,
    after: int = 0,
    left: float | None = None,
    first_line: float | None = None,
    keep: bool = False,
    based: str = "",
) -> ParagraphStyle:
    """The style, made where Word has none of the name: sizes and gaps in points, indents in millimetres."""
    styles = document.styles
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) if based else styles[name]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 a table's or a character's style has no paragraphs
    if based:
        style.base_style = styles[based]
        style.quick_style = True
    style.font.name, style.font.size, style.font.bold, style.font.italic = FACE, Pt(size), bold, italic
    style.font.color.rgb = _BLACK
    _face(style.element.get_or_add_rPr())
    for mark in style.element.pPr.findall(qn("w:pBdr")) if style.element.pPr is not None else ():
        style.element.pPr.remove(mark)  # the line that Word draws under a title
    for gap in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(gap)
    for gap in style.element.pPr.findall(qn("w:contextualSpacing")) if style.element.pPr is not None else ():
        style.element.pPr.remove(gap)  # which takes the gap from between two of a list
    layout = style.paragraph_format
    layout.alignment, layout.keep_with_next = align, keep
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
    if left is not None:
        layout.left_indent = Mm(left)
    if first_line is not None:
        layout.first_line_indent = Mm(first_line)
    return style


def _face(properties: BaseOxmlElement) -> None:
    """The one typeface for every script; a theme's would win over it."""
    fonts = properties.find(qn("w:rFonts"))
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FACE)
    for theme in _THEME:
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _language(document: WordDocument) -> None:
    """Vietnamese for the spelling and for who listens to the document."""
    for language in document.styles.element.iter(qn("w:lang")):
        for script in ("val", "eastAsia"):
            language.set(qn(f"w:{script}"), "vi-VN")


def _modern(document: WordDocument) -> None:
    """Word lays the document out as a new one, not in its mode for old files."""
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _dashes(document: WordDocument, name: str) -> None:
    """The list's mark is a dash, as in documents, at the place that the style says."""
    number = document.styles[name].element.pPr.numPr.numId.val
    numbering = document.part.numbering_part.element
    abstract = numbering.num_having_numId(number).abstractNumId.val
    (levels,) = (
        each for each in numbering.findall(qn("w:abstractNum")) if int(each.get(qn("w:abstractNumId"))) == abstract
    )
    level = levels.find(qn("w:lvl"))
    level.find(qn("w:lvlText")).set(qn("w:val"), "-")
    for looks in level.findall(qn("w:rPr")):
        level.remove(looks)


def page(section: Section, *, across: bool = False) -> None:
    """A4 with the margins of the rules: 20 mm above and below, 30 left, 15 right; lying across for wide tables."""
    short, long = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if across else (short, long)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance, section.footer_distance = Mm(10), Mm(10)


def numbered_pages(section: Section) -> None:
    """The page's number, centred in the top margin, but for the first page; later sections take it over."""
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False
    section.header.is_linked_to_previous = False
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    section.header.paragraphs[0]._p.append(field)


def count_from_one(section: Section) -> None:
    """An annex numbers its own pages."""
    numbers = section._sectPr.find(qn("w:pgNumType"))
    if numbers is None:
        numbers = OxmlElement("w:pgNumType")
        section._sectPr.find(qn("w:pgMar")).addnext(numbers)
    numbers.set(qn("w:start"), "1")


def rule(paragraph: Paragraph, length: float, width: float) -> None:
    """Makes an empty paragraph the centred line of that length, inside a column so wide; both in millimetres."""
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm(max(width - length, 0) / 2)
    layout.first_line_indent = Mm(0)
    layout.space_before = layout.space_after = Pt(2)
    layout.line_spacing = Pt(3)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)


_AFTER_BORDERS = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc")


def length(text: str, size: int) -> float:
    """About how many millimetres a line of bold text takes in this type: good enough for a line under it."""
    ems = sum(0.25 if char == " " else 0.72 if char.isupper() else 0.5 if char.isalpha() else 0.4 for char in text)
    return ems * size * 25.4 / 72


def clean(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _UNPRINTABLE.sub("", text)


_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
