"""Ask pages in this process, twice, and print the most queries that one of them took the second time."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402


def queries(path: str) -> int:
    """How many queries the page takes for a visitor, once caches are warm."""
    browser = Client(headers={"host": "127.0.0.1"})
    browser.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = browser.get(path)
    if response.status_code != 200:
        raise SystemExit(f"{path} answers {response.status_code}")
    return len(captured)


sys.stdout.write(f"{max(queries(path) for path in sys.argv[1:])}\n")
