from django.db import migrations

# The text of a version and a signature under it are evidence: no code of ours, and no hand in the database, changes
# them. The way a version goes (its status) is not its text, and what nobody signed may be forgotten. The address of a
# signature may be taken out, never in.
TRIGGERS = """
CREATE FUNCTION projects_signed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'signed_stays: % of % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER version_text_stays BEFORE UPDATE ON projects_contractversion FOR EACH ROW
    WHEN ((OLD.contract_id, OLD.number, OLD.drawn_at, OLD.document, OLD.hash, OLD.plan)
        IS DISTINCT FROM (NEW.contract_id, NEW.number, NEW.drawn_at, NEW.document, NEW.hash, NEW.plan))
    EXECUTE FUNCTION projects_signed_stays();
CREATE FUNCTION projects_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM projects_signature WHERE version_id = OLD.id) THEN
        RAISE EXCEPTION 'signed_stays: % of % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER version_not_deleted BEFORE DELETE ON projects_contractversion
    FOR EACH ROW EXECUTE FUNCTION projects_version_stays();
CREATE TRIGGER signature_stays BEFORE UPDATE ON projects_signature FOR EACH ROW
    WHEN ((OLD.version_id, OLD.side, OLD.party_id, OLD.name, OLD.at, OLD.signed_hash)
        IS DISTINCT FROM (NEW.version_id, NEW.side, NEW.party_id, NEW.name, NEW.at, NEW.signed_hash)
        OR (NEW.address IS NOT NULL AND NEW.address IS DISTINCT FROM OLD.address))
    EXECUTE FUNCTION projects_signed_stays();
CREATE TRIGGER signature_not_deleted BEFORE DELETE ON projects_signature
    FOR EACH ROW EXECUTE FUNCTION projects_signed_stays();
"""

AWAY = """
DROP TRIGGER signature_not_deleted ON projects_signature;
DROP TRIGGER signature_stays ON projects_signature;
DROP TRIGGER version_not_deleted ON projects_contractversion;
DROP TRIGGER version_text_stays ON projects_contractversion;
DROP FUNCTION projects_version_stays();
DROP FUNCTION projects_signed_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0002_contracts")]

    operations = [migrations.RunSQL(TRIGGERS, AWAY)]
