"""What a thread says of a call, and whom it rings: one line that changes as the call goes on, and a notice.

"Ada Brandt calls. Join" becomes "Call, 12 min: Ada Brandt, Cleo Marsh", or "Ada Brandt called. Nobody came."
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from social import kinds, notices
from social.families import Family
from social.models import Call, CallStay, Notice
from social.talk import notes, threads

RUNS, TOOK_PLACE, MISSED = "call_runs", "call_took_place", "call_missed"  # the line's kinds; MISSED is a notice's too
RINGS = "call_rings"


def declare() -> None:
    """Let the lines and the notices exist."""
    notes.declare(RUNS, icon="phone", sentence=_("%(actor)s calls."), button=_("Join the call"))
    notes.declare(TOOK_PLACE, icon="phone", sentence=_("Call, %(length)s: %(names)s"))
    notes.declare(MISSED, icon="phone", sentence=_("%(actor)s called. Nobody came."))
    kinds.declare(
        RINGS,
        family=Family.WORK,
        icon="phone",
        label=_("Somebody calls you"),
        sentence=_("%(actor)s calls you about %(about)s."),
        button=_("Join"),
        mail=Notice.Mail.OFF,  # nobody reads it in time
    )
    kinds.declare(
        MISSED,
        family=Family.WORK,
        icon="phone",
        label=_("Calls you have missed"),
        sentence=_("%(actor)s called you about %(about)s, and you were not there."),
        button=_("Write back"),
    )


def ring(call: Call, by: User) -> None:
    """Somebody is in it: say so in the thread, and ring the others. The caller holds the call."""
    call.line = threads.note(call.thread, RUNS, by=by, url=call.get_absolute_url())
    call.save(update_fields=["line"])
    face = threads.face_of(call.thread)
    others = [member.user for member in threads.members(face) if member.user != by and not member.user.is_suspended]
    url, about = call.get_absolute_url(), face.title
    notices.tell(others, RINGS, key=call.pk, url=url, actor=by.party, listing=face.listing, about=about)


def close(call: Call, at: datetime) -> None:
    """It is over: what the line says from now on, no more ringing, and a notice where nobody came."""
    stays = list(call.stays.select_related("user__party"))
    came = {stay.user_id: stay.user for stay in stays}
    if len(came) > 1:
        facts = {"length": length(at - together_from(stays)), "names": names(came.values())}
        _say(call, TOOK_PLACE, facts)
    else:
        _say(call, MISSED, {})
        _tell_missed(call, stays[0].user)
    Notice.objects.filter(kind=RINGS, key=str(call.pk), read_at__isnull=True).update(read_at=at)


def together_from(stays: Iterable[CallStay]) -> datetime:
    """When the second person came: until then one of them waited. stays: of two people at least."""
    first: dict[object, datetime] = {}
    for stay in stays:
        first[stay.user_id] = min(stay.joined_at, first.get(stay.user_id, stay.joined_at))
    return sorted(first.values())[1]


def length(time: timedelta) -> str:
    """How long, in full minutes: "12 min", "1 h 5 min"."""
    minutes = max(int(time.total_seconds() // 60), 0)
    if not minutes:
        return "< 1 min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{minutes} min"


def names(people: Iterable[User]) -> str:
    """Who was there, in the order in which they came."""
    return ", ".join(user.party.name for user in people)


def _say(call: Call, kind: str, facts: dict[str, str]) -> None:
    if call.line:
        threads.renote(call.line, kind, **facts)


def _tell_missed(call: Call, caller: User) -> None:
    face = threads.face_of(call.thread)
    others = [member.user for member in threads.members(face) if member.user != caller]
    url, about = call.thread.get_absolute_url(), face.title
    notices.tell(others, MISSED, key=call.pk, url=url, actor=caller.party, listing=face.listing, about=about)


def forget(call: Call) -> None:
    """Somebody who was in it is forgotten: name those who are still known."""
    if call.line and call.line.note == TOOK_PLACE:
        left = {stay.user_id: stay.user for stay in call.stays.select_related("user__party")}
        _say(call, TOOK_PLACE, {**call.line.facts, "names": ", ".join(filter(None, [names(left.values()), "…"]))})


def summary(call: Call) -> str:
    """What the thread says of it, for the page of a call that is over; empty where nobody was in it."""
    return notes.plain(call.line) if call.line else ""
