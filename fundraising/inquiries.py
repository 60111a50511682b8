"""What somebody and the maker of a fundraiser write to each other in private.

    inquiries.ask(fundraiser, "Does it ship to Japan?", by=eve, key=form_key)
    inquiries.write(pledge, "Your address has no number.", by=ada, key=form_key)      # from whichever side

The first message begins the inquiry; what follows is written in its thread (social.talk.threads), whose rules hold for
the first one, too: blocks, pace, reports.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from fundraising import talks
from fundraising.models import Delivery, Fundraiser, Inquiry, Pledge
from marketplace.kit import clock
from marketplace.kit.refusals import NotAllowed, Refused
from marketplace.kit.uploads import Upload
from social.models import Message, Thread
from social.talk import threads

A_DAY, MOST_A_DAY = timedelta(days=1), 20  # makers who are asked for the first time


@transaction.atomic
def ask(fundraiser: Fundraiser, body: str, *, by: User, files: Sequence[Upload] = (), key: str = "") -> Message:
    """Ask its maker something, in one's own name. The same key again gives the first message.

    Raises Refused where nobody would read it, for one's own fundraiser, too many makers within a day, and as
    `threads.say` does.
    """
    if reason := why_not(fundraiser, by):
        raise Refused(reason)
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    asked = Inquiry.objects.filter(by=by, party=by.party)
    is_new = not asked.filter(fundraiser=fundraiser).exists()
    if is_new and asked.filter(at__gt=clock.now() - A_DAY).count() >= MOST_A_DAY:
        raise Refused(_("You have asked %(n)d makers within a day. Go on tomorrow.") % {"n": MOST_A_DAY})
    return _say(fundraiser, by.party, body, by=by, files=files, key=key)


@transaction.atomic
def write(pledge: Pledge, body: str, *, by: User, files: Sequence[Upload] = (), key: str = "") -> Message:
    """Write about a pledge, its backer to the maker or the maker to its backer. The same key gives the first message.

    Raises NotAllowed for anybody else, and Refused where the other side has no messages, and as `threads.say` does.
    """
    sides = {pledge.backer_id, pledge.fundraiser.listing.owner_id}
    if not Party.objects.acted_for_by(by).filter(pk__in=sides).exists() or pledge.status == Pledge.Status.DRAFT:
        raise NotAllowed(_("This belongs to somebody else."))
    is_maker = Party.objects.acted_for_by(by).filter(pk=pledge.fundraiser.listing.owner_id).exists()
    if is_maker and not is_known_to_maker(pledge):
        raise NotAllowed(_("Who gives without their name is not written to."))
    party = backer_who_reads(pledge)
    if party is None:
        raise Refused(_("Nobody reads here what is written about this pledge."))
    return _say(pledge.fundraiser, party, body, by=by, files=files, key=key)


def why_not(fundraiser: Fundraiser, user: User) -> str:
    """Why this person can't ask its maker anything; empty if they can."""
    owner = fundraiser.listing.owner
    if fundraiser.status not in Fundraiser.PUBLIC or reader_of(owner) is None:
        return _("Nobody reads here what is asked about this fundraiser.")
    if Party.objects.seen_by(user).filter(pk=owner.pk).exists():
        return _("This is your own fundraiser.")
    return ""


def backer_who_reads(pledge: Pledge) -> Party | None:
    """To whom the maker writes about this pledge; None where nobody is there: of a guest, or where the maker left."""
    return reader_of(pledge.backer) if reader_of(pledge.fundraiser.listing.owner) else None


def is_known_to_maker(pledge: Pledge) -> bool:
    """Whether its maker knows who gave it: they gave it with their name, or something is sent to them."""
    return not pledge.is_anonymous or Delivery.objects.filter(line__pledge=pledge).exists()


def reader_of(party: Party) -> Party | None:
    """Who reads what is written to this party: itself; of a guest the member that they became. None: nobody does."""
    user = party.user
    if user is None or not user.is_active:
        return party if party.is_company else None
    if user.is_guest:
        member = user.guest.claimed_by
        return getattr(member, "party", None)
    return party


def thread_of(fundraiser: Fundraiser, party: Party | None) -> Thread | None:
    """Where the maker and this party have written to each other; None where they have not."""
    known = Inquiry.objects.filter(fundraiser=fundraiser, party=party).first() if party else None
    return talks.of_inquiry(known) if known else None


def _say(fundraiser: Fundraiser, party: Party, body: str, *, by: User, files: Sequence[Upload], key: str) -> Message:
    inquiry, _is_new = Inquiry.objects.get_or_create(fundraiser=fundraiser, party=party, defaults={"by": by})
    return threads.say(talks.of_inquiry(inquiry), body, by=by, files=files, key=key)
