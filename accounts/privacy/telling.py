"""What people are told about their own data, and in which words."""

from django.utils.translation import gettext_lazy as _

from accounts import ports
from accounts.privacy import erasures, exports


def declare() -> None:
    """Let these notices exist. They concern the account itself, so nobody can turn them off."""
    tell = ports.telling.declare
    tell(
        exports.READY, icon="file", family="security", button=_("Get the file"),
        sentence=_("The file with everything about you is ready."), more=_("It can be had for seven days."),
    )  # fmt: skip
    tell(
        erasures.ASKED, icon="clock", family="security", button=_("Keep my account"),
        sentence=_("Your account will be deleted on %(day)s."),
        more=_("Until then nobody sees your pages. If this was not you, or you think again, sign in and keep it."),
    )  # fmt: skip
    tell(
        erasures.TAKEN_BACK, icon="check", family="security", button=_("Look"),
        sentence=_("Your account stays."), more=_("Everything is shown again as it was."),
    )  # fmt: skip
    tell(
        erasures.HELD, icon="clock", family="security", button=_("See what is open"),
        sentence=_("Your account was to be deleted on %(day)s and cannot be yet."),
        more=_("Something came in between. As soon as it has ended, your account is deleted."),
    )  # fmt: skip
