"""What this floor keeps about people who are sent rewards: where they live, what they answered, what went wrong."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import port, retention
from accounts.privacy.port import Basis, Done, Fate, Handler, Stored
from fundraising.models import (
    Delivery,
    DeliverySheet,
    PostalAddress,
    RewardFile,
    RewardRefund,
    SurveyReply,
    Update,
    UpdatePicture,
)
from marketplace.kit import images, private_files


class OfAddresses(Handler[PostalAddress]):
    model = PostalAddress
    title = _("Addresses for rewards")
    note = _("Where rewards that you paid for are sent.")
    seen_by = "you, and the maker until the reward has arrived"
    kept = "addresses"

    def of(self, user: User) -> "QuerySet[PostalAddress]":
        return PostalAddress.objects.filter(pledge__backer__in=port.parties_of(user))


class OfReplies(Handler[SurveyReply]):
    model = SurveyReply
    title = _("Answers to makers")
    note = _("What you answered so that a reward could be made and sent.")
    seen_by = "you and the maker"

    def of(self, user: User) -> "QuerySet[SurveyReply]":
        return SurveyReply.objects.filter(pledge__backer__in=port.parties_of(user))


class OfDeliveries(Handler[Delivery]):
    model = Delivery
    title = _("Rewards on their way")
    note = _("Which rewards you were sent, when, and what you said was wrong with them.")
    seen_by = "you and the maker"
    fate = Fate.CHANGED
    why = _("That a promise was kept counts for its maker, without your words and without how it was sent.")

    def of(self, user: User) -> "QuerySet[Delivery]":
        return Delivery.objects.filter(line__pledge__backer__in=port.parties_of(user)).select_related("line__reward")

    def also(self, row: Delivery) -> dict[str, Any]:
        return {"reward": row.line.reward.name}

    def erase(self, user: User) -> Done:
        rows = self.of(user).exclude(tracking="", problem="", answer="")
        told = list(rows.exclude(status=Delivery.Status.PROBLEM).values_list("pk", flat=True))
        changed = Delivery.objects.filter(pk__in=told).update(tracking="", problem="", answer="")
        wrong = self.of(user).filter(status=Delivery.Status.PROBLEM).exclude(problem="…")
        open_ones = list(wrong.values_list("pk", flat=True))
        changed += Delivery.objects.filter(pk__in=open_ones).update(tracking="", problem="…", answer="")
        return Done(changed=changed)


class OfRewardRefunds(Handler[RewardRefund]):
    model = RewardRefund
    title = _("Money of rewards asked back")
    note = _("For which rewards you asked for money back, why, and what was answered.")
    seen_by = "you and the maker"
    basis = Basis.DUTY
    fate = Fate.KEPT
    why = _("It says why money moved, and stays with the books.")

    def of(self, user: User) -> "QuerySet[RewardRefund]":
        return RewardRefund.objects.filter(delivery__line__pledge__backer__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        return Done()


class OfRewardFiles(Handler[RewardFile]):
    model = RewardFile
    title = _("Rewards that are files")
    note = _("Files that you hand out to those who paid for them.")
    seen_by = "you, and whoever was sent the reward"
    fate = Fate.KEPT
    why = _("Others paid for them and keep them.")

    def of(self, user: User) -> "QuerySet[RewardFile]":
        return RewardFile.objects.filter(reward__fundraiser__listing__owner__in=port.parties_of(user))

    def erase(self, user: User) -> Done:
        return Done()


class OfSheets(Handler[DeliverySheet]):
    model = DeliverySheet
    title = _("Tables of parcels")
    note = _("Tables with carriers and tracking numbers that you sent in.")
    seen_by = "you and who acts for the same company"
    path = "by"

    def files(self, user: User) -> Iterator[Stored]:
        for row in self.of(user).iterator(chunk_size=500):
            yield Stored(str(row.file.name), name=row.name, storage=private_files.store)


class OfUpdates(Handler[Update]):
    model = Update
    title = _("Updates")
    note = _("What you told those who back what you make, with its pictures.")
    seen_by = "everybody, or whoever backs it"
    fate = Fate.CHANGED
    why = _("Drafts are deleted. What was told keeps its place and day, without title and text.")
    parts = {"pictures": "fundraising.UpdatePicture"}

    def of(self, user: User) -> "QuerySet[Update]":
        return Update.objects.filter(fundraiser__listing__owner__in=port.parties_of(user))

    def files(self, user: User) -> Iterator[Stored]:
        for row in UpdatePicture.objects.filter(update__in=self.of(user)).iterator(chunk_size=500):
            yield Stored(str(row.file))

    def erase(self, user: User) -> Done:
        mine = self.of(user)
        paths = [stored.path for stored in self.files(user)]
        UpdatePicture.objects.filter(update__in=mine).delete()
        deleted = mine.exclude(status=Update.Status.PUBLISHED).delete()[1].get("fundraising.Update", 0)
        told = list(mine.exclude(body="").values_list("pk", flat=True))
        for path in paths:
            images.discard(path)
        changed = Update.objects.filter(pk__in=told).update(title="…", body="", by=None)
        return Done(deleted=deleted, changed=changed, files=len(paths))


def register() -> None:
    """Let these answer for their tables, and let addresses go when nobody needs them."""
    port.register(
        OfAddresses(), OfReplies(), OfDeliveries(), OfRewardRefunds(), OfRewardFiles(), OfSheets(), OfUpdates()
    )
    port.leave_out(
        "fundraising.Survey", "fundraising.SurveyQuestion", because="What a maker asks of all. Nobody is named in it."
    )
    retention.rule(
        "addresses",
        title=_("Addresses for rewards"),
        what=_("Where rewards were sent, counted from the day on which the last of them arrived."),
        let_go=_let_addresses_go,
    )


def _let_addresses_go(before: datetime) -> int:
    """Those of pledges of which nothing is on its way, and nothing arrived or changed since."""
    of_pledge = Delivery.objects.filter(line__pledge=OuterRef("pledge"))
    old = PostalAddress.objects.filter(changed_at__lt=before)
    owed, lately = of_pledge.owed(), of_pledge.filter(received_at__gte=before)
    return retention.delete_old(old.filter(~Exists(owed), ~Exists(lately)))
