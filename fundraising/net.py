"""What of a goal its maker receives, by the price list of today and the tax on fees where they live."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import Party
from fundraising import quotes
from marketplace.kit.money import Money, format_money
from payments import receiving
from payments.terms import Terms


def in_words(goal: Money | None, owner: Party) -> str:
    """The rate, and what is left of the goal in its currency: the sentence of the editor's step about money."""
    terms = Terms.agree(quotes.KIND, payee=owner)
    percent = number_format(terms.schedule.first_percent)
    if goal is None:
        said = _("The fee is %(percent)s %% of what is paid out to you. What cards cost is in it.")
        return said % {"percent": percent}
    got = receiving.of(goal, kind=quotes.KIND, payee=owner, terms=terms)
    assert got  # raised money has one share in every currency
    taken = got.taken
    sums = {"gross": taken.gross, "net": taken.net, "fee": taken.fee, "tax": taken.tax}
    words = {"percent": percent, **{name: format_money(sum_) for name, sum_ in sums.items()}}
    said = _("Of %(gross)s you receive %(net)s. The fee is %(percent)s %%: %(fee)s. What cards cost is in it.") % words
    if not taken.tax:
        return said
    words |= {"name": terms.tax.name, "rate": number_format(terms.tax.percent)}
    return f"{said} {_('%(name)s on the fee, %(rate)s %%: %(tax)s.') % words}"
