from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0006_flat_uploads")]

    operations = [
        migrations.AddField(
            model_name="planimport",
            name="answers",
            field=models.JSONField(default=list),
        ),
    ]
