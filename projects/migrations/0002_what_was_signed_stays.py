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

# A range of persons, so that "the same person at the same time" is one question of ranges: the extension that compares
# plain values there (btree_gist) is not in every Postgres (docs/decisions/005-embedded-services.md).
ONE_THING_AT_A_TIME = """
CREATE TYPE projects_personrange AS RANGE (subtype = uuid);
ALTER TABLE projects_timeentry ADD CONSTRAINT timeentry_one_thing_at_a_time EXCLUDE USING gist (
    projects_personrange(by_id, by_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&
) WHERE (removed_at IS NULL AND by_id IS NOT NULL);
"""
SEVERAL_THINGS = """
ALTER TABLE projects_timeentry DROP CONSTRAINT timeentry_one_thing_at_a_time;
DROP TYPE projects_personrange;
"""

# What was said and shown in a dispute is evidence: no code of ours, and no hand in the database, changes it or takes it
# away. Only who said it may be forgotten (by_id).
EVIDENCE_STAYS = """
CREATE FUNCTION projects_evidence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'evidence_stays: % of % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER disputeevent_stays BEFORE UPDATE ON projects_disputeevent FOR EACH ROW
    WHEN ((OLD.dispute_id, OLD.kind, OLD.role, OLD.at, OLD.text, OLD.links, OLD.currency, OLD.amount_minor, OLD.of_minor)
        IS DISTINCT FROM
        (NEW.dispute_id, NEW.kind, NEW.role, NEW.at, NEW.text, NEW.links, NEW.currency, NEW.amount_minor, NEW.of_minor))
    EXECUTE FUNCTION projects_evidence_stays();
CREATE TRIGGER disputeevent_not_deleted BEFORE DELETE ON projects_disputeevent
    FOR EACH ROW EXECUTE FUNCTION projects_evidence_stays();
CREATE TRIGGER disputefile_stays BEFORE UPDATE OR DELETE ON projects_disputefile
    FOR EACH ROW EXECUTE FUNCTION projects_evidence_stays();
"""
EVIDENCE_GOES = """
DROP TRIGGER disputefile_stays ON projects_disputefile;
DROP TRIGGER disputeevent_not_deleted ON projects_disputeevent;
DROP TRIGGER disputeevent_stays ON projects_disputeevent;
DROP FUNCTION projects_evidence_stays();
"""


class Migration(migrations.Migration):
    replaces = [("projects", "0003_what_was_signed_stays")]
    dependencies = [("projects", "0001_tables")]

    operations = [
        migrations.RunSQL(TRIGGERS, AWAY),
        migrations.RunSQL(ONE_THING_AT_A_TIME, SEVERAL_THINGS),
        migrations.RunSQL(EVIDENCE_STAYS, EVIDENCE_GOES),
    ]
