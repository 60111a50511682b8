"""What somebody gave to fundraisers in one year, as a statement: gifts apart from what was bought before it existed.

From the pledges that were paid in the year and from what came back in it, in each currency by itself. The year is that
of the site's own zone, as for the numbers of documents.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Party
from fundraising.models import Pledge
from marketplace.kit import clock
from marketplace.kit.money import Money, format_money, from_minor
from marketplace.kit.regions import currency_name
from payments import billing, sheets, yearly
from payments.models import HoldPart, Payment
from payments.sheets import Row
from payments.year_sheets import Section, YearSheet

TAKEN = [Payment.Status.CHARGED_BACK, Payment.Status.LOST]  # a bank has the money: nothing was given


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


def of(party: Party, year: int) -> Year:
    """The year as the books have it now."""
    start, end = yearly.bounds(year)
    paid = list(_paid(party, start, end))
    back = list(_back(party, start, end))
    codes = sorted({pledge.currency for pledge in paid} | {part.currency for part in back})
    sums = tuple(_sums(code, paid, back) for code in codes)
    return Year(party, year, sums, is_over=clock.now() >= end)


def years_of(parties: Sequence[Party]) -> list[tuple[Party, list[str]]]:
    """For whom there is a statement of which years, the last one first; nobody without any."""
    zone = timezone.get_default_timezone()
    paid = Pledge.objects.filter(backer__in=parties, collected_at__isnull=False).values_list("backer", "collected_at")
    parts = HoldPart.objects.filter(hold__pledge__backer__in=parties, kind=HoldPart.Kind.REFUND)
    found: dict[Any, set[int]] = {}
    for backer, at in [*paid, *parts.values_list("hold__pledge__backer", "at")]:
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
        lede=_("What was paid to fundraisers, and what came back, as it stands in the books."),
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
    named = ((_("Gift"), "gifts"), (_("Purchase"), "bought"), (_("Came back"), "back"))
    return head, [
        [timezone.localtime(line.at).date(), word, line.title, line.maker, sums.currency, line.amount.amount,
         line.on_top.amount]
        for sums in year.sums for word, name in named for line in getattr(sums, name)
    ]  # fmt: skip


def _paid(party: Party, start: datetime, end: datetime) -> Iterable[Pledge]:
    paid = Pledge.objects.filter(backer=party, hold__isnull=False, collected_at__gte=start, collected_at__lt=end)
    return paid.exclude(hold__payment__status__in=TAKEN).with_all().order_by("collected_at", "pk")


def _back(party: Party, start: datetime, end: datetime) -> Iterable[HoldPart]:
    back = HoldPart.objects.filter(hold__pledge__backer=party, kind=HoldPart.Kind.REFUND, at__gte=start, at__lt=end)
    back = back.exclude(hold__payment__status__in=TAKEN)
    wanted = back.select_related("hold__pledge__fundraiser__listing__owner").order_by("at", "pk")
    return wanted.defer("hold__pledge__fundraiser__listing__search")


def _sums(code: str, paid: list[Pledge], back: list[HoldPart]) -> Sums:
    ours = [pledge for pledge in paid if pledge.currency == code]
    gifts = tuple(_given(pledge) for pledge in ours if pledge.is_gift)
    bought = tuple(_given(pledge) for pledge in ours if not pledge.is_gift)
    return Sums(code, gifts, bought, tuple(_returned(part) for part in back if part.currency == code))


def _given(pledge: Pledge) -> Given:
    assert pledge.collected_at is not None
    listing = pledge.fundraiser.listing
    return Given(pledge.collected_at, listing.title, listing.owner.name, pledge.amount, pledge.extra)


def _returned(part: HoldPart) -> Given:
    listing = part.hold.pledge.fundraiser.listing
    return Given(part.at, listing.title, listing.owner.name, part.gross, part.gross * 0)


def _sections(sums: Sums, are_several: bool) -> Iterator[Section]:
    suffix = f" ({sums.currency})" if are_several else ""
    if sums.gifts:
        yield _section(_("Gifts") + suffix, sums, sums.gifts, _("Given"))
    if sums.bought:
        columns = (_("For"), _("Of it on top"), _("Sum"))
        rows = tuple(_row(one, format_money(one.on_top), format_money(one.amount)) for one in sums.bought)
        total = ((_("Bought before it existed"), format_money(sums.total(sums.bought))),)
        yield Section(_("Rewards and pre-sales") + suffix, columns, rows, total)
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
        yield _("Nothing was paid to fundraisers in this year.")
    yield _("A gift is what was given for nothing in return: to a donation, or without a reward.")
    said = _(
        "%(site)s does not know which makers are charities. Whether a gift lowers your tax is for your tax office."
    )
    yield said % {"site": settings.SITE_NAME}
