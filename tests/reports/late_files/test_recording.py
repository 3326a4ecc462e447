"""Late files of units: versions that are only added, all of a page or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from reports.late_files import recording
from reports.late_files.models import LateFiles
from reports.late_files.recording import Said
from tests.factory import CULTURE, DIVISIONS, ECONOMY, unit
from wards.models import User, Ward
from wards.periods import Rule, parse

pytestmark = pytest.mark.django_db
MARCH = parse("2026-03", Rule.CUTOFF)
LATE = Said(4, "Chờ ý kiến của sở", 3, "12/XL-UBND", date(2026, 3, 10))


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel("2026-03-16T09:00:00+07:00", tick=False):
        yield


def test_a_change_is_a_further_version(ward: Ward, staff: User) -> None:
    economy, culture = unit(ward, ECONOMY), unit(ward, CULTURE)
    recording.record(ward, MARCH, {economy.pk: (LATE, 0), culture.pk: (Said(0), 0)}, staff)
    assert recording.record(ward, MARCH, {economy.pk: (LATE, 1), culture.pk: (Said(0), 1)}, staff) == []
    (second,) = recording.record(ward, MARCH, {economy.pk: (Said(5), 1), culture.pk: (Said(0), 1)}, staff)
    assert (second.number, second.count) == (2, 5)
    months = {each.unit.name: each for each in recording.month(ward, MARCH)}
    assert [recording.said(each) for each in months[ECONOMY].versions] == [LATE, Said(5)]
    assert months[CULTURE].present is not None and months[CULTURE].present.count == 0
    assert DIVISIONS not in months, "a group handles no files"


def test_of_two_people_the_second_sees_what_the_first_wrote(ward: Ward, staff: User) -> None:
    economy, culture = unit(ward, ECONOMY), unit(ward, CULTURE)
    recording.record(ward, MARCH, {economy.pk: (LATE, 0)}, staff)
    with pytest.raises(recording.ChangedError) as changed:
        recording.record(ward, MARCH, {culture.pk: (Said(1), 0), economy.pk: (Said(9), 0)}, staff)
    assert list(changed.value.units) == [economy.pk]
    assert LateFiles.objects.count() == 1, "nothing by halves"
    assert recording.record(ward, MARCH, {economy.pk: (LATE, 0)}, staff) == [], "both say the same"


def test_a_unit_no_longer_in_use_keeps_what_it_recorded(ward: Ward, staff: User) -> None:
    economy, culture = unit(ward, ECONOMY), unit(ward, CULTURE)
    recording.record(ward, MARCH, {economy.pk: (LATE, 0)}, staff)
    for each in (economy, culture):
        each.active = False
        each.save()
    names = [each.unit.name for each in recording.month(ward, MARCH)]
    assert ECONOMY in names and CULTURE not in names


@pytest.mark.services
def test_the_database_keeps_versions_as_they_were_written(ward: Ward, staff: User) -> None:
    (entry,) = recording.record(ward, MARCH, {unit(ward, ECONOMY).pk: (LATE, 0)}, staff)
    for statement in (
        "UPDATE reports_latefiles SET count = 9 WHERE id = %s",
        "DELETE FROM reports_latefiles WHERE id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [entry.pk])
    with pytest.raises(DatabaseError), transaction.atomic():
        recording.record(ward, MARCH, {unit(ward, CULTURE).pk: (Said(1, letters=2), 0)}, staff)
