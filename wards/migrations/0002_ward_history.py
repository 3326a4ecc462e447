import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


def begin(apps, schema_editor):
    """The first version of every ward that is there: what a later change is compared with."""
    ward, version = apps.get_model("wards", "Ward"), apps.get_model("wards", "WardHistory")
    fields = [field.attname for field in ward._meta.concrete_fields]
    moment = timezone.now()
    version.objects.bulk_create(
        version(**{name: getattr(each, name) for name in fields}, history_date=moment, history_type="+")
        for each in ward.objects.all()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("wards", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="WardHistory",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("public_id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("version", models.PositiveIntegerField(default=1)),
                ("name", models.CharField(help_text="For example: Phường Mỹ Hào", max_length=120, verbose_name="name")),
                ("name_folded", models.CharField(editable=False, max_length=120)),
                (
                    "level",
                    models.CharField(
                        choices=[("phuong", "ward"), ("xa", "commune"), ("dac_khu", "special zone")],
                        default="phuong",
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True, db_index=True, max_length=10, null=True, verbose_name="administrative code"
                    ),
                ),
                ("province", models.CharField(blank=True, max_length=80, verbose_name="province")),
                (
                    "period_rule",
                    models.CharField(
                        choices=[
                            ("cutoff", "figures close on the 14th"),
                            ("calendar", "first to last day of the month"),
                        ],
                        default="cutoff",
                        max_length=10,
                        verbose_name="reporting periods",
                    ),
                ),
                (
                    "sending_days",
                    models.PositiveSmallIntegerField(
                        default=2, verbose_name="working days to send a report after the close"
                    ),
                ),
                (
                    "cadence",
                    models.CharField(
                        choices=[("monthly", "every month"), ("quarterly", "every quarter")],
                        default="quarterly",
                        max_length=10,
                        verbose_name="check-ins",
                    ),
                ),
                (
                    "confirmation",
                    models.BooleanField(default=True, verbose_name="the one-door centre confirms results"),
                ),
                ("signer_title", models.CharField(blank=True, max_length=80, verbose_name="signer's title")),
                ("signer_name", models.CharField(blank=True, max_length=80, verbose_name="signer's name")),
                ("created_at", models.DateTimeField(blank=True, editable=False)),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical ward",
                "verbose_name_plural": "historical wards",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
