"""What stands on documents about each side: its own words where it gave them, else what its page says."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Company, Party, Profile, User
from marketplace.kit import audit, clock
from marketplace.kit.refusals import NotAllowed
from payments import vat_numbers
from payments.models import BillingProfile

_OF_COMPANY = ("legal_form", "register_number", "vat_number", "city", "country")


@dataclass(frozen=True)
class Side:
    """One side of a document: who, where, and under which numbers the state knows them.

    address: its lines, without the country, which is an ISO 3166 code or not known. adds_tax: prices of theirs hold
    value added tax.
    """

    name: str
    address: tuple[str, ...] = ()
    country: str = ""
    vat_number: str = ""
    tax_number: str = ""
    register: str = ""
    is_business: bool = False
    adds_tax: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether an invoice can be written with it: name, address and country (Directive 2006/112/EC, article 226)."""
        return bool(self.name and self.address and self.country)

    def as_json(self) -> dict[str, Any]:
        """As a document keeps it."""
        return {**asdict(self), "address": list(self.address)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """As a document kept it."""
        return cls(**{**kept, "address": tuple(kept["address"])})


def house() -> Side:
    """The company behind the site, as the operator's settings name it."""
    return Side(
        name=settings.OPERATOR_NAME or settings.SITE_NAME,
        address=tuple(settings.OPERATOR_ADDRESS),
        country=settings.PLATFORM_COUNTRY,
        vat_number=settings.OPERATOR_VAT_NUMBER,
        tax_number=settings.OPERATOR_TAX_NUMBER,
        register=settings.OPERATOR_REGISTER,
        is_business=True,
        adds_tax=True,
    )


def of(party: Party | None) -> Side:
    """This party as it stands on a document now; none is the site itself."""
    if party is None:
        return house()
    said, face = profile_of(party), _face(party)
    return Side(
        name=said.name or _legal_name(party, face),
        address=_address(said, face),
        country=said.country or face["country"],
        vat_number=said.vat_number,
        tax_number=said.tax_number,
        register=face["register_number"],
        is_business=said.is_business,
        adds_tax=said.adds_tax,
    )


def profile_of(party: Party) -> BillingProfile:
    """Their billing details. A party that gave none has those that its page shows, not saved."""
    known = BillingProfile.objects.filter(party=party).first()
    if known:
        return known
    face = _face(party)
    number = vat_numbers.tidy(face["vat_number"])
    return BillingProfile(
        party=party,
        city=face["city"],
        country=face["country"],
        vat_number=number if vat_numbers.is_well_formed(number, face["country"]) else "",
        is_business=party.is_company,
    )


def countries_of(parties: Collection[Party]) -> dict[UUID, str]:
    """Where each of them is, as `of` says it, in as many queries for a hundred as for one. Empty where not known."""
    pks = {party.pk for party in parties}
    found = dict.fromkeys(pks, "")
    for known in (Profile.objects.filter(party__in=pks), Company.objects.filter(party__in=pks)):
        found |= dict(known.values_list("party", "country"))
    said = BillingProfile.objects.filter(party__in=pks).exclude(country="")
    return found | dict(said.values_list("party", "country"))


@transaction.atomic
def change(party: Party, *, by: User, **said: Any) -> BillingProfile:
    """Say what stands on documents from now on; those that were issued stay. Raises NotAllowed for strangers.

    said: columns of BillingProfile.
    """
    Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    if not Party.objects.acted_for_by(by).filter(pk=party.pk).exists():
        raise NotAllowed(_("You cannot change the billing details of %(party)s.") % {"party": party.name})
    profile = profile_of(party)
    changed = sorted(name for name, value in said.items() if getattr(profile, name) != value)
    for name, value in said.items():
        setattr(profile, name, value)
    profile.updated_at = clock.now()
    profile.save()
    audit.append("billing_changed", by=by.pk, subject=audit.subject_of(party), data={"changed": changed})
    return profile


def language_of(party: Party) -> str:
    """In which language documents to this party are written: that of its person, or of the company's first owner."""
    if party.user is not None:
        return party.user.language or settings.LANGUAGE_CODE
    owner = User.objects.filter(memberships__company__party=party, memberships__rank="owner")
    return owner.order_by("memberships__since").values_list("language", flat=True).first() or settings.LANGUAGE_CODE


def _face(party: Party) -> dict[str, str]:
    face = getattr(party, "company" if party.is_company else "profile", None)
    return {name: getattr(face, name, "") for name in _OF_COMPANY}


def _legal_name(party: Party, face: Mapping[str, str]) -> str:
    form = face["legal_form"]
    return f"{party.name} {form}" if form and form.casefold() not in party.name.casefold() else party.name


def _address(said: BillingProfile, face: Mapping[str, str]) -> tuple[str, ...]:
    if not said.street:
        return ()
    town = f"{said.postcode} {said.city or face['city']}".strip()
    return tuple(line for line in (said.street, said.extra, town) if line)
