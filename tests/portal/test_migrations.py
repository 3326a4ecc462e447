"""Migrations that rewrite data, forwards and backwards with data of both releases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.apps.registry import Apps
from django.core.files.base import ContentFile
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from imports.corrections import Correction
from imports.grid import Comparator, TargetReading
from imports.models import PlanImport
from imports.records import to_record
from imports.said import corrections_of
from plans.file_counts import Count
from reports.sheet.models import SheetLine
from tests.factory import make_plan
from wards.clock import now
from wards.models import Attachment, User, Ward

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

Migrated = Callable[..., Apps]


@pytest.fixture
def migrated() -> Iterator[Migrated]:
    """Takes an app to one of its migrations and answers the models as they were; afterwards all is as it was."""

    def to(app: str, name: str) -> Apps:
        executor = MigrationExecutor(connection)
        return executor.migrate([(app, name)]).apps

    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_corrected_targets_are_taken_over_and_given_back(ward: Ward, staff: User, migrated: Migrated) -> None:
    target = TargetReading("lớp tập huấn", Comparator.AT_LEAST, Decimal(12), "lớp")
    said = Correction("Phụ lục", 7, targets=(target,))
    file = ContentFile(b"x", "ke-hoach.xlsx")
    attachment = Attachment.objects.create(
        ward=ward, file=file, sha256="0" * 64, name=file.name, size=1, uploaded_by=staff
    )
    upload = PlanImport.objects.create(
        ward=ward, attachment=attachment, created_by=staff, year=2026, rows=3, corrections=[to_record(said)]
    )

    earlier = migrated("imports", "0009_statistics_formulas").get_model("imports", "PlanImport")
    given_back = earlier.objects.get(pk=upload.pk)
    assert given_back.reading == {"year": 2026}
    assert given_back.corrections[0]["targets"] == [list(to_record(target).values())]

    earlier.objects.filter(pk=upload.pk).update(reading={"year": 2025, "tasks": [{}, {}]})
    migrated("imports", "0010_packed_readings")
    upload.refresh_from_db()
    assert (upload.year, upload.rows, bytes(upload.reading)) == (2025, 2, b"")
    assert corrections_of(upload) == (said,)


def test_an_earlier_release_has_no_lines_of_counts(ward: Ward, staff: User, migrated: Migrated) -> None:
    target = make_plan(ward).targets.create(ward=ward, measure="lớp tập huấn", value=12)
    for each, part in ((target, "result"), (None, Count.PENDING_IN_TIME)):
        SheetLine.objects.create(ward=ward, target=each, part=part, position=1, changed_by=staff, changed_at=now())

    earlier = migrated("reports", "0012_sheet_lines").get_model("reports", "SheetLine")
    assert list(earlier.objects.values_list("target", "part")) == [(target.pk, "result")]
