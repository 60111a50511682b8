"""What the floor of accounts keeps about people, and what the ground below it and its libraries keep."""

from accounts.privacy.handlers import companies, ground, own, people, sign_in


def register() -> None:
    """Let all of them answer. Called from `AppConfig.ready`; what builds on a row stands after it."""
    for module in (people, sign_in, companies, own, ground):
        module.register()
