"""docs/deploy.md names every setting."""

import re

import pytest

from marketplace.local.places import ROOT

PAGE = (ROOT / "docs/deploy.md").read_text()
READ_IN_SETTINGS = re.findall(r'env\.\w+\("([A-Z_0-9]+)"', (ROOT / "marketplace/settings.py").read_text())
READ_BY_SERVICES = re.findall(
    r'(?:env|environ|environment)(?:\.get\(|\[)"([A-Z_0-9]+)"',
    "".join((ROOT / name).read_text() for name in ("gunicorn.conf.py", "marketplace/local/serve.py")),
)
HANDED_OVER = {"PAGES_FD", "SOCKETS_FD"}  # by bin/run to its children, for nobody else


@pytest.mark.parametrize("name", sorted({*READ_IN_SETTINGS, *READ_BY_SERVICES} - HANDED_OVER))
def test_it_explains_the_variable(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_every_variable_of_the_example_is_used_by_the_compose_file() -> None:
    example = re.findall(r"^([A-Z_0-9]+)=", (ROOT / "deploy/env.example").read_text(), re.MULTILINE)
    compose = (ROOT / "docker-compose.yml").read_text()
    assert [name for name in example if f"${{{name}:" not in compose] == []
