from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "ledger.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_money")]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
