"""Agreeing, and taking it back: `consents.give("marketing", by=ada)`. Every word is a row and stays one."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Consent, User
from accounts.privacy import purposes
from accounts.privacy.purposes import Purpose
from accounts.refusals import Refused


@dataclass(frozen=True)
class Standing:
    """A purpose and the person's last word on it; None where they have never been asked."""

    purpose: Purpose
    last: Consent | None

    @property
    def is_given(self) -> bool:
        return self.last is not None and self.last.is_given

    @property
    def is_old(self) -> bool:
        """Whether it was given to an earlier version of the text."""
        return self.last is not None and self.last.is_given and self.last.version != self.purpose.version()


@transaction.atomic
def give(name: str, *, by: User, how: str = Consent.How.SETTINGS) -> None:
    """Agree to the version of the text that is shown now. Agreeing twice writes nothing. Raises Refused."""
    _say(_known(name), by, how, is_given=True)


@transaction.atomic
def take_back(name: str, *, by: User, how: str = Consent.How.SETTINGS) -> None:
    """Take it back, as easily as it was given. Raises Refused for what the account cannot be without."""
    purpose = _known(name)
    if purpose.is_required:
        raise Refused(_("An account cannot be without this. If you no longer agree, delete your account."))
    if holds(by, name):
        _say(purpose, by, how, is_given=False)


@transaction.atomic
def agree_to_papers(user: User, *, how: str) -> None:
    """Agree to the papers as they are shown now: when joining, and when they have changed."""
    for purpose in purposes.required():
        _say(purpose, user, how, is_given=True)
    user.agreed = wanted()
    user.save(update_fields=["agreed"])


def has_agreed(user: User) -> bool:
    """Whether this person agreed to the papers as they are now. Asked on every page, so it reads no table."""
    return user.agreed == wanted()


def wanted() -> str:
    """The versions of the papers in force."""
    return "/".join(purpose.version() for purpose in purposes.required())


def holds(user: User, name: str) -> bool:
    """Whether the last word of this person on the purpose is yes. Ask this before every mail of the kind."""
    last = Consent.objects.filter(user=user, purpose=name).newest_first().first()
    return last is not None and last.is_given


def standing(user: User) -> list[Standing]:
    """Every purpose with the person's last word, those that all agree to first."""
    last: dict[str, Consent] = {}
    for consent in Consent.objects.filter(user=user).order_by("at", "id"):
        last[consent.purpose] = consent
    return [Standing(one, last.get(one.name)) for one in [*purposes.required(), *purposes.optional()]]


def _known(name: str) -> Purpose:
    purpose = purposes.find(name)
    if purpose is None:
        raise Refused(_("There is nothing of this name to agree to."))
    return purpose


def _say(purpose: Purpose, user: User, how: str, *, is_given: bool) -> None:
    """Write the word down, unless it is the last one already. Locks the person: two tabs are one word."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    last = Consent.objects.filter(user=user, purpose=purpose.name).newest_first().first()
    said = (is_given, purpose.version())
    if last is None or (last.is_given, last.version) != said:
        Consent.objects.create(user=user, purpose=purpose.name, version=purpose.version(), is_given=is_given, how=how)
