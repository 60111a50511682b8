from django.db import migrations

REFUSE = """
CREATE FUNCTION kit_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit is append-only: % refused.', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON kit_auditentry
    FOR EACH ROW EXECUTE FUNCTION kit_audit_refuse();
"""
ALLOW = "DROP TRIGGER audit_append_only ON kit_auditentry; DROP FUNCTION kit_audit_refuse();"


class Migration(migrations.Migration):
    replaces = [("kit", "0003_audit_is_append_only")]
    dependencies = [("kit", "0001_tables")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
