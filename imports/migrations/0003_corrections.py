from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_relations")]

    operations = [
        migrations.AddField(
            model_name="planimport",
            name="corrections",
            field=models.JSONField(default=list),
        ),
    ]
