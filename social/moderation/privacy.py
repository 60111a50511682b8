"""What reports, decisions, appeals and blocks keep about people."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import port
from accounts.privacy.port import Done, Fate, Handler
from social.models import Appeal, Block, Decision, Report


class OfBlocks(Handler[Block]):
    model = Block
    title = _("Blocked people")
    note = _("Of whom you want nothing.")

    def erase(self, user: User) -> Done:
        """Also the blocks of others against the person: there is nobody to block any more."""
        others = Block.objects.filter(party__in=port.parties_of(user)).delete()[0]
        return super().erase(user) + Done(deleted=others)


class OfReports(Handler[Report]):
    model = Report
    title = _("Your reports")
    note = _("What you reported, and what became of it.")
    path = "reporter"
    fate = Fate.CHANGED
    why = _("What was decided about others rests on them; that it was you is deleted.")
    hidden = frozenset({"claimed_by"})

    def erase(self, user: User) -> Done:
        return Done(changed=self.of(user).update(reporter=None))


class OfDecisions(Handler[Decision]):
    model = Decision
    title = _("Decisions about you")
    note = _("What was decided about you and your pages, and why.")
    fate = Fate.KEPT
    why = _("A suspension cannot be shaken off by joining again; what is left names nobody.")
    hidden = frozenset({"by"})

    def of(self, user: User) -> "QuerySet[Decision]":
        return Decision.objects.filter(party__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        return Done()


class OfAppeals(Handler[Appeal]):
    model = Appeal
    title = _("Your appeals")
    note = _("Why you thought a decision wrong, and the answer.")
    hidden = frozenset({"answered_by"})


def register() -> None:
    """Let these answer for their tables."""
    port.register(OfBlocks(), OfReports(), OfDecisions(), OfAppeals())
