-- What the database itself refuses and keeps: payments/models/account.py says what the tables mean.
-- How money moves, and the one way in: posting.sql.

ALTER TABLE payments_accountbalance
    ADD CONSTRAINT balance_of_a_kind FOREIGN KEY (account_id, currency, may_overdraw) REFERENCES payments_account (id, currency, may_overdraw);
ALTER TABLE payments_accountbalance SET (fillfactor = 50);  -- updated in place, time and again

-- 1. Nothing is edited, moved or deleted.
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger_append_only: % of % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON payments_entry FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER entry_not_emptied BEFORE TRUNCATE ON payments_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE ON payments_posting FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER posting_not_emptied BEFORE TRUNCATE ON payments_posting FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER account_append_only BEFORE UPDATE OR DELETE ON payments_account FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER account_not_emptied BEFORE TRUNCATE ON payments_account FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER balance_not_deleted BEFORE DELETE ON payments_accountbalance FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER balance_not_emptied BEFORE TRUNCATE ON payments_accountbalance FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();

-- 2. A balance begins at nothing with its account.
CREATE FUNCTION ledger_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO payments_accountbalance (account_id, currency, may_overdraw, balance)
        VALUES (NEW.id, NEW.currency, NEW.may_overdraw, 0);
    RETURN NULL;
END $$;
CREATE TRIGGER account_opens AFTER INSERT ON payments_account FOR EACH ROW EXECUTE FUNCTION ledger_open();

-- 3. At the commit every entry has all its postings.
CREATE FUNCTION ledger_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM payments_posting WHERE entry_id = NEW.id) <> NEW.size THEN
        RAISE EXCEPTION 'ledger_entry_not_whole: %', NEW.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_is_whole AFTER INSERT ON payments_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_whole();
