"""What threads keep about people: what they wrote stays as the other side's evidence, their name goes."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import port
from accounts.privacy.port import Done, Fate, Handler, Stored
from marketplace.kit import clock, private_files
from social.models import Attachment, Comment, Message, Reader, Thread


class OfMessages(Handler[Message]):
    model = Message
    title = _("Messages")
    note = _("What you wrote in threads, how it read before you changed it, and the files you attached.")
    seen_by = "the two sides; of what was removed, staff in a dispute"
    fate = Fate.CHANGED
    why = _("What two agreed in words is the other side's evidence, too: it stays, without your name.")
    path = "by"
    parts = {"wordings": "social.Wording", "attachments": "social.Attachment"}
    hidden = frozenset({"key"})

    def files(self, user: User) -> Iterator[Stored]:
        for file in Attachment.objects.filter(message__in=self.of(user)).iterator(chunk_size=500):
            yield Stored(str(file.file.name), storage=private_files.store)

    def erase(self, user: User) -> Done:
        """The party that stands as the author is made nameless where parties are; here goes the way to the account."""
        return Done(changed=self.of(user).update(by=None))


class OfReaders(Handler[Reader]):
    model = Reader
    title = _("What you have read")
    note = _("Up to which message you have read each thread, and when.")
    seen_by = "the person; that they have read it: the two sides"


class OfComments(Handler[Comment]):
    model = Comment
    title = _("Comments")
    note = _("What you said in public to things that others make.")
    seen_by = "everybody who may read what it was said to"
    fate = Fate.CHANGED
    why = _("One that somebody answered leaves its place, without your words and your name. All others are deleted.")
    path = "by"
    hidden = frozenset({"key"})

    def erase(self, user: User) -> Done:
        mine = self.of(user)
        answered = list(mine.filter(replies__isnull=False).distinct().values_list("pk", flat=True))
        deleted = mine.exclude(pk__in=answered).delete()[1].get("social.Comment", 0)
        blank = Comment.objects.filter(pk__in=answered)
        return Done(deleted=deleted, changed=blank.update(body="", by=None, removed_at=clock.now()))


def register() -> None:
    """Let these answer for their tables."""
    port.register(OfMessages(), OfReaders(), OfComments())
    port.leave_out(Thread._meta.label, because="What is talked about, by its id. Nobody is named in it.")
