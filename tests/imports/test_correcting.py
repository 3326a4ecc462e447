"""Every reading of a row can be corrected in place; the next version is corrected in the same way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from imports.corrections import Correction, carried, corrected
from imports.deciding import decide
from imports.fit import too_long
from imports.grid import Comparator, Level, Relation, TargetReading
from imports.intake import correct, keep, reading_of
from imports.models import PlanImport
from imports.printed import Words
from imports.said import corrections_of, settled_rows, with_corrections
from tests.factory import CULTURE, ECONOMY, make_user, make_ward
from tests.imports.readings import SHEET, error, percent, plan, row, section, unknown
from wards.models import Role, User, Ward
from wards.unit_names import KnownUnit, Match, UnitIndex

HEADINGS = (section("I", "Chung"), replace(section("A", "Riêng", level=Level.SUBSECTION, above=0), row=6))
SHARES = (percent("95", "đúng hạn"), percent("60", "trước hạn", 0, Relation.SHARE_OF))
READING = plan(row("Một", targets=SHARES), row("Hai", "2", leads=[unknown("Ban Lạ")]), sections=HEADINGS)


def test_each_part_is_read_as_a_person_says() -> None:
    target = TargetReading("hồ sơ số hóa", Comparator.AT_LEAST, Decimal("80.5"), "%")
    said = Correction(
        SHEET,
        10,
        content="Một, rõ hơn",
        leads=(CULTURE, "Ban Mới"),
        partners=(),
        deliverables=("Kế hoạch", "Báo cáo"),
        targets=(target,),
        heading=(SHEET, 6),
    )
    index = UnitIndex([KnownUnit(CULTURE)])
    task = corrected(READING, [said], index.read).tasks[0]
    assert (task.content, task.deliverables, task.targets) == ("Một, rõ hơn", ("Kế hoạch", "Báo cáo"), (target,))
    assert [(unit.text, unit.match) for unit in task.leads] == [(CULTURE, Match.UNIT), ("Ban Mới", Match.UNKNOWN)]
    assert task.partners == () and (task.section, task.subsection, task.heading) == ("I", "A", 1)
    assert task.cells == READING.tasks[0].cells and task.timing == READING.tasks[0].timing, "as printed"


def test_what_was_wrong_in_a_corrected_part_is_settled_and_nothing_else() -> None:
    wrong = replace(READING, errors=(error(10, column="B"), error(10, column="E")), warnings=(error(11, column="B"),))
    result = corrected(wrong, [Correction(SHEET, 10, content="Khác")])
    assert [each.column for each in result.errors] == ["E"] and len(result.warnings) == 1


def test_the_next_version_is_corrected_where_its_words_stand() -> None:
    said = (
        Correction(SHEET, 10, timing="Quý III", leads=(CULTURE,), heading=(SHEET, 6)),
        Correction(SHEET, 11, left_out=True),
        Correction("Khác", 10, content="x"),
    )
    same = plan(row("Mới", "0"), row("Một", targets=SHARES), sections=HEADINGS)
    (one,) = carried(READING, said, same)
    assert (one.row, one.timing, one.leads, one.heading, one.carried) == (11, "Quý III", (CULTURE,), (SHEET, 6), True)
    reworded = plan(row("Một", leads=[unknown("Ban Khác")], targets=SHARES), sections=HEADINGS)
    (one,) = carried(READING, said, reworded)
    assert one.leads is None and one.timing == "Quý III"
    (one,) = carried(
        READING, said[1:2], plan(row("Một"), row("Hai", "2", leads=[unknown("Ban Lạ")]), sections=HEADINGS)
    )
    assert one.left_out
    assert carried(READING, said[1:2], plan(row("Hai", "2"), sections=HEADINGS)) == ()


@pytest.mark.django_db
class TestOnThePage:
    @pytest.fixture(autouse=True)
    def frozen(self) -> Iterator[None]:
        with time_machine.travel("2026-03-02T09:00:00+07:00", tick=False):
            yield

    @pytest.fixture
    def ward(self) -> Ward:
        return make_ward()

    @pytest.fixture
    def admin(self, ward: Ward) -> User:
        return make_user(ward, Role.ADMIN)

    @pytest.fixture
    def upload(self, ward: Ward, admin: User, client: Client) -> PlanImport:
        client.force_login(admin)
        return keep(READING, b"x", name="x.xlsx", ward=ward, user=admin)

    def address(self, upload: PlanImport) -> str:
        return reverse("imports:correct", kwargs={"public_id": upload.public_id})

    def form(self, **fields: Any) -> dict[str, Any]:
        return {
            "sheet": SHEET,
            "row": 10,
            "act": "save",
            "content": "Một",
            "timing": READING.tasks[0].timing,
            "lead": [ECONOMY, "", ""],
            "partner": [CULTURE, "", ""],
            "deliverables": "Báo cáo kết quả",
            "heading": "0",
            "target-at": ["0", "1", ""],
            "target-measure": ["đúng hạn", "trước hạn", ""],
            "target-comparator": [">=", ">=", ">="],
            "target-value": ["95", "60", ""],
            "target-unit": ["%", "%", "%"],
        } | fields

    def send(self, client: Client, upload: PlanImport, **fields: Any) -> HttpResponse:
        answer: Any = client.post(self.address(upload), self.form(**fields))
        upload.refresh_from_db()
        return answer  # type: ignore[no-any-return]

    def test_a_form_sent_back_unchanged_corrects_nothing(self, client: Client, upload: PlanImport) -> None:
        assert self.send(client, upload).status_code == 302 and upload.corrections == []

    def test_of_two_people_who_correct_different_rows_each_is_heard(self, upload: PlanImport) -> None:
        looked_at_before = PlanImport.objects.get(pk=upload.pk)
        correct(upload, Correction(SHEET, 10, content="Một, sửa"), sheet=SHEET, row=10)
        correct(looked_at_before, Correction(SHEET, 11, content="Hai, sửa"), sheet=SHEET, row=11)
        decide(upload, sheet=SHEET, row=10, key="")
        decide(looked_at_before, sheet=SHEET, row=11, key="")
        upload.refresh_from_db()
        assert [each.content for each in corrections_of(upload)] == ["Một, sửa", "Hai, sửa"]
        assert upload.pairs == [[SHEET, 10, ""], [SHEET, 11, ""]]

    def test_what_was_changed_is_kept_and_shown(self, client: Client, upload: PlanImport) -> None:
        shown = client.get(self.address(upload), {"sheet": SHEET, "row": 10}).content.decode()
        assert ECONOMY in shown and "trước hạn" in shown and "<main" in shown
        fragment = client.get(self.address(upload), {"sheet": SHEET, "row": 10}, headers={"HX-Request": "true"})
        assert "<main" not in fragment.content.decode()
        self.send(
            client,
            upload,
            lead=[CULTURE, "  Ban  Mới "],
            deliverables="Kế hoạch\r\n\r\nBáo cáo",
            **{"target-value": ["96,5", "60", "3"], "target-measure": ["đúng hạn", "trước hạn", "lớp tập huấn"]},
        )
        (task, _other) = reading_of(upload).tasks
        assert [(unit.text, unit.match) for unit in task.leads] == [(CULTURE, Match.UNIT), ("Ban Mới", Match.UNKNOWN)]
        assert task.deliverables == ("Kế hoạch", "Báo cáo")
        assert [(each.measure, each.value, each.part_of) for each in task.targets] == [
            ("đúng hạn", Decimal("96.5"), None),
            ("trước hạn", Decimal("60"), 0),
            ("lớp tập huấn", Decimal("3"), None),
        ]
        assert settled_rows(upload) == {(SHEET, 10): frozenset({Words.TARGETS})}
        review = reverse("imports:review", kwargs={"public_id": upload.public_id})
        assert "Đã sửa" in client.get(review).content.decode()
        self.send(client, upload, act="restore")
        assert reading_of(upload) == with_corrections(upload, READING) and upload.corrections == []

    def test_a_figure_is_read_as_offices_write_it(self, client: Client, upload: PlanImport) -> None:
        self.send(client, upload, **{"target-value": ["1.500.000", "0,1250", ""]})
        assert [each.value for each in reading_of(upload).tasks[0].targets] == [1_500_000, Decimal("0.125")]
        shown = client.get(self.address(upload), {"sheet": SHEET, "row": 10}).content.decode()
        assert 'value="1500000"' in shown and 'value="0,1250"' in shown

    def test_a_unit_of_measure_has_room_in_its_record(self, client: Client, upload: PlanImport) -> None:
        self.send(client, upload, **{"target-unit": ["hồ sơ " * 20, "%", "%"]})
        assert not list(too_long(reading_of(upload)))

    def test_what_hung_on_a_target_taken_away_hangs_on_none(self, client: Client, upload: PlanImport) -> None:
        self.send(client, upload, **{"target-measure": ["", "trước hạn", ""]})
        (target,) = reading_of(upload).tasks[0].targets
        assert (target.measure, target.part_of, target.relation) == ("trước hạn", None, None)

    def test_a_row_without_content_is_left_out_by_the_name_of_its_other_cells(
        self, client: Client, ward: Ward, admin: User
    ) -> None:
        client.force_login(admin)
        upload = keep(plan(row("", timing="Quý IV/2026")), b"y", name="y.xlsx", ward=ward, user=admin)
        self.send(client, upload, act="leave_out")
        review = client.get(reverse("imports:review", kwargs={"public_id": upload.public_id})).content.decode()
        assert "1; Quý IV/2026" in review

    def test_a_row_is_put_under_another_heading(self, client: Client, upload: PlanImport) -> None:
        self.send(client, upload, heading="1")
        assert reading_of(upload).tasks[0].subsection == "A"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"content": " "},
            {"timing": "abc"},
            {"target-value": ["x", "60", ""]},
            {"target-value": ["NaN", "60", ""]},
            {"target-value": ["-5", "60", ""]},
            {"target-value": ["1.500", "60", ""]},
            {"target-value": ["1e30", "60", ""]},
            {"target-comparator": ["?", ">=", ">="]},
            {"act": "?"},
        ],
    )
    def test_what_cannot_be_is_said_and_the_form_shown_again(
        self, client: Client, upload: PlanImport, wrong: dict[str, Any]
    ) -> None:
        assert self.send(client, upload, **wrong).status_code == 422 and upload.corrections == []

    def test_what_was_typed_stays_when_it_is_refused(self, client: Client, upload: PlanImport) -> None:
        typed: dict[str, Any] = {"timing": "30/02/2026", "lead": [CULTURE, "Ban Mới", ""], "deliverables": "Tờ rơi"}
        targets = {"target-measure": ["đúng hạn", "", "lớp tập huấn"], "target-value": ["97", "60", "ba"]}
        shown = self.send(client, upload, content="Một, viết lại", heading="1", **typed, **targets).content.decode()
        for text in ("Một, viết lại", "30/02/2026", "Ban Mới", "Tờ rơi", "lớp tập huấn", 'value="97"', 'value="ba"'):
            assert text in shown
        assert '<option value="1" selected>' in shown and upload.corrections == []

    @pytest.mark.parametrize(
        ("place", "status"), [({}, 302), ({"sheet": SHEET, "row": 99}, 404), ({"sheet": SHEET, "row": "x"}, 302)]
    )
    def test_a_row_that_is_not_there_is_no_page(
        self, client: Client, upload: PlanImport, place: dict[str, Any], status: int
    ) -> None:
        assert client.get(self.address(upload), place).status_code == status

    def test_a_second_correction_goes_on_from_the_first(self, client: Client, upload: PlanImport) -> None:
        self.send(client, upload, **{"target-measure": ["", "trước hạn", ""]})
        left = {"target-at": ["0"], "target-measure": ["trước hạn"], "target-value": ["70"]}
        self.send(client, upload, **left, **{"target-comparator": [">="], "target-unit": ["%"]})
        (target,) = reading_of(upload).tasks[0].targets
        assert (target.measure, target.value, target.part_of) == ("trước hạn", Decimal(70), None)
        self.send(client, upload, act="leave_out")
        self.send(client, upload, act="restore")
        assert len(reading_of(upload).tasks[0].targets) == 2
