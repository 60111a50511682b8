"""Making a fundraiser: the draft that saves itself step by step, and what may still change after its review.

    draft = making.start("Daily bread", kind="reward", owner=ada.party, by=ada)
    making.keep(draft, "story", typed, said, by=ada, seen=…)         # right or wrong, so that nothing typed is lost
    making.change(draft, "story", said, by=ada, seen=…)              # a whole step; everybody sees it if it is public

Locks: the fundraiser, then its parts, then its face (docs/locking.md).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from accounts.rights import Right
from fundraising import faces, fundraisers, launching
from fundraising.models import BudgetLine, Disbursement, Fundraiser, Question, StretchGoal
from fundraising.said import Said
from fundraising.steps import BY_NAME
from fundraising.steps import WITH_GOAL as KINDS
from marketplace.catalog import listings
from marketplace.catalog.models import Listing
from marketplace.kit import clock
from portfolios.front import renewed

DRAFTS_AT_ONCE = 30
RESERVED = {"new"}  # /fundraisers/new/
ROWS: Mapping[str, Any] = {
    "budget_lines": BudgetLine,
    "disbursements": Disbursement,
    "questions": Question,
    "stretch_goals": StretchGoal,
}
Status = Fundraiser.Status
RUNS = {Status.SCHEDULED, Status.ONGOING}
GOES_ON = {Status.COLLECTING, Status.SUCCESSFUL, Status.DELIVERING}
STILL = {"questions", "team", "pictures"}  # what may change when it is decided: what was promised may not


@transaction.atomic
def start(title: str, *, kind: str, owner: Party, by: User, subject: Listing | None = None) -> Fundraiser:
    """Begin a draft that only its owner sees. subject: the portfolio or job of theirs that it is for.

    A member of a company may begin one for it; who hands it in is another question. Raises NotAllowed, and Refused for
    more drafts than anybody writes.
    """
    _permit(owner, by, Right.WRITE)
    if kind not in KINDS:
        raise Refused(_("Securities are offered in a round of their own, not here."))
    if drafts_of(owner) >= DRAFTS_AT_ONCE:
        raise Refused(_("You have %(n)d drafts. Hand one in or discard one first.") % {"n": DRAFTS_AT_ONCE})
    listing = listings.register(Listing.Kind.FUNDRAISER, owner=owner, title=title, slug=_slug(title))
    return Fundraiser.objects.create(listing=listing, kind=kind, currency=by.currency, subject=subject)


@transaction.atomic
def keep(
    fundraiser: Fundraiser,
    step: str,
    typed: Mapping[str, list[str]],
    said: Said,
    *,
    by: User,
    seen: str | None = None,
) -> Fundraiser:
    """Save what stands in the form of a step, right or wrong. A draft takes on what is right; what has passed review
    stays as it is public, until the step is sent whole.

    seen: the revision with which the form was opened, or which it was given when it was last saved. Raises NotAllowed,
    and Refused where this step can't change any more, or was saved elsewhere since.
    """
    fundraiser = editable(fundraiser, step, by=by)
    _not_overtaken(fundraiser, step, seen)
    if fundraiser.is_in_the_making:
        _write(fundraiser, said)
    return _note(fundraiser, step, typed)


@transaction.atomic
def change(fundraiser: Fundraiser, step: str, said: Said, *, by: User, seen: str | None = None) -> Fundraiser:
    """Write a step that is whole. What everybody sees changes at once. Raises as `keep` does."""
    fundraiser = editable(fundraiser, step, by=by)
    _not_overtaken(fundraiser, step, seen)
    _write(fundraiser, said)
    return _note(fundraiser, step, {})


@transaction.atomic
def hand_to(fundraiser: Fundraiser, owner: Party, *, by: User) -> Fundraiser:
    """Let a draft be somebody else's: one's own, or of a company that one belongs to. What it is for stays behind.

    Raises NotAllowed for a party that is not theirs, Refused for what is no draft any more.
    """
    fundraiser = fundraisers.locked(fundraiser)
    _permit(fundraiser.owner, by, Right.WRITE)
    _permit(owner, by, Right.WRITE)
    if not fundraiser.is_in_the_making:
        raise Refused(_("It was handed in, so whose it is stays."))
    Listing.objects.filter(pk=fundraiser.pk).update(owner=owner)
    fundraiser.subject = None
    fundraiser.save(update_fields=["subject"])
    fundraiser.disbursements.update(tied_to=None)
    return fundraisers.locked(fundraiser)


def editable(fundraiser: Fundraiser, step: str, *, by: User) -> Fundraiser:
    """The fundraiser, locked, for somebody who may change this step of it now.

    Raises NotAllowed; Refused while staff look at it, and for what has passed review and stays.
    """
    fundraiser = fundraisers.locked(fundraiser)
    _permit(fundraiser.owner, by, Right.WRITE if fundraiser.is_in_the_making else Right.BIND)
    if why := stays(fundraiser, step):
        raise Refused(why)
    return fundraiser


def stays(fundraiser: Fundraiser, step: str) -> str:
    """Why this step can't be changed now; empty where it can."""
    if fundraiser.is_in_the_making:
        return ""
    if fundraiser.status == Status.IN_REVIEW:
        return _("Our staff look at it now. You can change it again when they are done.")
    if fundraiser.status in RUNS and BY_NAME[step].is_live:
        return ""
    if fundraiser.status in GOES_ON and step in STILL:
        return ""
    if fundraiser.status in RUNS | GOES_ON:
        return _("This is what backers decide by. It passed review, so it stays as it is.")
    return _("It has ended, so it can't be changed any more.")


def shown_again(fundraiser: Fundraiser) -> None:
    """Something on its page has changed: whoever looks at it sees that."""
    if fundraiser.listing.is_live:
        launching.show(fundraiser)


def wear(fundraiser: Fundraiser, said: Said) -> None:
    """Let its face say this; the rest of it stays. The caller holds the lock."""
    listing = fundraiser.listing
    listing.title = said.title or listing.title
    face = faces.of_fundraiser(fundraiser, renewed(listing, said.front))
    (listings.publish if listing.is_live else listings.describe)(listing, face)


def drafts_of(owner: Party) -> int:
    """How many drafts they have."""
    return Fundraiser.objects.filter(listing__owner=owner, status__in=Fundraiser.IN_THE_MAKING).count()


def _slug(title: str) -> str:
    """Another slug for a title whose own would be the address of a page of ours; else empty: the title's own."""
    is_taken = slugify(title) in RESERVED
    return listings.free_slug(Listing.Kind.FUNDRAISER, f"{title} fundraiser") if is_taken else ""


def _permit(owner: Party, by: User, right: Right) -> None:
    if Party.objects.where_may(by, right).filter(pk=owner.pk).exists():
        return
    if owner.is_company:
        raise NotAllowed(_("You cannot do this for %(company)s.") % {"company": owner.name})
    raise NotAllowed(_("This belongs to somebody else."))


def _not_overtaken(fundraiser: Fundraiser, step: str, seen: str | None) -> None:
    """Two tabs, or two people of a company, on the same step: the later must not put out what the other wrote."""
    if seen and seen != fundraiser.revision_of(step):
        raise Refused(_("This page was saved elsewhere since you opened it. Send yours to put it over that."))


def _write(fundraiser: Fundraiser, said: Said) -> None:
    for column, value in said.columns.items():
        setattr(fundraiser, column, value)
    fundraiser.save(update_fields=list(said.columns))
    for name, rows in said.rows.items():
        _put(fundraiser, name, rows)
    wear(fundraiser, said)


def _put(fundraiser: Fundraiser, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """These rows instead of those that were there. A stretch goal that was reached is a promise, and stays."""
    held = getattr(fundraiser, name).all()
    is_stretch = name == "stretch_goals"
    (held.filter(reached_at=None) if is_stretch else held).delete()
    if is_stretch:  # one may have been reached while the form was being filled in
        stay = set(held.values_list("threshold_minor", flat=True))
        rows = [row for row in rows if row["threshold_minor"] not in stay]
    places = [{} if is_stretch else {"position": place} for place, _row in enumerate(rows)]
    made = [ROWS[name](fundraiser=fundraiser, **place, **row) for place, row in zip(places, rows, strict=True)]
    ROWS[name].objects.bulk_create(made)


def _note(fundraiser: Fundraiser, step: str, typed: Mapping[str, list[str]]) -> Fundraiser:
    """Keep what is not right yet as it was typed, and when this step was saved."""
    now = clock.now()
    fundraiser.typed = {**fundraiser.typed, step: {"at": now.isoformat(), "said": dict(typed)}}
    fundraiser.updated_at = now
    fundraiser.save(update_fields=["typed", "updated_at"])
    return fundraiser
