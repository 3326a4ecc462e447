from django.db import migrations

from wards.triggers import protect

KEPT = "OLD.state IN ('issued', 'superseded')"
# All an issued report may still do is to become superseded.
CHANGED = " OR ".join(
    [f"NEW.{column} <> OLD.{column}" for column in ("period", "rule", "letterhead", "number_in_period", "figures")]
    + [f"NEW.{column} <> OLD.{column}" for column in ("sha256", "closed_on", "document_number", "issued_on")]
    + [
        f"NEW.{column} <> OLD.{column}"
        for column in ("narrative", "built_at", "schema_version", "ward_id", "public_id")
    ]
    + [f"COALESCE(NEW.{column}, 0) <> COALESCE(OLD.{column}, 0)" for column in ("pdf_id", "replaces_id")]
    + ["NEW.issued_by_id <> OLD.issued_by_id"]
    + ["NEW.state NOT IN ('issued', 'superseded')", "(OLD.state = 'superseded' AND NEW.state <> 'superseded')"]
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_relations")]

    operations = [
        protect("reports_report", "UPDATE", when=f"{KEPT} AND ({CHANGED})"),
        protect("reports_report", "DELETE", when=KEPT),
    ]
