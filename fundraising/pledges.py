"""Backing a fundraiser: what a backer promises, changes and takes back.

    pledge = pledges.pledge(fundraiser, Choice(reward=book.pk), backer=ben.party, by=ben)   # reserved for half an hour
    pledges.confirm(pledge, card, by=ben)                    # all or nothing: the card is kept, and charged at the end
    pledges.change(pledge, Choice(extra_minor=5000), by=ben)
    pledges.cancel(pledge, by=ben)

What is paid at once goes to a checkout instead of `confirm` (fundraising.payables). Locks: the fundraiser, then the
pledge, then its rewards.
"""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party, User
from fundraising import agreed_terms, choices, clocks, counting, extension, fundraisers, pledge_news, quotes
from fundraising.choices import Choice, Priced
from fundraising.models import Fundraiser, Pledge, PledgeLine
from marketplace.kit import clock, timers
from marketplace.kit.money import format_money
from marketplace.kit.refusals import NotAllowed, Refused
from payments import methods
from payments.models import MethodSetup, SavedMethod
from payments.terms import Terms

Status = Pledge.Status
KIND = quotes.KIND
_CONSENT = gettext_lazy(
    "%(site)s may charge this card once with %(sum)s, if “%(title)s” has reached its goal at its end, and may try "
    "again for seven days where the bank declines. Until the end I can change this pledge or take it back."
)
_CONSENT_TO_MATCH = gettext_lazy(
    "%(site)s may charge this card once with what I have matched, at most %(sum)s, at the end of “%(title)s” and if it "
    "is funded then, and may try again for seven days where the bank declines."
)


class Closed(Refused):
    """Nothing can be pledged, changed or taken back here now."""


@transaction.atomic
def pledge(fundraiser: Fundraiser, choice: Choice, *, backer: Party, by: User) -> Pledge:
    """Reserve what was chosen. It counts once the card is kept, or the money is here.

    An earlier draft of the same backer gives its place up. Raises NotAllowed, Closed, choices.CannotChoose.
    """
    fundraiser = fundraisers.locked(fundraiser)
    permit(fundraiser, backer, by)
    if not (fundraiser.is_open or fundraiser.is_late):
        raise Closed(_("Nothing can be pledged here now."))
    if running(fundraiser, backer):
        raise Closed(_("You back this already. Change your pledge instead: it is one, and it is charged once."))
    begin_anew(fundraiser, backer, by=by)
    made = Pledge(fundraiser=fundraiser, backer=backer, by=by, is_at_once=fundraiser.charges_at_once)
    made.terms = Terms.agree(KIND, payee=fundraiser.owner, payer=backer).as_json()
    _write(made, choice, choices.priced(fundraiser, choice, backer=backer))
    timers.set(clocks.PLEDGE_LAPSES, made.pk, clock.now() + clocks.RESERVED)
    return made


@transaction.atomic
def confirm(pledge: Pledge, card: SavedMethod, *, by: User) -> Pledge:
    """Promise it: this card is charged if the goal is reached at the end. Twice changes nothing.

    Raises NotAllowed, Closed, choices.CannotChoose where the last of what is asked for came together meanwhile.
    """
    pledge = of_fundraiser(pledge)
    permit(pledge.fundraiser, pledge.backer, by)
    if pledge.status == Status.ACTIVE:
        return _with_card(pledge, card, by)
    if pledge.status != Status.DRAFT or pledge.is_at_once or not pledge.fundraiser.is_open:
        raise Closed(_("This pledge can't be confirmed any more. Nothing was charged."))
    if running(pledge.fundraiser, pledge.backer):
        raise Closed(_("You back this already. Change your pledge instead: it is one, and it is charged once."))
    room = pledge.fundraiser.room_minor
    if room is not None and room < pledge.amount_minor:
        raise choices.CannotChoose(choices.no_room(pledge.fundraiser, room), field="extra")
    _check_card(pledge, card)
    pledge.method, pledge.consent = card, consent(pledge)
    counting.count(pledge)
    pledge.move_to(Status.ACTIVE, by=by, party=pledge.backer, saving=["method", "consent", "counts", "counted_at"])
    timers.cancel(clocks.PLEDGE_LAPSES, pledge.pk)
    if not pledge.is_match:
        extension.extend(pledge)
    pledge_news.promised(pledge)
    return pledge


@transaction.atomic
def change(pledge: Pledge, choice: Choice, *, by: User) -> Pledge:
    """Choose something else, or another sum, until the end. Raises NotAllowed, Closed, choices.CannotChoose."""
    pledge = of_fundraiser(pledge)
    permit(pledge.fundraiser, pledge.backer, by)
    if not pledge.is_open or pledge.is_at_once or pledge.is_match:
        raise Closed(_("This pledge can't be changed any more."))
    before = pledge.amount_minor
    priced = choices.priced(pledge.fundraiser, choice, backer=pledge.backer, besides=pledge)
    if pledge.counts and priced.total_minor > before:
        _check_who_asks_for_more(pledge)
    counting.give_back(pledge.lines.all())
    _write(pledge, choice, priced)
    if pledge.counts:
        counting.recount(pledge, before_minor=before)
        pledge.consent = consent(pledge)
        pledge.save(update_fields=["consent"])
        pledge_news.changed(pledge)
    return pledge


@transaction.atomic
def cancel(pledge: Pledge, *, by: User) -> Pledge:
    """Take it back, until the end: the card is never charged. Twice changes nothing. Raises NotAllowed, Closed."""
    pledge = of_fundraiser(pledge)
    permit(pledge.fundraiser, pledge.backer, by)
    if pledge.status == Status.CANCELLED:
        return pledge
    if not pledge.is_open:
        raise Closed(_("The end has passed, so this pledge can't be taken back any more."))
    if pledge.is_match and pledge.amount_minor:
        raise Closed(_("Others have pledged because you match them, so it can't be taken back any more."))
    was_promised = pledge.status == Status.ACTIVE
    give_up(pledge, why="taken back", by=by)
    if was_promised:
        pledge_news.taken_back(pledge)
    return pledge


def kept(setup: MethodSetup) -> None:
    """The gateway keeps a card for a pledge: it is promised. What came too late stays, and its page says so."""
    if setup.kind != KIND or setup.subject is None or setup.method is None or setup.by is None:
        return
    found = Pledge.objects.filter(pk=setup.subject).first()
    if found:
        try:
            with transaction.atomic():
                confirm(found, setup.method, by=setup.by)
        except Refused:
            return


def running(fundraiser: Fundraiser, backer: Party) -> Pledge | None:
    """The promise of this backer that lives, of an all-or-nothing fundraiser: there is one at a time."""
    live = [Status.ACTIVE, *Pledge.UNDECIDED]
    found: Pledge | None = Pledge.objects.filter(fundraiser=fundraiser, backer=backer, status__in=live).first()
    return found


def consent(pledge: Pledge) -> str:
    """What the backer agrees to about their card, as it stands beside the button and is kept."""
    said = _CONSENT_TO_MATCH if pledge.is_match else _CONSENT
    facts = {
        "site": settings.SITE_NAME,
        "sum": format_money(pledge.match.total if pledge.is_match else pledge.amount),
        "title": pledge.fundraiser.listing.title,
    }
    return str(said) % facts


def of_fundraiser(pledge: Pledge) -> Pledge:
    """The pledge under its lock, and before it its fundraiser's."""
    fundraiser = fundraisers.locked(Fundraiser(pk=pledge.fundraiser_id))
    found: Pledge = Pledge.objects.select_related("backer", "method", "by").locked().get(pk=pledge.pk)
    found.fundraiser = fundraiser
    return found


def alone(pk: UUID) -> Pledge:
    """The pledge under its lock, without its fundraiser's: for what happens to thousands of them beside each other."""
    return alone_all([pk])[pk]


def alone_all(pks: Collection[UUID]) -> dict[UUID, Pledge]:
    """The same for several. Pledges of one fundraiser share it, as they share a maker. Raises Pledge.DoesNotExist."""
    some = Pledge.objects.select_related("backer", "method", "by").filter(pk__in=pks)
    found: dict[UUID, Pledge] = {pledge.pk: pledge for pledge in some.locked()}
    if len(found) != len(set(pks)):
        raise Pledge.DoesNotExist
    of = Fundraiser.objects.with_face().in_bulk({pledge.fundraiser_id for pledge in found.values()})
    for pledge in found.values():
        pledge.fundraiser = of[pledge.fundraiser_id]
    return found


def begin_anew(fundraiser: Fundraiser, backer: Party, *, by: User) -> None:
    """What this backer had begun and not confirmed gives its place up. The caller holds the fundraiser."""
    for earlier in fundraiser.pledges.filter(backer=backer, status=Status.DRAFT).locked():
        give_up(earlier, why="begun anew", by=by)


def give_up(pledge: Pledge, *, why: str, by: User | None) -> None:
    """Let it be a promise no more, and its rewards be for others again. The caller holds the fundraiser and it."""
    counting.give_back(pledge.lines.all())
    counting.uncount(pledge)
    pledge.move_to(Status.CANCELLED, by=by, party=pledge.backer, why=why, saving=["counts"])
    timers.cancel(clocks.PLEDGE_LAPSES, pledge.pk)


def permit(fundraiser: Fundraiser, backer: Party, by: User) -> None:
    """Raises NotAllowed for whoever does not act for the backer, or raises the money themselves."""
    if not Party.objects.acted_for_by(by).filter(pk=backer.pk).exists():
        raise NotAllowed(_("This is somebody else's pledge."))
    if backer.pk == fundraiser.owner.pk or Party.objects.acted_for_by(by).filter(pk=fundraiser.owner.pk).exists():
        raise NotAllowed(_("You can't back what you raise money for yourself."))


def _check_card(pledge: Pledge, card: SavedMethod) -> None:
    if card.party_id != pledge.backer_id or card.removed_at is not None:
        raise Closed(_("This card is not among your cards any more: choose another one."))


def _check_who_asks_for_more(pledge: Pledge) -> None:
    """A guest's link reads the mail of an address that nobody proved when the card was given: it may be another's. So
    no more is charged than was agreed to, unless the card has just been given again."""
    card, by = pledge.method, pledge.by
    if by is None or not by.is_guest or (card and card.created_at > clock.now() - methods.FRESH):
        return
    raise Closed(_("To give more than you agreed to, give your card again first: “Use another card”, on your pledge."))


def _with_card(pledge: Pledge, card: SavedMethod, by: User) -> Pledge:
    """Another card for the same promise, until the end."""
    if pledge.method_id != card.pk and pledge.fundraiser.is_open:
        _check_card(pledge, card)
        pledge.method, pledge.by, pledge.updated_at = card, by, clock.now()
        pledge.save(update_fields=["method", "by", "updated_at"])
    return pledge


def _write(pledge: Pledge, choice: Choice, priced: Priced) -> None:
    """Reserve and write down what was chosen."""
    counting.reserve(priced.lines)
    pledge.currency, pledge.amount_minor = priced.currency, priced.total_minor
    pledge.extra_minor, pledge.shipping_minor = priced.extra_minor, priced.shipping_minor
    pledge.country = (
        choice.country if any(line.shipping_minor or line.reward.is_posted for line in priced.lines) else ""
    )
    pledge.is_anonymous, pledge.message, pledge.updated_at = choice.is_anonymous, choice.message, clock.now()
    pledge.agreed = agreed_terms.version_of(pledge.fundraiser)
    pledge.save()
    pledge.lines.all().delete()
    PledgeLine.objects.bulk_create(
        PledgeLine(pledge=pledge, reward=line.reward, quantity=line.quantity, price_minor=line.reward.price_minor)
        for line in priced.lines
    )
