"""What the database itself refuses and keeps, in the order in which one builds on the other."""

from pathlib import Path

from django.db import migrations

PARTS = ("ledger", "posting", "holds", "documents", "seals")


def _sql(part: str) -> str:
    return (Path(__file__).parent / f"{part}.sql").read_text()


class Migration(migrations.Migration):
    replaces = [("payments", "0003_the_database_keeps_the_books"), ("payments", "0009_holds_set_apart")]
    dependencies = [("payments", "0001_tables")]

    operations = [migrations.RunSQL(_sql(part), migrations.RunSQL.noop) for part in PARTS]
