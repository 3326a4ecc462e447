"""The Word document, read back as Word reads it: the same words as the PDF's, in Word's own means."""

from __future__ import annotations

import io
import re
from datetime import date
from functools import cache

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree

from reports.arrangement import Arrangement
from reports.blocks import Content, Heading, Paragraph, Table
from reports.content import content
from reports.docx import word
from reports.letterhead import CENTRE, COMMITTEE, Signing
from tests.reports import sample
from tests.reports.sample import part, task

WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
TEXTS = {"direction": "Ban hành 02 văn bản.\nTổ chức 01 hội nghị."}


@cache
def report() -> Content:
    """A typical quarter as a draft of the committee."""
    return content(sample.typical(), COMMITTEE, TEXTS, Signing(title="Phó Chủ tịch", name="Trần Văn Thử"))


@cache
def opened() -> Document:
    """Its Word document, read back."""
    return docx.Document(io.BytesIO(word(report())))


def styled(document: Document, style: str) -> list[str]:
    return [each.text for each in document.paragraphs if each.style is not None and each.style.name == style]


def test_it_says_what_the_pdf_says_in_the_same_order() -> None:
    """Every heading, paragraph and cell of the content, and nothing else between head and foot."""
    said = [each.text for each in opened().paragraphs if each.text]
    expected = [block.text for block in report().blocks if isinstance(block, Heading | Paragraph)]
    begin = said.index(expected[0])
    assert said[begin : begin + len(expected)] == expected
    assert said[:begin] == ["BÁO CÁO", report().subject, f"Kính gửi: {report().addressee}"]
    assert said[begin + len(expected)] == report().closing
    written = [
        block
        for blocks in (report().blocks, *(annex.blocks for annex in report().annexes))
        for block in blocks
        if isinstance(block, Table)
    ]
    tables = [table for table in opened().tables if table.style is not None and table.style.name == "Table Grid"]
    assert len(tables) == len(written) == 8
    for table, block in zip(tables, written, strict=True):
        rows = table._tbl.tr_lst[len(block.heads) :]
        cells = [["\n".join(_line(line) for line in cell.p_lst) for cell in row.tc_lst] for row in rows]
        assert cells == [[cell.text for cell in cells] for _style, cells in block.body]


def _line(paragraph: object) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))  # type: ignore[attr-defined]


def test_parts_and_lists_have_words_own_styles() -> None:
    document = opened()
    assert styled(document, "Title") == ["BÁO CÁO"]
    assert styled(document, "Subtitle") == [report().subject]
    assert [text.split(".")[0] for text in styled(document, "Heading 1")] == ["I", "II", "III", "IV", "V"]
    assert styled(document, "Heading 2")[0] == "1. Kết quả chung"
    assert len(styled(document, "List Bullet")) == 2  # what still has time
    assert [each.split("\n")[0] for each in styled(document, "Tên phụ lục")] == [
        "Phụ lục I",
        "Phụ lục II",
        "Phụ lục III",
    ]
    assert "Ban hành 02 văn bản." in styled(document, "Body Text")
    left, right = document.tables[-4].rows[0].cells  # the foot stands before the annexes
    assert [each.style.name for each in left.paragraphs[1:] if each.style] == ["List Bullet 2"] * 5
    assert [each.text for each in right.paragraphs] == [
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Trần Văn Thử",
    ]


def test_type_and_language() -> None:
    styles = opened().styles
    for name, size, bold in (
        ("Normal", 14, False),
        ("Title", 14, True),
        ("Heading 1", 14, True),
        ("Body Text", 14, False),
        ("List Bullet 2", 11, False),
        ("Header", 13, False),
        ("Ô bảng", 12, False),
    ):
        font = styles[name].font  # type: ignore[attr-defined]
        assert (font.name, font.size, bool(font.bold)) == ("Times New Roman", Pt(size), bold), name
        fonts = styles[name].element.rPr.find(qn("w:rFonts"))
        assert not [key for key in fonts.attrib if "Theme" in key], name
    assert {each.get(qn("w:val")) for each in styles.element.iter(qn("w:lang"))} == {"vi-VN"}
    body = styles["Body Text"].paragraph_format  # type: ignore[attr-defined]
    assert body.first_line_indent == pytest.approx(Mm(12.7), abs=Mm(0.1))
    assert body.space_after == Pt(6)
    modes = list(opened().settings.element.iter(qn("w:compatSetting")))
    said = {each.get(qn("w:name")): each.get(qn("w:val")) for each in modes}
    assert (said["compatibilityMode"], len(said)) == ("15", len(modes))
    about = opened().core_properties
    assert about.title.startswith("Báo cáo Kết quả thực hiện nhiệm vụ")
    assert (about.author, about.language) == ("Ủy ban nhân dân phường Thử Nghiệm", "vi-VN")


def test_pages_their_numbers_and_the_annexes_lying_across() -> None:
    sections = opened().sections
    sizes = [(round(each.page_width.mm), round(each.page_height.mm)) for each in sections]  # type: ignore[union-attr]
    assert sizes == [(210, 297)] + [(297, 210)] * 3
    for at, each in enumerate(sections):
        margins = (each.top_margin, each.bottom_margin, each.left_margin, each.right_margin)
        assert [round(margin.mm) for margin in margins if margin] == [20, 20, 30, 15]
        assert each.different_first_page_header_footer
        start = each._sectPr.find(qn("w:pgNumType"))
        assert (start.get(qn("w:start")) if start is not None else None) == ("1" if at else None)
    header = sections[0].header.paragraphs[0]
    assert [field.get(qn("w:instr")) for field in header._p.iter(qn("w:fldSimple"))] == ["PAGE"]
    assert not sections[0].first_page_header.paragraphs[0].text
    assert all(each.header.is_linked_to_previous for each in list(sections)[1:])


def test_tables_repeat_their_headings_and_keep_rows_whole() -> None:
    for table in opened().tables:
        rows = table._tbl.tr_lst
        if table.style is None or table.style.name != "Table Grid":
            assert len(rows) == 1  # head and foot have no borders
            continue
        heads = [row for row in rows if row.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None]
        assert heads == rows[: len(heads)]
        assert len(heads) == (2 if "Nhiệm vụ có thời hạn" in _text(rows[0]) else 1)
        assert all(row.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None for row in rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def _text(row: object) -> str:
    return " ".join(text.text or "" for text in row.iter(qn("w:t")))  # type: ignore[attr-defined]


def test_the_centres_own_letterhead_and_an_arrangement() -> None:
    chosen = Arrangement(
        parts=("results", "direction", "shortcomings", "focus", "proposals"), texts={"copies": "- Lưu."}
    )
    signing = Signing("05/BC-TTPVHCC", date(2026, 3, 16), "Giám đốc", "Nguyễn Thị Mẫu")
    document = docx.Document(io.BytesIO(word(content(sample.figures(), CENTRE, {}, signing, chosen))))
    left, right = document.tables[0].rows[0].cells
    assert [each.text for each in left.paragraphs if each.text] == [
        "UBND PHƯỜNG THỬ NGHIỆM",
        "TRUNG TÂM PHỤC VỤ",
        "HÀNH CHÍNH CÔNG",
        "Số: 05/BC-TTPVHCC",
    ]
    assert [run.bold for each in left.paragraphs for run in each.runs] == [False, True, True, False]
    assert right.paragraphs[-1].text == "Thử Nghiệm, ngày 16 tháng 3 năm 2026"
    assert styled(document, "Heading 1")[:2] == ["I. KẾT QUẢ THỰC HIỆN", "II. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH"]
    assert [each.text for each in document.tables[-1].rows[0].cells[0].paragraphs] == ["Nơi nhận:", "Lưu."]


def test_texts_stay_texts_and_a_row_taller_than_a_page_may_go_on() -> None:
    nasty = '<w:b/>=1+1 & "x" \x00\x0b\x1f{{ 7 }}' + "dài " * 5_000 + "ỗ" * 300
    rows = [task(part(explanation=nasty, result=nasty), content=nasty, leads=[nasty], timing=nasty, stt="=1")]
    written = word(content(sample.figures(rows, sections=[nasty]), COMMITTEE, {"focus": nasty}, Signing(name=nasty)))
    document = docx.Document(io.BytesIO(written))
    clean = re.sub("[\x00\x0b\x1f]", "", nasty)
    assert any(each.text.endswith("ỗ" * 300) and "{{ 7 }}" in each.text for each in document.paragraphs)
    (row,) = document.tables[-2]._tbl.tr_lst[-1:]
    assert clean in _text(row)
    assert row.find(qn("w:trPr")).find(qn("w:cantSplit")) is None


def test_charts_are_words_own_with_their_words_for_who_cannot_see_them() -> None:
    document = opened()
    _units, said = [each.get("descr") for each in document.element.body.iter(f"{{{WP}}}docPr")]
    assert said is not None
    assert said.startswith(
        "Kết quả các chỉ tiêu trong kỳ (%; cột rỗng: chưa đạt mục tiêu). Tỷ lệ hồ sơ giải quyết đúng"
    )
    assert "96,91" in said
    parts = {str(each.partname): each.blob for each in document.part.package.iter_parts()}
    assert {"/word/charts/units-1.xml", "/word/charts/targets-1.xml"} <= parts.keys()
    chart = etree.fromstring(parts["/word/charts/targets-1.xml"])
    assert [each.text for each in chart.iter(f"{{{C}}}v")][1:] == ["Tỷ lệ hồ sơ giải quyết đúng hạn", "96.9083"]
    assert [each.get("val") for each in chart.iter(f"{{{C}}}max")] == ["100"]
    assert len(list(chart.iter(f"{{{C}}}dPt"))) == 1  # it missed its target, so its bar is hollow
