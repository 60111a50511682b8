from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.catalog.models import Listing
from marketplace.kit.models import Timestamped
from portfolios.models.shown import Shown, ShownQuerySet


class Portfolio(Shown, Timestamped):
    """A body of work, told as one story, by one maker. It holds works.

    Title, summary, cover and topics are its listing's (kind `portfolio`); the maker is the listing's owner.
    """

    listing = models.OneToOneField(Listing, models.CASCADE, primary_key=True, related_name="portfolio")
    story = models.TextField(_("story"), blank=True)  # markdown

    objects = ShownQuerySet.as_manager()
