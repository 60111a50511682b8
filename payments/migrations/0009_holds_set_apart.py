from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = (Path(__file__).parent / "set_apart.sql").read_text()


class Migration(migrations.Migration):
    """A sum of a hold can be set apart in one of its own."""

    dependencies = [("payments", "0008_parts_billed_together")]

    operations = [
        migrations.AddField(
            model_name="hold",
            name="parted_from",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="parted_off",
                to="payments.hold",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
