"""Supporting a maker month by month: begun, changed, ended by who supports.

    support = standing_support.begin(page, Wish(tier=gold), supporter=ben.party, by=ben)    # a place for half an hour
    payment = charges.send(standing_support.pay(support, card, by=ben))                     # the first charge, now
    standing_support.change(support, Wish(tier=silver), by=ben)
    standing_support.end(support, by=ben)                                           # read until the period's end

What is charged by itself is in `support_charging`. Locks: the page, then the support, then its charges; a checkout is
opened without them.
"""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import agreed_terms, support_clocks, support_news, support_terms
from fundraising.choices import CannotChoose
from fundraising.models import Support, SupportCharge, SupportPage, SupportTier
from fundraising.support_terms import Wish
from marketplace.kit import clock, timers
from marketplace.kit.money import format_money, from_minor
from marketplace.kit.refusals import NotAllowed, Refused
from payments import charges, checkouts, escrow
from payments.models import Checkout, MethodSetup, Payment, SavedMethod
from payments.terms import Terms

Status, Sort, Every = Support.Status, SupportCharge.Sort, Support.Every
KIND = "recurring"  # as a payable, and in the price list


class Closed(Refused):
    """Nothing can be begun, changed or taken back here now."""


@transaction.atomic
def begin(page: SupportPage, wish: Wish, *, supporter: Party, by: User, is_anonymous: bool = False) -> Support:
    """Ask for a place; it begins with the first payment. The same wish again goes on where it was.

    Raises NotAllowed, Closed, CannotChoose.
    """
    page = SupportPage.objects.select_related("owner").locked().get(pk=page.pk)
    _permit(page, supporter, by)
    if not page.is_open:
        raise Closed(_("%(maker)s takes no new supporters now.") % {"maker": page.owner.name})
    price = support_terms.price_of(page, wish)
    standing = page.supports.filter(supporter=supporter, status__in=Support.STANDING).locked().first()
    if standing and standing.status != Status.BEGUN:
        raise Closed(_("You support %(maker)s already. Change it instead.") % {"maker": page.owner.name})
    if standing and (standing.tier_id, standing.every, standing.price_minor) == (_pk(wish), wish.every, price.minor):
        standing.is_anonymous = is_anonymous
        standing.save(update_fields=["is_anonymous"])
        return standing
    if standing:
        abandon(standing, why="begun anew", by=by)
    _check_place(page, wish.tier)
    made = Support(page=page, supporter=supporter, by=by, tier=wish.tier, every=wish.every, is_anonymous=is_anonymous)
    made.currency, made.price_minor, made.level_minor = page.currency, price.minor, price.level_minor
    made.terms = Terms.agree(KIND, payee=page.owner, payer=supporter).as_json()
    made.agreed = agreed_terms.SUPPORT
    made.save(force_insert=True)
    begin_anew(made, number=1)
    timers.set(support_clocks.LAPSES, made.pk, clock.now() + support_clocks.RESERVED)
    return made


def pay(support: Support, card: SavedMethod, *, by: User) -> Payment:
    """Pay what is due now with this card, which is charged from now on. The caller then calls `charges.send`.

    Raises NotAllowed, Closed where nothing is due, and what `charges.begin` raises.
    """
    pay_with(support, card, by=by)
    due = SupportCharge.objects.filter(support=support, status=SupportCharge.Status.DUE).first()
    if due is None:
        raise Closed(_("Nothing is to be paid now."))
    with transaction.atomic():
        checkout = checkouts.open([(KIND, due.pk)], by=by, return_to=support.get_absolute_url())
        return charges.begin(checkout, by=by, method=card)


@transaction.atomic
def pay_with(support: Support, card: SavedMethod, *, by: User) -> Support:
    """Charge this card from now on. Raises NotAllowed, Closed."""
    support = locked(support, by)
    if card.party_id != support.supporter_id or card.removed_at is not None:
        raise Closed(_("This card is not among your cards any more: choose another one."))
    if not support.is_standing:
        raise Closed(_("This support has ended."))
    support.method, support.by, support.consent = card, by, consent(support)
    support.save(update_fields=["method", "by", "consent"])
    return support


def kept(setup: MethodSetup) -> None:
    """The gateway keeps a card for a support: it is the one that is charged from now on."""
    if setup.kind != KIND or setup.subject is None or setup.method is None or setup.by is None:
        return
    if found := Support.objects.filter(pk=setup.subject).first():
        try:
            with transaction.atomic():
                pay_with(found, setup.method, by=setup.by)
        except Refused:
            return


@transaction.atomic
def change(support: Support, wish: Wish, *, by: User) -> SupportCharge | None:
    """Give more now, paying the difference for what is left of the period, or less from the next charge on.

    Returns the charge of the difference, to be paid by `pay`; None where there is none. Nothing changes until it is
    paid. Raises NotAllowed, Closed, CannotChoose.
    """
    support = locked(support, by)
    if support.status != Status.ACTIVE or support.ends_at:
        raise Closed(_("Only a support that goes on can be changed."))
    wanted = support_terms.change_to(support, wish)
    if wish.tier and wish.tier.pk != support.tier_id:
        _check_place(support.page, wish.tier)
    void_due(support)
    price = support_terms.price_of(support.page, wish)
    if wanted.at_once:
        assert support.paid_until is not None
        due = SupportCharge(support=support, sort=Sort.DIFFERENCE, tier=wish.tier, every=wish.every)
        due.price_minor, due.level_minor, due.amount = price.minor, price.level_minor, wanted.now
        due.starts_at, due.ends_at, due.number = clock.now(), support.paid_until, _next_number(support)
        due.save(force_insert=True)
        timers.set(support_clocks.LAPSES, support.pk, clock.now() + support_clocks.RESERVED)
        return due
    support.next_tier, support.next_every, support.next_from = wish.tier, wish.every, None
    support.next_price_minor, support.next_level_minor = price.minor, price.level_minor
    support.consent = consent(support)
    support.save()
    return None


@transaction.atomic
def stay(support: Support, *, by: User) -> Support:
    """Take back a change that would come later, or a difference that is not paid. Twice changes nothing.

    A price that the maker raised is none of these. Raises NotAllowed.
    """
    support = locked(support, by)
    void_due(support, only=Sort.DIFFERENCE)
    if support.next_from is None and support.next_price_minor:
        _forget_next(support)
        _note_what_its_tier_costs(support)
        support.save()
    return support


@transaction.atomic
def end(support: Support, *, by: User) -> Support:
    """End it: with what is paid for, and at once where nothing is. Twice changes nothing. Raises NotAllowed."""
    support = locked(support, by)
    if support.status == Status.BEGUN:
        abandon(support, why="taken back", by=by)
    elif support.status == Status.ACTIVE and not support.ends_at:
        void_due(support)
        support.ends_at = support.paid_until
        support.save(update_fields=["ends_at"])
        timers.cancel(support_clocks.TELL, support.pk)
        support_news.ending(support)
    elif support.status in {Status.PAST_DUE, Status.PAUSED}:
        end_now(support, why="ended by the supporter", by=by)
    return support


@transaction.atomic
def go_on(support: Support, *, by: User) -> Support:
    """Take back that it ends; one that rests can be paid anew. Twice changes nothing. Raises NotAllowed, Closed."""
    support = locked(support, by)
    if not support.is_standing or not support.page.is_open:
        raise Closed(_("This support has ended. Begin it anew."))
    if support.status == Status.PAUSED and not support.charges.filter(status=SupportCharge.Status.DUE).exists():
        _check_place(support.page, support.tier)
        begin_anew(support, number=_next_number(support))
        timers.set(support_clocks.LAPSES, support.pk, clock.now() + support_clocks.RESERVED)
    elif support.ends_at:
        support.ends_at = None
        support.save(update_fields=["ends_at"])
        _tell_before(support)
        support_news.goes_on(support)
    return support


@transaction.atomic
def take_back(charge: SupportCharge, *, by: User) -> Support:
    """Have back a charge for a later period that one did not expect; the support ends with it. Twice is once.

    Raises NotAllowed, Closed once the maker has it.
    """
    support = locked(charge.support, by)
    charge = SupportCharge.objects.select_related("hold").locked().get(pk=charge.pk)
    if charge.status == SupportCharge.Status.REFUNDED:
        return support
    if charge.settles_at is None or charge.hold is None or charge.settles_at <= clock.now():
        raise Closed(_("It is with the maker already, so it can't be taken back here any more."))
    escrow.refund(charge.hold, by=by, key=f"support_back:{charge.pk}", why=_("The supporter took it back."))
    support.refresh_from_db()
    return support


def consent(support: Support) -> str:
    """What the supporter agrees to about their card, as it stands beside the button and is kept."""
    said = {
        Every.MONTH: _(
            "%(site)s may charge this card with %(sum)s now and every month from then on, until I end it. I can end it "
            "at any time on this page, and am told three days before each charge."
        ),
        Every.YEAR: _(
            "%(site)s may charge this card with %(sum)s now and every year from then on, until I end it. I can end it "
            "at any time on this page, and am told fourteen days before each charge."
        ),
    }[Every(support.every)]
    return said % {"site": settings.SITE_NAME, "sum": format_money(support.price)}


def locked(support: Support, by: User | None = None) -> Support:
    """The support under its lock, and before it its page's. Raises NotAllowed for somebody else's."""
    page = SupportPage.objects.select_related("owner").locked().get(pk=support.page_id)
    found: Support = alone(support)
    found.page = page
    if by is not None and not Party.objects.acted_for_by(by).filter(pk=found.supporter_id).exists():
        raise NotAllowed(_("This is somebody else's support."))
    return found


def alone(support: Support) -> Support:
    """The same without its page's, for what the clock and payments do."""
    found: Support = Support.objects.with_all().locked().get(pk=support.pk)
    return found


def begin_anew(support: Support, *, number: int) -> SupportCharge:
    """A first period from now on, to be paid."""
    now = clock.now()
    return SupportCharge.objects.create(
        support=support, number=number, sort=Sort.FIRST, tier=support.tier, every=support.every,
        price_minor=support.price_minor, level_minor=support.level_minor, currency=support.currency,
        amount_minor=support.price_minor, starts_at=now, ends_at=support_terms.next_after(now, support.every, now),
    )  # fmt: skip


def abandon(support: Support, *, why: str, by: User | None) -> None:
    """It was never paid for: its place is for others. The caller holds the locks."""
    void_due(support)
    support.move_to(Status.ABANDONED, by=by, party=support.supporter, why=why)
    timers.cancel(support_clocks.LAPSES, support.pk)


def end_now(support: Support, *, why: str, by: User | None = None) -> None:
    """It is over. The caller holds the lock."""
    void_due(support)
    support.ended_at = clock.now()
    support.move_to(Status.ENDED, by=by, party=support.supporter, why=why, saving=["ended_at"])
    for timer in (support_clocks.DUE, support_clocks.TELL, support_clocks.LAPSES):
        timers.cancel(timer, support.pk)
    support_news.ended(support)


def void_due(support: Support, *, only: str = "") -> None:
    """Ask for no charge that was not paid. What comes for it after all goes back."""
    for due in support.charges.filter(status=SupportCharge.Status.DUE).locked():
        if not only or due.sort == only:
            due.move_to(SupportCharge.Status.VOID)
            timers.cancel(support_clocks.CHARGE, due.pk)


def payment_of(due: SupportCharge) -> Payment | None:
    """The payment for this charge that has not ended, if there is one."""
    paying = Checkout.objects.filter(status=Checkout.Status.PAYING, lines__kind=KIND, lines__subject=due.pk)
    return Payment.objects.filter(checkout__in=paying, status__in=Payment.LIVE).first()


def _tell_before(support: Support) -> None:
    """Some days before its next charge, if they are still to come."""
    at = support.paid_until and support.paid_until - support_clocks.NOTICE[support.every]
    if at and at > clock.now():
        timers.set(support_clocks.TELL, support.pk, at)


def _permit(page: SupportPage, supporter: Party, by: User) -> None:
    mine = Party.objects.acted_for_by(by)
    if not mine.filter(pk=supporter.pk).exists():
        raise NotAllowed(_("This is somebody else's support."))
    if mine.filter(pk=page.owner_id).exists():
        raise NotAllowed(_("You can't support yourself."))


def _check_place(page: SupportPage, tier: SupportTier | None) -> None:
    """The page is locked: two who want the last place do not see it both."""
    if tier is None:
        return
    tier = SupportTier.objects.get(pk=tier.pk)
    if tier.retired_at:
        raise CannotChoose(_("This tier is not offered any more. Look at what is."), field="tier")
    if tier.limit is not None and places_taken(tier) >= tier.limit:
        raise CannotChoose(_("All places of “%(tier)s” are taken.") % {"tier": tier.name}, field="tier")


def places_taken(tier: SupportTier) -> int:
    """How many have this tier, or are about to."""
    held = Support.objects.filter(tier=tier, status__in=Support.PLACED).count()
    wanted = SupportCharge.objects.filter(tier=tier, status=SupportCharge.Status.DUE).exclude(sort=Sort.RENEWAL)
    return held + wanted.exclude(support__tier=tier, support__status__in=Support.PLACED).count()


def _next_number(support: Support) -> int:
    newest = support.charges.order_by("-number").first()
    return newest.number + 1 if newest else 1


def _note_what_its_tier_costs(support: Support) -> None:
    """A change of one's own had taken the place of the maker's dearer price: it is told, and comes, anew."""
    tier = support.tier
    minor = tier and (tier.month_minor if support.every == Every.MONTH else tier.year_minor)
    if tier is None or not minor or minor <= support.price_minor:
        return
    since = clock.now() + support_clocks.DEARER
    support.next_tier, support.next_every, support.next_from = tier, support.every, since
    support.next_price_minor, support.next_level_minor = minor, tier.month_minor
    timers.ensure(support_clocks.TELL_PRICE, {f"{support.pk}:{since.timestamp()}": clock.now()})


def _forget_next(support: Support) -> None:
    support.next_tier, support.next_every, support.next_from = None, "", None
    support.next_price_minor = support.next_level_minor = None


def _pk(wish: Wish) -> object:
    return wish.tier.pk if wish.tier else None


def price_in_words(minor: int, currency: str, every: str) -> str:
    """“€5 a month”."""
    said = _("%(sum)s a year") if every == Every.YEAR else _("%(sum)s a month")
    return said % {"sum": format_money(from_minor(minor, currency), whole=True)}
