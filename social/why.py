"""Why somebody is told of something, in a sentence, and where they change it."""

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from social import behind, choices, kinds, ports
from social.models import Notice

Reason = Notice.Reason

SENTENCES: dict[str, Promise] = {
    Reason.ACCOUNT: _("You get this because it concerns your account."),
    Reason.OWN: _("You get this because it concerns something of yours."),
    Reason.COMPANY: _("You get this because you act for %(party)s."),
    Reason.PART: _("You get this because you take part in it."),
    Reason.FOLLOW: _("You get this because you follow %(actor)s."),
    Reason.WATCH: _("You get this because you watch %(title)s."),
}


def sentence(notice: Notice) -> str:
    """Why this person was told."""
    names = {
        "party": notice.party.name if notice.party else _("a company"),
        "actor": notice.actor.name if notice.actor else _("somebody"),
        "title": notice.listing.title if notice.listing else _("it"),
    }
    return str(SENTENCES.get(notice.reason, SENTENCES[Reason.OWN])) % names


def settings_of(kind: kinds.Kind) -> str:
    """Where one changes how notices of the kind come."""
    return f"{reverse('social:family', args=[kind.family])}#{kind.name}"


def still_goes(notice: Notice) -> bool:
    """Whether it may still go out by mail: the person may see what it is about, and has not switched it off since."""
    kind = kinds.of(notice)
    if choices.ways_of(notice.user, kind).mail == Notice.Mail.OFF:
        return False
    if notice.party and not behind.people(notice.party).filter(pk=notice.user_id).exists():
        return False
    is_by_interest = notice.reason in (Reason.FOLLOW, Reason.WATCH)
    return not (is_by_interest and notice.listing) or bool(ports.sight.of(notice.listing, {notice.user_id}))
