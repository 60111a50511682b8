"""A code by mail as proof, for somebody who has neither a password nor a second factor."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal.cryptokit import compare_user_code
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import letters, throttle
from accounts.models import User
from accounts.refusals import Refused
from marketplace.kit import clock

IN_SESSION = "proof_code"
GOOD_FOR = timedelta(minutes=15)
MOST_TRIES = 3


class WrongCode(Refused):
    """Not the code of the newest mail."""


def send(request: HttpRequest, user: User) -> None:
    """Mail a new code; the one before no longer counts. Raises throttle.TooMany."""
    throttle.try_mail(request, user.email)
    code = get_adapter().generate_login_code()
    request.session[IN_SESSION] = {"code": code, "at": clock.now().timestamp(), "tries": 0}
    letters.put("account/email/proof_code", user.email, {"code": code})


def is_on_its_way(request: HttpRequest) -> bool:
    """Whether a code was sent in this session that still counts."""
    sent = request.session.get(IN_SESSION)
    return sent is not None and clock.now().timestamp() < sent["at"] + GOOD_FOR.total_seconds()


def take(request: HttpRequest, user: User, code: str) -> None:
    """Accept the code as proof, once. Raises WrongCode; after three wrong ones a new code is needed."""
    sent = request.session.get(IN_SESSION) or {"code": ""}
    if not is_on_its_way(request) or not compare_user_code(actual=code, expected=sent["code"]):
        _note_failure(request)
        raise WrongCode(_("This is not the code of the newest mail."))
    del request.session[IN_SESSION]
    record_authentication(request, user, method="code", reauthenticated=True)


def _note_failure(request: HttpRequest) -> None:
    sent = request.session.pop(IN_SESSION, None)
    if sent and sent["tries"] + 1 < MOST_TRIES:
        request.session[IN_SESSION] = {**sent, "tries": sent["tries"] + 1}
