"""The sentences on what has a date, what recurs and what is ongoing."""

from __future__ import annotations

from reports import sentences
from tests.reports import sample
from tests.reports.sample import check_in, early, part, recurring, task


def test_the_sentences_on_all_tasks() -> None:
    rows = [
        task(early(), content="a"),
        task(part(), content="b"),
        task(recurring(), content="c"),
        task(check_in(), check_in(slot="2025-Q4", period="2025-Q4", timeliness="report_late"), content="d"),
    ]
    assert sentences.totals(sample.figures(rows)) == [
        "Trong kỳ có 04 nhiệm vụ được theo dõi, thuộc 01 kế hoạch, gồm 02 nhiệm vụ có thời hạn, 01 nhiệm vụ định kỳ "
        "và 01 nhiệm vụ thường xuyên.",
        "Nhiệm vụ có thời hạn: 02 nhiệm vụ; hoàn thành 01 (trước hạn 01); quá hạn chưa hoàn thành 01. Đến ngày "
        "14/3/2026 có 02 nhiệm vụ đến hạn, trong đó 01 nhiệm vụ hoàn thành trước hạn hoặc đúng hạn, đạt tỷ lệ 50%.",
        "Nhiệm vụ định kỳ: 01 nhiệm vụ, 01 lượt thực hiện; chưa hoàn thành lượt nào; chưa thực hiện, trong hạn 01.",
        "Nhiệm vụ thường xuyên: 01 nhiệm vụ; 02 lượt cập nhật của kỳ, chưa có lượt nào được báo cáo, "
        "trong đó 01 lượt đã quá hạn.",
    ]


def test_the_kinds_of_tasks_add_up_to_the_total() -> None:
    rows = [task(part(), check_in(), content="a"), task(early(), recurring(), check_in(), content="b"), task(part())]
    assert sentences.totals(sample.figures(rows))[0] == (
        "Trong kỳ có 03 nhiệm vụ được theo dõi, thuộc 01 kế hoạch, gồm 03 nhiệm vụ có thời hạn, 01 nhiệm vụ định kỳ "
        "và 02 nhiệm vụ thường xuyên (có 03 lượt tính trùng do nhiệm vụ thuộc nhiều loại)."
    )


def test_no_tasks_at_all() -> None:
    assert sentences.totals(sample.figures()) == ["Trong kỳ không có nhiệm vụ nào phải theo dõi."]


def test_nothing_and_everything_is_told_in_words_not_in_zeros() -> None:
    late = sentences.totals(sample.figures([task(part()), task(part(), content="b")]))
    done = sentences.totals(sample.figures([task(early()), task(early(), content="b")]))
    assert late[0].endswith("thuộc 01 kế hoạch, đều là nhiệm vụ có thời hạn.")
    assert "chưa hoàn thành nhiệm vụ nào" in late[1]
    assert late[1].endswith("chưa có nhiệm vụ nào hoàn thành trước hạn hoặc đúng hạn (tỷ lệ 0%).")
    assert done[1].endswith("đều hoàn thành trước hạn hoặc đúng hạn, đạt tỷ lệ 100%.")
    reported = check_in(status="reported", timeliness="reported")
    assert sentences.totals(sample.figures([task(reported)]))[-1].endswith(
        "01 lượt cập nhật của kỳ, đã báo cáo đủ (100%)."
    )


def test_of_one_thing_alone_nothing_is_said_as_of_many() -> None:
    late, done = sentences.totals(sample.figures([task(part())])), sentences.totals(sample.figures([task(early())]))
    assert late[0].endswith("thuộc 01 kế hoạch, là nhiệm vụ có thời hạn.")
    assert late[1].endswith("có 01 nhiệm vụ đến hạn, chưa hoàn thành trước hạn hoặc đúng hạn (tỷ lệ 0%).")
    assert done[1].endswith("có 01 nhiệm vụ đến hạn, đã hoàn thành trước hạn hoặc đúng hạn, đạt tỷ lệ 100%.")


def test_check_ins_that_are_all_late_are_told_as_such() -> None:
    late, silent = check_in(timeliness="report_late"), check_in()
    said = [
        sentences.totals(sample.figures([task(*parts, content=str(at)) for at, parts in enumerate(rows)]))[-1]
        for rows in ([[late]], [[late], [late]], [[late], [silent]])
    ]
    assert said[0].endswith("chưa có lượt nào được báo cáo, đã quá hạn.")
    assert said[1].endswith("chưa có lượt nào được báo cáo, đều đã quá hạn.")
    assert said[2].endswith("chưa có lượt nào được báo cáo, trong đó 01 lượt đã quá hạn.")


def test_what_is_not_confirmed_yet_is_told_with_what_it_is() -> None:
    waiting = early(status="awaiting_confirmation")
    some = sentences.totals(sample.figures([task(waiting), task(early(), content="b")]))
    every = sentences.totals(sample.figures([task(waiting), task(waiting, content="b")]))
    assert "Trong số đã hoàn thành có 01 nhiệm vụ đang chờ xác nhận. Đến ngày" in some[1]
    assert "Các nhiệm vụ đã hoàn thành đều đang chờ xác nhận. Đến ngày" in every[1]


def test_a_roll_up_says_the_same_of_each_kind_as_a_report() -> None:
    figures = sample.figures([task(early()), task(recurring(), content="b"), task(check_in(), content="c")])
    dated, times, asked = sentences.totals(figures)[1:]
    said = sentences.by_kind(figures["total"], figures["period"]["as_of"])
    assert said == [dated, times.replace("01 nhiệm vụ, 01 lượt", "01 lượt"), asked]
