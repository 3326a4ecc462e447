from collections.abc import Callable
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The fields of a corrected target in the order in which they used to be listed without names.
TARGET = ("measure", "comparator", "value", "unit", "part_of", "relation", "baseline_year", "stated", "text")


def take_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Year and length of each reading; the reading itself is read from the stored file anew when it is wanted."""
    uploads = apps.get_model("imports", "PlanImport")._default_manager
    for upload in uploads.only("old_reading", "corrections").iterator(chunk_size=20):
        old = upload.old_reading
        corrections = _with_targets(upload.corrections, lambda target: dict(zip(TARGET, target, strict=False)))
        # Once each: PostgreSQL alters no table of which a row was written twice before.
        uploads.filter(pk=upload.pk).update(
            year=old.get("year") or 0, rows=len(old.get("tasks", ())), corrections=corrections
        )


def give_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Only the year: the earlier release too reads the stored file anew."""
    uploads = apps.get_model("imports", "PlanImport")._default_manager
    for upload in uploads.only("year", "corrections").iterator(chunk_size=20):
        corrections = _with_targets(upload.corrections, lambda target: [target[name] for name in TARGET])
        uploads.filter(pk=upload.pk).update(old_reading={"year": upload.year}, corrections=corrections)


def _with_targets(corrections: list[dict[str, Any]], change: Callable[[Any], object]) -> list[dict[str, Any]]:
    """The corrections with each target that a person corrected in the other form."""
    return [
        each | {"targets": [change(target) for target in each["targets"]]} if each.get("targets") else each
        for each in corrections
    ]


class Migration(migrations.Migration):
    dependencies = [("imports", "0009_statistics_formulas")]

    operations = [
        migrations.RenameField("planimport", "reading", "old_reading"),
        migrations.AlterField("planimport", "old_reading", models.JSONField(default=dict)),
        migrations.AddField("planimport", "reading", models.BinaryField(default=b"")),
        migrations.AddField("planimport", "year", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("planimport", "rows", models.PositiveIntegerField(default=0)),
        migrations.RunPython(take_over, give_back),
        migrations.RemoveField("planimport", "old_reading"),
    ]
