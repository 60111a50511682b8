from django.db import migrations

# Deferred to the commit, so that an act may take one owner away and put another in within the same transaction. The
# lock on the company makes two that take away an owner each wait for one another: both would else still see the other's.
KEEP = """
CREATE FUNCTION accounts_company_keeps_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM accounts_company
        WHERE listing_id = OLD.company_id AND dissolved_at IS NULL FOR NO KEY UPDATE;
    IF FOUND AND NOT EXISTS (
        SELECT 1 FROM accounts_membership WHERE company_id = OLD.company_id AND rank = 'owner'
    ) THEN
        RAISE EXCEPTION 'A company must keep an owner.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_keeps_an_owner';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER membership_keeps_an_owner AFTER UPDATE OR DELETE ON accounts_membership
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.rank = 'owner')
    EXECUTE FUNCTION accounts_company_keeps_an_owner();
"""
LET_GO = """
DROP TRIGGER membership_keeps_an_owner ON accounts_membership;
DROP FUNCTION accounts_company_keeps_an_owner();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_companies_are_run")]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
