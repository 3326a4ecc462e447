"""Documents of Word into grids: what a person sees on paper, laid out like a workbook's sheets."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml

from imports.grid import Grid, Merge, Part, Sheet
from imports.readers import UnreadableFile, read_file
from imports.rows import read_plan
from imports.word_numbers import written
from tests.imports.files import ROOT
from tests.imports.word_plans import change, saved
from tests.imports.word_xml import NS, cell, document_of, p, span, table, tr

PROMPT = "<w:sdtContent><w:r><w:t>Bấm vào đây</w:t></w:r></w:sdtContent>"
HEADING = ["STT", "Nội dung công việc", "Đơn vị chủ trì", "Thời gian", "Sản phẩm"]


BEGIN, GO_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def one(data: bytes, at: int = 0) -> Sheet:
    return read_file(data).sheets[at]


def line(*runs: str, properties: str = "") -> str:
    return one(document_of(p(*runs, properties=properties))).rows[0][0]


def test_tables_and_the_paragraphs_around_them_are_parts_in_order() -> None:
    data = document_of(
        p("Trên"),
        p(" "),
        table(tr(cell("a"), cell("b"), cell("x"))),
        p("Giữa"),
        table(tr(cell("c"), cell("d"), cell("y"))),
        p("Dưới"),
    )
    parts = [(sheet.name, sheet.part, sheet.rows) for sheet in read_file(data).sheets]
    assert parts == [
        ("Lời văn trước bảng 1", Part.TEXT, (("Trên",),)),
        ("Bảng 1", Part.TABLE, (("a", "b", "x"),)),
        ("Lời văn trước bảng 2", Part.TEXT, (("Giữa",),)),
        ("Bảng 2", Part.TABLE, (("c", "d", "y"),)),
        ("Lời văn sau bảng 2", Part.TEXT, (("Dưới",),)),
    ]


@pytest.mark.parametrize(
    ("runs", "seen"),
    [
        (("Trước ", "<w:ins><w:r><w:t>28/02</w:t></w:r></w:ins>"), "Trước 28/02"),
        (("Trước ", "<w:del><w:r><w:delText>15/01</w:delText></w:r></w:del>", "28/02"), "Trước 28/02"),
        (("Quý ", "<w:moveFrom><w:r><w:t>I</w:t></w:r></w:moveFrom>", "IV"), "Quý IV"),
        (("Quý ", "<w:moveTo><w:r><w:t>IV</w:t></w:r></w:moveTo>"), "Quý IV"),
        (("Việc", "<w:r><w:rPr><w:vanish/></w:rPr><w:t> ẩn</w:t></w:r>"), "Việc"),
        (("Việc", '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> hiện</w:t></w:r>'), "Việc hiện"),
        (("Một", "<w:r><w:br/></w:r>", "hai"), "Một\nhai"),
        (("Một", '<w:r><w:br w:type="page"/></w:r>', "hai"), "Một hai"),
        (("Một", "<w:r><w:tab/></w:r>", "hai"), "Một hai"),
        (("VN", "<w:r><w:noBreakHyphen/></w:r>", "2026"), "VN-2026"),
        (('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', " 95%"), "≥ 95%"),
        (("Việc", '<w:r><w:footnoteReference w:id="2"/></w:r>'), "Việc"),
        (("Trang ", "<w:r><w:instrText>PAGE</w:instrText></w:r>", "3"), "Trang 3"),
        (('<w:fldSimple w:instr="DATE"><w:r><w:t>05/01/2026</w:t></w:r></w:fldSimple>',), "05/01/2026"),
        (("<w:hyperlink><w:r><w:t>Cổng</w:t></w:r></w:hyperlink>",), "Cổng"),
        (("<w:sdt><w:sdtContent><w:r><w:t>Chọn</w:t></w:r></w:sdtContent></w:sdt>",), "Chọn"),
        (("Việc", f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>{PROMPT}</w:sdt>"), "Việc"),
        (("Ke\u0302\u0301 hoa\u0323ch",), "Kế hoạch"),
    ],
)  # fmt: skip
def test_words_are_those_on_paper(runs: tuple[str, ...], seen: str) -> None:
    read = line(*runs)
    assert read == seen


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('Số: 12/KH-UBND')}{p('Mỹ Hào')}</w:txbxContent>"
    picture = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    sheet = one(document_of(p("Trên", f"<w:r>{picture}</w:r>")))
    assert sheet.rows == (("Trên",), ("Số: 12/KH-UBND",), ("Mỹ Hào",))


def test_merged_cells_lie_as_in_a_workbook() -> None:
    sheet = one(
        document_of(
            table(
                tr(cell("STT", BEGIN), cell("Việc", BEGIN), cell("Thời gian", span(2)), cell("Kết quả", BEGIN)),
                tr(cell("", GO_ON), cell("", GO_ON), cell("Bắt đầu"), cell("Hoàn thành"), cell("", GO_ON)),
                tr(cell("I. Mục", span(5))),
                tr(cell("1"), cell("Soạn"), cell("01/3"), cell("30/7"), cell("Báo cáo", BEGIN)),
                tr(cell("2"), cell("Trình"), cell("Quý IV", span(2)), cell("", GO_ON)),
                widths=(500, 3000, 900, 900, 1500),
            )
        )
    )
    assert sheet.rows == (
        ("STT", "Việc", "Thời gian", "", "Kết quả"),
        ("", "", "Bắt đầu", "Hoàn thành", ""),
        ("I. Mục", "", "", "", ""),
        ("1", "Soạn", "01/3", "30/7", "Báo cáo"),
        ("2", "Trình", "Quý IV", "", ""),
    )
    assert set(sheet.merges) == {
        *(Merge(1, 1, 2, 1), Merge(1, 2, 2, 2), Merge(1, 5, 2, 5), Merge(1, 3, 1, 4)),
        *(Merge(3, 1, 3, 5), Merge(4, 5, 5, 5), Merge(5, 3, 5, 4)),
    }


def test_borders_drawn_beside_each_other_are_one() -> None:
    sheet = one(
        document_of(
            table(
                tr(cell("STT"), cell("Việc", span(2)), cell("Hạn", span(2))),
                tr(cell("1", span(2)), cell("Soạn", span(2)), cell("Quý IV")),
                widths=(500, 40, 2960, 60, 1440),
            )
        )
    )
    assert sheet.rows == (("STT", "Việc", "Hạn"), ("1", "Soạn", "Quý IV"))


def test_narrow_columns_of_one_row_stay_apart() -> None:
    assert one(document_of(table(tr(cell("a"), cell("b"), cell("c")), widths=(50, 50, 50)))).rows == (("a", "b", "c"),)


def test_cells_left_out_before_a_row_and_rows_struck_out() -> None:
    sheet = one(
        document_of(
            table(
                tr(cell("a"), cell("b"), cell("x")),
                tr(cell("đã bỏ"), cell("đã bỏ"), cell("đã bỏ"), properties="<w:del/>"),
                tr(cell("c"), cell("y"), properties='<w:gridBefore w:val="1"/>'),
                tr(cell("d"), cell("đã bỏ", "<w:cellDel/>"), cell("z")),
            )
        )
    )
    assert sheet.rows == (("a", "b", "x"), ("", "c", "y"), ("d", "", "z"))


def test_paragraphs_of_a_cell_are_its_lines_and_a_table_inside_it_is_text() -> None:
    inside = table(tr(cell("Mẫu 01"), cell("x")), tr(cell("Mẫu 02"), cell()))
    several = cell(p("Một") + p("") + p("Hai") + inside + p("Ba"))
    sheet = one(document_of(table(tr(several, cell("b"), cell("c")))))
    assert sheet.rows == (("Một\nHai\nMẫu 01 | x\nMẫu 02\nBa", "b", "c"),)


def test_texts_set_side_by_side_are_no_table() -> None:
    letterhead = table(tr(cell(p("ỦY BAN NHÂN DÂN") + p("Số: 12/KH-UBND")), cell(), cell("CỘNG HÒA")))
    assert [(sheet.name, sheet.rows) for sheet in read_file(document_of(letterhead, p("KẾ HOẠCH"))).sheets] == [
        ("Lời văn", (("ỦY BAN NHÂN DÂN",), ("Số: 12/KH-UBND",), ("CỘNG HÒA",), ("KẾ HOẠCH",))),
    ]


def lists(*levels: tuple[str, str], restart: bool = False) -> Any:
    """A document with list 5 of these levels (format, text), and list 6 of the same that begins anew or not."""
    document = Document()
    root = document.part.numbering_part.element
    inside = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (kind, text) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {NS} w:abstractNumId="77">{inside}</w:abstractNum>'))
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if restart else ""
    for number, extra in ((50, ""), (60, again)):
        root.append(parse_xml(f'<w:num {NS} w:numId="{number}"><w:abstractNumId w:val="77"/>{extra}</w:num>'))
    return document


def numbered(document: Any, *items: tuple[int, int, str]) -> list[str]:
    """The lines of paragraphs given as list, level, text."""
    for number, level, text in items:
        properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        block = p(text, properties=properties).replace(">", f" {NS}>", 1)
        document.element.body.insert(len(document.element.body) - 1, parse_xml(block))
    return [row[0] for row in one(saved(document)).rows]


def test_automatic_numbers_are_those_printed() -> None:
    document = lists(("upperRoman", "%1."), ("decimal", "%2."), ("decimal", "%2.%3"), ("lowerLetter", "%4)"))
    items = (
        (50, 0, "A"),
        (50, 1, "B"),
        (50, 2, "C"),
        (50, 2, "D"),
        (50, 3, "E"),
        (50, 1, "F"),
        (50, 0, "G"),
        (50, 1, "H"),
    )
    assert numbered(document, *items) == [
        *("I. A", "1. B", "1.1 C", "1.2 D", "a) E", "2. F", "II. G", "1. H"),
    ]  # fmt: skip


@pytest.mark.parametrize(("restart", "third"), [(False, "3. C"), (True, "1. C")])
def test_a_second_list_of_one_kind_counts_on_or_begins_anew(restart: bool, third: str) -> None:
    document = lists(("decimal", "%1."), restart=restart)
    assert numbered(document, (50, 0, "A"), (50, 0, "B"), (60, 0, "C"))[2] == third


def test_bullets_and_numbers_without_words() -> None:
    assert numbered(lists(("bullet", "·")), (50, 0, "A"), (50, 0, "")) == ["- A"]
    assert numbered(lists(("decimal", "%1.")), (50, 0, ""), (50, 0, "")) == ["1.", "2."]
    assert numbered(lists(("decimal", "%1.")), (0, 0, "A"), (999, 0, "B")) == ["A", "B"]


def test_a_style_may_number() -> None:
    document = lists(("decimal", "Mục %1:"))
    style = (
        f'<w:style {NS} w:type="paragraph" w:styleId="Muc"><w:name w:val="Muc"/><w:pPr><w:numPr>'
        '<w:numId w:val="50"/></w:numPr></w:pPr></w:style>'
    )
    based = f'<w:style {NS} w:type="paragraph" w:styleId="Con"><w:name w:val="Con"/><w:basedOn w:val="Muc"/></w:style>'
    for xml in (style, based):
        document.styles.element.append(parse_xml(xml))
    for name in ("Muc", "Con"):
        block = p("Việc", properties=f'<w:pStyle w:val="{name}"/>').replace(">", f" {NS}>", 1)
        document.element.body.insert(0 if name == "Muc" else 1, parse_xml(block))
    assert [row[0] for row in one(saved(document)).rows] == ["Mục 1: Việc", "Mục 2: Việc"]


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        *((4, "upperRoman", "IV"), (49, "lowerRoman", "xlix"), (27, "upperLetter", "AA"), (3, "lowerLetter", "c")),
        *(
            (7, "decimalZero", "07"),
            (12, "decimal", "12"),
            (5, "chicago", "5"),
            (5, "none", ""),
            (0, "upperLetter", ""),
        ),
    ],
)
def test_formats_of_numbers(number: int, kind: str, text: str) -> None:
    assert written(number, kind) == text


# What the layout makes of a document


def plan_of(*parts: list[list[str]] | str) -> Grid:
    document = Document()
    for text in ("PHƯỜNG THỬ NGHIỆM", "KẾ HOẠCH", "Kiểm soát thủ tục hành chính năm 2026"):
        document.add_paragraph(text)
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        made = document.add_table(len(part), len(part[0]))
        for row, texts in zip(made.rows, part, strict=True):
            for at, text in enumerate(texts):
                row.cells[at].text = text
    return read_file(saved(document))


def row(number: str, content: str, time: str = "Quý I") -> list[str]:
    return [number, content, "Công an phường", time, "Báo cáo"]


def test_titles_above_the_tables_are_their_sections() -> None:
    read = read_plan(
        plan_of(
            *("I. Công tác chỉ đạo", [HEADING, row("1", "Một"), row("2", "Hai")]),
            *("II. Công tác rà soát", [HEADING, row("1", "Ba")]),
            *("III. Công tác khác", [HEADING, row("1", "Bốn")]),
        )
    )
    assert [(task.section, task.stt, task.content) for task in read.tasks] == [
        *(("I", "1", "Một"), ("I", "2", "Hai"), ("II", "1", "Ba"), ("III", "1", "Bốn")),
    ]
    assert [section.title for section in read.sections] == ["Công tác chỉ đạo", "Công tác rà soát", "Công tác khác"]


def test_one_title_above_the_table_is_the_documents_own() -> None:
    read = read_plan(plan_of("III. NỘI DUNG THỰC HIỆN", [HEADING, ["I", "Chung", "", "", ""], row("1", "Một")]))
    assert [(task.section, task.content) for task in read.tasks] == [("I", "Một")]
    assert read.title == "Kiểm soát thủ tục hành chính năm 2026"


def test_annexes_are_named_by_the_paragraphs_above_their_tables() -> None:
    read = read_plan(
        plan_of(
            *("Phụ lục I", "DANH MỤC NHIỆM VỤ", [HEADING, row("1", "Một")], "Phụ lục II: RÀ SOÁT"),
            [HEADING, row("1", "Hai")],
        )
    )
    assert [(annex.number, annex.title) for annex in read.annexes] == [("I", "DANH MỤC NHIỆM VỤ"), ("II", "RÀ SOÁT")]
    assert [(task.annex, task.content) for task in read.tasks] == [("I", "Một"), ("II", "Hai")]


def test_a_table_of_other_things_is_named_and_not_read() -> None:
    others = [["Mã", "Đại lượng", "Mức"], ["A1", "Hồ sơ", "80"]]
    read = read_plan(plan_of([HEADING, row("1", "Một")], others))
    assert [task.content for task in read.tasks] == ["Một"]
    assert [(problem.sheet, "Đại lượng" in problem.message) for problem in read.warnings] == [("Bảng 2", True)]


def test_the_text_behind_a_table_is_no_row_of_it() -> None:
    read = read_plan(
        plan_of([HEADING, row("1", "Một")], "IV. TỔ CHỨC THỰC HIỆN", "1. Các phòng báo cáo trước ngày 20/5.")
    )
    assert [task.content for task in read.tasks] == ["Một"]


# What is no plan


def archive(**changed: bytes | None) -> bytes:
    """A good document with some parts changed or gone."""
    source, target = zipfile.ZipFile(BytesIO(document_of(p("Việc")))), BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in source.namelist():
            short = name.rpartition("/")[2].partition(".")[0]
            content = changed.get(short, source.read(name))
            if content is not None:
                new.writestr(name, content)
        if "vbaProject" in changed:
            new.writestr("word/vbaProject.bin", changed["vbaProject"] or b"")
    return target.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><x>&b;</x>'
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "WordDocument".encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (archive(document=BOMB), "không an toàn"),
        (archive(styles=BOMB), "không an toàn"),
        (archive(document=b"<w:document"), "Word bị hỏng"),
        (archive(document=b"<x/>"), "Word bị hỏng"),
        (archive(document=None), "Word bị hỏng"),
        (document_of(), "không có nội dung"),
        (OLD_WORD, "Hãy lưu lại thành .docx"),
        (b"{\\rtf1 x}", "RTF"),
        (document_of(table(tr(cell("x", span(900)), cell("y"), cell("z")))), "500 cột"),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_file(data)
    assert words in str(refused.value)


MEASURED = """
import resource, sys
from pathlib import Path
from imports.readers import UnreadableFile, read_file
try:
    read_file(Path(sys.argv[1]))
except UnreadableFile as refused:
    print(refused)
child = resource.getrusage(resource.RUSAGE_CHILDREN)
print(child.ru_maxrss // 1024)
"""


@pytest.mark.parametrize(
    "inside",
    [b" " * 64 * 1024 * 1024, b"<p/>" * 2_000_000, b'<p a="" b="" c=""/>' * 400_000],
    ids=["bytes", "elements", "attributes"],
)
def test_a_document_that_unpacks_to_more_than_any_plan_is_not_built(inside: bytes, tmp_path: Path) -> None:
    (tmp_path / "large.docx").write_bytes(archive(document=b"<x>" + inside + b"</x>"))
    command = [sys.executable, "-c", MEASURED, str(tmp_path / "large.docx")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    told, megabytes = done.stdout.strip().rsplit("\n", 1)
    assert "giải nén" in told and int(megabytes) < 300


def test_macros_are_not_run_and_said() -> None:
    grid = read_file(archive(vbaProject=b"Sub AutoOpen()"))
    assert grid.sheets[0].rows == (("Việc",),)
    assert ["Macro không được chạy" in warning.message for warning in grid.warnings] == [True]


def test_a_struck_paragraph_is_none() -> None:
    document = Document()
    struck = document.add_paragraph("")
    change(struck, "del", "Đoạn đã bỏ")
    struck._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {NS}><w:del/></w:rPr>"))
    document.add_paragraph("Đoạn còn")
    assert one(saved(document)).rows == (("Đoạn còn",),)
