"""The charts of a report: which figures they show, and where there is nothing to compare."""

from __future__ import annotations

from decimal import Decimal

from reports import charts
from tests.reports import sample
from tests.reports.sample import CULTURE, ECONOMY, early, part, target, task


def test_units_are_compared_by_what_they_finished_in_time() -> None:
    figures = sample.figures([task(early(), part(unit=CULTURE)), task(part()), task(early(unit=CULTURE))])
    (picture,) = charts.of_units(figures)
    assert [(point.label, point.value) for point in picture.chart.points] == [(ECONOMY, 50), (CULTURE, 50)]
    assert picture.alternative.startswith(
        "Tỷ lệ hoàn thành trước hạn và đúng hạn theo đơn vị chủ trì (%). Phòng Kinh tế"
    )
    assert "Liberation Sans" not in picture.svg


def test_one_unit_or_nothing_done_makes_no_chart() -> None:
    assert not charts.of_units(sample.figures([task(early())]))
    assert not charts.of_units(sample.figures([task(part()), task(part(unit=CULTURE))]))
    assert not charts.of_units(sample.figures())


def test_targets_with_a_share_are_shown_with_what_missed_its_goal() -> None:
    none = {"numerator": None, "denominator": None, "result": None, "state": "no_data"}
    met = {"numerator": "9", "denominator": "9", "result": "100", "state": "met"}
    found = [
        target(),
        target(measure="đạt", figure=met),
        target(measure="chưa xác nhận", confirmed=False),
        target(measure="lớp", unit="lớp"),
        target(measure="chưa có", figure=none),
    ]
    (picture,) = charts.of_targets(sample.figures(targets=found))
    assert [(point.label, point.value, point.met) for point in picture.chart.points] == [
        ("Tỷ lệ hồ sơ giải quyết đúng hạn", Decimal("96.9083"), False),
        ("Đạt", 100, True),
    ]
    assert not charts.of_targets(sample.figures(targets=found[2:]))


def test_many_targets_make_charts_of_about_the_same_size_and_long_names_are_cut_at_a_word() -> None:
    found = [target(measure=f"tỷ lệ {at} " + "hồ sơ " * 20) for at in range(26)]
    pictures = charts.of_targets(sample.figures(targets=found))
    assert [len(picture.chart.points) for picture in pictures] == [9, 9, 8]
    assert [picture.name for picture in pictures] == ["targets-1", "targets-2", "targets-3"]
    assert all(len(point.label) <= 45 and point.label.endswith("sơ…") for point in pictures[0].chart.points[:1])
