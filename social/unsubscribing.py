"""The link in each mail that ends such mails at once, without signing in (RFC 8058).

The link carries who and what, signed, so that nobody can make one for somebody else. It does not run out: a mail may be
opened years later.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from social import choices, kinds

SALT = "social.unsubscribing"
DIGESTS = {"*day": "day", "*week": "week"}


@dataclass(frozen=True)
class Wish:
    """Whose mails, and which: names of kinds, or "*day" and "*week" for a digest."""

    user: User
    what: list[str]

    def named(self) -> list[str]:
        """What would be switched off, as one reads it."""
        digests = {"*day": _("The daily digest"), "*week": _("The weekly digest")}
        return [digests.get(name) or _label(name) for name in self.what]


class Unknown(LookupError):
    """The link is not one of ours, or the account is gone."""


def address(user: User, what: list[str]) -> str:
    """The whole address of the link."""
    token = signing.dumps({"user": user.pk.hex, "what": what}, salt=SALT, compress=True)
    return f"{settings.SITE_URL}{reverse('social:unsubscribe', args=[token])}"


def headers(link: str) -> dict[str, str]:
    """What mail programs read to show a button of their own. None without a link."""
    if not link:
        return {}
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def read(token: str) -> Wish:
    """What the link asks for. Raises Unknown."""
    try:
        said = signing.loads(token, salt=SALT)
        return Wish(User.objects.get(pk=said["user"], is_active=True), said["what"])
    except (signing.BadSignature, User.DoesNotExist, ValueError) as error:
        raise Unknown from error


def stop(wish: Wish) -> bool:
    """Do what the link asks for; whether there was anything left to stop. Again and again is harmless."""
    return any([_stop_one(wish.user, name) for name in wish.what])  # noqa: C419  (each of them, not until the first)


def _stop_one(user: User, name: str) -> bool:
    if name in DIGESTS:
        return choices.stop_digest(user, DIGESTS[name])
    kind = kinds.find(name)
    return bool(kind and not kind.is_locked and choices.stop_mail(user, kind))


def _label(name: str) -> str:
    kind = kinds.find(name)
    return str(kind.label) if kind and kind.label else _("Notices of this sort")
