"""Charts: the figures of a chart are all in its drawing, readable without colour, script or style sheet."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree

import pytest
import weasyprint
from hypothesis import given, settings
from hypothesis import strategies as st
from pdfminer.high_level import extract_text

from plans.charts import Chart, Point, axis, bars, described, digest, trend

SVG = "{http://www.w3.org/2000/svg}"
FIGURES = st.decimals(min_value=0, max_value=100_000, places=2)
POINTS = st.lists(
    st.builds(Point, st.text(min_size=1, max_size=12), st.none() | FIGURES, st.none() | st.booleans()), max_size=26
).map(tuple)
CHARTS = st.builds(
    Chart,
    title=st.text(min_size=1, max_size=30),
    points=POINTS,
    unit=st.sampled_from(["%", "lớp"]),
    goal=st.none() | FIGURES,
    goal_words=st.sampled_from(["", "Chỉ tiêu: trên 95 %"]),
)
YEAR = Chart(
    "Hồ sơ trả đúng hạn",
    (Point("T1", Decimal("91.25"), False), Point("T2", None), Point("T3", Decimal("97.1"), True)),
    goal=Decimal(95),
    goal_words="Chỉ tiêu: trên 95 %",
)


def texts(drawing: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(drawing).iter(f"{SVG}text")]  # noqa: S314 our own


def marks(drawing: str, tag: str) -> list[str]:
    """The fill of each dot or bar."""
    found = ElementTree.fromstring(drawing).iter(f"{SVG}{tag}")  # noqa: S314 our own
    return [each.get("fill", "") for each in found if each.get("stroke")]


def test_what_misses_its_target_is_hollow_and_gaps_stay_gaps() -> None:
    drawing = trend(YEAR)
    assert {"91,3", "97,1", "95", "T1", "T2", "T3", "Chỉ tiêu: trên 95 %"} <= set(texts(drawing))
    assert marks(drawing, "circle") == ["#ffffff", "#1b2a3a"]
    assert "stroke-dasharray" in drawing
    lying = bars(YEAR)
    assert {"91,3", "97,1", "T2", "95"} <= set(texts(lying))
    assert marks(lying, "rect") == ["#1b2a3a", "#ffffff"]  # drawn from the bottom


def test_the_text_alternative_says_every_figure() -> None:
    said = "Hồ sơ trả đúng hạn. Chỉ tiêu: trên 95 %. T1: 91,25%; T2: chưa có số liệu; T3: 97,1%."
    assert described(YEAR) == said
    root = ElementTree.fromstring(trend(YEAR))  # noqa: S314 our own
    assert [root[0].text, root[1].text] == ["Hồ sơ trả đúng hạn", said]
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"


@settings(max_examples=40)
@given(CHARTS, st.sampled_from([trend, bars]))
def test_any_figures_are_drawn_the_same_each_time_without_style_or_script(chart: Chart, draw: object) -> None:
    drawing = draw(chart)  # type: ignore[operator]
    assert drawing == draw(chart)  # type: ignore[operator]
    for foreign in ("<script", "<style", "style=", "class=", "<!--", "href"):
        assert foreign not in drawing
    known = [point for point in chart.points if point.value is not None]
    found = marks(drawing, "circle" if draw is trend else "rect")
    assert len(found) == len(known)
    assert found.count("#ffffff") == sum(point.met is False for point in known)


@given(CHARTS, CHARTS)
def test_a_name_belongs_to_its_figures(one: Chart, other: Chart) -> None:
    assert (digest(one) == digest(other)) is (one == other)
    assert digest(one) != digest(one, "bars")


@given(st.lists(FIGURES, max_size=30), st.sampled_from(["%", "lớp"]))
def test_everything_lies_on_its_axis(values: list[Decimal], unit: str) -> None:
    low, high, ticks = axis(values, unit)
    assert low < high
    assert low >= 0
    assert all(low <= value <= high for value in values)
    assert (ticks[0], ticks[-1]) == (low, high)
    assert 2 <= len(ticks) <= 9
    if unit == "%" and values and max(values) <= 100:
        assert high <= 100


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["0", "100"], ("0", "100")),
        (["94", "96"], ("93", "97")),
        (["100", "100"], ("95", "100")),
        (["1", "3", "2"], ("0", "4")),
    ],
)
def test_axes_are_round_and_stay_in_a_percentage(values: list[str], found: tuple[str, str]) -> None:
    assert axis([Decimal(value) for value in values], "%")[:2] == tuple(map(Decimal, found))


def test_many_periods_keep_their_last_label_and_none_touch() -> None:
    drawn = texts(trend(Chart("24 kỳ", tuple(Point(f"T{n % 12 + 1}/2025", Decimal(90 + n % 7)) for n in range(24)))))
    labels = [text for text in drawn if text.startswith("T")]
    assert len(labels) <= 12
    assert labels[-1] == "T12/2025"


def test_the_pdf_draws_the_same() -> None:
    page = f"<!doctype html><title>x</title>{trend(YEAR)}"
    drawn = extract_text(BytesIO(weasyprint.HTML(string=page).write_pdf()))
    letters = "".join(drawn.split())
    assert all(text in letters for text in ("91,3", "97,1", "T1T2T3", "Chỉtiêu:trên95%"))


def test_the_same_figures_are_drawn_once() -> None:
    assert trend(replace(YEAR, title="Một lần")) is trend(replace(YEAR, title="Một lần"))
    assert trend(replace(YEAR, title="Một lần")) != trend(replace(YEAR, title="Hai lần"))


def test_a_chart_without_a_target_has_no_dashed_line() -> None:
    assert "stroke-dasharray" not in bars(Chart("Tỷ lệ đạt theo phường", (Point("A", Decimal(68)), Point("B", None))))
