"""Companies: founded by somebody who signs in, shown, and acted for by their members."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import faces, slugs
from accounts.models import Company, Membership, Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.catalog import listings
from marketplace.catalog.models import Listing
from marketplace.kit import clock

KEEPERS = {Membership.Rank.OWNER, Membership.Rank.MANAGER}


@transaction.atomic
def found(name: str, *, by: User, **values: Any) -> Company:
    """A company with its founder as owner, and a page that only its members see until it is shown.

    values: columns of Company. Raises Refused without a name.
    """
    if not name.strip():
        raise Refused(_("Give the company a name."))
    party = slugs.create_party(Party.Kind.COMPANY, name=name.strip())
    listing = listings.register(Listing.Kind.COMPANY, owner=party, title=party.name, slug=party.slug)
    company = Company.objects.create(listing=listing, party=party, **values)
    Membership.objects.create(company=company, user=by, rank=Membership.Rank.OWNER)
    return company


@transaction.atomic
def publish_company(company: Company, *, by: User) -> Listing:
    """Let everybody find the company and open its page. Raises NotAllowed for who is not its owner or manager."""
    company = _locked(company, by)
    return listings.publish(company.listing, faces.of_company(company))


@transaction.atomic
def withdraw_company(company: Company, *, by: User) -> None:
    """Take its page out of sight."""
    listings.withdraw(_locked(company, by).listing)


@transaction.atomic
def change(company: Company, *, by: User, **values: Any) -> Company:
    """Write what the company says of itself; a page that is shown shows it at once. `name` is the party's."""
    company = _locked(company, by)
    if name := values.pop("name", ""):
        Party.objects.filter(pk=company.party_id).update(name=name)
        company.party.name = name
    for column, value in values.items():
        setattr(company, column, value)
    company.updated_at = clock.now()
    company.save()
    if company.listing.is_live:
        listings.publish(company.listing, faces.of_company(company))
    return company


def _locked(company: Company, by: User) -> Company:
    rows = Company.objects.select_related("party", "listing__topic").select_for_update(of=("self",))
    company = rows.get(pk=company.pk)
    if not by.is_staff and not company.memberships.filter(user=by, rank__in=KEEPERS).exists():
        raise NotAllowed(_("Only the owner or a manager of the company can do this."))
    return company
