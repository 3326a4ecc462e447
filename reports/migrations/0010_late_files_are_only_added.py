from django.db import migrations

from wards.triggers import protect


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_late_files")]

    operations = [
        protect("reports_latefiles", "UPDATE", "DELETE"),
        protect("reports_latefileslist", "UPDATE", "DELETE"),
    ]
