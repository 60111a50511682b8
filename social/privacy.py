"""What this floor keeps about people: what they were told, how they want to be told, whom and what they follow."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import port, retention, rows
from accounts.privacy.port import Done, Handler
from social.models import Choice, Follow, Mute, Notice, PushSubscription, Rest, Watch


class OfNotices(Handler[Notice]):
    model = Notice
    title = _("Notices")
    note = _("What you were told, and when you read it.")
    kept = "notices"


class OfChoices(Handler[Choice]):
    model = Choice
    title = _("Ways of notices")
    note = _("Which notices you want on the page, by mail and on your devices.")


class OfRests(Handler[Rest]):
    model = Rest
    title = _("Quiet hours")
    note = _("When you want peace.")


class OfMutes(Handler[Mute]):
    model = Mute
    title = _("Muted")
    note = _("Of what and of whom you want to hear no more.")


class OfFollows(Handler[Follow]):
    model = Follow
    title = _("Whom you follow")
    note = _("People and companies of which you want to hear.")
    seen_by = "the person; a count: everybody"
    path = "follower__user"

    def erase(self, user: User) -> Done:
        """Also those who follow the person: there is nobody to follow any more."""
        others = rows.delete(Follow.objects.filter(followed__in=port.parties_of(user)))
        return super().erase(user) + Done(deleted=others)


class OfWatches(Handler[Watch]):
    model = Watch
    title = _("What you watch")
    note = _("Jobs, fundraisers and other things of which you want to hear.")


class OfPushSubscriptions(Handler[PushSubscription]):
    model = PushSubscription
    title = _("Devices that show notices")
    note = _("Browsers to which notices are sent. Their keys are not handed out.")
    path = "device__user"
    hidden = frozenset({"p256dh", "auth", "endpoint"})


def register() -> None:
    """Let these answer for their tables, and old notices go."""
    port.register(OfNotices(), OfChoices(), OfRests(), OfMutes(), OfFollows(), OfWatches(), OfPushSubscriptions())
    port.leave_out("social.FanOut", because="An event on its way to those it is told to: ids, gone with its listing.")
    retention.rule("notices", title=_("Notices"), what=_("What you were told, read or not."), let_go=_old_notices)


def _old_notices(before: datetime) -> int:
    return retention.delete_old(Notice.objects.filter(created_at__lt=before))
