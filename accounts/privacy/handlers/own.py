"""What privacy itself keeps: consents, exports, erasures."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, Erasure, Export, User
from accounts.privacy import exports, port
from accounts.privacy.port import Basis, Done, Fate, Handler, Stored


class OfConsents(Handler[Consent]):
    model = Consent
    title = _("What you agreed to")
    note = _("Each word that you gave or took back, with the version of the text.")
    basis = Basis.DUTY
    kept = "consents"
    fate = Fate.KEPT
    why = _("It proves that you agreed; without your name, under a number.")

    def erase(self, user: User) -> Done:
        return Done()


class OfExports(Handler[Export]):
    model = Export
    title = _("Copies of your data")
    note = _("When you asked for everything about you.")
    hidden = frozenset({"error", "lease", "try_at", "attempts"})

    def files(self, user: User) -> Iterator[Stored]:
        """None: a file of files would hold itself."""
        yield from ()

    def erase(self, user: User) -> Done:
        mine = list(self.of(user))
        for export in mine:
            exports.discard(export)
        self.of(user).delete()
        return Done(deleted=len(mine), files=sum(export.status == Export.Status.READY for export in mine))


class OfErasures(Handler[Erasure]):
    model = Erasure
    title = _("Wishes to be forgotten")
    note = _("When you asked for your account to be deleted, and took it back.")
    basis = Basis.DUTY
    seen_by = "whoever has the link of the receipt"
    kept = "receipts"
    fate = Fate.KEPT
    why = _("It is the receipt: numbers, and no name.")
    hidden = frozenset({"error", "lease", "try_at", "attempts", "token", "hidden"})

    def erase(self, user: User) -> Done:
        return Done()


def register() -> None:
    """Let these answer for their tables."""
    port.register(OfConsents(), OfExports(), OfErasures())
