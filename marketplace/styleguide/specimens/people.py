"""Made-up people."""

import uuid

from accounts.models import Party

PEOPLE = ("Ada Specimen", "Ben Specimen", "Cleo Specimen", "Mo Specimen")


def party(name: str) -> Party:
    """A person that exists on this page only."""
    return Party(id=uuid.uuid5(uuid.NAMESPACE_OID, name), kind="person", name=name, slug="specimen")
