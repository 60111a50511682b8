"""The board of parcels: which rows a maker looks at, and what each prints, on the page, in files and on slips."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from fundraising import sheets, surveys
from fundraising.models import Delivery, Fundraiser, Pledge, PledgeLine, PostalAddress, Survey
from fundraising.models.delivery import DeliveryQuerySet
from marketplace.kit import clock, ids, regions

Status = Delivery.Status
READS_ADDRESS = frozenset({Status.WAITING, Status.TO_SHIP, Status.SHIPPED, Status.PROBLEM})
LATE = Q(status__in=Delivery.UNSENT, sent_at=None)


@dataclass(frozen=True)
class Filter:
    """Which parcels are looked at: by state, reward and country, late ones alone, or by a number or name."""

    state: str = ""
    reward: str = ""
    country: str = ""
    is_late: bool = False
    words: str = ""

    @classmethod
    def of(cls, said: QueryDict) -> "Filter":
        """As the address has it; what is unknown there filters nothing."""
        state, reward = said.get("state", ""), said.get("reward", "")
        country = said.get("country", "")
        return cls(
            state=state if state in Status.values else "",
            reward=reward if ids.read(reward) else "",
            country=country if len(country) == 2 and country.isascii() and country.isalpha() else "",
            is_late=said.get("late") == "1",
            words=said.get("q", "").replace("\x00", "").strip()[:80],
        )

    @property
    def is_set(self) -> bool:
        """Whether anything beside the state is chosen."""
        return bool(self.reward or self.country or self.is_late or self.words)

    def rows(self, fundraiser: Fundraiser) -> DeliveryQuerySet:
        """The rows."""
        found = self.narrowed(fundraiser)
        return found.filter(status=self.state) if self.state else found

    def narrowed(self, fundraiser: Fundraiser) -> DeliveryQuerySet:
        """All but the state, for the counts beside the states."""
        found: DeliveryQuerySet = fundraiser.deliveries.all()
        if self.reward:
            found = found.filter(line__reward=self.reward)
        if self.country:
            found = found.filter(line__pledge__country=self.country)
        if self.is_late:
            found = found.overdue()
        if self.words:
            by_number = Q(number=int(self.words)) if self.words.isascii() and self.words.isdigit() else Q(pk=None)
            found = found.filter(_named(self.words) | (by_number if len(self.words) < 10 else Q(pk=None)))
        return found


@dataclass(frozen=True)
class Line:
    """A row of the board. address: as an envelope has it; empty where nothing is posted, or it has arrived."""

    delivery: Delivery
    reward: str
    quantity: int
    backer: str
    address: list[str]
    country: str


def lines(rows: Any) -> list[Line]:
    """As the board prints them. rows: of `with_all()`."""
    return [line(one) for one in rows]


def line(delivery: Delivery) -> Line:
    """One of them."""
    of, pledge = delivery.line, delivery.line.pledge
    return Line(
        delivery, of.reward.name, of.quantity, pledge.backer.name, address_of(delivery),
        regions.country_name(pledge.country),
    )  # fmt: skip


def address_of(delivery: Delivery) -> list[str]:
    """The lines of the envelope, while the maker needs them."""
    pledge = delivery.line.pledge
    if delivery.status not in READS_ADDRESS or not delivery.is_posted or not hasattr(pledge, "address"):
        return []
    return envelope(pledge.address)


def envelope(address: PostalAddress) -> list[str]:
    """An address as carriers read it: town and postcode in the order of its country."""
    town = f"{address.city} {address.region} {address.postcode}"
    if address.country not in {"US", "CA", "AU", "GB", "IE", "IN", "NZ", "SG"}:
        town = f"{address.postcode} {address.city}" + (f", {address.region}" if address.region else "")
    country = regions.country_name(address.country).upper()
    found = [address.name, address.street, address.extra, " ".join(town.split()), country]
    return [one for one in found if one]


def tabs(fundraiser: Fundraiser, chosen: Filter, query: Any) -> list[dict[str, Any]]:
    """A tab for each state, with how many are in it. query: writes an address from the changes to this one."""
    counts: Mapping[str, int] = dict(chosen.narrowed(fundraiser).order_by().values_list("status").annotate(Count("pk")))
    everything = {"label": _("All"), "url": query(state=None), "is_current": not chosen.state}
    rest = [
        {"label": Status(value).label, "url": query(state=value), "is_current": chosen.state == value, "count": n}
        for value in Status.values
        if (n := counts.get(value, 0)) or value == chosen.state
    ]
    return [{**everything, "count": sum(counts.values())}, *rest]


def countries(fundraiser: Fundraiser) -> list[tuple[str, str]]:
    """To which countries something is sent."""
    codes = fundraiser.deliveries.exclude(line__pledge__country="").values_list("line__pledge__country", flat=True)
    return sorted(((code, regions.country_name(code)) for code in codes.order_by().distinct()), key=lambda one: one[1])


def head(survey: Survey | None) -> list[str]:
    """The columns of the table."""
    known = [
        str(sheets.HEADS[sheets.NUMBER]), _("State"), _("Reward"), _("How many"), _("Backer"), _("Promised for"),
        str(sheets.HEADS[sheets.CARRIER]), str(sheets.HEADS[sheets.TRACKING]), _("Sent"), _("Arrived"),
        _("Name on the parcel"), _("Street and number"), _("More of the address"), _("Postcode"), _("Town"),
        _("State or province"), _("Country"), _("Telephone"),
    ]  # fmt: skip
    return [*known, *(question.question for question in (survey.questions.all() if survey else []))]


def cells(rows: DeliveryQuerySet, survey: Survey | None) -> Iterator[list[Any]]:
    """The table, row by row, however long it is."""
    questions = list(survey.questions.all()) if survey else []
    for one in rows.with_all().iterator(chunk_size=500):
        pledge, of = one.line.pledge, one.line
        said = pledge.reply.answers if hasattr(pledge, "reply") else {}
        yield [
            one.label, one.get_status_display(), of.reward.name, of.quantity, pledge.backer.name, one.due_on,
            one.carrier, one.tracking, one.sent_at, one.received_at, *_address_cells(one),
            *(said.get(str(question.pk), "") for question in questions),
        ]  # fmt: skip


def slips(rows: DeliveryQuerySet, survey: Survey | None, *, most: int) -> list[dict[str, Any]]:
    """A slip for each backer of these rows: address, what goes in, and what they answered."""
    packed = (
        PledgeLine.objects.filter(delivery__in=rows).select_related("reward", "delivery").order_by("delivery__number")
    )
    pledges = Pledge.objects.filter(lines__delivery__in=rows).distinct().select_related("backer", "address", "reply")
    found = pledges.prefetch_related(Prefetch("lines", queryset=packed, to_attr="packed")).order_by("pk")[:most]
    return [_slip(pledge, survey) for pledge in found]


def _slip(pledge: Any, survey: Survey | None) -> dict[str, Any]:
    answers: list[tuple[str, str]] = []
    if survey:
        answers = list(
            zip((one.question for one in survey.questions.all()), surveys.as_answers(survey, pledge), strict=True)
        )
    return {
        "numbers": [line.delivery.label for line in pledge.packed],
        "lines": pledge.packed,
        "backer": pledge.backer.name,
        "address": envelope(pledge.address) if _is_needed(pledge) else [],
        "answers": [one for one in answers if one[1]],
    }


def _is_needed(pledge: Any) -> bool:
    """Whether anything that is packed here still goes to the address."""
    goes = any(line.reward.is_posted and line.delivery.status in READS_ADDRESS for line in pledge.packed)
    return goes and hasattr(pledge, "address")


def _address_cells(delivery: Delivery) -> list[str]:
    pledge = delivery.line.pledge
    if not address_of(delivery):
        return [""] * 8
    at = pledge.address
    return [at.name, at.street, at.extra, at.postcode, at.city, at.region, regions.country_name(at.country), at.phone]


def _named(words: str) -> Q:
    return (
        Q(line__pledge__backer__name__icontains=words)
        | Q(line__pledge__address__name__icontains=words)
        | Q(tracking__iexact=words)
    )


def board_url(fundraiser: Fundraiser, /, **changes: str) -> str:
    """The board, looked at in some way."""
    asked = QueryDict(mutable=True)
    asked.update(changes)
    return reverse("fundraising:deliveries", args=[fundraiser.listing.slug]) + (
        f"?{asked.urlencode()}" if changes else ""
    )


def overview(fundraiser: Fundraiser) -> dict[str, int]:
    """What waits for its maker, in four figures."""
    counts: dict[str, int] = fundraiser.deliveries.aggregate(
        waiting=Count("pk", filter=Q(status=Status.WAITING), distinct=True),
        to_ship=Count("pk", filter=Q(status=Status.TO_SHIP), distinct=True),
        late=Count("pk", filter=LATE & Q(due_on__lt=clock.today()), distinct=True),
        wrong=Count("pk", filter=Q(status=Status.PROBLEM) | Q(refunds__status="open"), distinct=True),
    )
    return counts
