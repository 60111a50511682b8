"""The five families of notices: what each is about, and how it comes until the person says otherwise."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from social.models import Notice

Mail = Notice.Mail


class Family(models.TextChoices):
    SECURITY = "security", _("Security")
    MONEY = "money", _("Money")
    WORK = "work", _("Your work")
    PEOPLE = "people", _("People and companies")
    DISCOVERY = "discovery", _("Followed and watched")


@dataclass(frozen=True)
class Ways:
    """On which ways a notice comes: on the page (the bell and the live line), by mail and when, as a push."""

    page: bool = True
    mail: str = Mail.NOW
    push: bool = True


# Who could lose an account or money over a notice that never came cannot switch it off.
LOCKED = frozenset({Family.SECURITY, Family.MONEY})

DEFAULTS: dict[str, Ways] = {
    Family.SECURITY: Ways(),
    Family.MONEY: Ways(),
    Family.WORK: Ways(),
    Family.PEOPLE: Ways(mail=Mail.DAY),
    Family.DISCOVERY: Ways(mail=Mail.WEEK, push=False),
}

ABOUT: dict[str, Promise] = {
    Family.SECURITY: _("Sign-ins, passwords, passkeys and your address."),
    Family.MONEY: _("What you pay, receive and hold in escrow."),
    Family.WORK: _("Jobs, proposals and whatever waits for your answer."),
    Family.PEOPLE: _("Companies you act for, endorsements, who follows you."),
    Family.DISCOVERY: _("What people you follow publish, and what changes where you watch."),
}
