-- What the database itself refuses and keeps: payments/models/account.py says what the tables mean.

ALTER TABLE payments_posting
    ADD CONSTRAINT posting_source_currency FOREIGN KEY (source_id, currency) REFERENCES payments_account (id, currency),
    ADD CONSTRAINT posting_destination_currency FOREIGN KEY (destination_id, currency) REFERENCES payments_account (id, currency);
ALTER TABLE payments_accountbalance
    ADD CONSTRAINT balance_of_a_kind FOREIGN KEY (account_id, may_overdraw) REFERENCES payments_account (id, may_overdraw);
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

-- 2. A balance begins at nothing with its account, and changes by postings alone.
CREATE FUNCTION ledger_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO payments_accountbalance (account_id, may_overdraw, balance) VALUES (NEW.id, NEW.may_overdraw, 0);
    RETURN NULL;
END $$;
CREATE TRIGGER account_opens AFTER INSERT ON payments_account FOR EACH ROW EXECUTE FUNCTION ledger_open();
CREATE FUNCTION ledger_balance_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 OR (TG_OP = 'INSERT' AND NEW.balance <> 0) THEN
        RAISE EXCEPTION 'ledger_balance_by_postings: % refused', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER balance_by_postings BEFORE INSERT OR UPDATE ON payments_accountbalance
    FOR EACH ROW EXECUTE FUNCTION ledger_balance_alone();

-- 3. A posting moves its money, and belongs to its entry from the start: the places of an entry are counted in advance.
CREATE FUNCTION ledger_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.place < 1 OR NEW.place > (SELECT size FROM payments_entry WHERE id = NEW.entry_id) THEN
        RAISE EXCEPTION 'ledger_late_posting: entry % has no place %', NEW.entry_id, NEW.place
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.source_id < NEW.destination_id THEN  -- the order of locks: accounts by id
        UPDATE payments_accountbalance SET balance = balance - NEW.amount WHERE account_id = NEW.source_id
            RETURNING balance INTO NEW.source_after;
    END IF;
    UPDATE payments_accountbalance SET balance = balance + NEW.amount WHERE account_id = NEW.destination_id
        RETURNING balance INTO NEW.destination_after;
    IF NEW.source_id >= NEW.destination_id THEN
        UPDATE payments_accountbalance SET balance = balance - NEW.amount WHERE account_id = NEW.source_id
            RETURNING balance INTO NEW.source_after;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER posting_moves_money BEFORE INSERT ON payments_posting FOR EACH ROW EXECUTE FUNCTION ledger_move();

-- 4. At the commit every entry has all its postings.
CREATE FUNCTION ledger_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM payments_posting WHERE entry_id = NEW.id) <> NEW.size THEN
        RAISE EXCEPTION 'ledger_entry_not_whole: %', NEW.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entry_is_whole AFTER INSERT ON payments_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_whole();

-- 5. The one way in: one entry, in one round trip. Accounts are given once each, postings by their places in that list.
CREATE FUNCTION ledger_post(
    p_id uuid, p_ref text, p_kind text, p_hash text, p_reverses uuid, p_by uuid, p_at timestamptz,
    p_codes text[], p_owners uuid[], p_currencies text[],
    p_sources smallint[], p_destinations smallint[], p_amounts bigint[]
) RETURNS TABLE (id uuid, is_new boolean) LANGUAGE plpgsql AS $$
DECLARE
    found_id uuid;
    found_hash text;
    ids bigint[];
BEGIN
    INSERT INTO payments_entry (id, ref, kind, hash, size, reverses_id, by, at)
        VALUES (p_id, p_ref, p_kind, p_hash, cardinality(p_amounts), p_reverses, p_by, p_at)
        ON CONFLICT (ref) DO NOTHING;
    IF NOT FOUND THEN
        SELECT entry.id, entry.hash INTO found_id, found_hash FROM payments_entry entry WHERE entry.ref = p_ref;
        IF found_hash <> p_hash THEN
            RAISE EXCEPTION 'ledger_ref_reused: %', p_ref USING ERRCODE = 'unique_violation';
        END IF;
        RETURN QUERY SELECT found_id, false;
        RETURN;
    END IF;
    ids := ledger_accounts(p_codes, p_owners, p_currencies);
    IF array_position(ids, NULL) IS NOT NULL THEN
        INSERT INTO payments_account (code, owner, currency, may_overdraw)
            SELECT wanted.code, wanted.owner, wanted.currency, wanted.code ~ '{mirrors}'
            FROM unnest(p_codes, p_owners, p_currencies) AS wanted (code, owner, currency)
            ORDER BY 1, 2, 3
            ON CONFLICT (code, owner, currency) DO NOTHING;
        ids := ledger_accounts(p_codes, p_owners, p_currencies);
    END IF;
    PERFORM 1 FROM payments_accountbalance kept WHERE kept.account_id = ANY (ids) ORDER BY kept.account_id FOR UPDATE;
    INSERT INTO payments_posting (entry_id, place, source_id, destination_id, currency, amount, source_after, destination_after)
        SELECT p_id, place, ids[source], ids[destination], p_currencies[source], amount, 0, 0
        FROM unnest(p_sources, p_destinations, p_amounts) WITH ORDINALITY AS move (source, destination, amount, place)
        ORDER BY place;
    RETURN QUERY SELECT p_id, true;
END $$;
CREATE FUNCTION ledger_accounts(p_codes text[], p_owners uuid[], p_currencies text[]) RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT array_agg(account.id ORDER BY place)
    FROM unnest(p_codes, p_owners, p_currencies) WITH ORDINALITY AS wanted (code, owner, currency, place)
    LEFT JOIN payments_account account USING (code, owner, currency)
$$;
