"""The parts that a person plays: freelancer, client, backer. Side by side; one of them is in front."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.refusals import Refused


@transaction.atomic
def take(kind: str, *, by: User) -> Role:
    """Play this part from now on; the first one taken is in front. Taking it twice changes nothing."""
    user = _locked(by)
    role, _is_new = Role.objects.get_or_create(user=user, kind=_known(kind))
    if not user.acting_role:
        _put_in_front(by, kind)
    return role


@transaction.atomic
def choose(kinds: Iterable[str], *, by: User) -> None:
    """Play exactly these parts. Raises Refused for none: everybody is here for something."""
    wanted = [_known(kind) for kind in kinds]
    if not wanted:
        raise Refused(_("Choose at least one role."))
    user = _locked(by)
    Role.objects.filter(user=user).exclude(kind__in=wanted).delete()
    for kind in wanted:
        Role.objects.get_or_create(user=user, kind=kind)
    if user.acting_role not in wanted:
        _put_in_front(by, wanted[0])


@transaction.atomic
def act_as(kind: str, *, by: User) -> None:
    """Put this part in front: home and the main links follow it. Raises Refused for a part that is not played."""
    user = _locked(by)
    if not Role.objects.filter(user=user, kind=_known(kind)).exists():
        raise Refused(_("Take this role in your settings first."))
    _put_in_front(by, kind)


def _locked(user: User) -> User:
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)


def _known(kind: str) -> str:
    if kind not in Role.Kind.values:
        raise Refused(_("There is no such role."))
    return kind


def _put_in_front(user: User, kind: str) -> None:
    user.acting_role = kind
    user.save(update_fields=["acting_role"])
