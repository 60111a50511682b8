"""Several notices that are told as one: who acted in all of them, and the sentence that says so."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.catalog.models import Listing
from social import kinds
from social.models import Notice


@dataclass(frozen=True)
class Bundle:
    """A notice and what stands under it, the newest first."""

    notice: Notice
    others: list[Notice] = field(default_factory=list)

    @property
    def kind(self) -> kinds.Kind:
        return kinds.of(self.notice)

    @property
    def count(self) -> int:
        return 1 + len(self.others)

    @property
    def url(self) -> str:
        """Where it leads: for several with pages of their own, to what they are all about; never to one's own page."""
        about = self.notice.listing
        if about is None or about.kind in (Listing.Kind.PERSON, Listing.Kind.COMPANY):
            return self.notice.url
        return about.url if any(other.url != self.notice.url for other in self.others) else self.notice.url

    def plain(self) -> str:
        """The sentence for all of them, on one line."""
        return " ".join(kinds.plain(self.notice, *self._words(), actor=self._actors()).split())

    def marked(self) -> SafeString:
        """The same as HTML."""
        return kinds.marked(self.notice, *self._words(), actor=self._actors())

    def each(self) -> list[dict[str, str]]:
        """All of them one by one, with the page of each."""
        return [{"text": " ".join(kinds.plain(one).split()), "url": one.url} for one in [self.notice, *self.others]]

    def _words(self) -> list[kinds.Words]:
        return [self.kind.together] if self._actors() and self.kind.together else []

    def _actors(self) -> str:
        """All who acted; empty where it was one, who is then named with what they did last."""
        names = list(dict.fromkeys(notice.actor.name for notice in [self.notice, *self.others] if notice.actor))
        if len(names) < 2:
            return ""
        if len(names) == 2:
            return _("%(first)s and %(second)s") % {"first": names[0], "second": names[1]}
        more = ngettext("%(first)s and %(n)d other", "%(first)s and %(n)d others", len(names) - 1)
        return more % {"first": names[0], "n": len(names) - 1}


def bundles(leading: Iterable[Notice]) -> list[Bundle]:
    """Each of the notices with what stands under it, in one query for all."""
    leading = list(leading)
    under: dict[UUID, list[Notice]] = {}
    rows = Notice.objects.filter(under__in=[notice.pk for notice in leading]).with_words()
    for other in rows.order_by("-created_at", "-pk"):
        under.setdefault(other.under_id, []).append(other)  # type: ignore[arg-type]
    return [Bundle(notice, under.get(notice.pk, [])) for notice in leading]
