"""`manage.py describe`: write the documents under docs/ that come from the code."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from marketplace.kit.describe import DOCUMENTS


class Command(BaseCommand):
    help = "Write the documents that come from the code."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, write in DOCUMENTS.items():
            (settings.BASE_DIR / "docs" / name).write_text(write())
            self.stdout.write(f"docs/{name}")
