"""A reading becomes a plan; its next version changes what changed and keeps what people did."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import count
from threading import Barrier

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from imports.commit import NEW_PLAN, CommitError, Outcome, commit
from imports.diff import Change
from imports.grid import AnnexReading, Level, PlanReading
from imports.intake import keep
from imports.models import ImportState, PlanImport
from plans.kpi import Relation
from plans.models import Measurement, Plan, PlanState, Section, Target
from tasks.models import Deliverable, Occurrence, Part, StatusUpdate, Task, TaskUnit, UnitRole
from tests.factory import CENTRE, CULTURE, DIVISIONS, ECONOMY, ONGOING, deadline, make_user, make_ward
from tests.imports.readings import ambiguous, error, known, percent, plan, row, section, unknown
from wards.clock import now
from wards.models import Role, Unit, UnitAlias, User, Ward
from wards.unit_names import Match, UnitReading

pytestmark = pytest.mark.django_db

TODAY = date(2026, 2, 2)
_files = count()

BASE = plan(row("Công khai thủ tục", "1"), row("Tập huấn nghiệp vụ", "2", timings=(ONGOING,)))


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(f"{TODAY}T09:00:00+07:00", tick=False):
        yield


@pytest.fixture
def ward() -> Ward:
    return make_ward()


@pytest.fixture
def admin(ward: Ward) -> User:
    return make_user(ward, Role.ADMIN, username="admin")


def upload(reading: PlanReading, ward: Ward, admin: User, data: bytes = b"") -> PlanImport:
    data = data or b"a file of its own: %d" % next(_files)
    return keep(reading, data, name="ke-hoach.xlsx", ward=ward, user=admin)


def put(reading: PlanReading, ward: Ward, admin: User, data: bytes = b"", choice: str = "") -> Outcome:
    return commit(upload(reading, ward, admin, data), reading, user=admin, choice=choice)


def test_a_plan_stands_as_its_file_has_it(ward: Ward, admin: User) -> None:
    sections = (
        section("I", "Cải cách thủ tục"),
        section("A", "Rà soát", level=Level.SUBSECTION, above=0),
        section("1", "Số hóa", level=Level.GROUP, above=1),
    )
    group = UnitReading("các phòng", Match.GROUP, DIVISIONS)
    outcome = put(
        plan(
            row("Rà soát thủ tục", "4", heading=1, notes=(("Kinh phí", "5 triệu"),)),
            row("Lĩnh vực đất đai", "4.1", heading=1, parent="4", deliverables=("Báo cáo", "Danh mục")),
            row("Số hóa hồ sơ", "1", heading=2, leads=[known(CULTURE), group]),
            sections=sections,
        ),
        ward,
        admin,
    )
    made = outcome.plan
    assert outcome.created and outcome.diff.counts[Change.NEW] == 3
    assert (made.number, made.issued_on, made.year, made.state) == ("05/KH-UBND", date(2026, 1, 12), 2026, "issued")
    assert (made.imported_on, made.check_ins_from, made.created_by) == (TODAY, TODAY, admin)
    assert [(s.stt, s.path, s.level, s.position) for s in Section.objects.filter(plan=made)] == [
        ("I", "I", 1, 0),
        ("A", "I.A", 2, 1),
        ("1", "I.A.1", 3, 2),
    ]
    first, second, third = Task.objects.filter(plan=made)
    assert [each.position for each in (first, second, third)] == [0, 1, 2]
    assert [each.source_row for each in (first, second, third)] == [10, 11, 12]
    assert (first.notes, first.parent, second.parent) == ({"Kinh phí": "5 triệu"}, None, first)
    assert third.section is not None and third.section.path == "I.A.1"
    assert first.in_force_from == date(2026, 1, 12)
    assert first.content_folded == "ra soat thu tuc"
    assert [each.text for each in Deliverable.objects.filter(task=second)] == ["Báo cáo", "Danh mục"]
    leads = TaskUnit.objects.filter(task=third, role=UnitRole.LEAD)
    assert [(each.text, each.unit and each.unit.name) for each in leads] == [
        (CULTURE, CULTURE),
        ("các phòng", DIVISIONS),
    ]
    assert Occurrence.objects.get(task=first).due == date(2026, 6, 30)
    assert Part.objects.filter(occurrence__task=third).count() == 3, "a group is expanded, each unit once"
    assert PlanImport.objects.get().state == ImportState.COMMITTED
    assert PlanImport.objects.get().plan == made
    assert made.source is not None and made.source.sha256 == hashlib.sha256(made.source.file.read()).hexdigest()


def test_every_record_with_a_history_has_its_first_entry(ward: Ward, admin: User) -> None:
    put(plan(row("Số hóa 60% hồ sơ", targets=(percent("60", "số hóa"),), leads=[unknown("Ban Mới")])), ward, admin)
    for model in (Plan, Task, TaskUnit, Target):
        for each in model.objects.all():
            assert [(entry.history_type, entry.history_user) for entry in each.history.all()] == [("+", admin)]
    assert Unit.objects.get(proposed=True).history.get().history_user == admin


@pytest.mark.parametrize(
    ("number", "issued_on", "state"),
    [
        ("05/KH-UBND", date(2026, 1, 12), PlanState.ISSUED),
        (None, date(2026, 1, 12), PlanState.DRAFT),
        ("05/KH-UBND", None, PlanState.DRAFT),
        (None, None, PlanState.DRAFT),
    ],
)
def test_only_a_numbered_and_dated_plan_is_issued(
    ward: Ward, admin: User, number: str | None, issued_on: date | None, state: PlanState
) -> None:
    assert put(replace(BASE, number=number, issued_on=issued_on), ward, admin).plan.state == state


def test_a_name_nobody_knows_is_proposed_once_and_a_spelling_kept(ward: Ward, admin: User) -> None:
    outcome = put(
        plan(
            row("Một", leads=[unknown("Ban Chỉ huy\nquân sự")], partners=[known(ECONOMY, "Phòng KT, HT và ĐT")]),
            row("Hai", leads=[unknown("BAN CHỈ HUY quân sự")], partners=[ambiguous("Trung tâm", CENTRE, "Khác")]),
        ),
        ward,
        admin,
    )
    proposed = Unit.objects.get(proposed=True)
    assert outcome.proposed_units == (proposed.name,)
    assert set(TaskUnit.objects.filter(role=UnitRole.LEAD).values_list("unit", flat=True)) == {proposed.pk}
    assert UnitAlias.objects.get(text="Phòng KT, HT và ĐT").unit.name == ECONOMY
    assert TaskUnit.objects.get(text="Trung tâm").unit is None


def test_targets_are_proposals_tied_as_read(ward: Ward, admin: User) -> None:
    targets = (percent("95", "hồ sơ đúng hạn"), percent("60", "trả trước hạn", 0, Relation.SHARE_OF))
    put(plan(row("Giải quyết hồ sơ", targets=targets), row("Số hóa", targets=(percent("80", "số hóa"),))), ward, admin)
    whole, share, other = Target.objects.all()
    assert (whole.value, whole.comparator, whole.confirmed_at) == (Decimal(95), ">=", None)
    assert (share.part_of, share.relation, other.part_of) == (whole, "share_of", None)
    assert whole.lead is not None and whole.lead.name == ECONOMY
    assert list(Task.objects.get(content="Giải quyết hồ sơ").targets.all()) == [whole, share]


def test_the_same_file_again_changes_nothing(ward: Ward, admin: User) -> None:
    first = put(BASE, ward, admin, b"one file")
    Task.objects.filter(content="Công khai thủ tục").update(timing_text="Trước ngày 20/6")
    before = [list(model.objects.values()) for model in (Plan, Section, Task, TaskUnit, Occurrence, Part, Deliverable)]
    again = put(BASE, ward, admin, b"one file")
    after = [list(model.objects.values()) for model in (Plan, Section, Task, TaskUnit, Occurrence, Part, Deliverable)]
    assert after == before
    assert again.plan == first.plan and not again.created
    assert Plan.history.count() == 1
    assert len({each.attachment_id for each in PlanImport.objects.all()}) == 1


def test_the_next_version_changes_what_changed_and_keeps_what_people_did(ward: Ward, admin: User) -> None:
    put(BASE, ward, admin)
    kept = Task.objects.get(content="Công khai thủ tục")
    part = Part.objects.get(occurrence__task=kept)
    entry = StatusUpdate.objects.create(
        ward=ward, part=part, status="in_progress", effective_on=TODAY, author=admin, written_on=TODAY, written_at=now()
    )
    Part.objects.filter(pk=part.pk).update(status="in_progress")
    outcome = put(
        plan(
            row("Ban hành kế hoạch", "1"),
            row("Công khai thủ tục", "2", timings=(deadline(date(2026, 7, 31)),)),
            row("Tập huấn nghiệp vụ", "3", timings=(ONGOING,), leads=[known(CULTURE)]),
        ),
        ward,
        admin,
    )
    assert not outcome.created and Plan.objects.count() == 1
    assert dict(outcome.diff.counts) == {Change.NEW: 1, Change.CHANGED: 2}
    kept.refresh_from_db()
    assert (kept.stt, kept.position, kept.version, kept.history.count()) == ("2", 1, 2, 2)
    assert Occurrence.objects.get(task=kept).due == date(2026, 7, 31)
    part.refresh_from_db()
    assert part.status == "in_progress" and list(part.updates.all()) == [entry]
    trained = Task.objects.get(content="Tập huấn nghiệp vụ")
    assert {each.unit and each.unit.name for each in Part.objects.filter(occurrence__task=trained)} == {CULTURE}
    assert Task.objects.get(content="Ban hành kế hoạch").in_force_from == TODAY


def test_a_date_that_a_person_entered_stays_while_the_words_stay(ward: Ward, admin: User) -> None:
    put(BASE, ward, admin)
    task = Task.objects.get(content="Công khai thủ tục")
    task.set_timings((deadline(date(2026, 5, 15)),))
    task.save()
    put(plan(*BASE.tasks, row("Việc mới", "3")), ward, admin)
    task.refresh_from_db()
    assert task.read_timings()[0].due == date(2026, 5, 15)


def test_a_row_gone_from_the_file_stays_with_its_heading(ward: Ward, admin: User) -> None:
    sections = (section("I", "Chung"), section("II", "Riêng"), section("III", "Trống"))
    put(plan(row("Một"), row("Hai", heading=1), sections=sections), ward, admin)
    outcome = put(plan(row("Một"), sections=(section("I", "Mới hẳn"), section("II", "Chung"))), ward, admin)
    assert [each.content for each in outcome.diff.dropped] == ["hai"]
    gone = Task.objects.get(content="Hai")
    assert gone.dropped_on is None and gone.section is not None
    assert [each.title for each in Section.objects.all()] == ["Mới hẳn", "Chung", "Riêng"]


def test_rows_change_places_and_sections_swap(ward: Ward, admin: User) -> None:
    one, two = section("I", "Chung"), section("II", "Riêng")
    put(plan(row("Một"), row("Hai", heading=1), sections=(one, two)), ward, admin)
    swapped = (section("I", "Riêng"), section("II", "Chung"))
    outcome = put(plan(row("Hai", heading=0), row("Một", heading=1), sections=swapped), ward, admin)
    assert dict(outcome.diff.counts) == {Change.SAME: 2}
    assert [(t.content, t.section and t.section.path) for t in Task.objects.all()] == [("Hai", "I"), ("Một", "II")]
    assert Section.objects.count() == 2


def test_a_shorter_row_loses_units_and_products(ward: Ward, admin: User) -> None:
    put(plan(row("Một", leads=[known(ECONOMY), known(CULTURE)], deliverables=("A", "B"))), ward, admin)
    put(plan(row("Một", leads=[known(CULTURE)], deliverables=("B",))), ward, admin)
    task = Task.objects.get()
    leads = [each.text for each in task.task_units.filter(role=UnitRole.LEAD)]
    assert (leads, [each.text for each in task.deliverables.all()]) == ([CULTURE], ["B"])
    assert TaskUnit.history.filter(history_type="-").get().history_user == admin
    assert [part.unit and part.unit.name for part in Part.objects.all()] == [CULTURE]


def test_targets_follow_the_words_and_keep_their_figures(ward: Ward, admin: User) -> None:
    put(
        plan(row("Đạt", targets=(percent("90", "đúng hạn"), percent("50", "số hóa"), percent("10", "khác")))),
        ward,
        admin,
    )
    for target in Target.objects.exclude(measure="khác"):
        Target.objects.filter(pk=target.pk).update(confirmed_by=admin, confirmed_at=now())
    measured = Target.objects.get(measure="đúng hạn")
    Measurement.objects.create(
        ward=ward, target=measured, period="2026-01", value=Decimal(91), author=admin, written_at=now()
    )
    put(
        plan(row("Đạt", targets=(percent("95", "đúng hạn"), percent("50", "số hóa")), deliverables=("Báo cáo mới",))),
        ward,
        admin,
    )
    assert {(t.measure, t.value, t.confirmed_at is None) for t in Target.objects.all()} == {
        ("đúng hạn", Decimal(95), True),
        ("số hóa", Decimal(50), False),
    }
    assert Measurement.objects.get().target == measured


class TestWhichPlan:
    DRAFT = replace(BASE, number=None, issued_on=None)

    def test_the_number_decides(self, ward: Ward, admin: User) -> None:
        put(BASE, ward, admin)
        assert put(replace(plan(row("Khác hẳn")), number="06/KH-UBND"), ward, admin).created
        with_other_words = put(plan(row("Cũng khác")), ward, admin, choice=NEW_PLAN)
        assert not with_other_words.created, "a number stands for one plan, whatever is chosen"

    def test_a_draft_again_updates_the_draft_with_most_of_its_rows(self, ward: Ward, admin: User) -> None:
        first = put(self.DRAFT, ward, admin)
        again = put(replace(self.DRAFT, tasks=(*BASE.tasks, *plan(row("Việc mới")).tasks)), ward, admin)
        assert (again.plan, again.created) == (first.plan, False)

    def test_a_draft_with_other_rows_is_another_plan(self, ward: Ward, admin: User) -> None:
        put(self.DRAFT, ward, admin)
        assert put(replace(self.DRAFT, tasks=plan(row("Khác"), row("Khác nữa")).tasks), ward, admin).created

    def test_a_person_may_choose(self, ward: Ward, admin: User) -> None:
        first = put(self.DRAFT, ward, admin)
        assert put(self.DRAFT, ward, admin, choice=NEW_PLAN).created
        other = replace(self.DRAFT, tasks=plan(row("Khác")).tasks)
        assert put(other, ward, admin, choice=str(first.plan.public_id)).plan == first.plan

    def test_another_years_or_wards_plan_cannot_be_chosen(self, ward: Ward, admin: User) -> None:
        first = put(self.DRAFT, ward, admin)
        with pytest.raises(CommitError):
            put(replace(self.DRAFT, year=2027), ward, admin, choice=str(first.plan.public_id))

    def test_a_draft_that_got_its_number_becomes_the_issued_plan(self, ward: Ward, admin: User) -> None:
        first = put(self.DRAFT, ward, admin)
        issued = put(BASE, ward, admin)
        assert issued.plan == first.plan and issued.plan.state == PlanState.ISSUED
        back = put(self.DRAFT, ward, admin)
        assert (back.plan, back.plan.number, back.plan.state) == (first.plan, "05/KH-UBND", PlanState.ISSUED)


def test_an_upload_is_committed_once(ward: Ward, admin: User) -> None:
    one = upload(BASE, ward, admin)
    commit(one, BASE, user=admin)
    with pytest.raises(CommitError):
        commit(PlanImport.objects.get(pk=one.pk), BASE, user=admin)
    assert Task.objects.count() == 2


def test_a_reading_with_errors_is_kept_and_never_committed(ward: Ward, admin: User) -> None:
    wrong = replace(BASE, errors=(error(11),))
    one = upload(wrong, ward, admin)
    assert one.state == ImportState.REFUSED
    with pytest.raises(CommitError):
        commit(one, wrong, user=admin)
    with pytest.raises(CommitError):
        commit(one, BASE, user=admin)
    assert not Plan.objects.exists()


def test_what_fails_midway_leaves_nothing(ward: Ward, admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("imports.commit.make_first_occurrences", fail)
    one = upload(plan(row("Một", leads=[unknown("Ban Mới")])), ward, admin)
    with pytest.raises(RuntimeError):
        commit(one, BASE, user=admin)
    assert not Plan.objects.exists() and not Unit.objects.filter(proposed=True).exists()
    assert PlanImport.objects.get().state == ImportState.READ


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_people_committing_at_once_one_does() -> None:
    ward = make_ward("Phường Cùng Lúc")
    admin = make_user(ward, Role.ADMIN)
    one = upload(BASE, ward, admin)
    ready = Barrier(2)

    def press() -> bool:
        ready.wait()
        try:
            commit(one, BASE, user=admin)
        except CommitError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as people:
        presses = [people.submit(press) for _person in range(2)]
        assert sorted(each.result() for each in presses) == [False, True]
    assert Plan.objects.count() == 1 and Task.objects.count() == 2


def many(rows: int) -> PlanReading:
    sections = tuple(section(str(at), f"Mục {at}") for at in range(5))
    return plan(
        *(
            row(f"Công việc thứ {at}", str(at), heading=at % 5, targets=(percent("90", f"tỷ lệ {at}"),))
            for at in range(rows)
        ),
        sections=sections,
        annexes=(AnnexReading("main", "", "Kế hoạch", 4),),
    )


def test_the_queries_of_a_commit_grow_with_batches_not_with_rows(ward: Ward, admin: User) -> None:
    taken = []
    for rows in (15, 150):
        reading = replace(many(rows), number=f"{rows}/KH-UBND")
        one = upload(reading, ward, admin)
        with CaptureQueriesContext(connection) as queries:
            commit(one, reading, user=admin)
        assert Task.objects.filter(plan__number=reading.number).count() == rows
        taken.append(len(queries))
    assert taken[1] <= 60 and taken[1] - taken[0] <= 2, taken
