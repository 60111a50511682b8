"""The site's settings and the linter of migrations, which is no part of a deployment."""

from marketplace.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]  # noqa: F405
# Looked at by hand: the linter takes a table that a migration makes for one that was there before it.
LOOKED_AT = [
    "0002_their_owners",  # the first tables of all: no row is in them yet
    "0002_people_and_companies",
    "0001_tables",
]
MIGRATION_LINTER_OPTIONS = {
    "ignore_name": LOOKED_AT,
    "include_apps": [app.rpartition(".")[2] for app in OUR_APPS],  # noqa: F405
    "no_cache": True,
    "quiet": ["ok", "ignore"],
}
