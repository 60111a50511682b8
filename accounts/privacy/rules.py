"""What this floor and the ground let go of by age. Higher floors add their own rules."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, Device, Erasure, Export, Party, SecurityEvent, User
from accounts.privacy import exports, retention
from marketplace.catalog import partitions
from marketplace.catalog.models import Listing
from marketplace.kit import clock, outbox


def register() -> None:
    """Let these rules hold."""
    rule = retention.rule
    rule("events", title=_("Pages that were opened"), let_go=_events,
         what=_("What was opened and pressed, month by month; the counts made of it stay."))  # fmt: skip
    rule("messages", title=_("Mails that went out"), let_go=_messages, what=_("That they went out, and when."))
    rule("sessions", title=_("Sessions"), let_go=_sessions, what=_("From your last visit on."))
    rule("unverified", title=_("Accounts that were never confirmed"), let_go=_unverified,
         what=_("Somebody gave an address and never typed the code."))  # fmt: skip
    rule("guests", title=_("Guests who gave nothing"), let_go=_guests,
         what=_("Somebody typed an address to give without an account, and did not go on."))  # fmt: skip
    rule("exports", title=_("Files with everything about you"), let_go=_exports, what=_("From when they are ready."))
    rule("devices", title=_("Devices"), let_go=_devices, what=_("From the last sign-in with them."))
    rule("security_events", title=_("Security log"), let_go=_security_events,
         what=_("Sign-ins from new devices and changes of how you sign in."))  # fmt: skip
    rule("consents", title=_("Proof of what you agreed to"), let_go=_consents,
         what=_("From when the account was deleted; without a name."))  # fmt: skip
    rule("receipts", title=_("Receipts of deleted accounts"), let_go=_receipts, what=_("Counts, without a name."))


def _events(before: datetime) -> int:
    return len(partitions.drop_old())


def _messages(before: datetime) -> int:
    return outbox.tidy()


def _sessions(before: datetime) -> int:
    """Each session has its own end, which moves with every visit."""
    return retention.delete_old(Session.objects.filter(expire_date__lt=clock.now()))


def _exports(before: datetime) -> int:
    """Files that outlived their week because their timer did not run, and the rows of a year ago."""
    late = Export.objects.filter(status=Export.Status.READY, ready_at__lt=before)
    for pk in late.values_list("pk", flat=True):
        exports.end(str(pk))
    return retention.delete_old(Export.objects.filter(status=Export.Status.GONE, asked_at__lt=_a_year(before)))


def _a_year(before: datetime) -> datetime:
    return before.replace(year=before.year - 1, day=min(before.day, 28))


def _devices(before: datetime) -> int:
    return retention.delete_old(Device.objects.filter(last_seen_at__lt=before))


def _security_events(before: datetime) -> int:
    return retention.delete_old(SecurityEvent.objects.filter(at__lt=before))


def _consents(before: datetime) -> int:
    left = Erasure.objects.filter(status=Erasure.Status.DONE, done_at__lt=before).values("user")
    return retention.delete_old(Consent.objects.filter(user__in=left))


def _receipts(before: datetime) -> int:
    return retention.delete_old(Erasure.objects.filter(status=Erasure.Status.DONE, done_at__lt=before))


def _unverified(before: datetime) -> int:
    """Accounts that nobody ever signed in to. One that somebody else refers to already stays."""
    return sum(_never_was(user) for user in _never_confirmed(before)[: retention.BATCH])


def _never_confirmed(before: datetime) -> "QuerySet[User]":
    addresses = EmailAddress.objects.filter(user=OuterRef("pk"))
    waiting = Exists(addresses.filter(verified=False)) & ~Exists(addresses.filter(verified=True))
    return User.objects.filter(waiting, joined_at__lt=before, last_login__isnull=True, is_staff=False)


def _guests(before: datetime) -> int:
    """Guests of whom nothing is left. What they began and did not confirm goes before, by the rules of its floor."""
    old = User.objects.filter(is_guest=True, joined_at__lt=before)
    return sum(_never_was(user) for user in old.order_by("pk")[: retention.BATCH])


def _never_was(user: User) -> bool:
    try:
        with transaction.atomic():
            Listing.objects.filter(owner__user=user).delete()
            Party.objects.filter(user=user).delete()
            user.delete()
    except ProtectedError:
        return False
    return True
