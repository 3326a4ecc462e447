from django.db import migrations

from wards.triggers import protect


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_relations")]

    operations = [protect("plans_measurement", "UPDATE", "DELETE")]
