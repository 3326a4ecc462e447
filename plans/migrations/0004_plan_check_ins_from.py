import datetime

from django.db import migrations, models

FIELD = {
    "help_text": "No check-in is asked for a period that closed before this day.",
    "verbose_name": "check-ins from",
}


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_measurements_are_only_added")]

    operations = [
        migrations.AddField(
            model_name=model,
            name="check_ins_from",
            field=models.DateField(default=datetime.date(2026, 1, 1), **FIELD),
            preserve_default=False,
        )
        for model in ("plan", "planhistory")
    ]
