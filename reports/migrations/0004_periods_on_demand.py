from importlib import import_module

from django.db import migrations, models

from wards.triggers import Protection, lifted

issued = import_module("reports.migrations.0003_issued_reports_never_change")


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_issued_reports_never_change")]

    operations = lifted(
        Protection("reports_report", "UPDATE", f"{issued.KEPT} AND ({issued.CHANGED})"),
        Protection("reports_report", "DELETE", issued.KEPT),
        during=[
            migrations.AlterField(
                model_name="report",
                name="period",
                field=models.CharField(help_text="2026-03, 2026-S or 2026-01-20--2026-03-02", max_length=24),
            )
        ],
    )
