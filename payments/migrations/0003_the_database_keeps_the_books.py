"""What the database itself refuses and keeps, in the order in which one builds on the other."""

from pathlib import Path

from django.db import migrations

PARTS = ("ledger", "posting", "holds", "documents", "seals")


def _sql(part: str) -> str:
    return (Path(__file__).parent / f"{part}.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_money")]

    operations = [migrations.RunSQL(_sql(part), migrations.RunSQL.noop) for part in PARTS]
