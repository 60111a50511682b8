"""Notices on their way to devices: a message in the outbox for each, sealed and handed to the device's push service."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from marketplace.kit import clock, leases, outbox
from marketplace.kit.refusals import Refused
from social import kinds, rest
from social.models import Notice, PushSubscription
from social.push import keys, sealing, services, subscriptions

PUSH = "notice_push"
GONE = {404, 410}  # RFC 8030, section 7.3: the browser took its leave back, or is no more
LATER = {408, 425, 429}
MOST_FAILURES = 12  # in a row, which takes about five hours; then the device is taken for gone
LONGEST_TEXT = 300


def put(notices: Iterable[Notice]) -> None:
    """Write down a push for each device of the people concerned, in the caller's transaction. Twice is once.

    notices: only their `pk` and `user_id` are looked at.
    """
    if not keys.is_on():
        return
    of_user: dict[UUID, list[UUID]] = defaultdict(list)
    for notice in notices:
        of_user[notice.user_id].append(notice.pk)
    found = PushSubscription.objects.filter(device__user__in=list(of_user)).exclude(device__session_key="")
    messages = {
        f"{notice}:{to}": {"notice": str(notice), "to": str(to)}
        for to, user in found.values_list("pk", "device__user")
        for notice in of_user[user]
    }
    if messages:
        outbox.put_many(PUSH, messages)


@outbox.delivers(PUSH)
def send(key: str, *, notice: str, to: str) -> None:
    """Show one notice on one device, if it is still news to the person.

    Raises outbox.Later while the device rests, and in the person's quiet hours.
    """
    news = _still_news(notice)
    subscription = news and _live(to, news)
    if not news or not subscription:
        return
    if subscription.rests_until and subscription.rests_until > clock.now():
        raise outbox.Later(subscription.rests_until)
    if (wakes_at := _wakes_at(news)) > clock.now():
        raise outbox.Later(wakes_at)
    _hand_over(subscription, news)


def _wakes_at(news: Notice) -> datetime:
    """When the person may be disturbed. What concerns security and money does not wait."""
    now = clock.now()
    return now if kinds.of(news).is_locked else rest.of(news.user).wakes_at(now)


def _still_news(pk: str) -> Notice | None:
    """The notice, unless it was read meanwhile or is so old that the push service would not have kept it either."""
    since = clock.now() - sealing.KEPT_FOR
    fresh = Notice.objects.with_words().select_related("user").filter(created_at__gt=since, user__is_active=True)
    return fresh.filter(pk=pk, read_at__isnull=True).first()


def _live(pk: str, news: Notice) -> PushSubscription | None:
    """The subscription, if it is still that person's and they are signed in there."""
    found = PushSubscription.objects.select_related("device").filter(pk=pk, device__user=news.user_id).first()
    return found if found and subscriptions.is_signed_in(found.device) else None


def _hand_over(subscription: PushSubscription, news: Notice) -> None:
    try:
        sealed = sealing.seal(subscription, _message(news))
        status = services.post(subscription.endpoint, *sealed)
    except services.Unreachable:
        status = 503
    except Refused:  # its push service is no longer on the list
        status = 410
    if status in GONE:
        subscription.delete()
    elif status < 300:
        _note(subscription, used_at=clock.now(), **subscriptions.WELL)
    else:
        _failed(subscription, is_worth_trying=status in LATER or status >= 500)


def _failed(subscription: PushSubscription, *, is_worth_trying: bool) -> None:
    """Let the device rest for longer each time, and give it up in the end."""
    failures = subscription.failures + 1
    if failures >= MOST_FAILURES:
        subscription.delete()
        return
    until = clock.now() + leases.pause_after(failures)
    _note(subscription, failures=failures, rests_until=until)
    if is_worth_trying:
        raise outbox.Later(until)


def _note(subscription: PushSubscription, **fields: object) -> None:
    PushSubscription.objects.filter(pk=subscription.pk).update(**fields)


def _message(news: Notice) -> dict[str, str]:
    """What the device shows: the sentence and nothing more. Two messages with one tag are shown as one."""
    with translation.override(news.user.language or settings.LANGUAGE_CODE):
        sentence = " ".join(kinds.plain(news).split())
    shown = sentence if len(sentence) <= LONGEST_TEXT else f"{sentence[: LONGEST_TEXT - 1]}…"
    url = reverse("social:open", args=[news.pk])
    return {"title": settings.SITE_NAME, "text": shown, "url": url, "tag": news.pk.hex}
