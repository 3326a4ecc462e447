from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0004_decisions_on_whole_tasks"),
    ]

    operations = [
        migrations.AddField(
            model_name="part",
            name="retired",
            field=models.BooleanField(
                default=False, help_text="its unit leads the row no longer, kept for what was said"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="asked_from",
            field=models.DateField(
                blank=True,
                help_text="the present timing and cadence ask for no period that closed before this day",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="taskhistory",
            name="asked_from",
            field=models.DateField(
                blank=True,
                help_text="the present timing and cadence ask for no period that closed before this day",
                null=True,
            ),
        ),
    ]
