"""Writing notices down, for one person or for thousands: who is told at all, how it comes to each, and once only.

Everything is asked and written for all people at once, so that a batch of two thousand takes as many statements as one.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from accounts.models import Party
from marketplace.catalog.models import Listing
from marketplace.kit import arrays, clock
from marketplace.kit.ids import uuid7
from social import channels, choices, kinds, mutes, ports, rest
from social.channels import Told
from social.families import Ways
from social.models import Notice
from social.rest import MONDAY, Peace

TOGETHER = timedelta(minutes=15)  # what happens to one thing within this time of each other is told as one

_INSERT = """
    INSERT INTO social_notice (id, user_id, mail, mail_at, archived_at, kind, key, reason, actor_id, party_id,
                               listing_id, url, facts, created_at, shown_at)
    SELECT one.*, %(kind)s, %(key)s, %(reason)s, %(actor)s::uuid, %(party)s::uuid,
           %(listing)s::uuid, %(url)s, %(facts)s::jsonb, %(at)s::timestamptz, %(at)s::timestamptz
    FROM unnest(%(ids)s::uuid[], %(users)s::uuid[], %(mails)s::text[], %(mail_ats)s::timestamptz[],
                %(archived)s::timestamptz[]) AS one
    ON CONFLICT (user_id, kind, key) DO NOTHING
    RETURNING id
"""

# The newest leads: what led until now and what stood under it stands under the new one. A mail that waits is one.
_PUT_UNDER = """
    WITH earlier AS (
        SELECT old.id, new.id AS lead, old.created_at, old.mail_at
        FROM social_notice AS new JOIN social_notice AS old
          ON old.user_id = new.user_id AND old.kind = new.kind AND old.listing_id = new.listing_id AND old.id <> new.id
        WHERE new.id = ANY(%(ids)s) AND old.under_id IS NULL AND old.read_at IS NULL AND old.archived_at IS NULL
          AND old.created_at > %(since)s::timestamptz
    ), moved AS (
        UPDATE social_notice AS notice SET under_id = earlier.lead, mail_at = NULL
        FROM earlier WHERE notice.id = earlier.id OR notice.under_id = earlier.id
        RETURNING notice.id
    )
    SELECT lead, min(created_at), min(mail_at) FROM earlier GROUP BY lead
"""


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened, as everybody is told of it."""

    kind: kinds.Kind
    key: str
    url: str
    reason: str
    actor: Party | None = None
    party: Party | None = None
    listing: Listing | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """How one notice comes to one person. mail_at: when its mail is due; empty for none."""

    pk: UUID
    user: UUID
    ways: Ways
    mail_at: datetime | None
    is_pushed: bool

    @property
    def as_told(self) -> Told:
        return Told(self.pk, self.user)


@transaction.atomic
def write(event: Event, users: Collection[UUID], *, now: datetime | None = None) -> int:
    """Tell each of these people of the event, but those who do not want to hear of it; returns how many are new to it.

    Who has been told of it before is not told again: the database knows each person, kind and key once.
    """
    now = now or clock.now()
    plans = _plans(event, _listening(event, users), now)
    if not plans:
        return 0
    _one_by_one(event)
    new = _insert(event, plans, now)
    told = [plan for plan in plans if plan.pk in new]
    gathered = _put_under(event, [plan.pk for plan in told], now)
    _send(told, gathered, now)
    return len(told)


def _listening(event: Event, users: Collection[UUID]) -> set[UUID]:
    """Without those who muted the thing or the actor, or are blocked with them. Security and money are always told."""
    if event.kind.is_locked or not users:
        return set(users)
    deaf = mutes.who_muted(users, listing=event.listing, actor=event.actor)
    return set(users) - deaf - (ports.barred.ask(event.actor, users) if event.actor else set())


def _plans(event: Event, users: Collection[UUID], now: datetime) -> list[Plan]:
    peace = rest.of_many(list(users))
    chosen = choices.ways_of_many(peace, event.kind)
    return [_plan(event.kind, user, peace[user], chosen.get(user, event.kind.ways), now) for user in sorted(peace)]


def _plan(kind: kinds.Kind, user: UUID, peace: Peace, ways: Ways, now: datetime) -> Plan:
    if peace.is_paused(now) and not kind.is_locked:
        return Plan(uuid7(), user, Ways(ways.page, Notice.Mail.OFF, push=False), None, is_pushed=False)
    return Plan(uuid7(), user, ways, _mail_at(kind, peace, ways.mail, now), ways.push)


def _mail_at(kind: kinds.Kind, peace: Peace, mail: str, now: datetime) -> datetime | None:
    match mail:
        case Notice.Mail.NOW:
            return now if kind.is_locked else peace.wakes_at(now)
        case Notice.Mail.DAY:
            return peace.next_morning(now)
        case Notice.Mail.WEEK:
            return peace.next_morning(now, weekday=MONDAY)
    return None


def _one_by_one(event: Event) -> None:
    """Two events about one thing at the same moment would not see each other's notices: the second waits."""
    if event.kind.together and event.listing:
        with connection.cursor() as cursor:
            name = f"notices:{event.kind.name}:{event.listing.pk}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _insert(event: Event, plans: Sequence[Plan], now: datetime) -> set[UUID]:
    """The notices, in one statement; returns which are new. One whose page is off goes straight to the archive."""
    values: dict[str, Any] = {
        "ids": arrays.of(plan.pk for plan in plans),
        "users": arrays.of(plan.user for plan in plans),
        "mails": arrays.of(str(plan.ways.mail) for plan in plans),
        "mail_ats": arrays.of(plan.mail_at if plan.mail_at and plan.mail_at > now else None for plan in plans),
        "archived": arrays.of(None if plan.ways.page else now for plan in plans),
        "kind": event.kind.name,
        "key": event.key,
        "reason": str(event.reason),
        "actor": event.actor and event.actor.pk,
        "party": event.party and event.party.pk,
        "listing": event.listing and event.listing.pk,
        "url": event.url,
        "facts": json.dumps(event.facts),
        "at": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        return {row[0] for row in cursor.fetchall()}


def _put_under(event: Event, new: list[UUID], now: datetime) -> dict[UUID, datetime]:
    """Let earlier notices of the quarter of an hour stand under the new ones; returns when the mail of each new one
    that took others under itself is due: with theirs that waits, or a quarter of an hour after the last."""
    if not (event.kind.together and event.listing and new):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PUT_UNDER, {"ids": new, "since": now - TOGETHER})
        return {lead: waiting or since + TOGETHER for lead, since, waiting in cursor.fetchall()}


def _send(told: Sequence[Plan], gathered: dict[UUID, datetime], now: datetime) -> None:
    """Each on its ways. One that took others under itself is mailed with them, and does not buzz again."""
    due = {plan.pk: _with_others(plan, gathered, plan.mail_at) for plan in told if plan.mail_at}
    _put_off({pk: at for pk, at in due.items() if pk in gathered})
    channels.mail([plan.as_told for plan in told if plan.pk in due and due[plan.pk] <= now])
    channels.mail_later({plan.user: due[plan.pk] for plan in told if plan.pk in due and due[plan.pk] > now})
    channels.push([plan.as_told for plan in told if plan.is_pushed and plan.pk not in gathered])
    channels.live([plan.as_told for plan in told if plan.ways.page])


def _with_others(plan: Plan, gathered: dict[UUID, datetime], mail_at: datetime) -> datetime:
    """A digest comes when it comes; a mail at once waits for what is gathered."""
    return max(mail_at, gathered.get(plan.pk, mail_at)) if plan.ways.mail == Notice.Mail.NOW else mail_at


def _put_off(moments: dict[UUID, datetime]) -> None:
    if moments:
        rows = [Notice(pk=pk, mail_at=at) for pk, at in moments.items()]
        Notice.objects.bulk_update(rows, ["mail_at"], batch_size=1000)
