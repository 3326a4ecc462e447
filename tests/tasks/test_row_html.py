"""The rows of a plan's table as HTML."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.utils import translation

from tasks.row_html import rows_html

NASTY = "<script>alert('&\"')</script>"
TASK: dict[str, Any] = {
    "kind": "task",
    "public_id": UUID(int=7),
    "tone": "late",
    "address": "/nhiem-vu/7/",
    "stt": "1.1",
    "content": "Rà soát",
    "leads": ["Phòng A", "Phòng B"],
    "partners": ["Văn phòng", "Công an"],
    "officer_name": "Nguyễn Thị Mẫu",
    "timing_text": "Trước 28/02",
    "chips": ["27/02/2026"],
    "deliverables": ["Báo cáo"],
    "targets": ["≥ 90%"],
    "label": "3 ngày quá hạn",
    "count": "1/2",
    "note": "hạn 27/02/2026",
    "lacks": ["cán bộ", "thời gian"],
}
SECTION = {"kind": "section", "id": 12345, "level": 2, "stt": "A", "title": "Nhiệm vụ chung"}
ANNEX = {"kind": "annex", "code": "II", "title": "Danh mục", "plain": False}


def test_a_row_says_all_there_is() -> None:
    with translation.override("en"):
        html = rows_html([TASK])
    assert html.startswith(f'<tr class="task tone-late" id="task-{UUID(int=7)}"><td class="c-stt">1.1</td>')
    assert '<a href="/nhiem-vu/7/" hx-get="/nhiem-vu/7/" hx-target="#panel">Rà soát</a>' in html
    assert '<div class="lead-unit">Phòng A</div><div class="lead-unit">Phòng B</div>' in html
    assert '<span class="caption">Partners:</span> Văn phòng; Công an</div>' in html
    assert '<div class="printed">Trước 28/02</div><span class="chip">27/02/2026</span>' in html
    assert '<div class="product">Báo cáo</div><span class="chip chip-target">≥ 90%</span>' in html
    assert ' <span class="count">1/2</span><div class="note tone-late">hạn 27/02/2026</div>' in html
    assert '<div class="lacks">Not clear: cán bộ, thời gian</div>' in html
    assert html.count("<td") == html.count("</td>") == 6


def test_what_a_row_has_not_leaves_nothing_behind() -> None:
    bare = TASK | {"partners": [], "officer_name": None, "count": "", "note": "", "lacks": [], "targets": []}
    html = rows_html([bare])
    for css in ("partners", "officer", "count", "note", "lacks", "chip-target"):
        assert css not in html


def test_captions_follow_the_readers_language() -> None:
    found = set()
    for language in ("en", "vi", "en"):
        with translation.override(language):
            found.add(rows_html([TASK]))
    assert len(found) == 2


def test_headings() -> None:
    with translation.override("en"):
        html = rows_html([ANNEX, SECTION, SECTION | {"stt": ""}, ANNEX | {"plain": True}])
    assert html.splitlines() == [
        '<tr class="annex"><th scope="colgroup" colspan="6"><span class="annex-code">Annex II</span>Danh mục</th></tr>',
        '<tr class="section level-2" id="muc-12345"><th scope="colgroup" colspan="6">'
        '<span class="section-stt">A</span> Nhiệm vụ chung</th></tr>',
        '<tr class="section level-2" id="muc-12345"><th scope="colgroup" colspan="6">Nhiệm vụ chung</th></tr>',
    ]


def test_a_saved_row_takes_its_place() -> None:
    assert f'id="task-{UUID(int=7)}" hx-swap-oob="true">' in rows_html([TASK], swapped=True)


@pytest.mark.parametrize("block", [TASK, SECTION, ANNEX])
def test_no_text_is_markup(block: dict[str, Any]) -> None:
    """Every text of the block, one after the other and those in lists."""
    for name, value in block.items():
        if name in {"kind", "public_id", "id", "level", "plain"}:
            continue
        html = rows_html([block | {name: [NASTY] if isinstance(value, list) else NASTY}])
        assert "<script" not in html and "'" not in html, name
        assert "&lt;script&gt;" in html, name
