from django.db import migrations

from wards.triggers import protect


class Migration(migrations.Migration):
    dependencies = [("plans", "0007_target_labels_and_figure_evidence")]

    operations = [protect("plans_figureevidence", "UPDATE", "DELETE")]
