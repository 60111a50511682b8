"""What calls keep about people: who was in which, and when. Nothing of what was said or shown."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import port
from accounts.privacy.port import Done, Fate, Handler
from social.calls import log
from social.models import Call, CallStay


class OfCallStays(Handler[CallStay]):
    model = CallStay
    title = _("Calls that you were in")
    note = _("When you came and when you left. Nothing of a call itself is recorded.")
    seen_by = "whoever reads the thread: the line of the call names who was there"
    hidden = frozenset({"seat"})

    def erase(self, user: User) -> Done:
        """The lines of the calls are written anew without the name."""
        theirs = Call.objects.filter(stays__user=user).select_related("line").distinct()
        found = list(theirs)
        done = Done(deleted=self.of(user).delete()[0])
        for call in found:
            log.forget(call)
        return done


class OfCalls(Handler[Call]):
    model = Call
    title = _("Calls that you began")
    note = _("In which thread, and from when to when.")
    seen_by = "whoever reads the thread"
    fate = Fate.CHANGED
    why = _("The others of the call keep it, without your name.")
    path = "started_by"

    def erase(self, user: User) -> Done:
        return Done(changed=self.of(user).update(started_by=None))


def register() -> None:
    """Let these answer for their tables."""
    port.register(OfCallStays(), OfCalls())
