"""The finished PDF beside the layout table of Nghị định 30/2020/NĐ-CP, Phụ lục I: measured, not believed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pikepdf
import pytest

from reports.arrangement import Arrangement
from reports.letterhead import CENTRE, COMMITTEE, Signing
from tests.reports import sample
from tests.reports.drawn import MM, Drawn, drawn
from tests.reports.sample import part, task

TOLERANCE = 0.2  # mm
FONTS = {"Liberation-Serif", "Liberation-Serif-Bold", "Liberation-Serif-Italic", "Liberation-Serif-Bold-Italic"}


@pytest.fixture(scope="module")
def draft() -> Drawn:
    """A typical quarter as a draft of the committee."""
    signing = Signing(title="Phó Chủ tịch", name="Trần Văn Thử")
    return drawn(sample.printed(sample.typical(), COMMITTEE, {}, signing))


@pytest.fixture(scope="module")
def issued() -> Drawn:
    """The same, issued by the one-door centre, with its texts."""
    signing = Signing("05/BC-TTPVHCC", date(2026, 3, 16), "Giám đốc", "Nguyễn Thị Mẫu")
    texts = {"direction": "Ban hành 02 văn bản.\nTổ chức 01 hội nghị.", "proposals": "Không có."}
    return drawn(sample.printed(sample.typical(), CENTRE, texts, signing))


def annex_pages(of: Drawn, number: str) -> list[int]:
    """The pages of an annex, by its title and the next one's."""
    starts = [line.page for line in of.lines if line.text.startswith("Phụ lục ") and len(line.text) < 14]
    first = of.line(f"Phụ lục {number}").page
    last = min((page for page in starts if page > first), default=len(of.pages) + 1)
    return list(range(first, last))


def test_pages_are_a4_and_annexes_lie_across(draft: Drawn) -> None:
    with pikepdf.open(io.BytesIO(draft.content)) as file:
        sizes = [tuple(round(float(edge) / MM) for edge in page.mediabox[2:]) for page in file.pages]
    first = draft.line("Phụ lục I").page
    assert set(sizes[: first - 1]) == {(210, 297)}
    assert set(sizes[first - 1 :]) == {(297, 210)}
    assert first > 3


def test_margins(draft: Drawn) -> None:
    """Top and bottom 20 to 25 mm, left 30 to 35, right 15 to 20; only page numbers stand in the top margin."""
    for line in draft.lines:
        if line.text.isdecimal() and line.top < 20:
            continue
        page = draft.pages[line.page - 1]
        # The box of a letter is a little taller than its ink.
        assert line.top >= 20 - 1, line
        assert page.height / MM - line.bottom >= 20 - TOLERANCE, line
        assert line.left >= 30 - TOLERANCE, line
        assert page.width / MM - line.right >= 15 - TOLERANCE, line
    body = [line for line in draft.lines if 1 < line.page < draft.line("Phụ lục I").page]
    assert min(line.left for line in body) == pytest.approx(30, abs=2)
    text = draft.line("Thực hiện Kế hoạch số 74/KH-UBND")
    assert text.left == pytest.approx(30 + 12.7, abs=0.3)  # first line 1.27 cm in
    assert text.right == pytest.approx(210 - 15, abs=0.3)  # justified


def test_every_font_is_embedded_and_black_serif(draft: Drawn) -> None:
    fonts: dict[str, bool] = {}
    with pikepdf.open(io.BytesIO(draft.content)) as file:
        for page in file.pages:
            for font in page.resources.Font.values():
                (descendant,) = font.DescendantFonts
                fonts[str(font.BaseFont).partition("+")[2]] = "/FontFile2" in descendant.FontDescriptor
                assert "/ToUnicode" in font
    assert set(fonts) == FONTS
    assert all(fonts.values())


@pytest.mark.parametrize(
    ("start", "least", "most", "font"),
    [
        ("ỦY BAN NHÂN DÂN", 12, 13, "Bold"),
        ("PHƯỜNG THỬ NGHIỆM", 12, 13, "Bold"),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, 13, "Bold"),
        ("Độc lập - Tự do - Hạnh phúc", 13, 14, "Bold"),
        ("Số:", 13, 13, "Serif"),
        ("Thử Nghiệm, ngày", 13, 14, "Italic"),
        ("BÁO CÁO", 13, 14, "Bold"),
        ("Kết quả thực hiện nhiệm vụ kiểm soát", 13, 14, "Bold"),
        ("Kính gửi:", 13, 14, "Serif"),
        ("Trong kỳ có", 13, 14, "Serif"),
        ("TM. ỦY BAN NHÂN DÂN", 13, 14, "Bold"),
        ("PHÓ CHỦ TỊCH", 13, 14, "Bold"),
        ("Trần Văn Thử", 13, 14, "Bold"),
        ("Nơi nhận:", 12, 12, "Bold-Italic"),
        ("- Lưu: VT, TTPVHCC.", 11, 11, "Serif"),
        ("Phụ lục I", 14, 14, "Bold"),
        ("TIẾN ĐỘ THỰC HIỆN CÁC NHIỆM VỤ", 14, 14, "Bold"),
        ("(Kèm theo Báo cáo số", 13, 14, "Italic"),
    ],
)
def test_type_of_each_element(draft: Drawn, start: str, least: float, most: float, font: str) -> None:
    line = draft.line(start)
    (size,) = line.sizes
    assert least <= size <= most
    assert {name.removeprefix("Liberation-").removeprefix("Serif-") for name in line.fonts} == {font}


def test_order_of_the_elements(draft: Drawn) -> None:
    """Down the document; the head's and the foot's two columns stand side by side."""
    order = [
        "CỘNG HÒA",
        "Độc lập",
        "Số:",
        "BÁO CÁO",
        "Kết quả thực hiện",
        "Kính gửi",
        "Thực hiện Kế hoạch",
        "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH",
        "II. KẾT QUẢ THỰC HIỆN",
        "III. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN",
        "IV. NHIỆM VỤ TRỌNG TÂM KỲ TỚI",
        "V. ĐỀ XUẤT, KIẾN NGHỊ",
        "Trên đây là báo cáo",
        "TM. ỦY BAN NHÂN DÂN",
        "Phụ lục I",
        "Phụ lục II",
        "Phụ lục III",
    ]
    places = [(line.page, line.top) for line in map(draft.line, order)]
    assert places == sorted(places)
    office, country = draft.line("ỦY BAN NHÂN DÂN"), draft.line("CỘNG HÒA")
    assert office.top == pytest.approx(country.top, abs=0.5)
    assert office.right < country.left
    number, day = draft.line("Số:"), draft.line("Thử Nghiệm, ngày")
    assert number.bottom == pytest.approx(day.bottom, abs=1)
    receivers, signature = draft.line("Nơi nhận:"), draft.line("TM. ỦY BAN")
    assert (receivers.page, receivers.top) == (signature.page, pytest.approx(signature.top, abs=2))
    assert receivers.right < signature.left


def test_the_ruled_lines(draft: Drawn) -> None:
    """Under office and trích yếu 1/3 to 1/2 of the text's length, under the motto its own length; all centred."""
    office = max((draft.line(start) for start in ("ỦY BAN NHÂN DÂN", "PHƯỜNG THỬ NGHIỆM")), key=lambda line: line.top)
    widest = max(line.right - line.left for line in (draft.line("ỦY BAN NHÂN DÂN"), office))
    left, right = draft.rule_under(office)
    assert 1 / 3 <= (right - left) / widest <= 1 / 2
    assert (left + right) / 2 == pytest.approx(office.middle, abs=0.5)
    motto = draft.line("Độc lập")
    left, right = draft.rule_under(motto)
    assert (left, right) == (pytest.approx(motto.left, abs=0.3), pytest.approx(motto.right, abs=0.3))
    subject = [line for line in draft.lines if line.page == 1 and "BÁO" not in line.text and 14.0 in line.sizes]
    subject = [line for line in subject if line.fonts == {"Liberation-Serif-Bold"} and line.top < 110]
    last = max((line for line in subject if not line.text.startswith("I.")), key=lambda line: line.top)
    left, right = draft.rule_under(last)
    assert 1 / 3 <= (right - left) / max(line.right - line.left for line in subject) <= 1 / 2


def test_page_numbers(draft: Drawn) -> None:
    """Arabic, 13 to 14 pt, centred in the top margin, not on page 1; each annex counts from 1 for itself."""
    runs = [list(range(1, draft.line("Phụ lục I").page)), *(annex_pages(draft, each) for each in ("I", "II", "III"))]
    assert [len(run) > 1 for run in runs] == [True] * 4
    for run in runs:
        for expected, page in enumerate(run, start=1):
            found = [line for line in draft.lines if line.page == page and line.top < 19 and line.text.isdecimal()]
            assert [line.text for line in found] == ([] if expected == 1 else [str(expected)]), page
            for line in found:
                assert line.sizes <= {13.0, 14.0}
                middle = (30 + draft.pages[page - 1].width / MM - 15) / 2
                assert line.middle == pytest.approx(middle, abs=1)


def test_paragraphs_stand_6_points_apart(draft: Drawn) -> None:
    first = draft.line("Nhiệm vụ có thời hạn:")
    inside = [line for line in draft.lines if line.page == first.page and line.sizes == {14.0}]
    steps = [round((b.top - a.top) * MM, 1) for a, b in pairwise(inside) if a.page == b.page]
    # Between single (1.15 of the size, in this typeface) and one and a half lines.
    assert 14 * 1.15 <= min(step for step in steps if step > 1) <= 14 * 1.15 * 1.5
    following = draft.line("Nhiệm vụ định kỳ:", first.page)
    above = max((line for line in inside if line.top < following.top), key=lambda line: line.top)
    assert (following.top - above.top) * MM - 14 * 1.25 >= 6 - 0.1


@pytest.mark.parametrize("number", ["I", "II", "III"])
def test_annex_headings_repeat_on_every_page(draft: Drawn, number: str) -> None:
    for page in annex_pages(draft, number):
        assert sum(line.text == "STT" for line in draft.lines if line.page == page) == 1


@pytest.mark.parametrize("rows", [6, 8, 9])
def test_no_row_of_a_table_stands_alone_on_a_page(rows: int) -> None:
    """Wherever the page ends in it: the table by unit and the late list, whose rows grow in number."""
    tasks = [
        sample.task(sample.part(unit=f"Đơn vị thử nghiệm số {at}", days=at), content=f"Việc {at}. " + "Rà soát " * 30)
        for at in range(rows)
    ]
    found = drawn(sample.printed(sample.figures(tasks), COMMITTEE, {}, Signing()))
    by_unit = [line.page for line in found.lines if line.text.startswith("Đơn vị thử") and line.left < 40]
    late = [line.page for line in found.lines if line.text.isdecimal() and line.left < 40 and line.top > 19]
    for pages in (by_unit, late):
        assert len(pages) >= rows
        assert all(pages.count(page) > 1 for page in pages)


LONG, UNBREAKABLE = "Lý do số %d. " * 1_500, "kiểmsoátthủtụchànhchính" * 60
MARKUP, FORMULA = "<script>alert(1)</script><b>đậm</b> &amp;", "=HYPERLINK(1;2)"


@pytest.fixture(scope="module")
def hard() -> Drawn:
    """Texts as nobody should write them: 20,000 characters, words without an end, markup, formulas."""
    long = LONG % tuple(range(1_500))
    assert len(long) > 20_000
    rows = [
        task(part(explanation=long), content=UNBREAKABLE, leads=[UNBREAKABLE], timing=UNBREAKABLE, stt="1.1.1.1.1.1.1"),
        task(part(unit=UNBREAKABLE), content=MARKUP, leads=[FORMULA], timing=FORMULA, stt="=1"),
    ]
    figures = sample.figures(rows, sections=[UNBREAKABLE], targets=[sample.target(measure=UNBREAKABLE)])
    texts = {"direction": f"{UNBREAKABLE} {MARKUP}", "focus": FORMULA}
    own = Arrangement(texts=dict.fromkeys(("subject", "addressee", "opening", "closing", "copies"), UNBREAKABLE))
    return drawn(sample.printed(figures, COMMITTEE, texts, Signing(name=MARKUP), own))


def test_a_row_taller_than_a_page_goes_on_over_it_and_no_word_leaves_its_cell(hard: Drawn) -> None:
    for line in hard.lines:
        page = hard.pages[line.page - 1]
        if not line.text.isdecimal():
            assert page.height / MM - line.bottom >= 20 - TOLERANCE, line
        assert 30 - TOLERANCE <= line.left <= line.right <= page.width / MM - 15 + TOLERANCE, line
    words = " ".join(line.text for line in hard.lines)
    reasons = [int(number) for number in re.findall(r"Lý do số (\d+)\.", words)]
    assert {0, 700, 1_499} <= set(reasons)
    assert len({line.page for line in hard.lines if "Lý do số" in line.text}) > 3


def test_the_heading_repeats_over_a_row_taller_than_a_page_which_begins_where_it_belongs() -> None:
    rows = [
        task(part(explanation=LONG % tuple(range(1_500))), content="Việc có giải trình dài"),
        task(part(), content="Việc dài. " + "Rà soát thủ tục hành chính. " * 700),
        task(part(), content=UNBREAKABLE.upper()),
    ]
    found = drawn(sample.printed(sample.figures(rows), COMMITTEE, {}, Signing()))
    for number in ("I", "III"):
        pages = annex_pages(found, number)
        assert len(pages) > 5
        assert all(sum(line.text == "STT" for line in found.lines if line.page == page) == 1 for page in pages)
        first = [line.text for line in found.lines if line.page == pages[0]]
        assert "Việc có giải" in " ".join(first)


def test_thousands_are_not_broken() -> None:
    figures = sample.figures([task(part())])
    figures["total"]["dated"]["total"] = 1_234
    found = drawn(sample.printed(figures, COMMITTEE, {}, Signing()))
    assert found.line("1.234").fonts == {"Liberation-Serif-Bold"}


def test_markup_and_formulas_are_printed_as_they_were_written(hard: Drawn) -> None:
    words = " ".join(line.text for line in hard.lines)
    assert "<b>đậm</b> &amp;" in words.replace("</ ", "</").replace(" >", ">")
    assert "=HYPERLINK(1;2)" in words


def test_no_tasks_at_all_make_a_report_that_says_so() -> None:
    found = drawn(sample.printed(sample.figures(), COMMITTEE, {}, Signing()))
    words = " ".join(line.text for line in found.lines)
    for said in (
        "Trong kỳ không có nhiệm vụ nào phải theo dõi.",
        "Trong kỳ không có đơn vị nào có nhiệm vụ phải theo dõi.",
        "Kế hoạch chưa có chỉ tiêu nào được xác nhận để theo dõi.",
        "Trong kỳ không có nhiệm vụ quá hạn.",
        "Không có nhiệm vụ nào có hiệu lực trong kỳ báo cáo.",
        "Kế hoạch không có chỉ tiêu bằng số.",
    ):
        assert said in words
    assert [line.text for line in found.lines if line.text.startswith("Phụ lục I")][:1] == ["Phụ lục I"]


def test_no_row_is_cut_through_a_line(draft: Drawn) -> None:
    """Every line of text stands wholly inside its page's text area, between the rules of its row."""
    for line in draft.lines:
        if line.page >= draft.line("Phụ lục I").page and not line.text.isdecimal():
            inside = [rule for rule in draft.rules if rule[0] == line.page and rule[1] < line.middle < rule[2]]
            assert not any(line.top + 1.5 < top < line.bottom - 1.5 for _page, _left, _right, top in inside), line


def test_vietnamese_text_comes_out_as_it_was_written(draft: Drawn) -> None:
    text = " ".join(line.text for line in draft.lines)
    for phrase in ("Độc lập - Tự do - Hạnh phúc", "còn hạn đến 31/3/2026", "Chưa có giải trình", "Nhiệm vụ Quý I"):
        assert phrase in text
    assert "\ufffd" not in text


def test_a_draft_leaves_number_and_day_open_and_names_its_empty_fields(draft: Drawn) -> None:
    assert draft.line("Số:").text == "Số: /BC-UBND"
    assert draft.line("Thử Nghiệm, ngày").text == "Thử Nghiệm, ngày tháng năm"
    assert sum(line.text.startswith("[Chưa có nội dung:") for line in draft.lines) == 5


def test_an_issued_report_has_number_day_and_texts(issued: Drawn) -> None:
    texts = [line.text for line in issued.lines]
    assert "Số: 05/BC-TTPVHCC" in texts
    assert "Thử Nghiệm, ngày 16 tháng 3 năm 2026" in texts
    assert not any("Chưa có nội dung" in text for text in texts)
    assert {"Ban hành 02 văn bản.", "Tổ chức 01 hội nghị."} <= set(texts)
    assert "GIÁM ĐỐC" in texts
    assert not any(text.startswith("TM.") for text in texts)
    superior, name = issued.line("UBND PHƯỜNG THỬ NGHIỆM"), issued.line("TRUNG TÂM PHỤC VỤ")
    assert superior.fonts == {"Liberation-Serif"}
    assert name.fonts == {"Liberation-Serif-Bold"}


def test_it_is_archival_pdf(draft: Drawn) -> None:
    """PDF/A-3a: what it says of itself, its language and title, and the colours it is meant in."""
    with pikepdf.open(io.BytesIO(draft.content)) as file:
        assert file.Root.MarkInfo.Marked
        assert str(file.Root.Lang) == "vi"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        (intent,) = file.Root.OutputIntents
        assert str(intent.S) == "/GTS_PDFA1"
        assert "sRGB" in str(intent.OutputConditionIdentifier)
        assert intent.DestOutputProfile.N == 3
        assert len(intent.DestOutputProfile.read_bytes()) > 500
        assert str(file.Root.Metadata.Type) == "/Metadata"
        with file.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("3", "A")
            assert meta["dc:title"] == str(file.docinfo.Title)
            assert meta["dc:title"].startswith("Báo cáo Kết quả thực hiện")
            assert meta["dc:creator"] == ["Ủy ban nhân dân phường Thử Nghiệm"]
        assert not file.is_encrypted
        assert "/AA" not in file.Root and "/OpenAction" not in file.Root


def test_its_structure_tree_says_what_each_piece_is(draft: Drawn) -> None:
    with pikepdf.open(io.BytesIO(draft.content)) as file:
        elements = list(structure(file.Root.StructTreeRoot))
        kinds = [str(element.S) for element in elements]
        assert {"/Document", "/H1", "/H2", "/H3", "/P", "/Table", "/THead", "/TBody", "/TR", "/TH", "/TD"} <= set(kinds)
        assert kinds.count("/H1") == 1
        assert kinds.count("/H2") == 5 + 3  # the parts and the annexes
        assert kinds.count("/Table") >= 8  # a table is an element on each of its pages
        said = [str(element.Alt).split(".")[0] for element in elements if element.S == "/Figure"]
        assert said == [
            "Tỷ lệ hoàn thành trước hạn và đúng hạn theo đơn vị chủ trì (%)",
            "Kết quả các chỉ tiêu trong kỳ (%; cột rỗng: chưa đạt mục tiêu)",
        ]
        # Every page's marked content leads back into the tree.
        assert all("/StructParents" in page for page in file.pages)
        assert "/ParentTree" in file.Root.StructTreeRoot


def structure(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """All elements of the structure tree."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from structure(child)
