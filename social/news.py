"""What this floor itself tells of."""

from django.utils.translation import gettext_lazy as _

from social import kinds
from social.families import Family
from social.models import Notice


def declare() -> None:
    """Let the notices of this floor exist."""
    kinds.declare(
        "followed",
        family=Family.PEOPLE,
        icon="person",
        label=_("Somebody follows you"),
        sentence=_("%(actor)s follows you."),
        together=_("%(actor)s follow you."),
        button=_("See who"),
        mail=Notice.Mail.WEEK,
    )
