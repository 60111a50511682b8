from django.db import migrations, models


class Migration(migrations.Migration):
    """A refund that can't be sent any more has a state of its own. The column stays as it is."""

    dependencies = [("payments", "0005_balances_know_their_currency")]

    operations = [
        migrations.AlterField(
            model_name="refund",
            name="status",
            field=models.CharField(
                choices=[
                    ("requested", "On its way"),
                    ("paid", "Refunded"),
                    ("failed", "Came back"),
                    ("set_aside", "Set aside"),
                ],
                default="requested",
                max_length=9,
            ),
        ),
    ]
