"""The sample multiplied, for measuring: every row of it copied in the database until there are N listings.

A copy has ids, slugs and addresses of its own and points at copied rows; words, figures and topics stay, and dates move
a little, so that filters and orders meet the same mixture at a million listings as at ten thousand.
"""

from collections.abc import Callable
from math import ceil
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.sample.load.copying import columns_of, name_of

_WORTH_REBUILDING = 50_000  # rows; above it the indexes are dropped first and built once at the end

# Filings carry a number that is unique in the world, so securities offers are not copied.
_BASE = """
CREATE TEMPORARY TABLE base_listing ON COMMIT DROP AS
SELECT id, row_number() OVER (ORDER BY array_position(
    ARRAY['person', 'company', 'portfolio', 'project', 'fundraiser', 'work'], kind::text), id) AS place
FROM catalog_listing WHERE is_sample AND is_live AND basis <> 'equity' AND slug !~ '-no-[0-9]+$'
"""


# What is copied, the needed before the needing, and the column that leads to the listing.
_TABLES = {
    "accounts.Party": "id",
    "accounts.Record": "party_id",
    "catalog.Listing": "id",
    "catalog.ListingStats": "listing_id",
    "accounts.Profile": "listing_id",
    "accounts.ProfileSkill": "profile_id",
    "accounts.Company": "listing_id",
    "portfolios.Portfolio": "listing_id",
    "portfolios.Work": "listing_id",
    "portfolios.Media": "listing_id",
    "projects.Project": "listing_id",
    "projects.PlannedMilestone": "project_id",
    "fundraising.Fundraiser": "listing_id",
    "fundraising.BudgetLine": "fundraiser_id",
    "fundraising.Disbursement": "fundraiser_id",
    "fundraising.Reward": "fundraiser_id",
    "fundraising.Question": "fundraiser_id",
}

# The time of the first id, and a hash in place of its random bits: again a UUID of version 7, and the same every time.
_REMAP = """
CREATE OR REPLACE FUNCTION pg_temp.remap(id uuid, copy int) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (substr(id::text, 1, 15) || substr(hash, 1, 3) || '-' || substr(id::text, 20, 1) || substr(hash, 4, 3)
        || '-' || substr(hash, 7, 12))::uuid FROM (SELECT md5(id::text || copy) AS hash) AS hashed
$$
"""


def grow(to: int, say: Callable[[str], None]) -> int:
    """Copy the sample until there are `to` listings. Returns how many were added; 0 where there are enough.

    Raises ValueError where no sample is loaded.
    """
    missing = to - Listing.objects.count()
    if missing <= 0:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        _copy_all(cursor, missing, say)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return missing


def _copy_all(cursor: Any, missing: int, say: Callable[[str], None]) -> None:
    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
    cursor.execute(_BASE)
    cursor.execute("CREATE UNIQUE INDEX ON base_listing (id)")
    _analyze(cursor)
    cursor.execute(_REMAP)
    size = _one(cursor, "SELECT count(*) FROM base_listing")
    if not size:
        raise ValueError("There is no sample to grow: load it first.")
    first = _one(cursor, "SELECT COALESCE(max(substring(slug FROM '-no-([0-9]+)$')::int), 1) FROM accounts_party") + 1
    rebuild = _drop_indexes(cursor) if missing > _WORTH_REBUILDING else []
    for number in range(ceil(missing / size)):
        _copy_once(cursor, first + number, min(size, missing - number * size))
        say(f"{min(missing, (number + 1) * size):,} of {missing:,} listings added")
    if rebuild:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no index is built while foreign keys wait to be checked
    for statement in rebuild:
        cursor.execute(statement)


def _copy_once(cursor: Any, copy: int, most: int) -> None:
    """One copy of the first `most` listings of the sample and of all that hangs on them."""
    for label, column in _TABLES.items():
        cursor.execute(_statement(apps.get_model(label), column), {"copy": copy, "most": most})


def _statement(model: type[models.Model], column: str) -> str:
    fields, table = columns_of(model), model._meta.db_table
    names = ", ".join(name_of(field) for field in fields)
    values = ", ".join(_value(model, field) for field in fields)
    chosen = "SELECT id FROM base_listing WHERE place <= %(most)s"
    if column == "party_id" or model is Party:
        chosen = f"SELECT owner_id FROM catalog_listing WHERE id IN ({chosen})"
    return f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {column} IN ({chosen})"


def _value(model: type[models.Model], field: "models.Field[Any, Any]") -> str:
    """The column of the copy: other ids and addresses, dates a little earlier, everything else the same."""
    column = name_of(field)
    if field.remote_field and field.remote_field.model._meta.label == "accounts.User":
        return "NULL"
    if _is_copied(field):
        return f"pg_temp.remap({column}, %(copy)s)"
    if isinstance(field, models.SlugField):
        return f"left({column}, {(field.max_length or 0) - 10}) || '-no-' || %(copy)s"
    if model is Listing and field.name == "url":
        return "regexp_replace(url, '[^/]+/$', '') || left(slug, 90) || '-no-' || %(copy)s || '/'"
    if model is Listing and field.name in {"published_at", "updated_at"}:
        return f"{column} - %(copy)s * interval '7 minutes'"
    return column


def _is_copied(field: "models.Field[Any, Any]") -> bool:
    """Whether the column is the id of a row that is copied too."""
    if field.remote_field:
        return field.remote_field.model._meta.label in _TABLES
    return field.primary_key and isinstance(field, models.UUIDField)


def _drop_indexes(cursor: Any) -> list[str]:
    """Drop what is only for reading, and return the statements that make it again."""
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = 'catalog_listing'::regclass AND NOT indisunique"
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in found]


def _analyze(cursor: Any) -> None:
    """What has just been loaded is not known to the planner yet, and a wrong guess costs minutes."""
    for table in ("base_listing", *(apps.get_model(label)._meta.db_table for label in _TABLES)):
        cursor.execute(f"ANALYZE {table}")


def _one(cursor: Any, statement: str) -> int:
    cursor.execute(statement)
    return int(cursor.fetchone()[0])
