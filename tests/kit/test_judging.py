"""Nobody judges what is their own: the rule itself, and that every act that judges keeps it."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.utils.module_loading import autodiscover_modules

from marketplace.kit import judging
from marketplace.kit.refusals import NotAllowed

autodiscover_modules("admin")  # whatever staff may do is imported by now


class Submission:
    """Something of somebody's."""

    def __init__(self, *people: object) -> None:
        self.people = people

    def interested_users(self) -> list[object]:
        return list(self.people)


@pytest.mark.parametrize("name", judging.judgements)
def test_every_judgement_refuses_who_has_a_part_in_it(name: str) -> None:
    judge = SimpleNamespace(pk=uuid4(), is_staff=True, is_superuser=True)
    with pytest.raises(NotAllowed):
        judging.judgements[name](Submission(judge.pk), by=judge)


def test_somebody_else_s_is_judged() -> None:
    done = []
    judge = SimpleNamespace(pk=uuid4())
    act = judging.judgement(lambda thing, *, by: done.append(thing))
    theirs = Submission(uuid4())
    act(theirs, by=judge)
    assert done == [theirs]


def test_what_names_nobody_is_not_judged_at_all() -> None:
    with pytest.raises(AttributeError):
        judging.not_own(SimpleNamespace(pk=uuid4()), object())  # type: ignore[arg-type]
