-- Seals follow one another, and nothing of them is changed: payments/models/seal.py says what they mean.

CREATE FUNCTION seal_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    SELECT number, hash INTO last FROM payments_seal ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1 OR NEW.before <> coalesce(last.hash, repeat('0', 64)) THEN
        RAISE EXCEPTION 'seal_follows: % does not follow %', NEW.number, coalesce(last.number, 0)
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seal_follows BEFORE INSERT ON payments_seal FOR EACH ROW EXECUTE FUNCTION seal_follow();
CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE ON payments_seal FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER seal_not_emptied BEFORE TRUNCATE ON payments_seal FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER sealed_append_only BEFORE UPDATE OR DELETE ON payments_sealedentry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER sealed_not_emptied BEFORE TRUNCATE ON payments_sealedentry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
