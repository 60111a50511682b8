"""Every address is either public on purpose or asks who is there."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

# Addresses that anybody may open. Adding one here is a decision: write it down on purpose.
PUBLIC = {
    "account_login", "account_signup", "account_logout", "account_inactive",
    "account_request_login_code", "account_confirm_login_code",
    "account_reset_password", "account_confirm_password_reset_code", "account_complete_password_reset",
    "account_reset_password_done", "account_reset_password_from_key_done", "account_email_verification_sent",
    "accounts:person", "accounts:company",
    "discovery:home", "discovery:discover", "discovery:topics", "discovery:topic",
    "portfolios:portfolio", "portfolios:work",
    "projects:project", "projects:job",
    "fundraising:fundraiser",
    "pages:help", "pages:article", "pages:terms", "pages:privacy", "pages:accessibility",
    "kit:healthz", "kit:readyz", "kit:metrics", "kit:cover", "kit:monogram", "kit:manifest", "kit:service_worker",
    "kit:offline", "kit:shortcuts",
    "admin:login",  # a redirect to our own sign-in
}  # fmt: skip
# Only where the site runs on one machine or in development, where there is nobody else.
PUBLIC_NAMESPACES = {"local"}
PUBLIC_PREFIXES = ("media/", "static/", "styleguide/")

EXAMPLES = {"slug": "nothing-here", "uuid": UUID(int=0), "int": 1, "str": "x", "path": "x"}


def views(
    patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...] = (), route: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Every view of the URL conf: its full name, its whole route, its pattern."""
    for pattern in patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, spaces + ((pattern.namespace,) if pattern.namespace else ()), whole)
        else:
            yield ":".join([*spaces, pattern.name or ""]), whole, pattern


VIEWS = list(views(get_resolver().url_patterns))
GUARDED = [(name, route, pattern) for name, route, pattern in VIEWS
           if name not in PUBLIC and name.split(":")[0] not in PUBLIC_NAMESPACES
           and not route.lstrip("^").startswith(PUBLIC_PREFIXES)]  # fmt: skip


def test_the_conf_holds_views() -> None:
    assert len(VIEWS) > 20


@pytest.mark.parametrize(
    ("name", "pattern"),
    [(n, p) for n, r, p in GUARDED if not n.startswith("admin")],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_a_view_of_ours_that_is_not_public_is_behind_the_sign_in(name: str, pattern: URLPattern) -> None:
    view = pattern.callback
    ours = view.__module__.split(".")[0] in {app.split(".")[0] for app in settings.OUR_APPS}
    assert not ours or getattr(view, "asks_for_sign_in", False), (
        f"{name}: use accounts.http.signed_in, or add it to PUBLIC"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("name", "pattern"), [(n, p) for n, r, p in GUARDED], ids=lambda v: v if isinstance(v, str) else ""
)
def test_it_sends_an_anonymous_visitor_to_the_sign_in(
    client: Client, method: str, name: str, pattern: URLPattern
) -> None:
    response = getattr(client, method)(address(name, pattern))
    is_sign_in = response.status_code == 302 and response["Location"].startswith(("/accounts/login/", "/admin/login/"))
    assert is_sign_in or response.status_code in (404, 405), f"{name} answers {response.status_code}"


def address(name: str, pattern: URLPattern) -> str:
    """An address of this view with made-up arguments."""
    converters = pattern.pattern.converters
    kinds = {
        argument: type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        for argument, converter in converters.items()
    }
    try:
        return reverse(name, kwargs={argument: EXAMPLES[kind] for argument, kind in kinds.items()})
    except NoReverseMatch:
        return reverse(name, args=["1"] * pattern.pattern.regex.groups)  # a regular expression, as the admin has them
