"""Reports: made by anybody who signs in, once a thing; claimed by whoever looks into them."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.refusals import Refused
from marketplace.catalog.models import Listing
from marketplace.kit import clock, judging
from social.models import Category, Comment, Message, Report, Review
from social.moderation import permits

A_DAY = 20  # more than one person can judge in a day; what floods is not read

Status = Report.Status
PAGES = [Listing.Kind.PERSON, Listing.Kind.COMPANY]


class TooMany(Refused):
    """The limit of reports a day is reached."""


@transaction.atomic
def report(
    listing: Listing, *, by: User, category: str, text: str, review: Review | None = None,
    message: Message | None = None, comment: Comment | None = None,
) -> Report:  # fmt: skip
    """Tell staff that a thing breaks the rules. Its owner never learns who did.

    review, message, comment: what is reported is this one; listing is then its writer's page. Raises Refused for one's
    own thing, a second report of the same one and an unknown category; TooMany.
    """
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    owner = review.author_id if review else listing.owner_id  # who wrote a message is the owner of their page
    if Party.objects.acted_for_by(by).filter(pk=owner).exists():
        raise Refused(_("This is your own."))
    if category not in Category.values:
        raise Refused(_("Choose what is wrong."))
    about = {"listing": listing, "review": review, "message": message, "comment": comment}
    if Report.objects.filter(reporter=by, **about).exists():
        raise Refused(_("You have reported this already. You hear from us once it is decided."))
    if Report.objects.filter(reporter=by, created_at__gt=clock.now() - timedelta(days=1)).count() >= A_DAY:
        raise TooMany(_("You have reported %(n)d things within a day. Go on tomorrow.") % {"n": A_DAY})
    return Report.objects.create(reporter=by, category=category, text=text, **about)


def report_review(review: Review, *, by: User, category: str, text: str) -> Report:
    """The same for a review that is shown. Raises as `report`, and Refused for one that is not shown."""
    if not review.is_shown:
        raise Refused(_("This review is not shown."))
    page = review.author.listings.filter(kind__in=PAGES).get()
    return report(page, by=by, category=category, text=text, review=review)


def report_message(message: Message, *, by: User, category: str, text: str) -> Report:
    """The same for a message of a thread that this person reads: our staff then read it, with a few before it.

    Raises as `report`, and Refused for one that is removed or that nobody here wrote any more.
    """
    page = message.author.listings.filter(kind__in=PAGES).first() if message.author else None
    if message.is_removed or message.note or page is None:
        raise Refused(_("This message is not there any more."))
    return report(page, by=by, category=category, text=text, message=message)


def report_comment(comment: Comment, *, by: User, category: str, text: str) -> Report:
    """The same for a comment that this person reads. Raises as `report`, and Refused for one that is gone."""
    page = comment.author.listings.filter(kind__in=PAGES).first()
    if comment.is_gone or page is None:
        raise Refused(_("This comment is not there any more."))
    return report(page, by=by, category=category, text=text, comment=comment)


@transaction.atomic
@judging.judgement
def claim(report: Report, *, by: User, why: str = "") -> Report:
    """Look into it; the others see that somebody does. Raises IllegalMove where somebody did already."""
    permits.require(by, "social.claim_report")
    report = locked(report)
    report.move_to(Status.CLAIMED, by=by, why=why)
    report.claimed_by = by
    report.save(update_fields=["claimed_by"])
    return report


@transaction.atomic
def release(report: Report, *, by: User, why: str = "") -> Report:
    """Put it back into the queue, whoever claimed it."""
    permits.require(by, "social.release_report")
    report = locked(report)
    report.move_to(Status.WAITING, by=by, why=why)
    report.claimed_by = None
    report.save(update_fields=["claimed_by"])
    return report


def claimed(report: Report, *, by: User) -> list[Report]:
    """Every waiting report of the same thing, held. Raises Refused where this person has not claimed the one given."""
    together = list(
        report.together().waiting().select_related("review__subject", "message__thread", "comment").locked()
    )
    mine = next((one for one in together if one.pk == report.pk), None)
    if mine is None:
        raise Refused(_("This was decided already."))
    if mine.claimed_by_id != by.pk:
        raise Refused(_("Claim it first, so that two people do not decide the same thing."))
    return together


def locked(report: Report) -> Report:
    """The row under its lock."""
    rows = Report.objects.locked().select_related("listing__owner", "review__subject", "message__thread", "comment")
    return rows.get(pk=report.pk)
