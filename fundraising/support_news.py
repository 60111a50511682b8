"""What supporters and makers are told of standing supports. The rows are written in the act's own transaction.

What a bank says to a charge, and each receipt, is told by the money floor.
"""

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fundraising import support_reading
from fundraising.models import Support, SupportPage, SupportPost
from marketplace.kit import clock
from social import audiences, kinds, notices
from social.families import Family
from social.models import Notice

SENTENCES: dict[str, dict[str, Any]] = {
    "support_begun": {
        "label": _("You support somebody"), "icon": "heart", "family": Family.MONEY,
        "sentence": _("You support %(maker)s with %(price)s."),
        "button": _("See your support"), "more": _("You can change or end it there at any time."),
    },
    "support_before": {
        "label": _("A charge comes soon"), "icon": "clock", "family": Family.MONEY,
        "sentence": _("On %(when)s your card is charged %(price)s for %(maker)s."),
        "button": _("See your support"), "more": _("Nothing to do, unless you want to change or end it before."),
    },
    "support_price": {
        "label": _("A price you pay changes"), "icon": "info", "family": Family.MONEY,
        "sentence": _("%(maker)s asks for %(price)s instead of %(before)s, from your first charge after %(when)s."),
        "button": _("See your support"), "more": _("If you do not want that, choose another tier or end it before."),
    },
    "support_ending": {
        "label": _("Your support ends"), "icon": "close", "family": Family.MONEY,
        "sentence": _("Your support of %(maker)s ends on %(when)s. Nothing is charged any more."),
        "button": _("See your support"),
    },
    "support_goes_on": {
        "label": _("Your support goes on"), "icon": "heart", "family": Family.MONEY,
        "sentence": _("Your support of %(maker)s goes on. The next charge is on %(when)s."),
        "button": _("See your support"),
    },
    "support_ended": {
        "label": _("Your support has ended"), "icon": "close", "family": Family.MONEY,
        "sentence": _("Your support of %(maker)s has ended."), "button": _("See your support"),
    },
    "support_rests": {
        "label": _("Your support rests"), "icon": "warn", "family": Family.MONEY,
        "sentence": _("Three tries to charge %(price)s for %(maker)s did not work, so your support rests."),
        "button": _("Go on, or end it"), "more": _("Nothing is charged any more unless you go on."),
    },
    "support_without_card": {
        "label": _("Your support has no card"), "icon": "warn", "family": Family.MONEY,
        "sentence": _("There is no card to charge %(price)s for %(maker)s to."), "button": _("Give a card"),
    },
    "support_received": {
        "label": _("Somebody supports you"), "icon": "heart",
        "sentence": _("%(who)s supports you with %(price)s."), "button": _("See your supporters"),
    },
    "support_lost": {
        "label": _("Somebody supports you no more"), "icon": "heart",
        "sentence": _("%(who)s supports you no more."), "button": _("See your supporters"), "is_mailed": False,
    },
    "support_post": {
        "label": _("Somebody you support writes"), "icon": "heart", "family": Family.DISCOVERY,
        "sentence": _("%(maker)s wrote for supporters: %(post)s"), "button": _("Read it"), "mail": Notice.Mail.NOW,
    },
    "support_closed": {
        "label": _("Somebody takes no more support"), "icon": "info", "family": Family.MONEY,
        "sentence": _("%(maker)s takes no more support. What you paid for stays open until its end."),
        "button": _("See your support"),
    },
}  # fmt: skip


def declare() -> None:
    """Let these notices exist."""
    for name, words in SENTENCES.items():
        kinds.declare(name, **words)
    audiences.declare("supporters", _supporters, reason=Notice.Reason.PART)


def begun(support: Support) -> None:
    _tell(support, "support_begun", key=_once(support), price=_price(support))
    who = _t("Somebody") if support.is_anonymous else support.supporter.name
    notices.tell_party(
        support.page.owner, "support_received", key=_once(support), url=_desk(), who=who, price=_price(support),
        actor=None if support.is_anonymous else support.supporter,
    )  # fmt: skip


def before_a_charge(support: Support, *, minor: int) -> None:
    price = {"minor": minor, "currency": support.currency}
    _tell(
        support, "support_before", key=f"{support.pk}:{support.paid_until}", price=price, when=_day(support.paid_until)
    )


def another_price(support: Support) -> None:
    price = {"minor": support.next_price_minor, "currency": support.currency}
    _tell(
        support, "support_price", key=f"{support.pk}:{support.next_price_minor}:{support.next_from}",
        before=_price(support), price=price, when=_day(support.next_from or clock.now()),
    )  # fmt: skip


def ending(support: Support) -> None:
    _tell(support, "support_ending", key=_now(support), when=_day(support.ends_at))


def goes_on(support: Support) -> None:
    _tell(support, "support_goes_on", key=_now(support), when=_day(support.paid_until))


def ended(support: Support) -> None:
    _tell(support, "support_ended", key=_once(support))
    who = _t("Somebody") if support.is_anonymous else support.supporter.name
    notices.tell_party(support.page.owner, "support_lost", key=_once(support), url=_desk(), who=who)


def rests(support: Support) -> None:
    _tell(support, "support_rests", key=_now(support), price=_price(support))


def without_card(support: Support) -> None:
    _tell(support, "support_without_card", key=_now(support), price=_price(support))


def posted(post: SupportPost) -> None:
    """Tell those who may read it, in the background."""
    notices.announce(
        "support_post", key=post.pk, url=post.get_absolute_url(), to=[_readers(post.page, post)],
        actor=post.page.owner, maker=post.page.owner.name, post=post.title,
    )  # fmt: skip


def closed(page: SupportPage) -> None:
    notices.announce(
        "support_closed", key=f"{page.pk}:{clock.now().timestamp()}", url=_mine(), to=[_readers(page, None)],
        actor=page.owner, maker=page.owner.name,
    )  # fmt: skip


def _readers(page: SupportPage, post: SupportPost | None) -> audiences.Audience:
    return {"name": "supporters", "page": str(page.pk), "post": str(post.pk) if post else ""}


def _supporters(*, page: str, post: str) -> "QuerySet[Any, Any]":
    """Who supports this page now; for a post, who may read it."""
    found = Support.objects.running().filter(page=page, supporter__user__isnull=False)
    if post:
        found = found.filter(support_reading.enough_for(SupportPost.objects.get(pk=post)))
    return found.annotate(user_id=F("supporter__user_id")).order_by("user_id").values_list("user_id", flat=True)


def _tell(support: Support, kind: str, *, key: str, **facts: Any) -> None:
    maker = support.page.owner
    url = support.get_absolute_url()
    notices.tell_party(support.supporter, kind, key=key, url=url, actor=maker, maker=maker.name, **facts)


def _price(support: Support) -> dict[str, Any]:
    return {"minor": support.price_minor, "currency": support.currency}


def _day(at: datetime | None) -> dict[str, str]:
    return {"day": (at or clock.now()).date().isoformat()}


def _once(support: Support) -> str:
    return str(support.pk)


def _now(support: Support) -> str:
    return f"{support.pk}:{clock.now().timestamp()}"


def _desk() -> str:
    return reverse("fundraising:my_supporters")


def _mine() -> str:
    return reverse("fundraising:supports")
