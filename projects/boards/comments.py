"""What is said about a card: `comments.write(card, text="Bleed is missing.", by=ada)`."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotAllowed
from projects.boards import board_news, cards, changes
from projects.models import Card, CardComment


@transaction.atomic
def write(card: Card, *, text: str, by: User) -> CardComment:
    """Say something; whom the card is for and who spoke before are told. Raises NotAllowed, Gone."""
    board, card = cards.held(card, by)
    comment = CardComment.objects.create(card=card, text=text, by=by)
    changes.record(board, "commented", by=by, card=card)
    board_news.commented(comment, by=by)
    return comment


@transaction.atomic
def remove(comment: CardComment, *, by: User) -> None:
    """Take back what one has said oneself. Twice does it once. Raises NotAllowed, Gone."""
    board, card = cards.held(comment.card, by)
    if comment.by_id != by.pk:
        raise NotAllowed(_("Only who wrote a comment takes it back."))
    if card.comments.filter(pk=comment.pk).delete()[0]:
        changes.record(board, "comment_removed", by=by, card=card)
