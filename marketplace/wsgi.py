"""The pages: `gunicorn marketplace.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

django_application = get_wsgi_application()

from marketplace.kit.pagecache import PageCache  # noqa: E402  (Django must be set up before an app's modules are imported)

application = PageCache(django_application)
