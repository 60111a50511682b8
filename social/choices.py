"""On which ways each person is told of each kind of notice: what they chose, else how the kind comes.

A person's word on one kind goes before their word on its family, and both before what the kind and the family come
with. Security and money come as they are declared, whatever is stored; of a push alone a person decides there.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from marketplace.kit import arrays
from marketplace.kit.refusals import Refused
from social import kinds
from social.families import DEFAULTS, LOCKED, Family, Ways
from social.models import Choice, Notice

Chosen = Mapping[str, Ways]  # what one person chose, by the name of the family or kind


def ways_of_many(users: Iterable[UUID], kind: kinds.Kind) -> dict[UUID, Ways]:
    """How a notice of this kind comes to each of these people, where it is not as it is declared. One query."""
    rows = Choice.objects.filter(user__in=arrays.among(users), what__in=[kind.name, kind.family])
    chosen: dict[UUID, dict[str, Ways]] = {}
    for user, what, page, mail, push in rows.values_list("user", "what", "page", "mail", "push"):
        chosen.setdefault(user, {})[what] = Ways(page, mail, push)
    return {user: _resolved(kind, one) for user, one in chosen.items()}


def ways_of(user: User, kind: kinds.Kind) -> Ways:
    """How a notice of this kind comes to this person."""
    return ways_of_many([user.pk], kind).get(user.pk, kind.ways)


def of(user: User) -> dict[str, Ways]:
    """Everything that this person chose, by the name of the family or kind."""
    rows = Choice.objects.filter(user=user).values_list("what", "page", "mail", "push")
    return {what: Ways(page, mail, push) for what, page, mail, push in rows}


def of_family(chosen: Chosen, family: str) -> Ways:
    """How the family comes to somebody who chose this."""
    return _kept(family, chosen.get(family, DEFAULTS[family]), DEFAULTS[family])


def of_kind(chosen: Chosen, kind: kinds.Kind) -> Ways:
    """How the kind comes to somebody who chose this."""
    return _resolved(kind, chosen)


@transaction.atomic
def choose_family(family: str, ways: Ways, *, by: User) -> None:
    """Let the whole family come on these ways, but the kinds of which the person said otherwise.

    Saying again how it comes already changes nothing. Raises Refused for a family that does not exist.
    """
    if family not in Family.values:
        raise Refused(_("There are no such notices."))
    if of_family(of(by), family) != _kept(family, ways, DEFAULTS[family]):
        _store(by, family, _kept(family, ways, DEFAULTS[family]))


@transaction.atomic
def choose_kind(kind: kinds.Kind, ways: Ways, *, by: User) -> None:
    """Let one kind come on these ways. What is as it comes anyway is not stored, so that it goes with its family."""
    wanted = _kept(kind.family, ways, kind.ways)
    chosen = of(by)
    without = {what: one for what, one in chosen.items() if what != kind.name}
    if of_kind(without, kind) == wanted:
        Choice.objects.filter(user=by, what=kind.name).delete()
    else:
        _store(by, kind.name, wanted)


@transaction.atomic
def stop_mail(user: User, kind: kinds.Kind) -> bool:
    """No more mail of this kind; whether there was any to stop. Raises Refused where it can't be switched off."""
    if kind.is_locked:
        raise Refused(_("Mail about security and money cannot be switched off."))
    now = ways_of(user, kind)
    if now.mail == Notice.Mail.OFF:
        return False
    choose_kind(kind, Ways(now.page, Notice.Mail.OFF, now.push), by=user)
    return True


@transaction.atomic
def stop_digest(user: User, mail: str) -> bool:
    """No more of the daily or the weekly digest: whatever came with it is mailed no more. Whether there was any."""
    chosen = of(user)
    families = [name for name in Family.values if name not in LOCKED and of_family(chosen, name).mail == mail]
    came = {kind: of_kind(chosen, kind) for kind in kinds.every() if not kind.is_locked}
    for family in families:
        choose_family(family, _without_mail(of_family(chosen, family)), by=user)
    for kind, ways in came.items():  # one that came otherwise than its family still does
        choose_kind(kind, _without_mail(ways) if ways.mail == mail else ways, by=user)
    return bool(families) or any(ways.mail == mail for ways in came.values())


def _without_mail(ways: Ways) -> Ways:
    return Ways(ways.page, Notice.Mail.OFF, ways.push)


def _resolved(kind: kinds.Kind, chosen: Chosen) -> Ways:
    said = chosen.get(kind.name) or chosen.get(kind.family) or kind.ways
    return _kept(kind.family, said, kind.ways)


def _kept(family: str, ways: Ways, declared: Ways) -> Ways:
    return Ways(declared.page, declared.mail, ways.push) if family in LOCKED else ways


def _store(user: User, what: str, ways: Ways) -> None:
    fields = {"page": ways.page, "mail": ways.mail, "push": ways.push}
    Choice.objects.update_or_create(user=user, what=what, defaults=fields)
