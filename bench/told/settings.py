"""The site's settings and one more app, whose only matter is the kind of notice that is measured."""

from marketplace.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "bench.told"]  # noqa: F405
ALLOWED_HOSTS = ["127.0.0.1"]
