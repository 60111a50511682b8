"""Who makes it together with its owner: asked, and named on the page once they have said yes.

teams.ask(fundraiser, ben.party, role="Prints the book", by=ada)
teams.agree(teammate, by=ben)
teams.leave(teammate, by=ben)          # or by who asked
"""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import ports
from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from fundraising import fundraisers, making, making_news
from fundraising.models import Fundraiser, Teammate
from marketplace.kit import clock

STEP = "team"
MOST = 20


@transaction.atomic
def ask(fundraiser: Fundraiser, party: Party, *, role: str, by: User) -> Teammate:
    """Ask them to be named. Asking again says the part anew. Raises NotAllowed, Refused."""
    fundraiser = making.editable(fundraiser, STEP, by=by)
    _check(fundraiser, party)
    teammate, is_new = Teammate.objects.get_or_create(
        fundraiser=fundraiser, party=party, defaults={"role": role, "asked_at": clock.now()}
    )
    if is_new:
        making_news.teammate_asked(teammate, by=by)
    elif teammate.role != role:
        _reword(teammate, role, by=by)
    return teammate


@transaction.atomic
def agree(teammate: Teammate, *, by: User) -> Teammate:
    """Be named as one of them. Twice is once. Raises NotAllowed."""
    fundraiser, teammate = _locked(teammate)
    if not _acts_for(by, teammate.party):
        raise NotAllowed(_("Somebody else was asked."))
    if teammate.agreed_at is None:
        teammate.agreed_at = clock.now()
        teammate.save(update_fields=["agreed_at"])
        making_news.teammate_agreed(teammate, by=by)
        making.shown_again(fundraiser)
    return teammate


@transaction.atomic
def leave(teammate: Teammate, *, by: User) -> None:
    """Be named no more, or say no; also the owner's way to take somebody off. Raises NotAllowed."""
    fundraiser, teammate = _locked(teammate)
    if not _acts_for(by, teammate.party) and not _acts_for(by, fundraiser.owner):
        raise NotAllowed(_("This belongs to somebody else."))
    teammate.delete()
    making.shown_again(fundraiser)


def _check(fundraiser: Fundraiser, party: Party) -> None:
    if party == fundraiser.owner:
        raise Refused(_("You stand on the page already, as who raises the money."))
    if (not party.is_company and party.user_id is None) or not ports.may_meet.ask(fundraiser.owner, party):
        raise Refused(_("%(name)s can't be asked.") % {"name": party.name})
    others = fundraiser.team.exclude(party=party)
    if others.count() >= MOST:
        raise Refused(_("A team has at most %(n)d people.") % {"n": MOST})


def _reword(teammate: Teammate, role: str, *, by: User) -> None:
    """Another part is another question: it is answered anew."""
    teammate.role, teammate.agreed_at, teammate.asked_at = role, None, clock.now()
    teammate.save(update_fields=["role", "agreed_at", "asked_at"])
    making_news.teammate_asked(teammate, by=by)
    making.shown_again(teammate.fundraiser)


def _locked(teammate: Teammate) -> tuple[Fundraiser, Teammate]:
    fundraiser = fundraisers.locked(teammate.fundraiser)
    found = fundraiser.team.select_related("party").filter(pk=teammate.pk).first()
    if found is None:
        raise Refused(_("You are not asked any more."))
    found.fundraiser = fundraiser
    return fundraiser, found


def _acts_for(user: User, party: Party) -> bool:
    return Party.objects.acted_for_by(user).filter(pk=party.pk).exists()
