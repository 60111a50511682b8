"""The trigger that moves money checks the currency on the balance that it locks anyway; foreign keys of postings go.

Each of the three keys of a posting locked a row that is never changed nor deleted: a fifth of the cost of an entry
(docs/decisions/043-the-balance-knows-its-currency.md).
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

FILL = """
    ALTER TABLE payments_posting
        DROP CONSTRAINT posting_source_currency, DROP CONSTRAINT posting_destination_currency;
    ALTER TABLE payments_accountbalance DROP CONSTRAINT balance_of_a_kind, DISABLE TRIGGER balance_by_postings;
    UPDATE payments_accountbalance balance SET currency = account.currency
        FROM payments_account account WHERE account.id = balance.account_id;
    ALTER TABLE payments_accountbalance ENABLE TRIGGER balance_by_postings, ALTER COLUMN currency DROP DEFAULT;
"""
HOLD = """
    ALTER TABLE payments_accountbalance ADD CONSTRAINT balance_of_a_kind
        FOREIGN KEY (account_id, currency, may_overdraw) REFERENCES payments_account (id, currency, may_overdraw);
    CREATE OR REPLACE FUNCTION ledger_open() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO payments_accountbalance (account_id, currency, may_overdraw, balance)
            VALUES (NEW.id, NEW.currency, NEW.may_overdraw, 0);
        RETURN NULL;
    END $$;
"""
MOVE = (Path(__file__).parent / "posting.sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_chargebacks_of_what_the_site_sells")]

    operations = [
        migrations.AddField(
            "accountbalance", "currency", models.CharField(default="", max_length=3), preserve_default=False
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RemoveConstraint("account", "account_of_a_currency"),
        migrations.RemoveConstraint("account", "account_of_a_kind"),
        migrations.AddConstraint(
            "account",
            models.UniqueConstraint(fields=["id", "currency", "may_overdraw"], name="account_of_a_kind"),
        ),
        migrations.RunSQL(HOLD, migrations.RunSQL.noop),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.AlterField(
            "accountbalance", "account",
            models.OneToOneField(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True,
                related_name="kept", serialize=False, to="payments.account",
            ),
        ),
        migrations.AlterField(
            "posting", "entry",
            models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT,
                related_name="postings", to="payments.entry",
            ),
        ),
    ]  # fmt: skip
