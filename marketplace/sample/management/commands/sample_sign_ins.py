"""`manage.py sample_sign_ins`: make the sample sign-ins of a one-machine run, and say them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from marketplace.sample import sign_ins


class Command(BaseCommand):
    help = "Make the sample sign-ins (embedded services only) and print them."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            return
        password = sign_ins.make_all()
        self.stdout.write(f"Sample sign-ins at {settings.SITE_URL}/accounts/login/ (password of all: {password})")
        for one in sign_ins.SIGN_INS:
            self.stdout.write(f"  {one.part:<11} {one.email}")
