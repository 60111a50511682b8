"""Certifications: named by their owner, verified by staff who saw the document, remembered before they run out."""

from datetime import UTC, datetime, time
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import people, person_news
from accounts.models import Certification, Profile, User
from accounts.models.certification import REMINDED, REVIEWS
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock, judging, timers
from marketplace.kit.uploads import Upload

MOST = 30
REMINDER = "certification_runs_out"
Status = Certification.Status


@transaction.atomic
def add(profile: Profile, *, by: User, document: Upload | None = None, **values: Any) -> Certification:
    """Name a certification; with its document it goes to the reviewers.

    values: name, issuer, issued_on, expires_on. Raises NotAllowed for somebody else's page, Refused for too many.
    """
    profile = people.locked(profile, by)
    if profile.certifications.count() >= MOST:
        raise Refused(_("A page has at most %(n)d certifications.") % {"n": MOST})
    made = Certification.objects.create(profile=profile, **values)
    _keep(made, document, by=by)
    _remind(made)
    people.page_changed()
    return made


@transaction.atomic
def change(certification: Certification, *, by: User, document: Upload | None = None, **values: Any) -> Certification:
    """Write it anew. What was verified was the old one: it goes to the reviewers again, with its document or a new one.

    Raises NotAllowed for somebody else's.
    """
    certification = _locked(certification, by)
    before = {name: getattr(certification, name) for name in values}
    for name, value in values.items():
        setattr(certification, name, value)
    certification.updated_at = clock.now()
    certification.save(update_fields=[*values, "updated_at"])
    if document or before != values:
        _keep(certification, document, by=by)
    _remind(certification)
    people.page_changed()
    return certification


@transaction.atomic
def remove(certification: Certification, *, by: User) -> None:
    """Take it from the page, and delete its document. Raises NotAllowed."""
    certification = _locked(certification, by)
    timers.cancel(REMINDER, certification.pk)
    _discard(certification)
    certification.delete()
    people.page_changed()


@transaction.atomic
@judging.judgement
def verify(certification: Certification, *, by: User, why: str) -> Certification:
    """Say that the document proves it: the badge. Raises NotAllowed to its owner, IllegalMove where nothing waits."""
    return _judge(certification, Status.VERIFIED, by=by, why=why)


@transaction.atomic
@judging.judgement
def reject(certification: Certification, *, by: User, why: str) -> Certification:
    """Say that the document does not prove it; the owner reads why. Raises NotAllowed to its owner, IllegalMove."""
    return _judge(certification, Status.REJECTED, by=by, why=why)


@timers.handles(REMINDER)
def remind(key: str) -> None:
    """Tell the owner that it runs out soon. One that is gone, or good for longer by now, needs nothing."""
    found = Certification.objects.select_related("profile__party__user").filter(pk=UUID(key)).first()
    if found and found.expires_on and not found.is_expired and clock.today() >= found.expires_on - REMINDED:
        person_news.certification_runs_out(found, found.expires_on)


def _keep(certification: Certification, document: Upload | None, *, by: User) -> None:
    """Let it wait for the reviewers with its newest document; without one it is a claim."""
    if document:
        _discard(certification)
        certification.document = File(document.file, name=document.name)
        certification.document_name = document.title[:120]
    certification.why_not, certification.reviewed_at = "", None
    certification.save(update_fields=["document", "document_name", "why_not", "reviewed_at"])
    if certification.document and certification.status != Status.WAITING:
        certification.move_to(Status.WAITING, by=by)


def _judge(certification: Certification, status: str, *, by: User, why: str) -> Certification:
    if not (by.is_staff and by.has_perm(REVIEWS)):
        raise NotAllowed(_("Only a reviewer can do this."))
    certification = Certification.objects.locked().select_related("profile__party__user").get(pk=certification.pk)
    certification.move_to(status, by=by, why=why)
    certification.reviewed_at = certification.updated_at = clock.now()
    certification.why_not = why if status == Status.REJECTED else ""
    certification.save(update_fields=["reviewed_at", "updated_at", "why_not"])
    person_news.certification_judged(certification)
    people.page_changed()
    return certification


def _remind(certification: Certification) -> None:
    """Thirty days before its last day, where that is still to come."""
    last = certification.expires_on
    if last is None or last - REMINDED <= clock.today():
        timers.cancel(REMINDER, certification.pk)
    else:
        timers.set(REMINDER, certification.pk, datetime.combine(last - REMINDED, time(8), UTC))


def _discard(certification: Certification) -> None:
    if certification.document:
        storage, name = certification.document.storage, str(certification.document.name)
        transaction.on_commit(partial(storage.delete, name), robust=True)


def _locked(certification: Certification, by: User) -> Certification:
    row = Certification.objects.locked().select_related("profile__party").get(pk=certification.pk)
    if row.profile.party.user_id != by.pk:
        raise NotAllowed(_("Only the person themselves can change this page."))
    return row
