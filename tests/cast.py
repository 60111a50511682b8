"""The people of every test. They join as anybody does, through our own acts, so that no test starts from nowhere."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts import people
from accounts.models import Role, User
from marketplace.catalog.models import Topic

PASSWORD = "correct horse battery"

CLIENT, FREELANCER, INVESTOR = Role.Kind.CLIENT, Role.Kind.FREELANCER, Role.Kind.INVESTOR


def joined(name: str, *kinds: str, is_staff: bool = False) -> User:
    """Somebody who has signed up under this name, confirmed their address and taken these roles."""
    user = User.objects.create_user(f"{name.split()[0].lower()}@example.org", PASSWORD, is_staff=is_staff)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    people.join(user, name=name, kinds=kinds)
    return user


def ada() -> User:
    """Ada founds, and posts jobs as a client."""
    return joined("Ada Brandt", CLIENT)


def ben() -> User:
    """Ben backs what others make."""
    return joined("Ben Okoro", INVESTOR)


def cleo() -> User:
    """Cleo works: a freelancer."""
    return joined("Cleo Marsh", FREELANCER)


def dev() -> User:
    """Dev reviews: staff."""
    return joined("Dev Anand", is_staff=True)


def in_group(person: User, name: str) -> User:
    """The same person as a member of this group of the staff, and of no other."""
    person.groups.set([Group.objects.get(name=name)])
    return User.objects.get(pk=person.pk)  # without the rights that were remembered


def eve() -> User:
    """Eve is a stranger to everybody and to every deal."""
    return joined("Eve Stone", FREELANCER, CLIENT)


def topics() -> dict[str, Topic]:
    """A small tree by slug: design over book-design over typesetting; writing over translation; the tool indesign."""
    made: dict[str, Topic] = {}
    for slug, name, kind, parent in (
        ("design", "Design", Topic.Kind.FIELD, None),
        ("book-design", "Book design", Topic.Kind.FIELD, "design"),
        ("typesetting", "Typesetting", Topic.Kind.SKILL, "book-design"),
        ("indesign", "InDesign", Topic.Kind.TOOL, "book-design"),
        ("writing", "Writing", Topic.Kind.FIELD, None),
        ("translation", "Translation", Topic.Kind.SKILL, "writing"),
    ):
        made[slug] = _topic(slug, name, kind, made.get(parent or ""))
    return made


def _topic(slug: str, name: str, kind: str, parent: Topic | None) -> Topic:
    topic = Topic.objects.create(slug=slug, name=name, kind=kind, parent=parent)
    topic.lineage = [*(parent.lineage if parent else []), topic.pk]
    topic.save(update_fields=["lineage"])
    return topic
