"""Addresses of parties: `/people/ada-byron/`. Settled when the party is made, for good."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from accounts.models import Party
from marketplace.catalog import text


def create_party(kind: str, *, name: str, **columns: Any) -> Party:
    """A party with a slug from its name that no other party has, also when two of one name join at once."""
    stem = slugify(text.fold(name))[:70].rstrip("-") or kind
    while True:
        try:
            with transaction.atomic():
                return Party.objects.create(kind=kind, name=name, slug=_free(stem), **columns)
        except IntegrityError:
            if not Party.objects.filter(slug=stem).exists():
                raise  # it was not the slug


def _free(stem: str) -> str:
    taken = set(Party.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{stem}-{number}") not in taken)
