"""Matching what others pledge: a company, a foundation or a person adds to each pledge, up to a sum.

    match = matches.offer(fundraiser, Terms(total_minor=200_000, factor_permille=1000), backer=firm.party, by=cleo)
    pledges.confirm(match.pledge, card, by=cleo)      # from now on it grows (fundraising.matching)
    matches.extend(match, total_minor=300_000, by=cleo)

It is a promise like others: its card is kept, and charged at the end with what came together, whatever becomes of a
single card of another. Others pledge because of it: once it has matched something it is not taken back, and it is only
ever made larger (docs/decisions/129-a-match-is-a-pledge.md).
"""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import agreed_terms, choices, clocks, counting, fundraisers, matching, pledges
from fundraising.models import Fundraiser, Match, Pledge
from fundraising.pledges import Closed
from marketplace.kit import clock, timers
from marketplace.kit.money import format_money, from_minor
from payments.terms import Terms as Fees

Status = Pledge.Status


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How a match grows: see `Match`."""

    total_minor: int
    factor_permille: int = 1000
    most_per_pledge_minor: int | None = None
    times_per_backer: int = 1


@transaction.atomic
def offer(fundraiser: Fundraiser, terms: Terms, *, backer: Party, by: User, is_anonymous: bool = False) -> Match:
    """Begin to match. It counts, and grows, once a card is kept for it (`pledges.confirm`).

    Raises NotAllowed, Closed, choices.CannotChoose.
    """
    fundraiser = fundraisers.locked(fundraiser)
    pledges.permit(fundraiser, backer, by)
    if not fundraiser.is_open:
        raise Closed(_("Nothing can be pledged here now."))
    if pledges.running(fundraiser, backer):
        raise Closed(_("You back this already. One person or company has one pledge here."))
    _check(fundraiser, terms.total_minor)
    pledges.begin_anew(fundraiser, backer, by=by)
    fees = Fees.agree(pledges.KIND, payee=fundraiser.owner, payer=backer).as_json()
    pledge = Pledge.objects.create(
        fundraiser=fundraiser, backer=backer, by=by, is_at_once=False, is_match=True, is_anonymous=is_anonymous,
        currency=fundraiser.currency, amount_minor=0, terms=fees, agreed=agreed_terms.version_of(fundraiser),
    )  # fmt: skip
    timers.set(clocks.PLEDGE_LAPSES, pledge.pk, clock.now() + clocks.RESERVED)
    return Match.objects.create(pledge=pledge, **asdict(terms))


@transaction.atomic
def extend(match: Match, *, total_minor: int, by: User) -> Match:
    """Let it go on to a larger sum, until the end. Raises NotAllowed, Closed, choices.CannotChoose."""
    pledge = pledges.of_fundraiser(match.pledge)
    match = Match.objects.get(pk=match.pk)
    match.pledge = pledge
    pledges.permit(pledge.fundraiser, pledge.backer, by)
    if not pledge.is_open:
        raise Closed(_("The end has passed, so it stays as it is."))
    if total_minor < match.total_minor:
        raise choices.CannotChoose(_("Others rely on it, so it can only become more."), field="total")
    _check(pledge.fundraiser, total_minor)
    match.total_minor, before = total_minor, pledge.amount_minor
    match.save(update_fields=["total_minor"])
    if pledge.counts and matching.grow(match, pledge.fundraiser):
        counting.recount(pledge, before_minor=before)
    pledge.consent = pledges.consent(pledge)
    pledge.save(update_fields=["consent"])
    return match


def _check(fundraiser: Fundraiser, total_minor: int) -> None:
    least = choices.least_minor(fundraiser.currency)
    if total_minor < least:
        said = format_money(from_minor(least, fundraiser.currency), whole=True)
        raise choices.CannotChoose(_("Give at least %(least)s.") % {"least": said}, field="total")
    if total_minor > choices.MOST_MINOR:
        raise choices.CannotChoose(_("That is more than a card can pay at once."), field="total")
