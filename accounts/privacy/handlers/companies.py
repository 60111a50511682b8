"""Companies and their people. One that nobody else acts for ends with its person."""

from collections.abc import Iterable
from functools import reduce

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import companies
from accounts.models import Company, Invitation, Membership, OwnershipOffer, User
from accounts.privacy import port, rows
from accounts.privacy.handlers.people import any_of, forget_listings, forget_party
from accounts.privacy.port import Done, Fate, Handler, Hold
from marketplace.catalog.models import Listing


class OfMemberships(Handler[Membership]):
    model = Membership
    title = _("Companies you act for")
    note = _("Your rank in each of them, and since when.")
    seen_by = "the person; the company's people"

    def holds(self, user: User) -> Iterable[Hold]:
        """Somebody must own a company that has other people in it."""
        owned = self.of(user).filter(rank=Membership.Rank.OWNER).select_related("company__party")
        for mine in owned:
            others = mine.company.memberships.exclude(user=user)
            if others.exists() and not others.filter(rank=Membership.Rank.OWNER).exists():
                said = gettext("You are the only owner of %(company)s, which has other members. Hand it over first.")
                address = reverse("accounts:company_end", args=[mine.company.party.slug])
                yield Hold(said % {"company": mine.company.party.name}, address)

    def erase(self, user: User) -> Done:
        """A company of a public record that nobody else looks after ends, too: it cannot be without an owner."""
        for mine in self.of(user).filter(rank=Membership.Rank.OWNER).select_related("company"):
            if not mine.company.memberships.exclude(user=user).exists():
                companies.end(mine.company, by=user)
        return super().erase(user)


class OfCompanies(Handler[Company]):
    model = Company
    title = _("Companies that are yours alone")
    note = _("What they say of themselves. A company for which others act, too, is not yours alone.")
    seen_by = "everybody, where it is shown"
    fate = Fate.CHANGED
    why = _("They end with your account; an empty row stays where others dealt with them.")

    def of(self, user: User) -> "QuerySet[Company]":
        return Company.objects.filter(party__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        return reduce(Done.__add__, (self._end(company, user) for company in self.of(user)), Done())

    def _end(self, company: Company, user: User) -> Done:
        companies.end(company, by=user)
        forget_listings(Listing.objects.filter(owner=company.party))
        rows.empty(Company.objects.filter(pk=company.pk), keep={"created_at", "updated_at", "dissolved_at"})
        return forget_party(company.party)


class OfInvitations(Handler[Invitation]):
    model = Invitation
    title = _("Invitations to you")
    note = _("Companies that asked you to join them.")
    seen_by = "the person; the company's owners and managers"
    hidden = frozenset({"invited_by"})

    def of(self, user: User) -> "QuerySet[Invitation]":
        mine = user.emailaddress_set.values(address=Lower("email"))  # type: ignore[attr-defined]  # allauth's
        return Invitation.objects.filter(email__in=mine)


class OfOwnershipOffers(Handler[OwnershipOffer]):
    model = OwnershipOffer
    title = _("Offers of a company")
    note = _("Companies that were offered to you, or by you.")
    seen_by = "both sides"

    def of(self, user: User) -> "QuerySet[OwnershipOffer]":
        return OwnershipOffer.objects.filter(any_of("to", "offered_by", user=user))


def register() -> None:
    """Let these answer for their tables."""
    port.register(OfMemberships(), OfCompanies(), OfInvitations(), OfOwnershipOffers())
