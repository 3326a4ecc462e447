import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0004_waiting_uploads"),
        ("wards", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="planimport",
            name="columns",
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name="HeadingSynonym",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("text", models.CharField(max_length=80)),
                ("text_folded", models.CharField(editable=False, max_length=80)),
                ("role", models.CharField(max_length=7)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "ward",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="wards.ward"
                    ),
                ),
            ],
            options={
                "ordering": ["role", "text_folded"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ward__isnull", False)),
                        fields=("ward", "text_folded"),
                        name="heading_means_one_thing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ward__isnull", True)),
                        fields=("text_folded",),
                        name="heading_means_one_thing_everywhere",
                    ),
                ],
            },
        ),
    ]
