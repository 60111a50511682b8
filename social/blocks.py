"""Two people who want nothing of each other: `blocks.block(eve.party, by=cleo)`. Whoever blocks, it holds both ways.

What was agreed before goes on: a running deal keeps its pages, its money and its deadlines.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import Refused
from social import behind, follows
from social.models import Block


@transaction.atomic
def block(party: Party, *, by: User) -> Block:
    """Want nothing of this person any more; they are not told. Twice is once.

    Raises Refused for oneself and for a company: what one person does in its name is that person's.
    """
    if party.is_company or party.user is None:
        raise Refused(_("You can block people who sign in here, not companies and public records."))
    if party.user_id == by.pk:
        raise Refused(_("You can't block yourself."))
    row, _is_new = Block.objects.get_or_create(user=by, party=party)
    follows.unfollow(party, by=by)
    if hasattr(by, "party"):
        follows.unfollow(by.party, by=party.user)
    return row


def unblock(block: Block, *, by: User) -> None:
    """Meet again. Twice changes nothing; somebody else's block stays."""
    Block.objects.visible_to(by).filter(pk=block.pk).delete()


def may_meet(one: Party, other: Party) -> bool:
    """Whether nobody who acts for the one has blocked somebody who acts for the other, nor the other way round."""
    first, second = behind.people(one).values("pk"), behind.people(other).values("pk")
    both_ways = Q(user__in=first, party__user__in=second) | Q(user__in=second, party__user__in=first)
    return not Block.objects.filter(both_ways).exists()


def barred(actor: Party, users: Collection[UUID]) -> set[UUID]:
    """Which of these people hear nothing of the actor, because one of the two has blocked the other."""
    actors = set(behind.people(actor).values_list("pk", flat=True))
    pairs = Block.objects.filter(
        Q(user__in=users, party__user__in=actors) | Q(user__in=actors, party__user__in=users)
    ).values_list("user", "party__user")
    return ({user for pair in pairs for user in pair} - actors) & set(users)
