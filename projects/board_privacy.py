"""What boards keep about people. Both sides work on a board together, so it stays with their contract."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import port
from accounts.privacy.port import Done, Fate, Handler, Stored
from marketplace.kit import private_files
from projects.models import BoardChange, Card, CardComment, CardFile

_SHARED = _("Both sides work on a board together; it stays with their contract. Your name goes from it.")


class OfCards(Handler[Card]):
    model = Card
    title = _("Cards")
    note = _("Cards on the boards of your contracts that you wrote or that are for you.")
    seen_by = "the two sides"
    fate = Fate.CHANGED
    why = _SHARED
    parts = {"checklist": "projects.CheckItem"}

    def of(self, user: User) -> "QuerySet[Card]":
        return Card.objects.filter(Q(added_by=user) | Q(assignee=user))

    def erase(self, user: User) -> Done:
        changed = Card.objects.filter(assignee=user).update(assignee=None)
        return Done(changed=max(changed, Card.objects.filter(added_by=user).update(added_by=None)))


class OfCardComments(Handler[CardComment]):
    model = CardComment
    title = _("Comments on cards")
    note = _("What you said about cards on the boards of your contracts.")
    seen_by = "the two sides"
    fate = Fate.CHANGED
    why = _SHARED
    path = "by"

    def erase(self, user: User) -> Done:
        return Done(changed=self.of(user).update(by=None))


class OfCardFiles(Handler[CardFile]):
    model = CardFile
    title = _("Files beside cards")
    note = _("What you put beside cards on the boards of your contracts.")
    seen_by = "the two sides"
    fate = Fate.CHANGED
    why = _SHARED
    path = "added_by"

    def files(self, user: User) -> Iterator[Stored]:
        for file in self.of(user).iterator(chunk_size=500):
            yield Stored(str(file.file.name), storage=private_files.store)

    def erase(self, user: User) -> Done:
        return Done(changed=self.of(user).update(added_by=None))


class OfBoardChanges(Handler[BoardChange]):
    model = BoardChange
    title = _("What you did on boards")
    note = _("Every change that you made on the board of a contract, and when.")
    seen_by = "the two sides"
    fate = Fate.CHANGED
    why = _SHARED
    path = "by"

    def erase(self, user: User) -> Done:
        return Done(changed=self.of(user).update(by=None))


def register() -> None:
    """Let these answer for their tables."""
    port.register(OfCards(), OfCardComments(), OfCardFiles(), OfBoardChanges())
    for table in ("Board", "Column", "Label", "BoardField"):
        port.leave_out(f"projects.{table}", because="How the two sides of a contract set up their board.")
    port.leave_out("projects.CardRelation", because="Which card waits for which. Nobody is named in it.")
