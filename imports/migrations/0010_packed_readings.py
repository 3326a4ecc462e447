from collections.abc import Callable

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The fields of a corrected target in the order in which they used to be listed without names.
TARGET = ("measure", "comparator", "value", "unit", "part_of", "relation", "baseline_year", "stated", "text")


def take_over(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Year and length of each reading; the reading itself is read from the stored file anew when it is wanted."""
    uploads = apps.get_model("imports", "PlanImport")._default_manager
    for upload in uploads.only("old_reading").iterator(chunk_size=20):
        old = upload.old_reading
        uploads.filter(pk=upload.pk).update(year=old.get("year") or 0, rows=len(old.get("tasks", ())))
    _each_target(apps, lambda target: dict(zip(TARGET, target, strict=False)))


def give_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Only the year: the earlier release too reads the stored file anew."""
    uploads = apps.get_model("imports", "PlanImport")._default_manager
    for pk, year in uploads.values_list("pk", "year"):
        uploads.filter(pk=pk).update(old_reading={"year": year})
    _each_target(apps, lambda target: [target[name] for name in TARGET])


def _each_target(apps: Apps, change: Callable[..., object]) -> None:
    """Writes the targets that people corrected in the other form."""
    uploads = apps.get_model("imports", "PlanImport")._default_manager
    for upload in uploads.exclude(corrections=[]).only("corrections"):
        for correction in upload.corrections:
            if correction.get("targets"):
                correction["targets"] = [change(target) for target in correction["targets"]]
        uploads.filter(pk=upload.pk).update(corrections=upload.corrections)


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
