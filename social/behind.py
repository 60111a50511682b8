"""Whoever acts for a party: the person themselves, or a company's owners and managers."""

from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounts import rights
from accounts.models import Party, User


def people(party: Party) -> "QuerySet[User]":
    """Who hears what the party is told. Empty for one of a public record: nobody signs in to it."""
    ranks = rights.ranks_with(rights.Right.BIND)
    holds = Q(memberships__company__party=party, memberships__rank__in=ranks)
    return User.objects.filter(holds if party.is_company else _person(party), is_active=True).distinct()


def people_of(parties: "QuerySet[Any]") -> "QuerySet[Any, UUID]":
    """Who hears what any of these parties is told, by id: for audiences. parties: a query of their ids."""
    ranks = rights.ranks_with(rights.Right.BIND)
    holds = Q(memberships__company__party__in=parties, memberships__rank__in=ranks)
    alone = Q(party__in=parties) & ~Q(guest__claimed_by__isnull=False) | Q(guests__party__in=parties)
    found = User.objects.filter(holds | alone, is_active=True).annotate(user_id=F("pk"))
    return found.order_by("user_id").values_list("user_id", flat=True).distinct()


def involved(party: Party) -> "QuerySet[User]":
    """Everybody who belongs to the party, whatever they may do for it: who cannot judge what concerns it."""
    return User.objects.filter(Q(party=party) | Q(memberships__company__party=party)).distinct()


def _person(party: Party) -> Q:
    """The person themselves; of a guest whose address is a member's, the member (accounts.guests)."""
    return Q(party=party) & ~Q(guest__claimed_by__isnull=False) | Q(guests__party=party)
