"""What hours keep about people, and what is forgotten of it: who was paid for them must be able to show what for."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import port
from accounts.privacy.port import Basis, Done, Fate, Handler
from projects.models import Deposit, HoursQuestion, TimeEntry, WeeklyCharge, WorkWeek

_PROOF = _("Invoices were written from it, and both sides must be able to show what was paid for.")


class OfTimeEntries(Handler[TimeEntry]):
    model = TimeEntry
    title = _("Hours")
    note = _("When you worked on which contract, what you noted, and what an entry said before it was changed.")
    seen_by = "the two sides"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _PROOF
    path = "by"
    parts = {"changes": "projects.EntryChange"}

    def erase(self, user: User) -> Done:
        return Done()


class OfWeeks(Handler[WorkWeek]):
    model = WorkWeek
    title = _("Weeks of hours")
    note = _("What each week of hourly work came to, and what was paid for it.")
    seen_by = "the two sides"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _PROOF

    def of(self, user: User) -> "QuerySet[WorkWeek]":
        mine = port.parties_of(user)
        return WorkWeek.objects.filter(Q(contract__client__in=mine) | Q(contract__freelancer__in=mine))

    def erase(self, user: User) -> Done:
        return Done()


class OfHoursQuestions(Handler[HoursQuestion]):
    model = HoursQuestion
    title = _("Questions about hours")
    note = _("What was asked about hours, and what was answered.")
    seen_by = "the two sides"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _PROOF

    def of(self, user: User) -> "QuerySet[HoursQuestion]":
        mine = port.parties_of(user)
        ours = Q(entry__week__contract__client__in=mine) | Q(entry__week__contract__freelancer__in=mine)
        return HoursQuestion.objects.filter(ours)

    def erase(self, user: User) -> Done:
        return Done()


class OfWeeklyCharges(Handler[WeeklyCharge]):
    model = WeeklyCharge
    title = _("Cards for hours")
    note = _("Which kept card you let pay for hours each week, and the words that you agreed to.")
    seen_by = "you"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _("It shows that the card was charged with its owner’s word.")

    def of(self, user: User) -> "QuerySet[WeeklyCharge]":
        return WeeklyCharge.objects.filter(contract__client__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        return Done()


class OfDeposits(Handler[Deposit]):
    model = Deposit
    title = _("Deposits for hours")
    note = _("What you paid into escrow for hours.")
    seen_by = "the two sides"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _PROOF

    def of(self, user: User) -> "QuerySet[Deposit]":
        return Deposit.objects.filter(contract__client__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        return Done()


def register() -> None:
    """Let these answer for their tables."""
    port.register(OfTimeEntries(), OfWeeks(), OfHoursQuestions(), OfWeeklyCharges(), OfDeposits())
    port.leave_out("projects.WeekPart", because="Which sum left escrow for which week. Nobody is named in it.")
