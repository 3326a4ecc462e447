import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def leave_out_counts(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The earlier release knows lines of targets only: how a ward arranged its counts goes."""
    apps.get_model("reports", "SheetLine")._default_manager.filter(target=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0010_file_counts_are_only_added"),
        ("reports", "0012_sheet_lines"),
        ("wards", "0005_calendar_day_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="sheetline",
            name="part",
            field=models.CharField(
                choices=[
                    ("numerator", "numerator"),
                    ("denominator", "denominator"),
                    ("result", "result"),
                    ("received", "Tiếp nhận: tổng số"),
                    ("online", "Tiếp nhận: trực tuyến"),
                    ("direct", "Tiếp nhận: trực tiếp, bưu chính"),
                    ("carried_over", "Tiếp nhận: từ kỳ trước"),
                    ("resolved", "Đã giải quyết: tổng số"),
                    ("early", "Đã giải quyết: trước hạn"),
                    ("on_time", "Đã giải quyết: đúng hạn"),
                    ("late", "Đã giải quyết: quá hạn"),
                    ("pending", "Đang giải quyết: tổng số"),
                    ("pending_in_time", "Đang giải quyết: trong hạn"),
                    ("pending_late", "Đang giải quyết: quá hạn"),
                ],
                max_length=15,
            ),
        ),
        migrations.AlterField(
            model_name="sheetline",
            name="target",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="plans.target"
            ),
        ),
        migrations.AddConstraint(
            model_name="sheetline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("target__isnull", True)), fields=("ward", "part"), name="sheet_line_of_counts_once"
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, leave_out_counts),
    ]
