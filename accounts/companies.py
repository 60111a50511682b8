"""Companies: founded by a person, shown like everything else, and acted for by their people.

Who may do what stands in accounts.rights. Their people come and go in accounts.members and accounts.invitations; the
company itself changes hands in accounts.ownership. Locks: the company's row first, then whatever belongs to it.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import company_news, faces, ports, rights, slugs
from accounts.models import Company, Invitation, Membership, OwnershipOffer, Party, User
from accounts.refusals import Refused
from accounts.rights import Right
from marketplace.catalog import listings
from marketplace.catalog.models import Listing, Topic
from marketplace.kit import audit, clock, images
from marketplace.kit.uploads import Upload

OWNED_AT_MOST = 20  # companies that one person owns at a time; nobody founds by the hundred


class StillOpen(Refused):
    """The company can't be dissolved yet. `reasons`: what must end first, a sentence each."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = list(reasons)
        super().__init__(" ".join(self.reasons))


@transaction.atomic
def found(name: str, *, by: User, **values: Any) -> Company:
    """A company with its founder as owner, and a page that only its people see until it is shown.

    values: columns of Company. Raises Refused without a name, and for more companies than anybody runs.
    """
    name = " ".join(name.split())
    if not name:
        raise Refused(_("Give the company a name."))
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    if by.memberships.filter(rank=rights.OWNER).count() >= OWNED_AT_MOST:
        raise Refused(_("You own %(n)d companies, and that is the limit.") % {"n": OWNED_AT_MOST})
    party = slugs.create_party(Party.Kind.COMPANY, name=name)
    listing = listings.register(Listing.Kind.COMPANY, owner=party, title=party.name, slug=party.slug)
    company = Company.objects.create(listing=listing, party=party, **values)
    Membership.objects.create(company=company, user=by, rank=Membership.Rank.OWNER)
    note("company_founded", company, by=by)
    return company


@transaction.atomic
def publish_company(company: Company, *, by: User) -> Listing:
    """Let everybody find the company and open its page. Raises NotAllowed for who is not its owner or manager."""
    company = locked(company)
    rights.permit(by, Right.SHOW, company)
    return listings.publish(company.listing, faces.of_company(company))


@transaction.atomic
def withdraw_company(company: Company, *, by: User) -> None:
    """Take its page out of sight. Staff may, too. Raises NotAllowed."""
    company = locked(company)
    if not (by.is_staff and by.has_perm("accounts.hide_company")):
        rights.permit(by, Right.SHOW, company)
    listings.withdraw(company.listing)


@transaction.atomic
def change(company: Company, *, by: User, topics: Iterable[Topic] | None = None, **values: Any) -> Company:
    """Write what the company says of itself; a page that is shown shows it at once.

    values: columns of Company, and `name` or `photo` of the party. topics: what it is about, the first one on its card;
    as they are if not given. Raises NotAllowed.
    """
    company = locked(company)
    rights.permit(by, Right.SHOW, company)
    _write(company, values)
    face = faces.of_company(company, topics=topics if topics is None else list(topics))
    (listings.publish if company.listing.is_live else listings.describe)(company.listing, face)
    return company


@transaction.atomic
def hang_logo(company: Company, logo: Upload, *, by: User) -> None:
    """Show this checked picture as the company's face; the one before is deleted. Raises NotAllowed."""
    rights.permit(by, Right.SHOW, company)  # asked here too: no picture is stored for who may not hang it
    old = company.party.photo.name or ""
    change(company, by=by, photo=images.store(logo, "photos"))
    _discard(old)


@transaction.atomic
def remove_logo(company: Company, *, by: User) -> None:
    """Show the drawn initial again. Raises NotAllowed."""
    old = company.party.photo.name or ""
    change(company, by=by, photo="")
    _discard(old)


@transaction.atomic
def dissolve(company: Company, *, by: User, why: str = "") -> Company:
    """End the company for good: its page goes, nobody acts for it any more, its name stays in what it did.

    Raises NotAllowed, and StillOpen while other people count on it: open jobs, running deals, money.
    """
    company = locked(company)
    rights.permit(by, Right.DISSOLVE, company)
    if reasons := ports.open_business.of(company.party):
        raise StillOpen(reasons)
    return end(company, by=by, why=why)


@transaction.atomic
def end(company: Company, *, by: User, why: str = "") -> Company:
    """What follows when a company ends, also together with the only person in it. The caller has asked if it may."""
    company = locked(company)
    company.dissolved_at = company.updated_at = clock.now()
    company.save(update_fields=["dissolved_at", "updated_at"])
    _take_back_what_waits(company, by)
    listings.withdraw(company.listing)
    people = list(User.objects.filter(memberships__company=company))
    company.memberships.all().delete()
    company_news.dissolved(company, people, by=by)
    note("company_dissolved", company, by=by, why=why, people=[str(person.pk) for person in people])
    return company


def locked(company: Company) -> Company:
    """The company as it is now, held for an act. Raises Refused once it is dissolved."""
    rows = Company.objects.select_related("party", "listing__topic")
    company = rows.locked().get(pk=company.pk)
    if company.dissolved_at:
        raise Refused(_("This company is dissolved."))
    return company


def note(kind: str, company: Company, *, by: User | None, **data: Any) -> None:
    """One line of the audit about this company. The last thing that an act does."""
    audit.append(kind, by=by.pk if by else None, subject=audit.subject_of(company), data=data)


def _take_back_what_waits(company: Company, by: User) -> None:
    invitations = Invitation.objects.filter(company=company, status="open").locked()
    offers = OwnershipOffer.objects.filter(company=company, status="open").locked()
    for one in [*invitations, *offers]:
        one.move_to("revoked", by=by, party=company.party, why="dissolved")


def _write(company: Company, values: dict[str, Any]) -> None:
    party = company.party
    if "name" in values:
        party.name = " ".join(values.pop("name").split())  # one line: it stands in the subjects of mails
    if "photo" in values:
        party.photo = values.pop("photo")
    party.save(update_fields=["name", "photo"])
    for column, value in values.items():
        setattr(company, column, value)
    company.updated_at = clock.now()
    company.save()


def _discard(path: str) -> None:
    if path:
        transaction.on_commit(partial(images.discard, path))
