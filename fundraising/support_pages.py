"""What a maker does with their page for supporters: open and close it, tiers, posts.

    page = support_pages.begin(cleo.party, by=cleo)
    gold = support_pages.offer(page, Offer(name="Gold", benefits="…", month_minor=1000), by=cleo)
    support_pages.open(page, by=cleo)
    support_pages.publish(support_pages.write(page, …, by=cleo), by=cleo)

A dearer price holds at once for who comes new, and for who is there after thirty days, told before; a lower one with
the next charge.
"""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import support_clocks, support_news
from fundraising.choices import MOST_MINOR, CannotChoose, least_minor
from fundraising.models import Support, SupportPage, SupportPost, SupportTier
from marketplace.catalog import listings
from marketplace.catalog.models import Listing
from marketplace.kit import clock, timers
from marketplace.kit.money import format_money, from_minor
from marketplace.kit.refusals import NotAllowed, Refused

Status, Every = SupportPage.Status, Support.Every
MOST_TIERS = 8
NOTHING_NOTED: dict[str, Any] = {
    "next_tier": None, "next_every": "", "next_price_minor": None, "next_level_minor": None, "next_from": None,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a tier is. Prices in minor units of the page's currency."""

    name: str
    benefits: str
    month_minor: int
    year_minor: int | None = None
    limit: int | None = None


@transaction.atomic
def begin(owner: Party, *, by: User) -> SupportPage:
    """The page of this maker, as a draft. A second time returns the first. Raises NotAllowed."""
    _permit(owner, by)
    page, _is_new = SupportPage.objects.get_or_create(owner=owner, defaults={"currency": by.currency})
    return page


@transaction.atomic
def describe(
    page: SupportPage, *, by: User, pitch: str, story: str, takes_own_sums: bool, currency: str = "",
    subject: Listing | None = None,
) -> SupportPage:  # fmt: skip
    """Say what it is for. The currency stays once somebody supports. Raises NotAllowed, Refused."""
    page = locked(page, by)
    if currency and currency != page.currency and (page.supports.exists() or page.tiers.exists()):
        raise Refused(_("The currency stays once there are tiers: their prices are sums of it."))
    page.pitch, page.story, page.takes_own_sums, page.subject = pitch, story, takes_own_sums, subject
    page.currency = currency or page.currency
    page.save()
    return page


@transaction.atomic
def open(page: SupportPage, *, by: User) -> SupportPage:  # noqa: A001  (reads as what it does)
    """Take supporters. Twice changes nothing. Raises NotAllowed, Refused where something is missing."""
    page = locked(page, by)
    if page.is_open:
        return page
    if not page.pitch:
        raise Refused(_("Say in one sentence what people support."))
    if not page.takes_own_sums and not page.tiers.filter(retired_at=None).exists():
        raise Refused(_("Offer a tier, or take sums of their own."))
    page.opened_at = page.opened_at or clock.now()
    page.move_to(Status.OPEN, by=by, saving=["opened_at"])
    _put_on_the_card(page)
    return page


@transaction.atomic
def close(page: SupportPage, *, by: User) -> SupportPage:
    """Take nobody new and charge nobody any more: each support ends with what is paid for. Twice changes nothing."""
    return _close(locked(page, by), by=by)


@transaction.atomic
def shut(page: SupportPage, *, by: User, why: str) -> SupportPage:
    """Staff close a page that breaks the rules. Raises NotAllowed."""
    if not by.has_perm("fundraising.close_supportpage"):
        raise NotAllowed(_("This needs a member of staff."))
    return _close(SupportPage.objects.select_related("owner").locked().get(pk=page.pk), by=by, why=why)


@transaction.atomic
def offer(page: SupportPage, offered: Offer, *, by: User) -> SupportTier:
    """One tier more. Raises NotAllowed, CannotChoose, Refused."""
    page = locked(page, by)
    _check(page, offered)
    if page.tiers.filter(retired_at=None).count() >= MOST_TIERS:
        raise Refused(_("%(n)d tiers are enough to choose from.") % {"n": MOST_TIERS})
    return SupportTier.objects.create(page=page, position=page.tiers.count(), **asdict(offered))


@transaction.atomic
def change(tier: SupportTier, offered: Offer, *, by: User) -> SupportTier:
    """Say it anew. Who has it pays another price later, and is told. Raises NotAllowed, CannotChoose."""
    page = locked(tier.page, by)
    _check(page, offered)
    tier = SupportTier.objects.locked().get(pk=tier.pk)
    before = {Every.MONTH: tier.month_minor, Every.YEAR: tier.year_minor}
    for name, value in asdict(offered).items():
        setattr(tier, name, value)
    tier.save()
    for every, minor in ((Every.MONTH, tier.month_minor), (Every.YEAR, tier.year_minor)):
        if minor is not None and before[every] is not None and minor != before[every]:
            _move_prices(tier, every, minor)
    return tier


@transaction.atomic
def retire(tier: SupportTier, *, by: User) -> None:
    """Offer it no more; who has it keeps it. Twice changes nothing. Raises NotAllowed."""
    locked(tier.page, by)
    SupportTier.objects.filter(pk=tier.pk, retired_at=None).update(retired_at=clock.now())


@transaction.atomic
def write(
    page: SupportPage, *, by: User, title: str, text: str, teaser: str = "", tier: SupportTier | None = None,
    post: SupportPost | None = None,
) -> SupportPost:  # fmt: skip
    """A post for supporters, or one that is changed. tier: who reads it, besides who gives more. Raises NotAllowed."""
    page = locked(page, by)
    if tier is not None and tier.page_id != page.pk:
        raise NotAllowed(_("This tier is not yours."))
    post = post or SupportPost(page=page)
    post.title, post.text, post.teaser, post.tier = title, text, teaser, tier
    post.level_minor = tier.month_minor if tier else 0
    post.save()
    return post


@transaction.atomic
def publish(post: SupportPost, *, by: User) -> SupportPost:
    """Let supporters read it, and tell them once. Raises NotAllowed."""
    locked(post.page, by)
    post = SupportPost.objects.select_related("page__owner", "tier").locked().get(pk=post.pk)
    if post.published_at is None:
        post.published_at = clock.now()
        post.save(update_fields=["published_at"])
        support_news.posted(post)
    return post


@transaction.atomic
def withdraw(post: SupportPost, *, by: User) -> None:
    """Let nobody read it any more. Raises NotAllowed."""
    locked(post.page, by)
    SupportPost.objects.filter(pk=post.pk).update(published_at=None)


def locked(page: SupportPage, by: User) -> SupportPage:
    """The page under its lock. Raises NotAllowed for somebody else's."""
    found: SupportPage = SupportPage.objects.select_related("owner").locked().get(pk=page.pk)
    _permit(found.owner, by)
    return found


def _permit(owner: Party, by: User) -> None:
    if not Party.objects.acted_for_by(by).filter(pk=owner.pk).exists():
        raise NotAllowed(_("Only its maker can do this."))


def _close(page: SupportPage, *, by: User, why: str = "") -> SupportPage:
    if page.status == Status.OPEN:
        page.move_to(Status.CLOSED, by=by, why=why)
        support_news.closed(page)
        page.supports.filter(status=Support.Status.ACTIVE, ends_at=None).update(ends_at=F("paid_until"))
        _put_on_the_card(page)
    return page


def _put_on_the_card(page: SupportPage) -> None:
    """The card of its maker says whether they take supporters, and so they are found by it."""
    theirs = Listing.objects.filter(owner=page.owner, kind__in=(Listing.Kind.PERSON, Listing.Kind.COMPANY))
    listings.tell(theirs, "support", page.is_open or None)


def _check(page: SupportPage, offered: Offer) -> None:
    least = least_minor(page.currency)
    said = _("At least %(least)s.") % {"least": format_money(from_minor(least, page.currency), whole=True)}
    for field, minor in (("month", offered.month_minor), ("year", offered.year_minor)):
        if minor is not None and minor < least:
            raise CannotChoose(said, field=field)
        if minor is not None and minor > MOST_MINOR:
            raise CannotChoose(_("That is more than a card can pay at once."), field=field)
    if offered.year_minor is not None and offered.year_minor > 12 * offered.month_minor:
        raise CannotChoose(_("A year costs no more than twelve months."), field="year")


def _move_prices(tier: SupportTier, every: str, minor: int) -> None:
    """Who has this tier pays the new price later; a change of their own that they have noted goes before.

    Dearer or not is asked of what each of them pays: two changes in a row do not shorten the notice.
    """
    theirs = tier.supports.filter(every=every, status__in=[*Support.RUNNING, Support.Status.PAUSED])
    kept = theirs.filter(Q(next_price_minor=None) | Q(next_from__isnull=False))
    theirs.filter(price_minor=minor, next_from__isnull=False).update(**NOTHING_NOTED)  # it was changed back
    kept = kept.exclude(price_minor=minor)
    now = clock.now()
    moved: dict[str, Any] = {"next_tier": tier, "next_every": every, "next_price_minor": minor}
    dearer, cheaper = kept.filter(price_minor__lt=minor), kept.filter(price_minor__gt=minor)
    for some, since in ((dearer, now + support_clocks.DEARER), (cheaper, now)):
        pks = list(some.values_list("pk", flat=True))
        Support.objects.filter(pk__in=pks).update(next_from=since, next_level_minor=tier.month_minor, **moved)
        timers.ensure(support_clocks.TELL_PRICE, {f"{pk}:{since.timestamp()}": now for pk in pks})
