"""The site's settings and the linter of migrations, which is no part of a deployment."""

from marketplace.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]  # noqa: F405
# Looked at by hand: the linter takes a table that a migration makes for one that was there before it.
LOOKED_AT = [
    "0004_chargebacks_of_what_the_site_sells",  # new columns may be empty; the strict ones are of a new table
    "0005_balances_know_their_currency",  # the trigger that writes the new column is replaced in the same transaction
    "0007_an_entry_is_written_once_and_sealed_beside",  # an equal constraint takes the place of the one it drops
    "0005_only_what_is_used",  # columns of the same release, which no code that ran anywhere has written
    "0002_pledges",  # the strict columns are of new tables; rewards are asked less than before
    "0009_comments",  # the constraint asks less than the one it replaces; the strict columns are of a new table
    "0008_messages_reported",  # the constraint asks less than the one it replaces
    "0014_proofs_of_a_team",  # every row has been one of a kind until now
    "0012_held_back_until_the_report",  # the column of its index is new, so no row is in it yet
    "0013_teams",  # the strict columns are of new tables
    "0004_hours",  # the strict columns are of new tables
    "0005_threads",  # the strict columns are of new tables
    "0006_reviews_and_scores",  # the strict columns are of new tables
    "0008_invited_haggled_looked_after",  # the database fills the new column for code that does not know it
]
MIGRATION_LINTER_OPTIONS = {
    "ignore_name": LOOKED_AT,
    "include_apps": [app.rpartition(".")[2] for app in OUR_APPS],  # noqa: F405
    "no_cache": True,
    "quiet": ["ok", "ignore"],
}
