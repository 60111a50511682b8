"""Log-ins of other sites: there where the keys are set, and nowhere else."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from django.test import Client
from environ import Env

from accounts import people
from accounts.models import SecurityEvent, User
from marketplace.connected import connected_log_ins, connected_origins
from tests.accounts.door import came_in, is_in
from tests.accounts.test_sign_up import letters

pytestmark = pytest.mark.django_db

GITHUB = {"github": {"APPS": [{"client_id": "id", "secret": "secret"}], "OAUTH_PKCE_ENABLED": True}}
OCTO = {"id": 583231, "login": "octo", "name": "Octo Cat", "email": "octo@example.org"}


@pytest.fixture
def github(settings: Any, monkeypatch: Any) -> None:
    """GitHub's keys are set, and GitHub answers that this is Octo Cat, whose address it has verified."""
    settings.SOCIALACCOUNT_PROVIDERS = GITHUB

    def complete(adapter: Any, request: Any, *_args: Any, **_more: Any) -> Any:
        login = adapter.get_provider().sociallogin_from_response(request, OCTO)
        login.email_addresses = [EmailAddress(email=OCTO["email"], verified=True, primary=True)]
        return login

    monkeypatch.setattr(OAuth2Client, "get_access_token", lambda *_a, **_k: {"access_token": "token"})
    monkeypatch.setattr(GitHubOAuth2Adapter, "complete_login", complete)


def come_back(browser: Client, process: str = "login") -> Any:
    """Go to GitHub and come back."""
    gone = browser.post(f"/accounts/github/login/?process={process}")
    state = gone["Location"].split("state=")[1].split("&")[0]
    return browser.get("/accounts/github/login/callback/", {"code": "code", "state": state})


class TestWithoutKeys:
    @pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/signup/"])
    def test_no_page_offers_one(self, client: Client, page: str) -> None:
        text = client.get(page).content.decode()
        assert not any(name in text for name in ("Google", "GitHub", "OpenID"))

    @pytest.mark.parametrize("path", ["google/login/", "github/login/callback/", "oidc/oidc/login/"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_their_addresses_lead_nowhere(self, client: Client, path: str, method: str) -> None:
        assert getattr(client, method)(f"/accounts/{path}").status_code == 404

    def test_the_security_page_is_silent_about_them(self, ada: User) -> None:
        assert "Connected log-ins" not in came_in(ada).get("/settings/security/").content.decode()


@pytest.mark.usefixtures("github")
class TestWithKeys:
    def test_the_entrance_offers_it(self, client: Client) -> None:
        assert "Go on with GitHub" in client.get("/accounts/login/").content.decode()

    def test_it_asks_there_with_a_challenge_of_its_own(self, client: Client) -> None:
        gone = client.post("/accounts/github/login/")["Location"]
        assert gone.startswith("https://github.com/login/oauth/authorize")
        assert "code_challenge_method=S256" in gone

    def test_a_link_does_not_send_anybody_there(self, client: Client) -> None:
        assert client.get("/accounts/github/login/").status_code == 200

    def test_a_newcomer_is_in_and_says_the_rest(self, client: Client) -> None:
        come_back(client)
        assert client.get("/settings/")["Location"] == "/welcome/"
        assert User.objects.get(email="octo@example.org").has_usable_password() is False

    def test_an_address_that_has_an_account_is_not_handed_over(self, client: Client, ada: User) -> None:
        User.objects.filter(pk=ada.pk).update(email="octo@example.org")
        EmailAddress.objects.filter(user=ada).update(email="octo@example.org")
        come_back(client)
        assert not is_in(client)
        assert not SocialAccount.objects.exists()
        assert "already" in letters()[-1].body

    def test_it_is_connected_told_and_removed(self, ada: User) -> None:
        browser = came_in(ada)
        come_back(browser, "connect")
        account = SocialAccount.objects.get(user=ada)
        assert "octo" in browser.get("/accounts/connected/").content.decode().lower()
        browser.post("/accounts/connected/", {"account": account.pk})
        assert list(SecurityEvent.objects.order_by("at").values_list("kind", flat=True)) == [
            "connected",
            "disconnected",
        ]

    def test_once_connected_it_signs_in(self, ada: User, client: Client) -> None:
        come_back(came_in(ada), "connect")
        come_back(client)
        assert is_in(client)

    def test_the_last_way_in_cannot_be_removed(self, client: Client) -> None:
        come_back(client)
        user = User.objects.get(email="octo@example.org")
        people.join(user, name="Octo Cat")
        account = SocialAccount.objects.get(user=user)
        response = client.post("/accounts/connected/", {"account": account.pk})
        assert response.status_code == 422
        assert "Set a password first" in response.content.decode()

    def test_a_state_that_was_not_given_out_is_refused(self, client: Client) -> None:
        client.get("/accounts/github/login/callback/", {"code": "code", "state": "made-up"})
        assert not is_in(client)
        assert not User.objects.exists()


def test_keys_of_the_environment_make_them(monkeypatch: Any) -> None:
    for name in ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("OIDC_SERVER_URL", "https://id.example/realm")
    monkeypatch.setenv("GITHUB_CLIENT_ID", "without its secret")
    assert sorted(connected_log_ins(Env())) == ["google", "openid_connect"]
    assert connected_origins(Env()) == ["https://accounts.google.com", "https://id.example"]
