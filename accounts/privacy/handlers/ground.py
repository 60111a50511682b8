"""What the ground below keeps: it knows nothing of people, so this floor answers for it."""

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import port, receipts
from accounts.privacy.port import Basis, Done, Fate, Handler
from marketplace.catalog.models import Event
from marketplace.kit.models import AuditEntry, Move, OutboxMessage


class OfEvents(Handler[Event]):
    model = Event
    title = _("Pages that you opened")
    note = _("What you looked at while you were signed in, unless your browser asked for that not to be kept.")
    basis = Basis.INTEREST
    seen_by = "nobody; counts: the owner of the page"
    kept = "events"
    fate = Fate.CHANGED
    why = _("The counts stay; that it was you is deleted.")
    hidden = frozenset({"visitor"})

    def erase(self, user: User) -> Done:
        return Done(changed=self.of(user).update(user=None, visitor=None))


class OfMoves(Handler[Move]):
    model = Move
    title = _("Steps that you took")
    note = _("When you moved a job, a proposal or anything else from one state to the next.")
    seen_by = "the sides of the deal; staff"
    path = "by"
    fate = Fate.CHANGED
    why = _("They are the history of what others took part in. Your words are deleted, the steps stay.")

    def erase(self, user: User) -> Done:
        return Done(changed=self.of(user).exclude(why="").update(why=""))


class OfAudit(Handler[AuditEntry]):
    model = AuditEntry
    title = _("Audit")
    note = _("Acts that must stay provable, by you or about your account.")
    basis = Basis.INTEREST
    seen_by = "staff"
    fate = Fate.KEPT
    why = _("Its lines are sealed one after the other, so none can be taken out. They hold numbers and no names.")
    hidden = frozenset({"data", "before", "hash"})

    def of(self, user: User) -> "QuerySet[AuditEntry]":
        return AuditEntry.objects.filter(Q(by=user.pk) | Q(subject=f"user:{user.pk}"))

    def erase(self, user: User) -> Done:
        return Done()


class OfMessages(Handler[OutboxMessage]):
    model = OutboxMessage
    title = _("Messages on their way")
    note = _("Mails to you of the last weeks, and when they went out.")
    seen_by = "nobody"
    kept = "messages"
    hidden = frozenset({"payload", "error", "lease", "try_at", "attempts"})

    def of(self, user: User) -> "QuerySet[OutboxMessage]":
        said = OutboxMessage.objects.annotate(said=Cast("payload", TextField())).exclude(kind=receipts.MAIL)
        return said.filter(Q(key__contains=user.pk) | Q(said__contains=user.pk) | Q(said__icontains=user.email))


def register() -> None:
    """Let these answer for their tables."""
    port.register(OfMoves(), OfAudit(), OfMessages(), OfEvents())
    port.leave_out("catalog.Topic", because="Names of fields and skills.")
    port.leave_out("catalog.EventMark", because="Names of counts.")
