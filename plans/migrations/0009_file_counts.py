import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0008_figure_evidence_is_only_added"),
        ("wards", "0005_calendar_day_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FileCounts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(help_text="2026-03", max_length=8)),
                ("number", models.PositiveIntegerField(help_text="version of this month's counts, from 1")),
                ("by_field", models.JSONField()),
                ("source", models.CharField(blank=True, max_length=200)),
                ("written_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wards.ward"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("ward", "period", "number"), name="file_counts_version_once")
                ],
            },
        ),
    ]
