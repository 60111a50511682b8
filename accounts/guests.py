"""Guests: who gives money without signing up, and comes back by a link in a mail.

    guest, is_new = guests.begin(name="Ben", email="ben@example.org", key=form_key)
    guests.welcome(request, guest)                   # this browser acts for this guest, on the few pages for guests
    guests.way(guest.user, "/pledges/…/")            # as mails write it: signed, good for thirty days
    guests.send_anew(guest)                          # a new link; the earlier ones open nothing any more
    guests.claim(ben)                                # what was given under an address that Ben has proved is Ben's

A form never tells whether an address is known: it always makes a guest. Whose address it is learns of it by mail.
"""

from datetime import timedelta
from uuid import UUID, uuid5

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import letters, people
from accounts.models import Guest, User
from marketplace.kit import clock
from marketplace.kit.ids import uuid7

NOWHERE = "guest.invalid"  # reserved by RFC 2606: their sign-in has no address, so nothing finds it by one
SALT, PLACE = "accounts.guests", "guest"
GOOD_FOR = timedelta(days=30)


class NotOurs(LookupError):
    """The link was not made here, or a newer one has taken its place."""


class RunOut(NotOurs):
    """Its days are over; `guest` may be sent another one."""

    def __init__(self, guest: Guest) -> None:
        super().__init__()
        self.guest = guest


@transaction.atomic
def begin(*, name: str, email: str, key: UUID, currency: str = "EUR") -> tuple[Guest, bool]:
    """A guest of this name and address, and whether it is new: the same form sent twice makes one.

    key: of the form. Under another address it is another guest.
    """
    email = email.strip().lower()
    key = uuid5(key, email)
    with connection.cursor() as cursor:  # a second press waits here until the first has its guest, and what they did
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"guest:{key}"])
    if known := Guest.objects.select_related("user__party").filter(key=key).first():
        return known, False
    user = User.objects.create_user(
        f"{uuid7().hex}@{NOWHERE}", is_guest=True, language=translation.get_language() or "", currency=currency
    )
    party = people.join(user, name=name)
    return Guest.objects.create(user=user, party=party, email=email, key=key, claimed_by=_member_of(email)), True


def welcome(request: HttpRequest, guest: Guest) -> None:
    """Let this browser act for this guest from now on, on the pages that are for guests."""
    request.session[PLACE] = [guest.pk.hex, guest.round]
    request.session.cycle_key()


def of(request: HttpRequest) -> Guest | None:
    """For which guest this browser acts; none where a newer link has taken its place."""
    pk, now = request.session.get(PLACE) or (None, 0)
    known = Guest.objects.select_related("user__party").filter(user__is_active=True)
    found: Guest | None = known.filter(pk=pk, round=now).first() if pk else None
    return found


def known_as(request: HttpRequest, email: str) -> Guest | None:
    """The guest of this browser, where it is the same address again."""
    guest = of(request)
    return guest if guest and guest.email == email.strip().lower() else None


def way(user: User, path: str) -> str:
    """The whole address of a page, as a mail to this person writes it: for a guest, one that opens it."""
    if not user.is_guest:
        return f"{settings.SITE_URL}{path}"
    return f"{settings.SITE_URL}{reverse('accounts:guest_link', args=[token_of(user.guest, path)])}"


def token_of(guest: Guest, path: str) -> str:
    """What the link carries: who, which round, and where it leads."""
    return signing.dumps({"guest": guest.pk.hex, "round": guest.round, "to": path}, salt=SALT, compress=True)


def read(token: str) -> tuple[Guest, str]:
    """Who the link is for, and where it leads. Raises NotOurs, RunOut."""
    try:
        said = signing.loads(token, salt=SALT)
        guest = Guest.objects.select_related("user").get(pk=said["guest"], round=said["round"], user__is_active=True)
        signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.SignatureExpired:
        raise RunOut(guest) from None
    except (signing.BadSignature, Guest.DoesNotExist, ValueError, KeyError, TypeError) as error:
        raise NotOurs from error
    to = said["to"] if url_has_allowed_host_and_scheme(said["to"], allowed_hosts=None) else reverse("accounts:guest")
    return guest, to


def prove(guest: Guest) -> None:
    """Somebody who reads the mail of this address is here."""
    Guest.objects.filter(pk=guest.pk, proved_at=None).update(proved_at=clock.now())


@transaction.atomic
def send_anew(guest: Guest) -> None:
    """Mail a new link to the guest's address. Every earlier one, and every browser that it opened, is shut out."""
    guest = Guest.objects.select_for_update(of=("self",)).select_related("user").get(pk=guest.pk)
    guest.round = F("round") + 1
    guest.save(update_fields=["round"])
    guest.refresh_from_db(fields=["round"])
    with translation.override(guest.user.language or settings.LANGUAGE_CODE):
        link = way(guest.user, reverse("accounts:guest"))
        letters.put("accounts/guests/link", guest.email, {"act_url": link, "days": GOOD_FOR.days})


def claim(user: User) -> int:
    """Let a member have what was given under the addresses that they have proved; returns how many guests that were.

    Links that were mailed before open nothing any more: the member signs in.
    """
    if user.is_guest:
        return 0
    proved = EmailAddress.objects.filter(user=user, verified=True).values_list(Lower("email"), flat=True)
    waiting = Guest.objects.filter(email__in=list(proved), claimed_by=None)
    return waiting.update(claimed_by=user, round=F("round") + 1, proved_at=clock.now())


@transaction.atomic
def hand_over(guest: Guest, *, to: User) -> None:
    """Let one guest be this member, who came with the link. Twice changes nothing; what is somebody else's stays."""
    waiting = Guest.objects.filter(pk=guest.pk, claimed_by=None)
    waiting.update(claimed_by=to, round=F("round") + 1, proved_at=clock.now())


def _member_of(email: str) -> User | None:
    """The member who has proved that this address is theirs."""
    proved = EmailAddress.objects.select_related("user").filter(verified=True, user__is_active=True)
    found = proved.filter(email__iexact=email).first()
    return found.user if found else None
