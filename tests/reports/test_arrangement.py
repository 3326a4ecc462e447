"""A ward's arrangement: the order of blocks, placeholders from a fixed list, and nothing that could be source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import arrangement
from reports.arrangement import LISTS, PLACEHOLDERS, Arrangement, TextError, thawed
from reports.blocks import Heading, Paragraph
from reports.content import SUBJECT, content, standard_texts
from reports.letterhead import CENTRE, COMMITTEE, Signing
from tests.reports import sample
from tests.reports.sample import early, part, target, task


def test_what_was_frozen_comes_back_and_unknown_blocks_are_left_out() -> None:
    chosen = Arrangement(annexes=("late", "targets", "progress"), texts={"subject": "x"}, code=True)
    assert thawed(chosen.frozen()) == chosen
    assert thawed(None) == Arrangement() == thawed({})
    kept = thawed({"annexes": ["late", "weather", "late"], "texts": {"subject": "", "colour": "red"}})
    assert kept.annexes == ("late", "progress", "targets")  # what the kept list does not know follows
    assert kept.texts == {}


@given(st.dictionaries(st.sampled_from([*LISTS]), st.lists(st.text(max_size=12) | st.sampled_from(["late", "units"]))))
def test_every_block_stands_somewhere_whatever_was_kept(kept: dict[str, list[str]]) -> None:
    found = thawed(kept)
    for name, blocks in LISTS.items():
        assert sorted(getattr(found, name)) == sorted(blocks)


@pytest.mark.parametrize("text", ["", "không có gì", "{kỳ báo cáo}", "Số {SO NHIEM VU} và {Tỷ lệ đúng hạn}."])
def test_texts_with_known_placeholders(text: str) -> None:
    arrangement.check(text)


@pytest.mark.parametrize(
    ("text", "piece", "unknown"),
    [
        ("{mật khẩu}", "{mật khẩu}", True),
        ("{}", "{}", True),
        ("{{ settings.SECRET_KEY }}", "{ settings.SECRET_KEY }", True),
        ("{kỳ báo cáo.__class__}", "{kỳ báo cáo.__class__}", True),
        ("{năm", "{", False),
        ("năm}", "}", False),
        ("{% load x %}", "{% load x %}", True),
    ],
)
def test_anything_else_in_braces_is_an_error_that_names_it(text: str, piece: str, unknown: bool) -> None:
    with pytest.raises(TextError) as caught:
        arrangement.check(text)
    assert (str(caught.value), caught.value.unknown) == (piece, unknown)


def test_every_placeholder_is_filled_in() -> None:
    figures = sample.figures([task(early()), task(part())])
    values = arrangement.placeholder_values(figures, "Ủy ban nhân dân phường Thử Nghiệm", "phường Thử Nghiệm", "tỉnh A")
    assert values.keys() == PLACEHOLDERS.keys()
    text = " | ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    assert arrangement.filled(text, values) == (
        "quý I năm 2026 | 15/12/2025 | 14/3/2026 | 2026 | Ủy ban nhân dân phường Thử Nghiệm | phường Thử Nghiệm "
        "| tỉnh A | Kế hoạch số 74/KH-UBND ngày 05/01/2026 | 02 | 01 | 01 | 50%"
    )
    # What a value holds is not filled in again.
    assert arrangement.filled("{tỉnh}", values | {"tỉnh": "{năm}"}) == "{năm}"


def test_parts_blocks_and_annexes_follow_the_chosen_order_and_are_numbered_by_it() -> None:
    chosen = Arrangement(
        parts=("results", "shortcomings", "direction", "focus", "proposals"),
        results=("targets", "overall", "sections", "units", "officers"),
        annexes=("late", "progress", "targets"),
    )
    figures = sample.figures([task(part())], targets=[target(), target(confirmed=False)])
    found = content(figures, COMMITTEE, {}, Signing(), chosen)
    headings = [(block.level, block.text) for block in found.blocks if isinstance(block, Heading)]
    assert headings == [
        (2, "I. KẾT QUẢ THỰC HIỆN"),
        (3, "1. Kết quả thực hiện chỉ tiêu"),
        (3, "2. Kết quả chung"),
        (3, "3. Kết quả theo nhóm nhiệm vụ"),
        (3, "4. Kết quả theo đơn vị chủ trì"),
        (2, "II. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN"),
        (2, "III. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH"),
        (2, "IV. NHIỆM VỤ TRỌNG TÂM KỲ TỚI"),
        (2, "V. ĐỀ XUẤT, KIẾN NGHỊ"),
    ]
    assert [(annex.number, annex.name) for annex in found.annexes] == [
        ("I", "late"),
        ("II", "progress"),
        ("III", "targets"),
    ]
    text = " ".join(block.text for block in found.blocks if isinstance(block, Paragraph))
    assert "Chi tiết tại Phụ lục I." in text
    assert "liệt kê tại Phụ lục III." in text


def test_a_wards_own_texts_stand_in_the_place_of_the_portals() -> None:
    own = {
        "subject": "Tình hình {kỳ báo cáo}",
        "addressee": "Văn phòng UBND {tỉnh}.",
        "opening": "{cơ quan} báo cáo:",
        "closing": "Hết./.",
        "copies": "- Như trên;\n\n  - Lưu: VT.",
    }
    found = content(sample.figures(), COMMITTEE, {}, Signing(), Arrangement(texts=own))
    assert found.subject == "Tình hình quý I năm 2026"
    assert found.addressee == "Văn phòng UBND tỉnh Hưng Yên."
    assert [block.text for block in found.blocks[:2] if not isinstance(block, Paragraph)] == [
        "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH"
    ]
    assert (found.closing, found.copies) == ("Hết./.", ("Như trên;", "Lưu: VT."))
    provisional = sample.figures()
    provisional["period"]["as_of"] = "2026-03-09"
    beginning = content(provisional, COMMITTEE, {}, Signing(), Arrangement(texts=own)).blocks[1]
    assert isinstance(beginning, Paragraph)
    assert "tạm tính đến hết ngày 09/3/2026" in beginning.text


@pytest.mark.parametrize("kind", [COMMITTEE, CENTRE])
def test_the_portals_own_texts_are_shown_with_their_placeholders(kind: str) -> None:
    figures = sample.figures()
    shown = standard_texts(kind, figures["ward"])
    for text in shown.values():
        arrangement.check(text)
    standard, same = (content(figures, kind, {}, Signing(), each) for each in (None, Arrangement(texts=shown)))
    assert same == standard
    assert shown["subject"] == f"{SUBJECT} {{kỳ báo cáo}}"
