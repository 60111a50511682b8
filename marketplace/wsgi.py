"""The pages: `gunicorn marketplace.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

from marketplace.kit.pagecache import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")

application = PageCache(get_wsgi_application())
