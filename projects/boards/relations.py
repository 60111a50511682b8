"""How cards stand to each other: `relations.relate(card, "blocks", other, by=cleo)`."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.refusals import Refused
from projects.boards import cards, changes
from projects.models import Card, CardRelation

Kind = CardRelation.Kind
BLOCKED = "blocked"  # "blocks" from the other end, as forms name it
MOST = 50


@dataclass(frozen=True)
class Related:
    """One relation as the card sees it from its own end."""

    relation: CardRelation
    word: str
    card: Card


@transaction.atomic
def relate(card: Card, kind: str, other: Card, *, by: User) -> CardRelation:
    """Say how this card stands to the other; kind may be "blocked", too. Twice says it once.

    Raises NotAllowed, Gone, Refused for a card of another board, for itself, for a circle of two, and for one too many.
    """
    board, card = cards.held(card, by)
    if other.board_id != card.board_id or other.pk == card.pk:
        raise Refused(_("Choose another card of this board."))
    one, two = (other, card) if kind == BLOCKED else (card, other)
    kind = Kind.BLOCKS if kind == BLOCKED else Kind(kind)
    if kind == Kind.BLOCKS and CardRelation.objects.filter(card=two, kind=kind, other=one).exists():
        raise Refused(_("Then each would wait for the other."))
    if kind != Kind.BLOCKS and one.number > two.number:
        one, two = two, one  # the same from both ends, so it is written from one
    if card.relations.count() >= MOST:
        raise Refused(_("A card has at most %(n)d relations.") % {"n": MOST})
    relation, is_new = CardRelation.objects.get_or_create(card=one, kind=kind, other=two)
    if is_new:
        changes.record(board, "related", by=by, card=card, other=other.title)
    return relation


@transaction.atomic
def part(relation: CardRelation, *, by: User) -> None:
    """Say it no more. Twice does it once. Raises NotAllowed, Gone."""
    board, card = cards.held(relation.card, by)
    if CardRelation.objects.filter(pk=relation.pk).delete()[0]:
        changes.record(board, "unrelated", by=by, card=card, other=relation.other.title)


def of(card: Card) -> list[Related]:
    """All relations of a card, from its own end. Two queries."""
    own = [Related(one, one.get_kind_display(), one.other) for one in card.relations.select_related("other__column")]
    from_others = card.related_from.select_related("card__column")
    return own + [Related(one, _from_other_end(one), one.card) for one in from_others]


def _from_other_end(relation: CardRelation) -> str:
    if relation.kind == Kind.BLOCKS:
        return pgettext("card", "is blocked by")
    return str(relation.get_kind_display())
