"""People who have worked together: Cleo's proposal for a job of Ada's, accepted."""

from accounts import people
from accounts.models import Profile, User
from marketplace.catalog.models import Topic
from projects import proposals
from tests.projects import story


def worked(client: User, freelancer: User) -> None:
    """The client has accepted a proposal of the freelancer."""
    job = story.posted(client)
    sent = story.proposed(job, freelancer)
    proposals.accept(sent, by=client, revision=sent.revision)


def shown_page(user: User, *topics: Topic) -> Profile:
    """The person's page with these skills, shown to everybody."""
    mine = user.party.profile
    people.choose_skills(mine, topics, by=user)
    people.publish_profile(mine, by=user)
    return Profile.objects.get(pk=mine.pk)
