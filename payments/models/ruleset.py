from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.kit.models import UUIDModel


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def in_force(self, on: date) -> Self:
        """The rules of that day, the newest first."""
        ended = Q(valid_to__isnull=False, valid_to__lte=on)
        return self.filter(valid_from__lte=on).exclude(ended).order_by("-valid_from")


class RuleSet(UUIDModel):
    """A legal or fee figure, with the days on which it holds and the page it comes from.

    Figures that a law or a price list may change are rows, never constants: a change is a new row, and a past case is
    still judged by the rule of its day. `valid_to` is the first day on which the rule no longer holds. Of two rules in
    force the one that began later is meant. What `value` holds is the business of the module that reads the kind.
    """

    kind = models.CharField(_("kind"), max_length=40)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=10, blank=True)  # empty: everywhere
    value = models.JSONField(_("value"))
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("no longer valid on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "jurisdiction", "valid_from"], name="ruleset_begins_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="ruleset_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.jurisdiction} {self.valid_from}".replace("  ", " ")
