"""`manage.py describe`: write docs/data-model.md and docs/states.md from the models."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from marketplace.kit import describe

DOCUMENTS = {"data-model.md": describe.data_model, "states.md": describe.state_charts}


class Command(BaseCommand):
    help = "Write the documents that come from the models."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, write in DOCUMENTS.items():
            (settings.BASE_DIR / "docs" / name).write_text(write())
            self.stdout.write(f"docs/{name}")
