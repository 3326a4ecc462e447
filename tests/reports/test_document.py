"""What the document says in sentences and lists, from figures made by hand; nobody's text becomes markup."""

from __future__ import annotations

import pytest

from reports import annexes
from reports.ahead import next_rows, next_text, still_open
from reports.blocks import Paragraph, Table
from reports.content import attached, content, opening
from reports.counting import group
from reports.letterhead import CENTRE, COMMITTEE, Signing, letterhead
from reports.shape import Figures
from reports.tables import by_officer
from tests.reports import sample
from tests.reports.sample import CULTURE, ECONOMY, check_in, early, part, recurring, target, task

OFFICE = "Ủy ban nhân dân phường Thử Nghiệm"


def test_the_opening_names_the_plans_and_the_days() -> None:
    assert opening(sample.figures(), OFFICE) == (
        "Thực hiện Kế hoạch số 74/KH-UBND ngày 05/01/2026, Ủy ban nhân dân phường Thử Nghiệm báo cáo kết quả thực hiện "
        "quý I năm 2026 (số liệu từ ngày 15/12/2025 đến hết ngày 14/3/2026) như sau:"
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
        "Kỳ báo cáo tới (đến ngày 14/6/2026) có 03 nhiệm vụ đến hạn (trong đó 01 nhiệm vụ của kỳ có hạn sau "
        "ngày này, muộn nhất 30/6/2026), 02 lượt nhiệm vụ định kỳ, 02 lượt cập nhật nhiệm vụ thường xuyên. "
        "Tiếp tục hoàn thành 01 nhiệm vụ có thời hạn đã quá hạn."
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
        ([check_in()], ["Thường xuyên (quý I): chưa báo cáo kỳ này; còn hạn đến 16/3/2026"]),
        (
            [
                check_in(status="reported", timeliness="reported"),
                check_in(status="reported", timeliness="reported", unit=CULTURE),
                check_in(unit="Văn phòng"),
            ],
            [
                f"Thường xuyên (quý I): {ECONOMY}; {CULTURE}: đã báo cáo; "
                "Văn phòng: chưa báo cáo kỳ này; còn hạn đến 16/3/2026"
            ],
        ),
        (
            [check_in(status="reported", timeliness="reported"), check_in(slot="2025-Q4", period="2025-Q4")],
            ["Thường xuyên: đã báo cáo 1/2 kỳ (còn quý IV)"],
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
        "Cần thêm 11 hồ sơ để đạt",
        "Cần thêm 11 đơn vị tính để đạt; Chờ xác nhận chỉ tiêu",
    ]


def test_targets_begin_with_a_capital_letter() -> None:
    (row,) = annexes.targets(sample.figures(targets=[target(measure="trước hạn")]))
    assert row.measure == "Trước hạn"


def test_units_with_the_same_result_share_a_line_of_annex_1() -> None:
    same = "Thực hiện thường xuyên, không vướng mắc"
    parts = [
        check_in(unit=unit, result=text) for unit, text in ((ECONOMY, same), (CULTURE, "Chậm"), ("Văn phòng", same))
    ]
    (row,) = [row for row in annexes.progress(sample.figures([task(*parts)])) if not row.heading]
    assert row.result == (f"{ECONOMY}; Văn phòng: {same}", f"{CULTURE}: Chậm")


def test_what_some_units_say_is_not_printed_as_said_by_all() -> None:
    parts = [check_in(result="Thực hiện thường xuyên"), check_in(unit=CULTURE)]
    (row,) = [row for row in annexes.progress(sample.figures([task(*parts)])) if not row.heading]
    assert row.result == (f"{ECONOMY}: Thực hiện thường xuyên",)


def test_what_was_delivered_is_not_lost_behind_a_later_check_in() -> None:
    parts = [early(result="Đã ban hành Kế hoạch số 12/KH-UBND"), check_in(result="Không vướng mắc")]
    (row,) = [row for row in annexes.progress(sample.figures([task(*parts)])) if not row.heading]
    assert row.result == ("Đã ban hành Kế hoạch số 12/KH-UBND", "Không vướng mắc")


def test_a_second_annex_of_the_plan_is_announced_above_its_sections() -> None:
    rows = [task(part(), section=at, content=str(at)) for at in range(3)]
    annexed = [("I", ""), ("I", ""), ("II", "Rà soát thủ tục")]
    figures = sample.figures(rows, sections=("I. Một", "II. Hai", "A. Ba"), annexes=annexed)
    first, second = "Phụ lục I của kế hoạch", "Phụ lục II của kế hoạch: Rà soát thủ tục"
    assert [row.heading for row in annexes.progress(figures) if row.heading] == [
        first,
        "I. Một",
        "II. Hai",
        second,
        "A. Ba",
    ]
    html = sample.html(figures, COMMITTEE, {}, Signing())
    places = [html.index(f">{text}</td>") for text in (first, "I. Một", "II. Hai", second, "A. Ba")]
    assert places == sorted(places)


def test_one_annex_is_not_announced_nor_are_figures_frozen_without_annexes() -> None:
    figures = sample.figures([task(part())])
    for each in figures["sections"]:
        del each["annex"], each["annex_title"]  # type: ignore[misc]
    assert "của kế hoạch" not in sample.html(figures, COMMITTEE, {}, Signing())


@pytest.mark.parametrize(("kind", "code"), [(COMMITTEE, "BC-UBND"), (CENTRE, "BC-TTPVHCC")])
def test_the_line_under_an_annex_in_a_draft(kind: str, code: str) -> None:
    head = letterhead(kind, sample.figures()["ward"], Signing())
    assert f"/{code} ngày" in attached(head, Signing())


def test_texts_never_become_markup() -> None:
    nasty = '<script>alert(1)</script><img src="file:///etc/passwd">{{ 7|add:7 }}'
    rows = [task(part(explanation=nasty, result=nasty), content=nasty, leads=[nasty], timing=nasty, stt=nasty)]
    figures: Figures = sample.figures(rows, sections=[nasty], targets=[target(measure=nasty)])
    html = sample.html(figures, COMMITTEE, {"direction": nasty}, Signing(name=nasty))
    assert "<script" not in html
    assert '<img src="file' not in html
    assert "{{ 7|add:7 }}" in html


def test_a_draft_and_a_report_without_tasks_can_be_written() -> None:
    html = sample.html(sample.figures(), COMMITTEE, {}, Signing())
    assert "Không có nhiệm vụ nào có hiệu lực trong kỳ báo cáo." in html
    assert html.count("[Chưa có nội dung:") == 5


def test_an_issued_report_names_no_empty_field_but_leaves_no_part_empty() -> None:
    html = sample.html(sample.figures(), COMMITTEE, {"direction": "Ban hành 02 văn bản."}, Signing("05/BC-UBND"))
    assert "Chưa có nội dung" not in html
    assert html.count('<p class="text">Không có.</p>') == 1  # proposals


def test_the_text_names_the_most_pressing_where_the_annexes_have_all() -> None:
    rows = [task(part(days=at), content=f"Chậm {at}") for at in range(1, 41)]
    rows += [
        task(
            part(due="2026-03-31", belongs_on="2026-03-14", timeliness="in_time", days=-17), content=f"Quý I, việc {at}"
        )
        for at in range(120)
    ]
    found = content(sample.figures(rows), COMMITTEE, {}, Signing())
    said = [block.text for block in found.blocks if isinstance(block, Paragraph)]
    assert "và 90 nội dung khác, nêu tại Phụ lục I." in said
    assert "Bảng trên nêu 30 trường hợp quá hạn lâu nhất của mỗi nhóm; danh sách đầy đủ tại Phụ lục III." in said
    assert "Còn 20 nhiệm vụ đến hạn sau đó, nêu tại Phụ lục I." in said
    late, due = (block for block in found.blocks if isinstance(block, Table) and "hạn" in block.name)
    assert [late.rows[1].cells[1], len(late.rows), len(due.rows)] == ["Chậm 40", 1 + 30, 100]
    progress, _targets, every = (block for annex in found.annexes for block in annex.blocks)
    assert isinstance(progress, Table)
    assert isinstance(every, Table)
    assert (len(progress.rows), len(every.rows)) == (1 + 160, 1 + 40)


def test_people_in_charge_of_nothing_that_counts_have_no_row() -> None:
    rows = [task(part(), officer="Trần Văn Thử"), task(part(counted=False), officer="Lê Thị Mẫu", content="b")]
    figures = sample.figures(rows)
    figures["officers"] = [
        group(name, [each for each in rows if each["officer"] == name], sample.CLOSE)
        for name in ("Lê Thị Mẫu", "Trần Văn Thử")
    ]
    assert [row.cells[0] for row in by_officer(figures).rows] == ["Trần Văn Thử"]
