from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = (Path(__file__).parent / "posting.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("payments", "0008_what_gateways_know")]

    operations = [
        migrations.AddConstraint(
            model_name="entry", constraint=models.UniqueConstraint(fields=["ref"], name="entry_once")
        ),
        migrations.AlterField(model_name="entry", name="ref", field=models.CharField(max_length=200)),
        migrations.AlterField(
            model_name="posting",
            name="source",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="payments.account",
            ),
        ),
        migrations.AlterField(
            model_name="posting",
            name="destination",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="payments.account",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
