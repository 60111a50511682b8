"""What is answered instead of an object, in Stripe's words."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An answer that is no object. `keeps`: what was done until here stays done, as with a declined card."""

    def __init__(self, status: int, kind: str, message: str, *, keeps: bool = False, **more: Any) -> None:
        super().__init__(message)
        self.status, self.keeps = status, keeps
        self.body = {
            "type": kind,
            "message": message,
            **{name: value for name, value in more.items() if value is not None},
        }

    @property
    def is_remembered(self) -> bool:
        """Whether its idempotency key remembers it: only what an endpoint itself answered, once it had begun."""
        return self.status in (400, 402, 404) and not str(self.body.get("code", "")).startswith("parameter_")


def invalid(message: str, *, code: str | None = None, param: str | None = None, **more: Any) -> Refusal:
    """The request makes no sense now."""
    return Refusal(400, "invalid_request_error", message, code=code, param=param, **more)


def missing(noun: str, reference: str, *, param: str = "id") -> Refusal:
    """There is no such object, or it is another account's."""
    words = noun.replace("_", " ")
    return Refusal(
        404, "invalid_request_error", f"No such {words}: '{reference}'", code="resource_missing", param=param
    )


def unexpected_state(noun: str, status: str, wanted: str, **more: Any) -> Refusal:
    """The object is in a state in which this can't be done."""
    code = f"{noun}_unexpected_state"
    words = noun.replace("_", " ")
    return invalid(
        f"This {words}'s status is {status}, but it must be one of: {wanted} for this to be done.", code=code, **more
    )


def broken() -> Refusal:
    """What Stripe says when it failed itself."""
    return Refusal(500, "api_error", "Sorry! There was an error while talking to one of our backends.")
