from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "holds.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("payments", "0010_cards_kept_and_custody")]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
