from django.db import migrations

from wards.triggers import protect


class Migration(migrations.Migration):
    dependencies = [("plans", "0009_file_counts")]

    operations = [protect("plans_filecounts", "UPDATE", "DELETE")]
