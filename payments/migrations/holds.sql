-- A hold goes along its chart and ends once; what was agreed of it stays; what left it is written down for ever. One that
-- was set apart is of the same two, kind and currency as the one that it comes from.
-- payments/models/hold.py says what they mean; Hold.MOVES is the same chart, and a test holds the two together.

CREATE FUNCTION hold_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'pending' THEN
            RAISE EXCEPTION 'hold_begins_unpaid: not as %', NEW.status USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.parted_from_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM payments_hold whole WHERE whole.id = NEW.parted_from_id AND whole.id <> NEW.id
                AND (whole.kind, whole.payer_id, whole.payee_id, whole.currency, whole.terms)
                    = (NEW.kind, NEW.payer_id, NEW.payee_id, NEW.currency, NEW.terms)
        ) THEN
            RAISE EXCEPTION 'hold_apart_as_agreed: % is of another deal', NEW.id USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (VALUES
        ('pending', 'held'), ('pending', 'void'),
        ('held', 'frozen'), ('held', 'released'), ('held', 'refunded'), ('held', 'split'), ('held', 'expired'),
        ('frozen', 'held'), ('frozen', 'released'), ('frozen', 'refunded'), ('frozen', 'split'), ('frozen', 'expired')
    ) THEN
        RAISE EXCEPTION 'hold_off_its_chart: from % to %', OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status <> 'pending' AND (NEW.kind, NEW.subject, NEW.payer_id, NEW.payee_id, NEW.currency, NEW.amount_minor)
        <> (OLD.kind, OLD.subject, OLD.payer_id, OLD.payee_id, OLD.currency, OLD.amount_minor) THEN
        RAISE EXCEPTION 'hold_as_agreed: % was paid for as it is', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.parted_from_id IS DISTINCT FROM OLD.parted_from_id THEN
        RAISE EXCEPTION 'hold_as_agreed: % comes from where it comes from', OLD.id USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hold_keeps_to_its_chart BEFORE INSERT OR UPDATE ON payments_hold
    FOR EACH ROW EXECUTE FUNCTION hold_keep();
CREATE TRIGGER hold_not_deleted BEFORE DELETE ON payments_hold FOR EACH ROW WHEN (OLD.status <> 'pending')
    EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER part_append_only BEFORE UPDATE OR DELETE ON payments_holdpart FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER part_not_emptied BEFORE TRUNCATE ON payments_holdpart FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
