from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0005_plan_copied_from"),
    ]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="waits_for_issue",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="a copy of an earlier plan: asks for nothing until it is issued",
            ),
        ),
        migrations.AddField(
            model_name="planhistory",
            name="waits_for_issue",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="a copy of an earlier plan: asks for nothing until it is issued",
            ),
        ),
    ]
