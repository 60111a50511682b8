"""Files beside cards: `attachments.add(card, upload, by=cleo)`."""

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit.uploads import Upload
from projects.boards import cards, changes
from projects.models import Card, CardFile

MOST = 20


@transaction.atomic
def add(card: Card, upload: Upload, *, by: User) -> CardFile:
    """Put a checked file beside the card. Raises NotAllowed, Gone, Refused for one file too many."""
    board, card = cards.held(card, by)
    if card.files.count() >= MOST:
        raise Refused(_("A card has at most %(n)d files.") % {"n": MOST})
    kept = File(upload.file, name=upload.name)
    file = CardFile.objects.create(card=card, file=kept, name=upload.title[:120], size=upload.size, added_by=by)
    changes.record(board, "file_added", by=by, card=card, file=file.name)
    return file


@transaction.atomic
def remove(file: CardFile, *, by: User) -> None:
    """Take it away; the stored one goes once that is certain. Twice does it once. Raises NotAllowed, Gone."""
    board, card = cards.held(file.card, by)
    storage, name = file.file.storage, str(file.file.name)
    if card.files.filter(pk=file.pk).delete()[0]:
        changes.record(board, "file_removed", by=by, card=card, file=file.name)
        transaction.on_commit(lambda: storage.delete(name), robust=True)
