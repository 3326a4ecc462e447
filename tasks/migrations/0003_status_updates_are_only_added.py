from django.db import migrations

from wards.triggers import protect


class Migration(migrations.Migration):
    dependencies = [("tasks", "0002_relations")]

    operations = [protect("tasks_statusupdate", "UPDATE", "DELETE")]
