"""What was written stays as written: the database itself refuses, whoever asks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from plans import file_statistics, measuring
from plans.models import FigureEvidence, Measurement, Target
from reports.models import Report
from tasks.models import StatusUpdate
from tests.factory import deadline, make_plan, make_ward, part_of
from wards.clock import now, today

pytestmark = [pytest.mark.django_db, pytest.mark.services]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-01-05 08:00+07:00", tick=False):
        yield


def refused(statement: str, *values: object) -> bool:
    """Whether the database refuses the statement, sent past Django's models."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError:
        return True
    return False


def test_a_status_update_is_only_ever_added():
    plan = make_plan(make_ward(), [deadline(date(2026, 2, 27))])
    entry = StatusUpdate.objects.create(
        ward=plan.ward,
        part=part_of(plan.tasks.get()),
        status="in_progress",
        effective_on=today(),
        author=plan.created_by,
        written_on=today(),
        written_at=now(),
    )
    assert refused("UPDATE tasks_statusupdate SET text = 'khác' WHERE id = %s", entry.pk)
    assert refused("DELETE FROM tasks_statusupdate WHERE id = %s", entry.pk)


def test_no_entry_holds_from_a_day_in_the_future():
    plan = make_plan(make_ward(), [deadline(date(2026, 2, 27))])
    entry = StatusUpdate(
        ward=plan.ward,
        part=part_of(plan.tasks.get()),
        status="done",
        effective_on=date(2026, 1, 6),
        author=plan.created_by,
        written_on=today(),
        written_at=now(),
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()


def test_a_figure_is_corrected_by_a_further_version():
    plan = make_plan(make_ward())
    target = Target.objects.create(
        ward=plan.ward, plan=plan, measure="hồ sơ đúng hạn", comparator=">", value=95, unit="%"
    )
    first = measuring.record(target, "2026-01", measuring.Figure(Decimal(90), Decimal(100)), plan.created_by)
    second = measuring.record(target, "2026-01", measuring.Figure(Decimal(91), Decimal(100)), plan.created_by)
    assert (first.number, second.number) == (1, 2)
    assert refused("UPDATE plans_measurement SET numerator = 99 WHERE id = %s", first.pk)
    assert Measurement.objects.filter(target=target).count() == 2
    proof = FigureEvidence.objects.create(
        ward=plan.ward, measurement=second, document_number="05/BC", author=plan.created_by, written_at=now()
    )
    assert refused("UPDATE plans_figureevidence SET document_number = '06/BC' WHERE id = %s", proof.pk)
    assert refused("DELETE FROM plans_figureevidence WHERE id = %s", proof.pk)
    counts = file_statistics.record(plan.ward, "2026-01", [], plan.created_by)
    assert refused("UPDATE plans_filecounts SET source = 'x' WHERE id = %s", counts.pk)
    assert refused("DELETE FROM plans_filecounts WHERE id = %s", counts.pk)


@pytest.mark.parametrize(
    "figure",
    [
        measuring.Figure(Decimal(101), Decimal(100)),
        measuring.Figure(Decimal(-1), Decimal(100)),
        measuring.Figure(Decimal(1)),
        measuring.Figure(),
        measuring.Figure(Decimal(1), Decimal(2), Decimal(50)),
    ],
)
def test_what_is_no_figure_is_refused(figure):
    plan = make_plan(make_ward())
    target = Target.objects.create(
        ward=plan.ward, plan=plan, measure="hồ sơ đúng hạn", comparator=">", value=95, unit="%"
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        measuring.record(target, "2026-01", figure, plan.created_by)


def make_report(state: str = "issued") -> Report:
    plan = make_plan(make_ward())
    return Report.objects.create(
        ward=plan.ward,
        period="2025-12",
        rule="cutoff",
        state=state,
        closed_on=date(2025, 12, 14),
        built_at=now(),
        built_by=plan.created_by,
        schema_version=1,
        figures="{}",
        sha256="0" * 64,
        document_number="05/BC-UBND",
        issued_on=today(),
        issued_by=plan.created_by,
    )


@pytest.mark.parametrize("change", ["figures = '{1}'", "sha256 = 'x'", "document_number = '06'", "state = 'draft'"])
def test_an_issued_report_never_changes(change):
    report = make_report()
    assert refused(f"UPDATE reports_report SET {change} WHERE id = %s", report.pk)  # noqa: S608 our own words


def test_an_issued_report_is_not_deleted_and_may_be_superseded():
    report = make_report()
    assert refused("DELETE FROM reports_report WHERE id = %s", report.pk)
    assert not refused("UPDATE reports_report SET state = 'superseded' WHERE id = %s", report.pk)
    assert refused("UPDATE reports_report SET state = 'issued' WHERE id = %s", report.pk)


def test_a_draft_may_change_and_go():
    report = make_report("draft")
    assert not refused("UPDATE reports_report SET figures = '{1}' WHERE id = %s", report.pk)
    assert not refused("DELETE FROM reports_report WHERE id = %s", report.pk)
