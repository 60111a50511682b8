"""Where our product and django-allauth meet."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up by address and code; no user names."""
