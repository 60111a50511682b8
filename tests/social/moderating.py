"""Stories of reports for tests: a page that is shown, a report of it, a moderator who looks into it."""

from django.contrib.auth.models import Group

from accounts import people
from accounts.models import User
from marketplace.catalog.models import Listing
from social.models import Decision, Report
from social.moderation import decisions, reports
from tests import cast

STATEMENT = "Your page shows the work of somebody else, which rule three forbids."
WHY = "The pictures are those of the museum."


def shown(person: User) -> Listing:
    """The person's own page, for everybody to see."""
    return people.publish_profile(person.party.profile, by=person)


def moderator(name: str = "Mo Ibe") -> User:
    """Somebody of the group of moderators, and of no other."""
    user = cast.joined(name, is_staff=True)
    user.groups.add(Group.objects.get(name="moderator"))
    return user


def reported(listing: Listing, *, by: User) -> Report:
    """The listing, reported as copied."""
    return reports.report(listing, by=by, category="copied", text="This is the museum's picture.")


def claimed(report: Report, *, by: User) -> Report:
    """The report, looked into."""
    return reports.claim(report, by=by)


def withdrawn(listing: Listing, *, reporter: User, by: User) -> Decision:
    """The listing, reported and taken out of sight."""
    report = claimed(reported(listing, by=reporter), by=by)
    return decisions.withdraw(report, by=by, why=WHY, statement=STATEMENT)


def suspended(person: User, *, reporter: User, by: User, days: int | None = 7) -> Decision:
    """The person, reported and kept off the site."""
    report = claimed(reported(shown(person), by=reporter), by=by)
    return decisions.suspend(report, by=by, why=WHY, statement=STATEMENT, days=days)
