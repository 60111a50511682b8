"""The round of mails that waited: for a person's morning, for the end of their quiet hours, for what is gathered.

A notice knows when its mail is due (`mail_at`); a timer of that moment wakes this round, which takes everything that is
due to the person by then. Taking it is one update under locks, in the timer's own transaction: two timers at once, a
second run and three days of outage all find each notice once, and what is left makes no second mail.
"""

from uuid import UUID

from accounts.models import User
from marketplace.kit import clock, outbox, timers
from social import channels, kinds, rest
from social.models import Notice

Mail = Notice.Mail


@timers.handles(channels.ROUND)
def go_round(key: str) -> None:
    """Put what is due to this person into the outbox: what is mailed at once in one mail, a digest in another.

    What they have read meanwhile is left out, unless it is of a kind that always comes.
    """
    user = UUID(key.partition(":")[0])
    due = list(Notice.objects.select_for_update().filter(user=user, mail_at__lte=clock.now()).order_by("pk"))
    Notice.objects.filter(pk__in=[notice.pk for notice in due]).update(mail_at=None)
    news = [notice for notice in due if notice.is_unread or kinds.of(notice).is_locked]
    _put(key, [notice for notice in news if notice.mail == Mail.NOW], digest="")
    digests = [notice for notice in news if notice.mail != Mail.NOW]
    is_weekly = any(notice.mail == Mail.WEEK for notice in digests)
    _put(key, digests, digest=Mail.WEEK if is_weekly else Mail.DAY)


def retime(user: User) -> None:
    """Let the digests that wait come in the mornings of the zone that this person has chosen now."""
    peace, waiting = rest.of(user), Notice.objects.filter(user=user, mail_at__isnull=False)
    for mail, weekday in ((Mail.DAY, None), (Mail.WEEK, rest.MONDAY)):
        at = peace.next_morning(clock.now(), weekday=weekday)
        if waiting.filter(mail=mail).update(mail_at=at):
            channels.mail_later({user.pk: at})


def _put(key: str, due: list[Notice], *, digest: str) -> None:
    if due:
        outbox.put(channels.MAIL, f"{key}:{digest}", notices=[str(notice.pk) for notice in due], digest=str(digest))
