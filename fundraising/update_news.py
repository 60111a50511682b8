"""Who is told of an update: its backers, and where everybody may read it whoever follows or watches."""

from django.utils.translation import gettext_lazy as _

from fundraising import fundraiser_news
from fundraising.models import Update
from social import audiences, kinds, notices
from social.families import Family
from social.models import Notice


def declare() -> None:
    """Let these notices exist."""
    kinds.declare(
        "update_published",
        family=Family.DISCOVERY,
        icon="file",
        label=_("An update of what you back or watch"),
        sentence=_("%(actor)s tells news of %(title)s: %(update)s"),
        button=_("Read it"),
        mail=Notice.Mail.NOW,
    )


def published(update: Update) -> None:
    """Once for each, whatever brought them there."""
    listing = update.fundraiser.listing
    to = [fundraiser_news.backers(update.fundraiser)]
    if not update.is_for_backers:
        to += [audiences.watchers(listing), audiences.followers(listing.owner)]
    notices.announce(
        "update_published", key=update.pk, url=update.get_absolute_url(), to=to, actor=listing.owner, listing=listing,
        update=update.title,
    )  # fmt: skip
