-- How money moves, and the one way in. Every entry of the site goes through here, so each look-up counts.

-- 1. A balance changes by postings alone. The condition is asked without calling the function.
CREATE FUNCTION ledger_balance_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger_balance_by_postings: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER balance_by_postings BEFORE INSERT OR UPDATE ON payments_accountbalance
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_balance_alone();

-- 2. A posting moves its money, and belongs to its entry from the start: the places of an entry are counted in advance.
-- What it finds here needs no foreign key beside it, which would lock the rows of the entry and of both accounts anew.
-- It takes its number while it holds both balances, so that the postings of an account are numbered in the order in
-- which they moved its balance, whoever waited for whom.
CREATE FUNCTION ledger_move() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    places smallint;
BEGIN
    SELECT size INTO places FROM payments_entry WHERE id = NEW.entry_id;
    IF places IS NULL OR NEW.place NOT BETWEEN 1 AND places THEN
        RAISE EXCEPTION 'ledger_late_posting: entry % has no place %', NEW.entry_id, NEW.place
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.source_id < NEW.destination_id THEN  -- the order of locks: accounts by id
        UPDATE payments_accountbalance SET balance = balance - NEW.amount WHERE account_id = NEW.source_id AND currency = NEW.currency
            RETURNING balance INTO NEW.source_after;
        UPDATE payments_accountbalance SET balance = balance + NEW.amount WHERE account_id = NEW.destination_id AND currency = NEW.currency
            RETURNING balance INTO NEW.destination_after;
    ELSE
        UPDATE payments_accountbalance SET balance = balance + NEW.amount WHERE account_id = NEW.destination_id AND currency = NEW.currency
            RETURNING balance INTO NEW.destination_after;
        UPDATE payments_accountbalance SET balance = balance - NEW.amount WHERE account_id = NEW.source_id AND currency = NEW.currency
            RETURNING balance INTO NEW.source_after;
    END IF;
    IF NEW.source_after IS NULL OR NEW.destination_after IS NULL THEN
        RAISE EXCEPTION 'ledger_other_currency: no % on account % or %', NEW.currency, NEW.source_id, NEW.destination_id
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    NEW.id := nextval('payments_posting_id_seq');
    RETURN NEW;
END $$;
CREATE TRIGGER posting_moves_money BEFORE INSERT ON payments_posting FOR EACH ROW EXECUTE FUNCTION ledger_move();

-- 3. One entry, in one round trip; returns its id, or that of the entry which has this ref already. Accounts are given
-- once each, postings by their places in that list. p_mirrors: codes of accounts that may go below zero, a pattern.
CREATE FUNCTION ledger_post(
    p_id uuid, p_ref text, p_kind text, p_hash text, p_reverses uuid, p_by uuid, p_at timestamptz, p_mirrors text,
    p_codes text[], p_owners uuid[], p_currencies text[],
    p_sources smallint[], p_destinations smallint[], p_amounts bigint[]
) RETURNS uuid LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$  -- else arrays are planned anew each time
DECLARE
    first record;
    ids bigint[];
BEGIN
    INSERT INTO payments_entry (id, ref, kind, hash, size, reverses_id, by, at)
        VALUES (p_id, p_ref, p_kind, p_hash, cardinality(p_amounts), p_reverses, p_by, p_at)
        ON CONFLICT (ref) DO NOTHING;
    IF NOT FOUND THEN
        SELECT id, hash INTO first FROM payments_entry WHERE ref = p_ref;
        IF first.hash <> p_hash THEN
            RAISE EXCEPTION 'ledger_ref_reused: %', p_ref USING ERRCODE = 'unique_violation';
        END IF;
        RETURN first.id;
    END IF;
    FOR turn IN 1..2 LOOP
        -- A query within the query, because a join may be planned to read all accounts.
        ids := ARRAY(
            SELECT (SELECT account.id FROM payments_account account
                    WHERE (account.code, account.owner, account.currency) = (wanted.code, wanted.owner, wanted.currency))
            FROM unnest(p_codes, p_owners, p_currencies) WITH ORDINALITY AS wanted (code, owner, currency, place)
            ORDER BY place
        );
        EXIT WHEN array_position(ids, NULL) IS NULL;
        INSERT INTO payments_account (code, owner, currency, may_overdraw)
            SELECT code, owner, currency, code ~ p_mirrors
            FROM unnest(p_codes, p_owners, p_currencies) AS wanted (code, owner, currency)
            ORDER BY 1, 2, 3
            ON CONFLICT (code, owner, currency) DO NOTHING;
    END LOOP;
    IF cardinality(p_amounts) > 1 THEN  -- one posting alone takes its two in order
        PERFORM FROM payments_accountbalance WHERE account_id = ANY (ids) ORDER BY account_id FOR UPDATE;
    END IF;
    INSERT INTO payments_posting (entry_id, place, source_id, destination_id, currency, amount, source_after, destination_after)
        SELECT p_id, place, ids[source], ids[destination], p_currencies[source], amount, 0, 0
        FROM unnest(p_sources, p_destinations, p_amounts) WITH ORDINALITY AS move (source, destination, amount, place)
        ORDER BY place;
    RETURN p_id;
END $$;
