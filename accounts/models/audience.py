from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Part(TextChoices):
    """A part of one's own page that may be kept from others."""

    PLACE = "place", _("Town and country")
    RATE = "rate", _("Rate")
    AVAILABILITY = "availability", _("When you are free")
    LANGUAGES = "languages", _("Languages")
    LINKS = "links", _("Links")
    INTERESTS = "interests", _("Topics that interest you")
    CERTIFICATIONS = "certifications", _("Certifications")
    RECOMMENDATIONS = "recommendations", _("Recommendations and endorsements")


class Audience(TextChoices):
    """Who sees a part."""

    PUBLIC = "public", _("Everybody")
    MEMBERS = "members", _("People who have signed in")
    PRIVATE = "private", pgettext_lazy("audience", "Only me")


# Interests begin with oneself: they were given to arrange a home page, not to be shown.
UNLESS_CHOSEN = {Part.INTERESTS: Audience.PRIVATE}


def usual(part: str) -> str:
    """Who sees the part while nothing was chosen."""
    return UNLESS_CHOSEN.get(Part(part), Audience.PUBLIC).value


def check_audiences(chosen: Any) -> None:
    """What the column may hold: part to audience, both known. Raises ValidationError."""
    is_good = isinstance(chosen, dict) and chosen.keys() <= set(Part.values)
    if not is_good or not set(chosen.values()) <= set(Audience.values):
        raise ValidationError("Not a choice of audiences.")
