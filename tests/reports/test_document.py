"""What the document says in sentences and lists, from figures made by hand; nobody's text becomes markup."""

from __future__ import annotations

import pytest

from reports import annexes
from reports.document import attached, document, late_text, next_rows, next_text, opening, still_open
from reports.letterhead import CENTRE, COMMITTEE, Signing
from reports.shape import Figures, TaskFigures
from tests.reports import sample
from tests.reports.sample import CULTURE, ECONOMY, check_in, early, part, recurring, target, task

OFFICE = "Ủy ban nhân dân phường Thử Nghiệm"


def test_the_opening_names_the_plans_and_the_days() -> None:
    assert opening(sample.figures(), OFFICE) == (
        "Thực hiện Kế hoạch số 74/KH-UBND ngày 05/01/2026, Ủy ban nhân dân phường Thử Nghiệm báo cáo kết quả thực hiện "
        "Quý I năm 2026 (số liệu từ ngày 15/12/2025 đến hết ngày 14/3/2026) như sau:"
    )


def test_figures_from_before_the_close_say_so() -> None:
    figures = sample.figures()
    figures["period"]["as_of"] = "2026-03-09"
    assert "đến hết ngày 09/3/2026, tạm tính vì kỳ báo cáo chốt vào ngày 14/3/2026" in opening(figures, OFFICE)


def test_what_belongs_to_the_period_and_still_has_time() -> None:
    quarter = part(due="2026-03-31", belongs_on="2026-03-14", timeliness="in_time", days=-17)
    rows = [
        task(quarter, content="- Việc của Quý I"),
        task(part(due="2026-03-31", belongs_on="2026-03-31", timeliness="in_time"), content="việc của kỳ sau"),
        task(early(due="2026-03-31", belongs_on="2026-03-14"), content="đã xong"),
    ]
    assert still_open(sample.figures(rows)) == [f"Việc của Quý I ({ECONOMY}): chưa thực hiện; còn hạn đến 31/3/2026"]


LATE_CHECK_IN = check_in(timeliness="report_late", days=80, due="2025-12-24", slot="2025-Q4", period="2025-Q4")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([task(early())], "Trong kỳ không có nhiệm vụ quá hạn."),
        (
            [task(part()), task(part(explanation="Chờ sở"), content="b"), task(early(timeliness="late"), content="c")],
            "Trong kỳ có 03 nhiệm vụ quá hạn, trong đó 02 nhiệm vụ chưa hoàn thành, 01 nhiệm vụ hoàn thành sau "
            "thời hạn; 01 nhiệm vụ đã có giải trình. Chi tiết tại Phụ lục III.",
        ),
        (
            [task(LATE_CHECK_IN)],
            "Có 01 lượt cập nhật nhiệm vụ thường xuyên chưa báo cáo, quá hạn. Chi tiết tại Phụ lục III.",
        ),
    ],
)
def test_how_much_is_late(rows: list[TaskFigures], said: str) -> None:
    assert late_text(sample.figures(rows)) == said


def test_the_late_list_is_longest_first_with_check_ins_last_and_units_together() -> None:
    rows = annexes.late_rows(
        sample.figures(
            [
                task(LATE_CHECK_IN, content="thường xuyên"),
                task(part(days=4), part(days=4, unit=CULTURE), content="ngắn"),
                task(part(days=22, original_due="2026-02-01", explanation="Chờ sở"), content="dài"),
            ]
        )
    )
    assert [row.content for row in rows] == ["dài", "ngắn", "thường xuyên (Quý IV)"]
    assert [row.unit for row in rows] == [ECONOMY, f"{ECONOMY}; {CULTURE}", ECONOMY]
    assert [row.explanation for row in rows] == ["Chờ sở", "Chưa có giải trình", "Chưa có giải trình"]
    assert (rows[0].due, rows[0].extension) == ("01/02/2026", "Đến 10/3/2026")


def test_what_falls_due_next() -> None:
    soon = {"timeliness": "in_time", "counted": False}
    rows = [
        task(part(due="2026-06-14", **soon), part(due="2026-06-14", unit=CULTURE, **soon), content="cuối kỳ"),
        task(part(due="2026-03-31", **soon), content="đầu kỳ"),
        task(part(due="2026-06-30", belongs_on="2026-06-14", **soon), content="Quý II"),
        task(part(due="2026-06-15", **soon), content="kỳ sau nữa"),
        task(early(due="2026-04-01"), content="đã xong"),
        task(
            recurring(due="2026-04-14", slot="2026-04"), recurring(due="2026-05-14", slot="2026-05"), content="định kỳ"
        ),
        task(check_in(due="2026-06-15", slot="2026-Q2"), check_in(due="2026-06-12", slot="x"), content="thường xuyên"),
        task(part(), content="quá hạn"),
    ]
    figures = sample.figures(rows)
    assert [(row.content, row.units, row.due) for row in next_rows(figures)] == [
        ("đầu kỳ", ECONOMY, "31/3/2026"),
        ("cuối kỳ", f"{ECONOMY}; {CULTURE}", "14/6/2026"),
        ("Quý II", ECONOMY, "30/6/2026"),
    ]
    assert next_text(figures) == (
        "Kỳ báo cáo tới (đến ngày 14/6/2026) có 03 nhiệm vụ đến hạn, 02 lượt nhiệm vụ định kỳ, "
        "02 lượt cập nhật nhiệm vụ thường xuyên. Tiếp tục hoàn thành 01 nhiệm vụ đã quá hạn."
    )
    assert next_text(sample.figures()) == "Kỳ báo cáo tới (đến ngày 14/6/2026) không có nhiệm vụ đến hạn."


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        ([early(counted=False)], ["Đã hoàn thành ngày 09/3/2026, trước kỳ báo cáo"]),
        (
            [part(counted=False, opens_on="2026-04-01", timeliness="in_time")],
            ["Chưa đến kỳ thực hiện (từ ngày 01/4/2026)"],
        ),
        ([part(counted=False, due=None, timeliness="awaiting_date")], ["Chờ văn bản ấn định thời hạn"]),
        ([], ["Kỳ này không có lượt phải báo cáo"]),
        (
            [early(), part(unit=CULTURE)],
            [
                f"{ECONOMY}: hoàn thành trước hạn (ngày 09/3/2026)",
                f"{CULTURE}: chưa thực hiện; quá hạn 4 ngày (hạn 10/3/2026)",
            ],
        ),
        ([part(), part(unit=CULTURE)], ["Chưa thực hiện; quá hạn 4 ngày (hạn 10/3/2026)"]),
        ([check_in()], ["Thường xuyên (Quý I): chưa báo cáo kỳ này; còn hạn đến 16/3/2026"]),
        (
            [check_in(status="reported", timeliness="reported"), LATE_CHECK_IN],
            ["Thường xuyên: đã báo cáo 1/2 kỳ (còn Quý IV)"],
        ),
    ],
)
def test_the_state_of_a_row_in_annex_1(parts: list[object], state: list[str]) -> None:
    figures = sample.figures([task(*parts)])  # type: ignore[arg-type]
    (row,) = [row for row in annexes.progress(figures) if not row.heading]
    assert list(row.state) == state


def test_targets_nobody_confirmed_stand_in_the_annex_only() -> None:
    figures = sample.figures(targets=[target(), target(measure="khác", confirmed=False)])
    assert [row.measure for row in annexes.targets(figures, confirmed_only=True)] == ["Tỷ lệ hồ sơ giải quyết đúng hạn"]
    assert [row.note for row in annexes.targets(figures)] == [
        "Thiếu 11 để đạt",
        "Thiếu 11 để đạt; Chờ xác nhận chỉ tiêu",
    ]


@pytest.mark.parametrize(("kind", "code"), [(COMMITTEE, "BC-UBND"), (CENTRE, "BC-TTPVHCC")])
def test_the_line_under_an_annex_in_a_draft(kind: str, code: str) -> None:
    office = OFFICE if kind == COMMITTEE else "Trung tâm Phục vụ hành chính công phường Thử Nghiệm"
    assert f"/{code} ngày" in attached(office, Signing())


def test_texts_never_become_markup() -> None:
    nasty = '<script>alert(1)</script><img src="file:///etc/passwd">{{ 7|add:7 }}'
    rows = [task(part(explanation=nasty, result=nasty), content=nasty, leads=[nasty], timing=nasty, stt=nasty)]
    figures: Figures = sample.figures(rows, sections=[nasty], targets=[target(measure=nasty)])
    html = document(figures, COMMITTEE, {"direction": nasty}, Signing(name=nasty))
    assert "<script" not in html
    assert "<img" not in html
    assert "{{ 7|add:7 }}" in html


def test_a_draft_and_a_report_without_tasks_can_be_written() -> None:
    html = document(sample.figures(), COMMITTEE, {}, Signing())
    assert "Không có nhiệm vụ nào có hiệu lực trong kỳ báo cáo." in html
    assert html.count("[Chưa có nội dung:") == 5


def test_an_issued_report_names_no_empty_field_but_leaves_no_part_empty() -> None:
    html = document(sample.figures(), COMMITTEE, {"direction": "Ban hành 02 văn bản."}, Signing("05/BC-UBND"))
    assert "Chưa có nội dung" not in html
    assert html.count('<p class="text">Không có.</p>') == 1  # proposals
