"""What standing support keeps about people: what they give, what they are given, what they write."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import ports
from accounts.models import Party, User
from accounts.privacy import port
from accounts.privacy.port import Done, Fate, Handler, Hold
from fundraising.models import Support, SupportFile, SupportPage


class OfSupportPages(Handler[SupportPage]):
    model = SupportPage
    title = _("Your page for supporters")
    note = _("What you are supported for, your tiers, and what you wrote for supporters.")
    seen_by = "everybody, once it is open; posts: supporters"
    fate = Fate.CHANGED
    why = _("Tiers stay beside what was paid for them, without your words.")
    parts = {"tiers": "fundraising.SupportTier", "posts": "fundraising.SupportPost"}

    def of(self, user: User) -> "QuerySet[SupportPage]":
        return SupportPage.objects.filter(owner__in=port.parties_of(user))

    def holds(self, user: User) -> Iterable[Hold]:
        running = Support.objects.running().filter(page__in=self.of(user), ends_at=None)
        if running.exists():
            said = gettext("People support you month by month. Close your page first.")
            yield Hold(said, reverse("fundraising:my_support"))

    def erase(self, user: User) -> Done:
        deleted = changed = 0
        for page in self.of(user):
            if page.is_open:
                page.move_to(SupportPage.Status.CLOSED, why="erased")
            deleted += page.posts.all().delete()[0]
            told = page.tiers.exclude(benefits="").update(benefits="", name="—")
            changed += told + SupportPage.objects.filter(pk=page.pk).exclude(pitch="", story="").update(
                pitch="", story=""
            )
        return Done(deleted=deleted, changed=changed)


class OfSupportFiles(Handler[SupportFile]):
    model = SupportFile
    title = _("Files for supporters")
    note = _("Pictures and files of your posts for supporters.")
    seen_by = "you, and the supporters whom the post is for"

    def of(self, user: User) -> "QuerySet[SupportFile]":
        return SupportFile.objects.filter(post__page__owner__in=port.parties_of(user))


class OfSupports(Handler[Support]):
    model = Support
    title = _("Whom you support")
    note = _("The tier or sum, how often, to which card, and each charge.")
    seen_by = "you and the maker; not among the supporters, if you asked for that"
    fate = Fate.CHANGED
    why = _("What was paid is money in the books and stays, without your name.")
    hidden = frozenset({"terms"})
    parts = {"charges": "fundraising.SupportCharge"}

    def of(self, user: User) -> "QuerySet[Support]":
        return Support.objects.filter(supporter__in=port.parties_of(user)).select_related("page__owner")

    def holds(self, user: User) -> Iterable[Hold]:
        for one in self.of(user).filter(status__in=Support.RUNNING, ends_at=None):
            said = gettext("You support %(maker)s. End that first.") % {"maker": one.page.owner.name}
            yield Hold(said, one.get_absolute_url())

    def erase(self, user: User) -> Done:
        return Done(changed=self.of(user).exclude(consent="", is_anonymous=True).update(consent="", is_anonymous=True))


def register() -> None:
    """Let these answer for their tables, and tell what a company must end before it may."""
    port.register(OfSupportPages(), OfSupportFiles(), OfSupports())
    ports.open_business.plug(_running)


def _running(party: Party) -> list[str]:
    """What a company that is supported, or supports, must end first."""
    said = []
    if Support.objects.running().filter(page__owner=party, ends_at=None).exists():
        said.append(gettext("People support it month by month."))
    if Support.objects.running().filter(supporter=party, ends_at=None).exists():
        said.append(gettext("It supports somebody month by month."))
    return said
