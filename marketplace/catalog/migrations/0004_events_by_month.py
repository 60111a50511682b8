from django.db import migrations

# The same columns, partitioned. Deleting a listing or a user is followed by the database itself.
PARTITION = """
CREATE TABLE catalog_event_by_month (LIKE catalog_event INCLUDING DEFAULTS) PARTITION BY RANGE (at);
DROP TABLE catalog_event;
ALTER TABLE catalog_event_by_month RENAME TO catalog_event;
ALTER TABLE catalog_event
    ADD CONSTRAINT catalog_event_pkey PRIMARY KEY (at, id),
    ADD CONSTRAINT catalog_event_listing FOREIGN KEY (listing_id) REFERENCES catalog_listing (id) ON DELETE CASCADE,
    ADD CONSTRAINT catalog_event_user FOREIGN KEY (user_id) REFERENCES accounts_user (id) ON DELETE SET NULL;
CREATE INDEX event_by_listing ON catalog_event (listing_id, at);
CREATE INDEX event_by_user ON catalog_event (user_id, at) WHERE user_id IS NOT NULL;
CREATE TABLE catalog_event_rest PARTITION OF catalog_event DEFAULT;
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_events")]

    operations = [migrations.RunSQL(PARTITION, migrations.RunSQL.noop)]
