"""A job and its answers, for every test of this floor."""

import pytest

from accounts.models import User
from marketplace.catalog.models import Topic
from projects.models import Project, Proposal
from tests.projects import story


@pytest.fixture
def job(ada: User, topics: dict[str, Topic]) -> Project:
    """Ada's job, open, with a budget of EUR 600 to 900."""
    return story.posted(ada)


@pytest.fixture
def draft(ada: User, topics: dict[str, Topic]) -> Project:
    """Ada's draft, with everything in it that a job needs."""
    return story.drafted(ada)


@pytest.fixture
def proposal(job: Project, cleo: User) -> Proposal:
    """Cleo's proposal for Ada's job, EUR 750 in 14 days."""
    return story.proposed(job, cleo)
