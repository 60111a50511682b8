"""Every address is either public on purpose or asks who is there."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, get_resolver

# Addresses that anybody may open. Adding one here is a decision: write it down on purpose.
PUBLIC = {
    "account_login", "account_signup", "account_logout", "account_inactive",
    "account_request_login_code", "account_confirm_login_code",
    "account_reset_password", "account_confirm_password_reset_code", "account_complete_password_reset",
    "account_signup_by_passkey", "mfa_signup_webauthn", "mfa_login_webauthn", "mfa_authenticate",
    "socialaccount_signup", "socialaccount_login_cancelled", "socialaccount_login_error",
    "account_reset_password_done", "account_reset_password_from_key_done", "account_email_verification_sent",
    "accounts:person", "accounts:company", "accounts:receipt",
    "accounts:invitation", "accounts:decline_invitation",  # the signed link is the proof: its reader may be new here
    "accounts:guest_link", "accounts:new_guest_link",  # signed, too: guests have no other way in
    "discovery:home", "discovery:discover", "discovery:suggest", "discovery:feed",
    "discovery:topics", "discovery:topic", "discovery:topic_feed", "discovery:person_feed", "discovery:company_feed",
    "discovery:sitemap_index", "discovery:sitemap", "discovery:robots", "discovery:opensearch",
    "portfolios:portfolio", "portfolios:work",
    "social:reviews_of_person", "social:reviews_of_company",
    "social:score_of_person", "social:score_of_company",
    "social:score_sheet_of_person", "social:score_sheet_of_company",
    "projects:project", "projects:job", "projects:proof", "projects:check_proof",
    "projects:arbiters",
    "fundraising:disbursement",
    "fundraising:updates", "fundraising:update", "fundraising:updates_feed",  # those for backers ask who is there
    "fundraising:support_page", "fundraising:support_post",
    "fundraising:fundraiser", "fundraising:terms",
    "analytics:success",
    "fundraising:back", "fundraising:pledge_sum",  # a guest backs by e-mail
    "payments:stripe_webhook", "payments:stripe_connect_webhook", "payments:paypal_webhook",
    "payments:crypto_webhook",  # a signature is asked for instead
    "payments:plans", "payments:promoted",
    "social:unsubscribe",  # the link in a mail, signed
    "pages:help", "pages:article", "pages:about", "pages:terms", "pages:privacy", "pages:accessibility",
    "catalog:seen", "catalog:preview", "catalog:oembed", "catalog:embed",
    "kit:healthz", "kit:readyz", "kit:metrics", "kit:cover", "kit:monogram", "kit:manifest", "kit:service_worker",
    "accounts:language", "kit:favicon", "kit:offline", "kit:shortcuts",
    "admin:login", "admin:logout",  # a redirect to our own sign-in, and the end of a session
}  # fmt: skip
# Only where the site runs on one machine or in development, where there is nobody else.
PUBLIC_NAMESPACES = {"local"}
PUBLIC_PREFIXES = ("media/", "static/", "styleguide/")

EXAMPLES = {"slug": "nothing-here", "uuid": str(UUID(int=0)), "int": "1", "str": "x", "path": "x"}


@dataclass(frozen=True)
class Place:
    """One view of the URL conf: its full name, its whole route, and what answers."""

    name: str
    route: str
    view: Callable[..., Any]

    @property
    def is_public(self) -> bool:
        beginning = self.route.lstrip("^").startswith(PUBLIC_PREFIXES)
        return self.name in PUBLIC or self.name.split(":")[0] in PUBLIC_NAMESPACES or beginning

    @property
    def is_ours(self) -> bool:
        is_admin = self.name.startswith("admin:")  # behind the admin's own door, which is tried below
        return not is_admin and self.view.__module__.split(".")[0] in {app.split(".")[0] for app in settings.OUR_APPS}


def places(patterns: list[Any], spaces: tuple[str, ...] = (), route: str = "") -> Iterator[Place]:
    """Every view of the URL conf."""
    for pattern in patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from places(pattern.url_patterns, (*spaces, *filter(None, [pattern.namespace])), whole)
        else:
            yield Place(":".join([*spaces, pattern.name or ""]), whole, pattern.callback)


ALL = list(places(get_resolver().url_patterns))
GUARDED = [place for place in ALL if not place.is_public]


def test_the_conf_holds_views() -> None:
    assert len(ALL) > 20


@pytest.mark.parametrize("place", [place for place in GUARDED if place.is_ours], ids=lambda place: place.name)
def test_a_view_of_ours_that_is_not_public_is_behind_the_sign_in(place: Place) -> None:
    is_behind = getattr(place.view, "asks_for_sign_in", False)
    assert is_behind, f"{place.name}: use accounts.http.signed_in, or add it to PUBLIC"


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("place", GUARDED, ids=lambda place: place.name)
def test_it_sends_an_anonymous_visitor_to_the_sign_in(client: Client, method: str, place: Place) -> None:
    response = getattr(client, method)(address(place.route))
    is_sign_in = response.status_code == 302 and response["Location"].startswith(("/accounts/login/", "/admin/login/"))
    assert is_sign_in or response.status_code in (404, 405), f"{place.name} answers {response.status_code}"


def address(route: str) -> str:
    """An address of this route with made-up arguments; of a regular expression, with its first alternative."""
    filled = re.sub(r"<(?:(\w+):)?\w+>", lambda found: EXAMPLES[found[1] or "str"], route)
    filled = re.sub(r"\(\?P<\w+>(\w+)[^)]*\)", r"\1", filled)
    return "/" + re.sub(r"\(\?P<\w+>[^)]*\)|[\^$\\]", "", filled)
