"""`manage.py check_books`: ask whether the books are right, one line for each thing that must be true of them."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payments import books


class Command(BaseCommand):
    """Reads everything and changes nothing. Exit code 1 where something is not true."""

    help = "Check the books: every invariant of the money, a line each."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for finding in books.check():
            self.stdout.write(str(finding))
            wrong += not finding.holds
        if wrong:
            raise CommandError(f"The books are wrong in {wrong} ways.")
