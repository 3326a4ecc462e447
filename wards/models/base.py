"""What every record of the portal shares."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db import models
from simple_history.models import HistoricalRecords


class Addressed(models.Model):
    """An object with an address of its own: outside it is known by `public_id`, never by its row number."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class WardOwned(models.Model):
    """A row of one ward: `ward` is part of its unique keys, so one ward's data can be found, moved or sharded."""

    ward = models.ForeignKey("wards.Ward", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class FoundByWard(WardOwned):
    """A row of one ward with a key or an index that begins with the ward: the ward alone needs none."""

    ward = models.ForeignKey("wards.Ward", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row people edit: a save that names an older `version` is refused and both values are shown."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class _History(HistoricalRecords):  # type: ignore[misc]
    def __init__(self, found_by: Collection[str], **options: Any) -> None:
        super().__init__(**options)
        self.found_by = found_by

    def copy_fields(self, model: type[models.Model]) -> dict[str, Any]:
        fields: dict[str, Any] = super().copy_fields(model)
        for name, field in fields.items():
            field.db_index = name == model._meta.pk.name or name in self.found_by
        return fields


def history(*, found_by: Collection[str] = (), **options: Any) -> HistoricalRecords:
    """History of a record: who changed which field, when; its foreign keys carry no constraint.

    It is found by the record's key and the fields of `found_by`. Nothing else has an index: those that nobody asks
    were more to write than the history itself.
    """
    return _History(found_by, custom_model_name=lambda name: f"{name}History", **options)
