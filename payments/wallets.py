"""What a party has here, by currency: to take out, clearing, held for them and by them, and owed: from the books."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Party
from marketplace.kit.money import Money, from_minor
from payments import chart, payouts, worth
from payments.chart import AccountName
from payments.models import AccountBalance, Clearing, Hold, Payout
from payments.worth import Worth

# The accounts of a payee, by the word that stands in the address of their statements.
ACCOUNTS = {"available": "wallet", "clearing": "clearing", "owed": "receivable"}


@dataclass(frozen=True)
class Purse:
    """All that a party has in one currency.

    available: in the wallet. ready: what of it can be paid out at this moment. clearing: released, and not free yet.
    leaving: on its way to their bank. earning: held for them. holding: held by them for others. owed: to the site.
    """

    currency: str
    available: Money
    ready: Money
    clearing: Money
    leaving: Money
    earning: Money
    holding: Money
    owed: Money

    @property
    def is_payees(self) -> bool:
        """Whether anything in it is to be paid out, now or later: else its party only pays others."""
        return any(one.amount for one in (self.available, self.clearing, self.earning, self.leaving))

    @property
    def has_escrow(self) -> bool:
        """Whether anything is held for its party or by it."""
        return bool(self.earning.amount or self.holding.amount)

    @property
    def moving(self) -> Money:
        """What of the wallet has not reached the payout account yet."""
        return self.available - self.ready

    @property
    def is_all_there(self) -> bool:
        """Whether everything in the wallet can be paid out now."""
        return self.ready == self.available


@dataclass(frozen=True)
class Coming:
    """A sum that becomes free by itself."""

    hold: Hold
    deal: str
    amount: Money
    released_at: datetime
    at: datetime


def of(party: Party) -> list[Purse]:
    """One for each currency in which anything is, or ever was; the one with the most life first."""
    sums = _sums(party)
    purses = [_purse(party, currency, sums) for currency in sorted({currency for _name, currency in sums})]
    return sorted(purses, key=lambda purse: not purse.available.amount)


def about(purses: list[Purse], currency: str) -> Worth | None:
    """What all that is available is about in the reader's own currency; None where nothing would be converted."""
    held = [purse.available for purse in purses if purse.available.amount]
    return worth.about(held, currency, worth.table()) if held else None


def coming(party: Party) -> list[Coming]:
    """What is clearing, the next first."""
    waiting = Clearing.objects.filter(payee=party, cleared_at=None).select_related(
        "part__hold__line", "part__hold__parted_from__line"
    )
    return [_coming(one) for one in waiting.order_by("due_at", "pk") if one.amount_minor > one.taken_back_minor]


def on_their_way(party: Party) -> "QuerySet[Payout]":
    """Payouts that are not with the bank yet."""
    return Payout.objects.filter(payee=party, status__in=Payout.ON_THEIR_WAY).select_related("account").order_by("-pk")


def account(party: Party, word: str) -> AccountName:
    """The account of a party that this word of ACCOUNTS names."""
    return AccountName(ACCOUNTS[word], party.pk)


def _sums(party: Party) -> dict[tuple[str, str], int]:
    """Minor units by (name, currency): the party's own accounts, and those of the holds it is a side of."""
    found: dict[tuple[str, str], int] = {}
    for name, currency, balance in _balances(party):
        found[name, currency] = found.get((name, currency), 0) + balance
    return found


def _balances(party: Party) -> Iterator[tuple[str, str, int]]:
    holds = dict(Hold.objects.with_money().filter(Q(payer=party) | Q(payee=party)).values_list("pk", "payee"))
    going = set(on_their_way(party).values_list("pk", flat=True))
    owners: set[UUID] = {party.pk, *holds, *going}
    codes = [*ACCOUNTS.values(), "hold", "payout"]
    kept = AccountBalance.objects.filter(account__owner__in=owners, account__code__in=codes).select_related("account")
    for row in kept:
        name = row.account.code
        if name == "hold":
            name = "earning" if holds[row.account.owner] == party.pk else "holding"
        yield name, row.account.currency, row.balance


def _purse(party: Party, currency: str, sums: dict[tuple[str, str], int]) -> Purse:
    def amount(name: str) -> Money:
        return from_minor(sums.get((name, currency), 0), currency)

    available = amount("wallet")
    return Purse(
        currency=currency,
        available=available,
        ready=payouts.ready(party, currency) if available.amount else available,
        clearing=amount("clearing"),
        leaving=amount("payout"),
        earning=amount("earning"),
        holding=amount("holding"),
        owed=max(-amount(chart.receivable(party).code), Money(0, available.currency)),
    )


def _coming(clearing: Clearing) -> Coming:
    from payments.payee_news import deal_of

    hold = clearing.part.hold
    left = from_minor(clearing.amount_minor - clearing.taken_back_minor, clearing.currency)
    return Coming(hold, deal_of(hold), left, clearing.part.at, clearing.due_at)
