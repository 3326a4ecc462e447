from django.db import migrations

from wards.triggers import protect


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_signed_copies")]

    operations = [protect("reports_signedcopy", "UPDATE", "DELETE")]
