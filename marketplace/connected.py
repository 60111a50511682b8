"""The log-ins of other sites that this copy offers: those whose keys stand in the environment."""

from typing import Any
from urllib.parse import urlsplit

from environ import Env


def connected_log_ins(env: Env) -> dict[str, dict[str, Any]]:
    """The providers for allauth, by kind. Empty where no key is set.

    GOOGLE_CLIENT_ID and _SECRET, GITHUB_CLIENT_ID and _SECRET, and for any OpenID Connect server OIDC_NAME,
    OIDC_SERVER_URL, OIDC_CLIENT_ID and _SECRET.
    """
    found: dict[str, dict[str, Any]] = {}
    if google := _keys(env, "GOOGLE"):
        found["google"] = {"APPS": [google], "SCOPE": ["profile", "email"], "OAUTH_PKCE_ENABLED": True}
    if github := _keys(env, "GITHUB"):
        found["github"] = {"APPS": [github], "SCOPE": ["user:email"], "OAUTH_PKCE_ENABLED": True}
    server = env.str("OIDC_SERVER_URL", default="")
    if server and (oidc := _keys(env, "OIDC")):
        name = env.str("OIDC_NAME", default="OpenID")
        more = {"provider_id": "oidc", "name": name, "settings": {"server_url": server}}
        found["openid_connect"] = {"APPS": [{**oidc, **more}], "OAUTH_PKCE_ENABLED": True}
    return found


def connected_origins(env: Env) -> list[str]:
    """Where their log-in pages are, for the content policy: it is asked again about every redirect of a form."""
    known = {"google": "https://accounts.google.com", "github": "https://github.com"}
    found = connected_log_ins(env)
    server = urlsplit(env.str("OIDC_SERVER_URL", default=""))
    own = [f"{server.scheme}://{server.netloc}"] if "openid_connect" in found else []
    return [*(origin for kind, origin in known.items() if kind in found), *own]


def _keys(env: Env, prefix: str) -> dict[str, Any]:
    client, secret = (env.str(f"{prefix}_CLIENT_{name}", default="") for name in ("ID", "SECRET"))
    return {"client_id": client, "secret": secret} if client and secret else {}
