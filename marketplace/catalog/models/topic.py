from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class TopicQuerySet(models.QuerySet["Topic"]):
    def roots(self) -> Self:
        """The top of the tree."""
        return self.filter(parent__isnull=True)

    def under(self, topic: "Topic") -> Self:
        """The topic and everything below it."""
        return self.filter(lineage__contains=[topic.pk])


class Topic(models.Model):
    """A node of the topic tree: a field of work, a subject, a skill or a tool.

    `lineage` holds the ids from the root down to the topic itself, so that "this topic and all below it" is one array
    test, on topics and on the listings that carry them, without walking the tree.
    """

    class Kind(models.TextChoices):
        FIELD = "field", _("field")
        SUBJECT = "subject", _("subject")
        SKILL = "skill", _("skill")
        TOOL = "tool", _("tool")

    class Cover(models.TextChoices):
        TYPE = "type"
        GRID = "grid"
        ORGANIC = "organic"
        ARCHITECTURAL = "architectural"
        DATA = "data"

    slug = models.SlugField(max_length=90, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.FIELD)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    lineage = ArrayField(models.IntegerField(), default=list, editable=False)
    cover_style = models.CharField(max_length=14, choices=Cover, default=Cover.GRID)
    summary = models.CharField(max_length=300, blank=True)
    listing_count = models.PositiveIntegerField(default=0, editable=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [GinIndex(fields=["lineage"], name="topic_lineage")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The topic's page."""
        return reverse("discovery:topic", args=[self.slug])

    @property
    def depth(self) -> int:
        """0 for a root."""
        return len(self.lineage) - 1
