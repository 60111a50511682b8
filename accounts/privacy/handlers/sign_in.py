"""How somebody signs in, from where, and what happened to their account: ours and the libraries'."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Device, SecurityEvent, User
from accounts.privacy import port
from accounts.privacy.port import Basis, Done, Fate, Handler


class OfAddresses(Handler[EmailAddress]):
    model = EmailAddress
    title = _("E-mail addresses")
    note = _("Your address, and whether it was confirmed.")
    seen_by = "the person; staff"


class OfFactors(Handler[Authenticator]):
    model = Authenticator
    title = _("Passkeys and codes")
    note = _("What you sign in with beside the password. The secrets themselves are not handed out.")
    hidden = frozenset({"data"})


class OfConnections(Handler[SocialAccount]):
    model = SocialAccount
    title = _("Log-ins of other sites")
    note = _("Accounts elsewhere by which you sign in here.")


class OfDevices(Handler[Device]):
    model = Device
    title = _("Devices")
    note = _("Browsers in which you signed in, so that a new one can be told apart.")
    basis = Basis.INTEREST
    kept = "devices"
    hidden = frozenset({"token", "session_key"})


class OfSecurityEvents(Handler[SecurityEvent]):
    model = SecurityEvent
    title = _("Security log")
    note = _("What changed in how you sign in, and sign-ins from new devices.")
    basis = Basis.INTEREST
    kept = "security_events"


class OfSessions(Handler[Session]):
    model = Session
    title = _("Sessions")
    note = _("Where you are signed in now. The keys are not handed out.")
    kept = "sessions"
    hidden = frozenset({"session_key", "session_data"})

    def of(self, user: User) -> "QuerySet[Session]":
        keys = Device.objects.filter(user=user).exclude(session_key="").values("session_key")
        return Session.objects.filter(session_key__in=keys)


class OfStaffLog(Handler[LogEntry]):
    model = LogEntry
    title = _("Acts in the staff pages")
    note = _("What you did there, if you are or were a member of staff.")
    basis = Basis.INTEREST
    seen_by = "staff"
    fate = Fate.CHANGED
    why = _("What staff did must stay provable; it keeps numbers and no names.")

    def erase(self, user: User) -> Done:
        """Their own acts keep their id; lines about them lose the name."""
        ids = [str(user.pk), *(str(party.pk) for party in port.parties_of(user))]
        about = LogEntry.objects.filter(Q(user=user) | Q(object_id__in=ids)).exclude(object_repr="")
        return Done(changed=about.update(object_repr=""))


def register() -> None:
    """Let these answer for their tables."""
    port.register(
        OfAddresses(), OfFactors(), OfConnections(), OfDevices(), OfSecurityEvents(), OfSessions(), OfStaffLog()
    )
    port.leave_out("account.EmailConfirmation", because="Addresses are confirmed by codes; nothing is stored here.")
    port.leave_out("socialaccount.SocialToken", because="Never written: SOCIALACCOUNT_STORE_TOKENS is off.")
    port.leave_out("socialaccount.SocialApp", because="The keys of a log-in of another site; nobody's data.")
    port.leave_out("auth.Group", "auth.Permission", because="Names of rights, not of people.")
