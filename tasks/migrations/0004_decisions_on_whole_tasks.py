"""Marks the entries of a decision on a whole task, so that taking the task up again undoes just that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0003_status_updates_are_only_added")]

    operations = [
        migrations.AddField(
            model_name="statusupdate",
            name="whole_task",
            field=models.BooleanField(help_text="by a leader's decision on the whole task", null=True),
        ),
    ]
