"""Public reads go to the replica, everything else to the primary."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.models import User
from marketplace.kit.replicas import PRIMARY, REPLICA, PublicReads, PublicReadsMiddleware

router = PublicReads()


def database_read_by(request: HttpRequest) -> str:
    """Where a view that answers this request reads."""
    read: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        read.append(router.db_for_read(User))
        return HttpResponse()

    PublicReadsMiddleware(view)(request)
    return read[0]


def test_a_visitor_without_a_session_reads_the_replica() -> None:
    assert database_read_by(RequestFactory().get("/discover/")) == REPLICA


def test_whoever_has_a_session_reads_what_they_just_wrote() -> None:
    request = RequestFactory().get("/discover/")
    request.COOKIES["sessionid"] = "any"
    assert database_read_by(request) == PRIMARY


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_request_that_may_write_reads_the_primary(method: str) -> None:
    assert database_read_by(getattr(RequestFactory(), method)("/accounts/login/")) == PRIMARY


def test_a_row_from_the_replica_is_written_to_the_primary() -> None:
    user = User()
    user._state.db = REPLICA
    assert router.db_for_write(User, instance=user) == PRIMARY
    assert router.allow_relation(user, User())


def test_outside_of_a_request_everything_is_read_from_the_primary() -> None:
    assert router.db_for_read(User) == PRIMARY


def test_migrations_run_on_the_primary_alone() -> None:
    assert router.allow_migrate(PRIMARY, "accounts")
    assert not router.allow_migrate(REPLICA, "accounts")
