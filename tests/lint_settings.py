"""The site's settings and the linter of migrations, which is no part of a deployment."""

from marketplace.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]  # noqa: F405
MIGRATION_LINTER_OPTIONS = {
    "include_apps": [app.rpartition(".")[2] for app in OUR_APPS],  # noqa: F405
    "no_cache": True,
    "quiet": ["ok", "ignore"],
}
