"""Sentences offered for people's own texts: what stands out of the figures, and nothing where nothing does."""

from __future__ import annotations

from reports.narrative import FIELDS
from reports.suggestions import suggestions
from tests.reports import sample
from tests.reports.sample import CULTURE, ECONOMY, check_in, early, part, target, task


def test_nothing_to_say_offers_nothing() -> None:
    assert suggestions(sample.figures()) == dict.fromkeys(FIELDS, "")


def test_what_stands_out_of_a_period() -> None:
    rows = [
        task(early(document="12/KH-UBND"), content="Ban hành kế hoạch."),
        task(part(explanation="Chờ ý kiến của Sở."), content="Rà soát thủ tục"),
        task(part(unit=CULTURE), part(unit=ECONOMY), content="Số hóa"),
        task(part(status="paused", timeliness="not_measured"), content="Tập huấn"),
        task(part(kind="awaiting", due=None, timeliness="awaiting_date", days=None), content="Theo lộ trình"),
        task(check_in(timeliness="report_late", days=3), content="Công khai"),
    ]
    figures = sample.figures(rows, targets=[target(), target(measure="chưa ai xác nhận", confirmed=False)])
    assert suggestions(figures) == {
        "direction": "Trong kỳ đã ban hành, thực hiện theo các văn bản: 12/KH-UBND.\nTạm dừng 01 nhiệm vụ: Tập huấn.",
        "results": (
            "Các nhiệm vụ hoàn thành trong kỳ: Ban hành kế hoạch.\n"
            f"Đơn vị có tỷ lệ hoàn thành trước hạn và đúng hạn cao nhất (33,3%): {ECONOMY}. "
            f"Đơn vị có tỷ lệ thấp nhất (0%): {CULTURE}.\n"
            "Trong 01 chỉ tiêu có số liệu, chưa chỉ tiêu nào đạt mục tiêu."
        ),
        "shortcomings": (
            f"Đơn vị có việc quá hạn: {ECONOMY} (03 trường hợp); {CULTURE} (01 trường hợp).\n"
            "Nguyên nhân theo giải trình của các đơn vị: chờ ý kiến của Sở.\n"
            "Còn 01 chỉ tiêu chưa đạt: tỷ lệ hồ sơ giải quyết đúng hạn (96,91%, mục tiêu từ 98% trở lên)."
        ),
        "focus": (
            "Tập trung hoàn thành 02 nhiệm vụ đã quá hạn: Rà soát thủ tục; Số hóa.\n"
            "Có giải pháp nâng kết quả các chỉ tiêu chưa đạt: tỷ lệ hồ sơ giải quyết đúng hạn "
            "(cần thêm 11 hồ sơ để đạt)."
        ),
        "proposals": (
            "Đề nghị cơ quan có thẩm quyền sớm có văn bản ấn định thời hạn đối với 01 nhiệm vụ: Theo lộ trình."
        ),
    }


def test_units_that_did_equally_well_are_all_named() -> None:
    rows = [
        task(early(), content="a"),
        task(early(unit=CULTURE), content="b"),
        task(part(unit="Văn phòng"), content="c"),
    ]
    said = suggestions(sample.figures(rows))["results"]
    assert f"cao nhất (100%): {ECONOMY}; {CULTURE}. Đơn vị có tỷ lệ thấp nhất (0%): Văn phòng." in said


def test_a_long_list_names_the_first_and_counts_the_rest() -> None:
    rows = [task(part(), content=f"Việc {at}") for at in range(8)]
    assert "Việc 0; Việc 1; Việc 2; Việc 3; Việc 4; và 03 nội dung khác." in suggestions(sample.figures(rows))["focus"]


def test_what_was_finished_before_the_period_is_not_its_result() -> None:
    assert suggestions(sample.figures([task(early(done_on="2025-12-01"))]))["results"] == ""
