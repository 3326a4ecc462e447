"""The days on which offices differ from the public holidays, as a list that all wards share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import translation
from import_export.fields import Field

from imports.flat.base import Errors, FlatResource, Row, say
from imports.flat.table import Column
from imports.flat.widgets import Day, Mark, Text, YesNo, is_marked, read_day
from tasks.calendar_change import CalendarChange
from tasks.working_days import sentences
from wards.bulk import bulk_delete_with_history
from wards.models import CalendarDay, User, Ward

DATE, WORKING, NOTE, REMOVE = "Ngày", "Làm việc", "Ghi chú", "Xóa"


class DayList(FlatResource):
    """A row is a day; "x" under Xóa takes the office's word for that day away."""

    columns = (
        Column(DATE, "Ngày/tháng/năm, ví dụ 02/01/2026.", required=True),
        Column(WORKING, "Có: đi làm bù. Không: được nghỉ.", required=True, also=("Ngày làm việc",)),
        Column(NOTE, "Lý do hoặc số văn bản."),
        Column(REMOVE, "Ghi x để bỏ ngày này khỏi danh sách."),
    )
    key_column = DATE
    written_fields = ("working", "note")

    date = Field("date", DATE, Day())
    working = Field("working", WORKING, YesNo())
    note = Field("note", NOTE, Text(200))
    remove = Field("remove", REMOVE, Mark())

    class Meta:
        model = CalendarDay
        fields = ("date", "working", "note", "remove")

    def __init__(self, ward: Ward | None, user: User, reason: str = "") -> None:
        super().__init__(ward, user, reason)
        self.days = {day.date: _kept(day) for day in CalendarDay.objects.all()}

    def present(self) -> list[Any]:
        return list(self.days.values())

    def keys_of(self, instance: Any) -> tuple[object, ...]:
        return (instance.date,) if instance.date else ()

    def find(self, row: Row) -> Any:
        day = read_day(row.get(DATE, ""))
        return self.days.get(day) if day else None

    def begin(self, row: Row) -> Any:
        return _kept(CalendarDay())

    def for_delete(self, row: Row, instance: Any) -> bool:
        return bool(instance.pk) and is_marked(row.get(REMOVE, ""))

    def check(self, instance: Any, row: Row, errors: Errors) -> None:
        if instance.remove and not instance.pk:
            say(errors, "remove", "Ngày này không có trong danh sách nên không cần xóa. Vui lòng bỏ dòng này.")

    def bulk_create(self, using_transactions: bool, dry_run: bool, raise_errors: bool, **kwargs: Any) -> None:
        """The first of the three that write: before it, what all of it moves is worked out."""
        days: dict[date, bool | None] = {day.date: day.working for day in self.written}
        days |= dict.fromkeys((day.date for day in self.delete_instances), None)
        self.change = CalendarChange(days)
        with translation.override("vi"):
            self.moves = tuple(sentences(self.change.effect()))
        super().bulk_create(using_transactions, dry_run, raise_errors, **kwargs)

    def bulk_delete(self, using_transactions: bool, dry_run: bool, raise_errors: bool, **kwargs: Any) -> None:
        if not dry_run:
            bulk_delete_with_history(self.delete_instances, user=self.user)
        self.delete_instances = []

    def write_beside(self, instances: list[Any]) -> None:
        self.change.move()


def _kept(day: CalendarDay) -> Any:
    found: Any = day
    found.remove = False
    return found
