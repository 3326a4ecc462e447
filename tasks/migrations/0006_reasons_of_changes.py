from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0005_parts_retire_and_timings_begin"),
    ]

    operations = [
        migrations.AlterField(
            model_name="taskhistory",
            name="history_change_reason",
            field=models.TextField(null=True),
        ),
    ]
