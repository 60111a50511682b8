"""What a payee would get of a price, line by line: shown before anything is agreed.

    got = receiving.of(Money(750, "EUR"), kind="milestone", payee=cleo.party, payer=ada.party)
    got.taken.net, got.taken.fee, got.taken.tax                    # `payments/_receive.html` prints it

It is worked out by what `Terms.agree` would freeze at this moment, and by what the two have done before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import OuterRef, Subquery

from accounts.models import Party
from marketplace.catalog.models import Topic
from marketplace.kit.money import Money, from_minor
from payments import plans
from payments.models import Business
from payments.pricelist import Deal, PriceList
from payments.terms import Taken, Terms


@dataclass(frozen=True)
class Receives:
    """A price and how it is parted. For hourly work it is one hour, and `later` one above the line.

    edge: the sum of all business with this payer up to which the higher share is kept; None where one share is kept
    of everything. earned: what this payer has released to this payee before.
    """

    terms: Terms
    taken: Taken
    edge: Money | None
    earned: Money
    later: Taken | None = None

    @property
    def first_percent(self) -> Decimal:
        return self.terms.schedule.first_percent

    @property
    def then_percent(self) -> Decimal:
        return self.terms.schedule.then_percent

    @property
    def is_past_edge(self) -> bool:
        """Whether the two have done so much already that only the lower share is kept."""
        return self.edge is not None and self.earned >= self.edge

    @property
    def percent(self) -> Decimal:
        """The share, where one is kept of the whole price."""
        return self.then_percent if self.is_past_edge else self.first_percent


def of(
    price: Money,
    *,
    kind: str,
    payee: Party | None = None,
    payer: Party | None = None,
    topics: Iterable[Topic] = (),
    is_hourly: bool = False,
    terms: Terms | None = None,
) -> Receives | None:
    """What is left of the price for this payee; None where no price can be agreed in its currency.

    payee: None for a visitor, of whom nothing is known. terms: those that are agreed already, or looked up before.
    """
    code = price.currency.code
    terms = terms or (Terms.agree(kind, payee=payee, payer=payer, topics=topics) if payee else Terms.standard())
    if not terms.schedule.knows(code):
        return None
    earned = _earned(payer, payee, code)
    edge = None if terms.schedule.is_flat else terms.schedule.line(code)
    is_stepped = is_hourly and edge is not None and earned < edge
    later = terms.take(price, earned_before=edge) if is_stepped else None
    return Receives(terms, terms.take(price, earned_before=earned), edge, earned, later)


def fees(
    prices: Sequence[tuple[Party, Money]], *, kind: str, payer: Party, topics: Iterable[Topic] = ()
) -> list[Money | None]:
    """The fee alone of each (payee, price), in order, without tax; None where no price can be agreed in the currency.

    For a table of many: it takes as many queries as for one. The prices are in one currency.
    """
    if not prices:
        return []
    code, listed = prices[0][1].currency.code, PriceList.of_day()
    known = _known([payee.pk for payee, _price in prices], payer, code)
    found: list[Money | None] = []
    for payee, price in prices:
        plan, earned = known[payee.pk]
        deal = Deal(kind=kind, payee=payee, payer=payer, topics=topics, plan=plan)
        schedule = listed.line_for(deal).schedule
        found.append(schedule.quote(price, earned_before=earned).fee if schedule.knows(code) else None)
    return found


def _known(payees: list[UUID], payer: Party, code: str) -> dict[UUID, tuple[str, Money]]:
    """The plan of each, and what this payer released to them before."""
    between = Business.objects.filter(payer=payer, payee=OuterRef("pk"), currency=code).values("released_minor")[:1]
    rows = Party.objects.filter(pk__in=payees).annotate(plan=plans.named(OuterRef("pk")), earned=Subquery(between))
    return {row.pk: (row.plan or plans.FREE, from_minor(row.earned or 0, code)) for row in rows}


def _earned(payer: Party | None, payee: Party | None, code: str) -> Money:
    between = Business.objects.filter(payer=payer, payee=payee, currency=code).first() if payer and payee else None
    return between.released if between else Money(0, code)
