"""What the loaders of all nouns share: topics by slug, free slugs, pictures, and the shelf they fill."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from django.utils.text import slugify

from accounts.models import Party
from marketplace.catalog import text
from marketplace.catalog.models import Listing, Topic
from marketplace.kit.ids import uuid7
from marketplace.sample.load.copying import Shelf
from marketplace.sample.load.pictures import Pictures
from marketplace.sample.values import id_of


@dataclass
class Setting:
    """One load in progress."""

    pictures: Pictures
    shelf: Shelf = field(default_factory=Shelf)
    topics: dict[str, Topic] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    slugs: "dict[str, set[str]]" = field(default_factory=lambda: defaultdict(set))

    def prepare(self) -> None:
        """Know what is there already."""
        self.topics = {topic.slug: topic for topic in Topic.objects.all()}
        self.slugs["party"] = set(Party.objects.values_list("slug", flat=True))
        for kind, slug in Listing.objects.values_list("kind", "slug"):
            self.slugs[kind].add(slug)

    def topics_of(self, *lists: Iterable[str]) -> list[Topic]:
        """Topics by slug in this order, each once; a slug that the tree does not have is left out."""
        slugs = dict.fromkeys(slug for names in lists for slug in names)
        return [self.topics[slug] for slug in slugs if slug in self.topics]

    def party(self, kind: str, key: str, name: str) -> Party:
        """A new party, with a slug that nobody has."""
        slug = self.free_slug("party", slugify(text.fold(name))[:70].rstrip("-") or kind)
        party = Party(id=id_of("party", key), kind=kind, name=name, slug=slug)
        self.parties[key] = party
        self.shelf.parties.append(party)
        return party

    def listing(self, kind: str, key: str, *, owner: Party, title: str, slug: str = "", **columns: Any) -> Listing:
        """A new listing of the sample, not yet on the shelf."""
        slug = slug or self.free_slug(kind, slugify(title)[:90] or kind)
        self.slugs[kind].add(slug)
        return Listing(id=id_of(kind, key), kind=kind, owner=owner, title=title, slug=slug, is_sample=True, **columns)

    def free_slug(self, kind: str, stem: str) -> str:
        """The stem, or the stem with the first number that makes it free."""
        taken = self.slugs[kind]
        if stem in taken:
            stem = next(slug for number in count(2) if (slug := f"{stem}-{number}") not in taken)
        taken.add(stem)
        return stem


def new_id() -> UUID:
    """The id of a row that nothing outside points at."""
    return uuid7()
