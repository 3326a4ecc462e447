from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0003_corrections")]

    operations = [
        migrations.AlterField(
            model_name="planimport",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "kept, not read yet"),
                    ("columns", "waiting to be told its columns"),
                    ("read", "read, waiting for review"),
                    ("refused", "cannot be committed"),
                    ("committed", "committed"),
                ],
                default="read",
                max_length=9,
            ),
        ),
        migrations.AddField(
            model_name="planimport",
            name="asked",
            field=models.JSONField(default=dict),
        ),
    ]
