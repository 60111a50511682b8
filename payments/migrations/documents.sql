-- Numbers without a gap, and documents that stay as they were issued: payments/models/document.py says what they mean.

-- 1. A series begins at nothing and goes up by one.
CREATE FUNCTION series_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.last <> 0 OR TG_OP = 'UPDATE' AND (
        NEW.last <> OLD.last + 1
        OR (NEW.id, NEW.sort, NEW.year) <> (OLD.id, OLD.sort, OLD.year)
        OR NEW.issuer_id IS DISTINCT FROM OLD.issuer_id
    ) THEN
        RAISE EXCEPTION 'series_by_one: % refused', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER series_goes_up_by_one BEFORE INSERT OR UPDATE ON payments_numberseries
    FOR EACH ROW EXECUTE FUNCTION series_step();

-- 2. A number that was taken is borne by a document when the transaction commits.
CREATE FUNCTION series_number_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM payments_document WHERE series_id = NEW.id AND place = NEW.last) THEN
        RAISE EXCEPTION 'series_gap: number % of series % has no document', NEW.last, NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER series_leaves_no_gap AFTER UPDATE ON payments_numberseries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION series_number_used();

-- 3. A document bears the number that was taken for it, of its own issuer's series of its own sort.
CREATE FUNCTION document_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM payments_numberseries series
        WHERE series.id = NEW.series_id AND series.last = NEW.place AND series.sort = NEW.sort
            AND series.issuer_id IS NOT DISTINCT FROM NEW.issuer_id
    ) THEN
        RAISE EXCEPTION 'document_number: place % of series % was not taken', NEW.place, NEW.series_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER document_bears_its_number BEFORE INSERT ON payments_document
    FOR EACH ROW EXECUTE FUNCTION document_number();

-- 4. Nothing of it is changed but its file, which is made once; nothing is deleted.
CREATE FUNCTION document_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    made payments_document := OLD;
BEGIN
    made.file := NEW.file;
    made.file_hash := NEW.file_hash;
    IF OLD.file <> '' OR made IS DISTINCT FROM NEW THEN
        RAISE EXCEPTION 'document_stays: % is as it was issued', OLD.number USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER document_stays_as_issued BEFORE UPDATE ON payments_document
    FOR EACH ROW EXECUTE FUNCTION document_keep();
CREATE TRIGGER document_not_deleted BEFORE DELETE ON payments_document
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER document_not_emptied BEFORE TRUNCATE ON payments_document
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER series_not_deleted BEFORE DELETE ON payments_numberseries
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER series_not_emptied BEFORE TRUNCATE ON payments_numberseries
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
