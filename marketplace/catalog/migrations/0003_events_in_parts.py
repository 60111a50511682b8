import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.kit.clock
import marketplace.kit.ids

KINDS = ["view", "click", "share", "like", "bookmark", "follow", "watch", "proposal", "hire", "pledge"]

# Django knows no partitioned tables. Deleting a listing or a user is followed by the database itself.
COLUMNS = [
    "at timestamptz NOT NULL",
    "id uuid NOT NULL",
    "kind varchar(12) NOT NULL",
    "visitor bigint",
    "facts jsonb NOT NULL",
    "listing_id uuid NOT NULL CONSTRAINT catalog_event_listing REFERENCES catalog_listing (id) ON DELETE CASCADE",
    "user_id uuid CONSTRAINT catalog_event_user REFERENCES accounts_user (id) ON DELETE SET NULL",
    "PRIMARY KEY (at, id)",
]
TABLE = [
    f"CREATE TABLE catalog_event ({', '.join(COLUMNS)}) PARTITION BY RANGE (at)",
    "CREATE INDEX event_by_listing ON catalog_event (listing_id, at)",
    "CREATE INDEX event_by_user ON catalog_event (user_id, at) WHERE user_id IS NOT NULL",
    "CREATE TABLE catalog_event_rest PARTITION OF catalog_event DEFAULT",
]

EVENT = migrations.CreateModel(
    name="Event",
    fields=[
        ("pk", models.CompositePrimaryKey("at", "id", blank=True, editable=False, primary_key=True, serialize=False)),
        ("at", models.DateTimeField(default=marketplace.kit.clock.now)),
        ("id", models.UUIDField(default=marketplace.kit.ids.uuid7)),
        ("kind", models.CharField(choices=[(kind, kind) for kind in KINDS], max_length=12)),
        ("visitor", models.BigIntegerField(null=True)),
        ("facts", models.JSONField(default=dict)),
        ("listing", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.listing")),
        ("user", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
    ],
    options={
        "indexes": [
            models.Index(fields=["listing", "at"], name="event_by_listing"),
            models.Index(condition=models.Q(("user__isnull", False)), fields=["user", "at"], name="event_by_user"),
        ],
    },
)


class Migration(migrations.Migration):
    replaces = [("catalog", "0003_events_by_month")]
    dependencies = [
        ("catalog", "0002_their_owners"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[EVENT],
            database_operations=[migrations.RunSQL(TABLE, "DROP TABLE catalog_event")],
        ),
    ]
