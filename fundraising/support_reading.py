"""Who reads what a maker writes for supporters: whose tier it is for, and who gives as much a month as that tier costs.

One rule, asked from both sides: of a post, which supports are enough; of a reader, which posts they may read whole.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Party
from fundraising.models import Support, SupportPost


def enough_for(post: SupportPost) -> Q:
    """Which supports of its page let their supporter read it."""
    return Q(level_minor__gte=post.level_minor) | Q(tier=post.tier) if post.tier_id else Q()


def with_reading(posts: "QuerySet[SupportPost]", user: Any) -> "QuerySet[SupportPost]":
    """Each post with `is_readable`: whether this reader may read all of it. Makers read their own."""
    if not user.is_authenticated:
        return posts.annotate(is_readable=Exists(Support.objects.none()))
    mine = Support.objects.running().filter(page=OuterRef("page"), supporter__in=Party.objects.acted_for_by(user))
    enough = Q(level_minor__gte=OuterRef("level_minor")) | Q(tier=OuterRef("tier"))
    is_own = Party.objects.seen_by(user).filter(pk=OuterRef("page__owner"))
    return posts.annotate(is_readable=Exists(mine.filter(enough)) | Exists(is_own))
