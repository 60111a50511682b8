"""People with a life here, for the tests of what is kept about them."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from marketplace.catalog.models import Topic
from projects.models import Proposal
from tests.accounts.door import came_in
from tests.accounts.privacy import story


@pytest.fixture
def life(cleo: User, ada: User, topics: dict[str, Topic]) -> Proposal:
    """Cleo's whole life here; her proposal for Ada's job waits."""
    return story.full_life(cleo, ada, topics)


@pytest.fixture
def agreed(life: Proposal, ada: User, cleo: User) -> Proposal:
    """Ada accepted it and both signed: work is under way, and Cleo cannot leave."""
    return story.agreed(life, ada, cleo)


@pytest.fixture
def proved_client() -> Callable[[User], Client]:
    """The browser of somebody who has just signed in: `proved_client(ada).post(...)`."""
    return came_in
