"""What happened to the way somebody signs in: written down, mailed at once, and told in the centre of notices.

    security.tell(user, "passkey_added", request=request, name="Firefox on Windows")

The mail goes out from here, whatever the person has chosen for other notices, so that it also reaches an address that
is no longer theirs (`to`).
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import browsers, letters, ports
from accounts.models import SecurityEvent, User
from marketplace.kit import outbox

MAIL = "security_mail"
SHOWN = 20

Words = str | Promise


@dataclass(frozen=True)
class Kind:
    """One thing that can happen: its sentence, with %(name)s for facts, and what it means for who reads it."""

    sentence: Words
    more: Words = ""
    is_told: bool = True  # else only written down


_IS_USED = _("From now on it is asked for when you sign in.")

KINDS: dict[str, Kind] = {
    "signed_in_anew": Kind(
        _("Somebody signed in from a new device: %(device)s."),
        _("If it was you, nothing need be done."),
    ),
    "password_changed": Kind(_("Your password was changed."), _("All your other devices were signed out.")),
    "password_set": Kind(_("A password was set."), _("You can sign in with it from now on.")),
    "email_changed": Kind(
        _("Your address was changed from %(old)s to %(new)s."), _("Mail goes to the new address from now on.")
    ),
    "app_added": Kind(_("An app for sign-in codes was set up."), _IS_USED),
    "app_removed": Kind(_("The app for sign-in codes was removed."), _("No code from it is asked for any more.")),
    "passkey_added": Kind(_("A passkey was added: %(name)s."), _("It signs you in without a password.")),
    "passkey_removed": Kind(_("A passkey was removed: %(name)s."), _("It no longer signs you in.")),
    "passkey_first_used": Kind(_("A passkey was used for the first time: %(name)s.")),
    "codes_made": Kind(_("New recovery codes were made."), _("Those made before work no more.")),
    "code_used": Kind(
        _("A recovery code was used. Codes left: %(left)s."),
        _("If your app or passkey is lost, remove it and set up another."),
    ),
    "connected": Kind(_("A log-in was connected: %(name)s."), _("It signs you in from now on.")),
    "disconnected": Kind(_("A connected log-in was removed: %(name)s."), _("It no longer signs you in.")),
    "factors_removed": Kind(
        _("Our staff removed your second factors after you asked for it."),
        _("Only your password or a code by mail is asked for now. Set up a new second factor soon."),
    ),
    "signed_out_elsewhere": Kind(_("All other devices were signed out."), is_told=False),
    "device_removed": Kind(_("A device was signed out and forgotten: %(device)s."), is_told=False),
}


def declare() -> None:
    """Let the centre of notices know these kinds. They are mailed from here, so not from there."""
    for name, kind in KINDS.items():
        if kind.is_told:
            ports.telling.declare(
                _notice(name), family="security", icon="lock", sentence=kind.sentence, more=kind.more,
                button=_("Look at your security page"), mail="",
            )  # fmt: skip


@transaction.atomic
def tell(
    user: User, kind: str, *, request: HttpRequest | None = None, about: str = "", to: str = "", **facts: Any
) -> SecurityEvent | None:
    """Write it down and tell the person. Returns nothing where it was told before.

    request: in which browser it was done. about: names the thing, where an event of the kind happens to it once only.
    to: another address than the person's, such as the one that they had before.
    """
    user_agent = browsers.of(request) if request else ""
    event = SecurityEvent(user=user, kind=kind, about=about, facts=facts, user_agent=user_agent)
    if about and SecurityEvent.objects.filter(user=user, kind=kind, about=about).exists():
        return None
    SecurityEvent.objects.bulk_create([event], ignore_conflicts=True)
    if KINDS[kind].is_told:
        outbox.put(MAIL, str(event.pk), to=to or user.mail_address)
        ports.telling.tell([user], _notice(kind), key=event.pk, url=reverse("accounts:security"), **facts)
    return event


@outbox.delivers(MAIL)
def send(key: str, *, to: str) -> None:
    """Mail one event, in the person's language and by their clock."""
    event = SecurityEvent.objects.select_related("user").filter(pk=key).first()
    if not event:
        return
    user = event.user
    with translation.override(user.language or settings.LANGUAGE_CODE), timezone.override(user.timezone):
        letters.message("account/email/security", to, _context(event), key).send()


def sentence(event: SecurityEvent) -> str:
    """What happened, in the active language."""
    kind = KINDS.get(event.kind)
    return str(kind.sentence) % event.facts if kind else event.kind


def recent(user: User) -> list[tuple[SecurityEvent, str]]:
    """The newest events of one's own, each with its sentence."""
    return [(event, sentence(event)) for event in SecurityEvent.objects.visible_to(user).newest()[:SHOWN]]


def _context(event: SecurityEvent) -> dict[str, Any]:
    return {
        "sentence": sentence(event),
        "more": str(KINDS[event.kind].more),
        "when": date_format(timezone.localtime(event.at), "DATETIME_FORMAT"),
        "zone": event.user.timezone,
        "device": browsers.label(event.user_agent) if event.user_agent else "",
        "is_own_address_gone": event.kind == "email_changed",
    }


def _notice(kind: str) -> str:
    return f"security_{kind}"
