"""Payees with money in their wallets, made as anybody makes it: held, released, cleared, transferred."""

from marketplace.kit import timers
from marketplace.kit.money import Money
from payments import chart, escrow, ledger
from tests.payments import stripe_says
from tests.payments.deals import held


def released(payer, payee, amount):
    """A hold of this sum that was released whole, and still clears."""
    hold = held(payer, payee, amount)
    escrow.release(hold, by=payer, key=f"release:{hold.pk}")
    return hold


def cleared(payer, payee, amount, clock):
    """The same, free by now; the cash is where it can be."""
    hold = released(payer, payee, amount)
    clock.move_to(hold.parts.get().clearing.due_at)
    timers.run_due()
    stripe_says.transferred(payee.party)
    return hold


def on(account, currency="EUR") -> Money:
    """What is on an account."""
    return ledger.balance(account, currency)


def wallet(person) -> Money:
    """What somebody can take out."""
    return on(chart.wallet(person.party))


def there(person) -> Money:
    """What lies on somebody's own account at the gateway."""
    return -on(chart.connected("stripe", person.party))


def owes(person) -> Money:
    """What somebody owes the site."""
    return -on(chart.receivable(person.party))
