"""`manage.py sample_sign_ins`: make the sample sign-ins of a one-machine run, and say them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

import marketplace.sample.support
from accounts.models import Role, User
from marketplace.sample import campaign, deal, sign_ins


class Command(BaseCommand):
    help = "Make the sample sign-ins (embedded services only) and print them."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            return
        password = sign_ins.make_all()
        self._make_deal()
        self._make_campaign()
        self.stdout.write(f"Sample sign-ins at {settings.SITE_URL}/accounts/login/ (password of all: {password})")
        for one in sign_ins.SIGN_INS:
            self.stdout.write(f"  {one.part:<11} {one.email}")
        self._make_support()

    def _make_support(self) -> None:
        """Somebody who is supported month by month. As the deal: without it the site is whole."""
        people = {one.part: User.objects.get(email=one.email) for one in sign_ins.SIGN_INS}
        supporters = [people[part] for part in ("Backer", "Client", "Staff")]
        try:
            marketplace.sample.support.make(self.stderr.write, freelancer=people["Freelancer"], supporters=supporters)
        except Exception as error:
            self.stderr.write(f"The sample support was not made whole: {error!r}")

    def _make_deal(self) -> None:
        """Something to look at in the money of both. Without it the site is whole, so its failure stops nothing."""
        client, freelancer = (User.objects.get(email=sign_ins.of(kind).email) for kind in _SIDES)
        try:
            deal.make(self.stderr.write, client=client, freelancer=freelancer)
        except Exception as error:
            self.stderr.write(f"The sample deal was not made whole: {error!r}")

    def _make_campaign(self) -> None:
        """The same for a fundraiser that came together."""
        users = {one.part: User.objects.get(email=one.email) for one in sign_ins.SIGN_INS}
        backers = [users["Backer"], users["Client"]]
        try:
            campaign.make(self.stderr.write, maker=users["Freelancer"], backers=backers, reviewer=users["Staff"])
        except Exception as error:
            self.stderr.write(f"The sample fundraiser was not made whole: {error!r}")


_SIDES = (Role.Kind.CLIENT, Role.Kind.FREELANCER)
