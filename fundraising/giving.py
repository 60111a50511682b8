"""What somebody gave to fundraisers in one year, as a statement: gifts apart from what was bought before it existed,
and from what makers were supported with month by month.

From the pledges that were paid in the year and from what came back in it, in each currency by itself; what a bank took
back of a pledge came back too. Where it took the whole, or has it while it decides, nothing was given, and nothing is
listed. The year is that of the site's own zone, as for the numbers of documents.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Party
from fundraising import support_giving
from fundraising.models import Pledge, SupportCharge
from marketplace.kit import clock
from marketplace.kit.money import Money, format_money, from_minor
from marketplace.kit.regions import currency_name
from payments import billing, sheets, yearly
from payments.models import Hold, HoldPart, Recovery
from payments.sheets import Row
from payments.year_sheets import Section, YearSheet


@dataclass(frozen=True)
class Given:
    """One line: on which day, to whom, for what, and how much; of a purchase, what of it was given on top."""

    at: datetime
    title: str
    maker: str
    amount: Money
    on_top: Money


@dataclass(frozen=True)
class Sums:
    """One currency of the year."""

    currency: str
    gifts: tuple[Given, ...]
    bought: tuple[Given, ...]
    back: tuple[Given, ...]
    supported: tuple[Given, ...] = ()

    def total(self, lines: Iterable[Given]) -> Money:
        """All of these lines together."""
        return sum((line.amount for line in lines), from_minor(0, self.currency))


@dataclass(frozen=True)
class Year:
    """A party's year of giving. `sums` by currency, those with any line."""

    party: Party
    year: int
    sums: tuple[Sums, ...]
    is_over: bool


class _Taken(NamedTuple):
    """What a chargeback took of a pledge. minor: in the hold's currency."""

    hold: Hold
    at: datetime
    minor: int


def of(party: Party, year: int) -> Year:
    """The year as the books have it now."""
    start, end = yearly.bounds(year)
    taken = list(_taken(party))
    whole = _taken_whole(taken)
    paid = list(_paid(party, start, end).exclude(hold__in=whole))
    back = [
        _came_back(part.hold, part.at, part.gross_minor) for part in _back(party, start, end).exclude(hold__in=whole)
    ]
    back += [_came_back(*one) for one in taken if one.hold.pk not in whole and start <= one.at < end]
    back.sort(key=attrgetter("at"))
    charges, returned = list(support_giving.paid(party, start, end)), list(support_giving.back(party, start, end))
    codes = {row.currency for rows in (paid, charges, returned) for row in rows}
    codes |= {line.amount.currency.code for line in back}
    sums = tuple(_with_support(_sums(code, paid, back), charges, returned) for code in sorted(codes))
    return Year(party, year, sums, is_over=clock.now() >= end)


def years_of(parties: Sequence[Party]) -> list[tuple[Party, list[str]]]:
    """For whom there is a statement of which years, the last one first; nobody without any."""
    zone = timezone.get_default_timezone()
    paid = Pledge.objects.filter(backer__in=parties, collected_at__isnull=False).values_list("backer", "collected_at")
    parts = HoldPart.objects.filter(hold__pledge__backer__in=parties, kind=HoldPart.Kind.REFUND)
    found: dict[Any, set[int]] = {}
    taken = _gone_to_banks(parties)
    for backer, at in [
        *paid,
        *parts.values_list("hold__pledge__backer", "at"),
        *taken.values_list("hold__pledge__backer", "chargeback__withdrawn_at"),
        *support_giving.moments(parties),
    ]:
        found.setdefault(backer, set()).add(timezone.localtime(at, zone).year)
    return [
        (party, [str(year) for year in sorted(found[party.pk], reverse=True)]) for party in parties if party.pk in found
    ]


def sheet(year: Year) -> YearSheet:
    """The statement in the language that is active."""
    first, last = date(year.year, 1, 1), date(year.year + 1, 1, 1) - timedelta(days=1)
    return YearSheet(
        language=translation.get_language() or settings.LANGUAGE_CODE,
        site=settings.SITE_NAME,
        name=_("Statement of giving"),
        number=str(year.year),
        lede=_("What was paid to fundraisers and as standing support, and what came back, as it stands in the books."),
        warning="" if settings.MONEY_IS_REAL else sheets.warning(),
        whose=sheets.face(_("For"), billing.of(year.party)),
        facts=(
            (_("Period"), f"{sheets.day(first)} – {sheets.day(last)}"),
            (_("Made on"), sheets.day(clock.now())),
            (_("Currencies"), ", ".join(currency_name(sums.currency) for sums in year.sums) or "–"),
        ),
        sections=tuple(section for sums in year.sums for section in _sections(sums, len(year.sums) > 1)),
        notes=tuple(_notes(year)),
        foot=sheets.foot(),
        page=sheets.page_words(),
    )


def table(year: Year) -> tuple[list[str], list[Sequence[Any]]]:
    """The same for a spreadsheet, a line each."""
    head = [_("Day"), _("What"), _("For"), _("Maker"), _("Currency"), _("Sum"), _("Of it on top")]
    named = (
        (_("Gift"), "gifts"), (_("Purchase"), "bought"), (_("Standing support"), "supported"), (_("Came back"), "back"),
    )  # fmt: skip
    return head, [
        [timezone.localtime(line.at).date(), word, line.title, line.maker, sums.currency, line.amount.amount,
         line.on_top.amount]
        for sums in year.sums for word, name in named for line in getattr(sums, name)
    ]  # fmt: skip


def _paid(party: Party, start: datetime, end: datetime) -> "QuerySet[Pledge]":
    paid = Pledge.objects.filter(backer=party, hold__isnull=False, collected_at__gte=start, collected_at__lt=end)
    return paid.with_all().order_by("collected_at", "pk")


def _back(party: Party, start: datetime, end: datetime) -> "QuerySet[HoldPart]":
    back = HoldPart.objects.filter(hold__pledge__backer=party, kind=HoldPart.Kind.REFUND, at__gte=start, at__lt=end)
    wanted = back.select_related("hold__pledge__fundraiser__listing__owner").order_by("at", "pk")
    return wanted.defer("hold__pledge__fundraiser__listing__search")


def _gone_to_banks(parties: Iterable[Party]) -> "QuerySet[Recovery]":
    """What banks took back of these parties' pledges, and kept or still have."""
    here = Recovery.objects.filter(given_back_at__isnull=True, chargeback__withdrawn_at__isnull=False)
    return here.filter(hold__pledge__backer__in=parties)


def _taken(party: Party) -> list[_Taken]:
    """By pledge and moment, of all years: what was given in one can be taken back in the next."""
    by = _gone_to_banks([party]).values_list("hold", "chargeback__withdrawn_at")
    rows = list(by.annotate(sum=Sum("amount_minor")).order_by("chargeback__withdrawn_at", "hold"))
    wanted = Hold.objects.select_related("pledge__fundraiser__listing__owner")
    holds = wanted.defer("pledge__fundraiser__listing__search").in_bulk([hold for hold, _at, _minor in rows])
    return [_Taken(holds[hold], at, minor) for hold, at, minor in rows]


def _taken_whole(taken: Iterable[_Taken]) -> set[UUID]:
    """The holds of which banks have all."""
    sums: Counter[Hold] = Counter()
    for one in taken:
        sums[one.hold] += one.minor
    return {hold.pk for hold, minor in sums.items() if minor >= hold.amount_minor}


def _sums(code: str, paid: list[Pledge], back: list[Given]) -> Sums:
    ours = [pledge for pledge in paid if pledge.currency == code]
    gifts = tuple(_given(pledge) for pledge in ours if pledge.is_gift)
    bought = tuple(_given(pledge) for pledge in ours if not pledge.is_gift)
    return Sums(code, gifts, bought, tuple(line for line in back if line.amount.currency.code == code))


def _given(pledge: Pledge) -> Given:
    assert pledge.collected_at is not None
    listing = pledge.fundraiser.listing
    return Given(pledge.collected_at, listing.title, listing.owner.name, pledge.amount, pledge.extra)


def _came_back(hold: Hold, at: datetime, minor: int) -> Given:
    listing, amount = hold.pledge.fundraiser.listing, from_minor(minor, hold.currency)
    return Given(at, listing.title, listing.owner.name, amount, amount * 0)


def _with_support(sums: Sums, charges: list[SupportCharge], returned: list[HoldPart]) -> Sums:
    given = [(charge.paid_at, charge.amount, charge) for charge in charges]
    came = [(part.at, part.gross, part.hold.support_charge) for part in returned]
    supported, back = (
        tuple(_of_support(at, amount, charge) for at, amount, charge in rows if charge.currency == sums.currency)
        for rows in (given, came)
    )
    return replace(sums, supported=supported, back=(*sums.back, *back))


def _of_support(at: datetime | None, amount: Money, charge: SupportCharge) -> Given:
    assert at is not None
    maker = charge.support.page.owner.name
    return Given(at, _("Support of %(name)s") % {"name": maker}, maker, amount, amount * 0)


def _sections(sums: Sums, are_several: bool) -> Iterator[Section]:
    suffix = f" ({sums.currency})" if are_several else ""
    if sums.gifts:
        yield _section(_("Gifts") + suffix, sums, sums.gifts, _("Given"))
    if sums.bought:
        columns = (_("For"), _("Of it on top"), _("Sum"))
        rows = tuple(_row(one, format_money(one.on_top), format_money(one.amount)) for one in sums.bought)
        total = ((_("Bought before it existed"), format_money(sums.total(sums.bought))),)
        yield Section(_("Rewards and pre-sales") + suffix, columns, rows, total)
    if sums.supported:
        yield _section(_("Standing support") + suffix, sums, sums.supported, _("Supported with"))
    if sums.back:
        yield _section(_("Came back to you") + suffix, sums, sums.back, _("Came back"))


def _section(heading: str, sums: Sums, lines: tuple[Given, ...], total: str) -> Section:
    rows = tuple(_row(one, format_money(one.amount)) for one in lines)
    return Section(heading, (_("For"), _("Sum")), rows, ((total, format_money(sums.total(lines))),))


def _row(one: Given, *figures: str) -> Row:
    return Row(one.title, (f"{one.maker}, {sheets.day(one.at)}",), figures)


def _notes(year: Year) -> Iterator[str]:
    if not year.is_over:
        yield _("The year is not over: these are the figures until now.")
    if not year.sums:
        yield _("Nothing was paid to fundraisers or as standing support in this year.")
    yield _("A gift is what was given for nothing in return: to a donation, or without a reward.")
    said = _(
        "%(site)s does not know which makers are charities. Whether a gift lowers your tax is for your tax office."
    )
    yield said % {"site": settings.SITE_NAME}
