"""What stands between a right password and being in."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from accounts import devices


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor, except on a device that the person let us remember."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return super()._should_handle(request) and not devices.is_remembered(request, self.login.user)
