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

REFUSE = """
CREATE FUNCTION accounts_consent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Consents are only added: % refused.', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER consent_only_added BEFORE UPDATE ON accounts_consent
    FOR EACH ROW EXECUTE FUNCTION accounts_consent_refuse();
"""
ALLOW = "DROP TRIGGER consent_only_added ON accounts_consent; DROP FUNCTION accounts_consent_refuse();"


class Migration(migrations.Migration):
    replaces = [("accounts", "0004_a_company_keeps_an_owner")]
    dependencies = [("accounts", "0002_people_and_companies")]

    operations = [migrations.RunSQL(KEEP, LET_GO), migrations.RunSQL(REFUSE, ALLOW)]
