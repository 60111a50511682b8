"""People with a life here, for the tests of what is kept about them."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from marketplace.catalog.models import Topic
from projects import proposals
from projects.models import Proposal
from tests.accounts.door import came_in
from tests.accounts.privacy import story


@pytest.fixture
def life(cleo: User, ada: User, topics: dict[str, Topic]) -> Proposal:
    """Cleo's whole life here; her proposal for Ada's job waits."""
    return story.full_life(cleo, ada, topics)


@pytest.fixture
def agreed(life: Proposal, ada: User) -> Proposal:
    """Ada accepted it: work is under way, and Cleo cannot leave."""
    return proposals.accept(life, revision=life.revision, by=ada)


@pytest.fixture
def proved_client() -> Callable[[User], Client]:
    """The browser of somebody who has just signed in: `proved_client(ada).post(...)`."""
    return came_in
