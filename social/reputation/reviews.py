"""Reviews: what two sides of a deal say of each other once it is over. Neither reads the other's before.

    reviews.write(deal, marks={"quality": 5, …}, again=True, text="…", by=ada)

Both written, or fourteen days after the end, what was written is shown, and counts from then on. Locks: the deal's
row, then the review's, then the scores' (docs/locking.md).
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import people
from accounts.models import Party, User
from accounts.refusals import NotAllowed, Refused
from marketplace.kit import clock, timers
from social.models import Deal, Review, ScoreLine, Side
from social.models.review import CRITERIA
from social.reputation import news, ratings, scores

OPEN_FOR = timedelta(days=14)
REMINDED = timedelta(days=3)  # before they close
CLOSE, REMIND = "reviews_close", "reviews_remind"
Status = Review.Status


def open_for(deal: Deal) -> None:
    """Let both sides write from now on. The caller holds the deal's lock."""
    deal.reviews_close_at = clock.now() + OPEN_FOR
    deal.save(update_fields=["reviews_close_at"])
    timers.set(CLOSE, deal.pk, deal.reviews_close_at)
    timers.set(REMIND, deal.pk, deal.reviews_close_at - REMINDED)
    for side in Side:
        news.asked(deal, side)


@transaction.atomic
def write(deal: Deal, *, marks: Mapping[str, int], again: bool, text: str, by: User, note: str = "") -> Review:
    """Say what it was like, for one's side; until it is shown, the last wording counts. With the second both are shown.

    marks: of every criterion of the side, 1 to 5. note: for staff alone. Raises NotAllowed for who has no side, and
    Refused for a deal that has not ended, whose reviews are closed or shown, and for marks that are not its side's.
    """
    deal = locked(deal)
    side = permit(deal, by)
    given = _marks(side, marks)
    found = Review.objects.locked().filter(deal=deal, side=side).first()
    _may_write(deal, found)
    review = found or Review(deal=deal, side=side, author=deal.party(side), subject=deal.party(side.other))
    for name, mark in given.items():
        setattr(review, name, mark)
    review.rating = round(100 * sum(given.values()) / len(given))
    review.again, review.text, review.note, review.by = again, text, note, by
    review.changed_at = clock.now()
    review.save()
    if Review.objects.filter(deal=deal).count() == len(Side):
        _show(deal)
        review.refresh_from_db()
    return review


@transaction.atomic
def close(deal: Deal) -> None:
    """The time is over: what was written is shown. Early, late or twice does no harm."""
    deal = locked(deal)
    if deal.reviews_close_at and deal.reviews_close_at <= clock.now():
        _show(deal)


@transaction.atomic
def reply(review: Review, *, text: str, by: User) -> Review:
    """Answer what was said of one's side, once. Raises NotAllowed, and Refused for a second reply or a removed one."""
    deal = locked(review.deal)
    side = permit(deal, by)
    review = _locked(review, deal)
    if side == review.side:
        raise NotAllowed(_("Only whom a review is about replies to it."))
    if not review.is_shown:
        raise Refused(_("A reply can be written to a review that is shown."))
    if review.reply:
        raise Refused(_("You have replied already. A review has one reply."))
    review.reply, review.replied_at = text, clock.now()
    review.save(update_fields=["reply", "replied_at"])
    people.page_changed()
    news.replied(review, by=by)
    return review


@transaction.atomic
def remove(review: Review, *, why: str, by: User | None) -> Review:
    """Staff take it out of sight, for a reason that everybody reads in its place; it counts no more."""
    return _judge(review, Status.REMOVED, why=why, by=by, cause=ScoreLine.Cause.REMOVED)


@transaction.atomic
def restore(review: Review, *, by: User | None) -> Review:
    """Staff take a removal back."""
    return _judge(review, Status.SHOWN, why="", by=by, cause=ScoreLine.Cause.RESTORED)


def locked(deal: Deal) -> Deal:
    """The deal as it is now, held against every other act on it."""
    found: Deal = Deal.objects.with_sides().locked().get(pk=deal.pk)
    return found


def side_of(deal: Deal, user: User) -> Side | None:
    """On which side this person acts; None where they may act on neither. Who may on both acts in their own name."""
    acted = set(Party.objects.acted_for_by(user).filter(pk__in=[deal.client_id, deal.freelancer_id]))
    own = {party for party in acted if party.user_id == user.pk}
    for party in [*own, *acted]:
        return Side.CLIENT if party.pk == deal.client_id else Side.FREELANCER
    return None


def permit(deal: Deal, by: User) -> Side:
    """The side on which this person acts. Raises NotAllowed."""
    side = side_of(deal, by)
    if side is None:
        raise NotAllowed(_("Only the two sides of a deal review each other."))
    return side


@timers.handles(CLOSE)
def close_by_itself(key: str) -> None:
    """Fourteen days after the end."""
    if deal := Deal.objects.filter(pk=UUID(key)).first():
        close(deal)


@timers.handles(REMIND)
@transaction.atomic
def remind(key: str) -> None:
    """Tell the sides that have not written that they still can."""
    deal = Deal.objects.with_sides().filter(pk=UUID(key)).first()
    if deal is None or not deal.is_open_to_reviews:
        return
    written = set(deal.reviews.values_list("side", flat=True))
    for side in Side:
        if side not in written:
            news.reminded(deal, side)


def _may_write(deal: Deal, found: Review | None) -> None:
    if deal.ended_at is None:
        raise Refused(_("You review each other once the contract has ended."))
    if deal.reviews_close_at is None:
        raise Refused(_("This contract ended in a way that nobody reviews."))
    if found and found.status != Status.WRITTEN:
        raise Refused(_("Your review is shown already, so it stays as it is."))
    if not deal.is_open_to_reviews:
        raise Refused(_("The time to write a review is over."))


def _marks(side: Side, marks: Mapping[str, int]) -> dict[str, int]:
    names = [name for name, _label in CRITERIA[side]]
    given = {name: marks.get(name, 0) for name in names}
    if any(mark not in range(1, 6) for mark in given.values()):
        raise Refused(_("Give every mark, from 1 to 5."))
    return given


def _show(deal: Deal) -> None:
    """Both at the same moment, or the one that there is. The caller holds the deal's lock."""
    written = list(Review.objects.locked().filter(deal=deal, status=Status.WRITTEN))
    for review in written:
        review.deal, review.shown_at = deal, clock.now()
        review.move_to(Status.SHOWN, saving=["shown_at"])
    timers.cancel(CLOSE, deal.pk)
    timers.cancel(REMIND, deal.pk)
    if written:
        _count_anew(deal, cause=ScoreLine.Cause.REVIEWED)
        news.shown(deal, written)


def _judge(review: Review, status: str, *, why: str, by: User | None, cause: str) -> Review:
    deal = locked(review.deal)
    review = _locked(review, deal)
    review.removed_why = why[:500]
    review.move_to(status, by=by, why=why, saving=["removed_why"])
    _count_anew(deal, cause=cause)
    return review


def _count_anew(deal: Deal, *, cause: str) -> None:
    scores.judge(deal, cause=cause)
    for party in sorted((deal.client, deal.freelancer), key=lambda party: party.pk):
        ratings.refresh(party)


def _locked(review: Review, deal: Deal) -> Review:
    found: Review = Review.objects.locked().select_related("author", "subject").get(pk=review.pk)
    found.deal = deal
    return found
