"""Ports: found, kept, refused with a sentence."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from marketplace.local import ports
from marketplace.local.addresses import FIRST_PORT, open_addresses
from marketplace.local.problem import Problem


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server((ports.LOOPBACK, 0)) as server:
        yield server.getsockname()[1]


class TestPorts:
    def test_a_port_with_a_listener_is_not_free(self, taken: int) -> None:
        assert not ports.is_free(taken)
        assert ports.is_free(ports.pick_free())

    def test_a_service_keeps_its_port_over_restarts(self, tmp_path: Path) -> None:
        first = ports.keep_or_pick(tmp_path / "port")
        assert ports.keep_or_pick(tmp_path / "port") == first

    def test_a_service_gets_another_port_when_its_own_was_taken_meanwhile(self, tmp_path: Path, taken: int) -> None:
        (tmp_path / "port").write_text(str(taken))
        assert ports.keep_or_pick(tmp_path / "port") != taken


class TestOpenAddresses:
    def test_it_refuses_a_taken_port_that_was_asked_for_and_says_what_to_do(self, taken: int) -> None:
        with pytest.raises(Problem, match=rf"Port {taken} is taken: stop what listens there, or choose another"):
            open_addresses({"PORT": str(taken)})

    def test_it_moves_on_from_the_usual_port_and_tells(self) -> None:
        first, second = open_addresses({}), open_addresses({})
        assert second.port not in (first.port, first.sockets_port)
        assert second.moved_from == FIRST_PORT
        first.close()
        second.close()

    @pytest.mark.parametrize("wrong", ["eighty", "0", "65536", "-1"])
    def test_it_refuses_what_is_no_port(self, wrong: str) -> None:
        with pytest.raises(Problem, match="which is no port"):
            open_addresses({"PORT": wrong})

    def test_it_refuses_an_address_of_another_machine(self) -> None:
        with pytest.raises(Problem, match=r"BIND=192\.0\.2\.1 is no address of this machine"):
            open_addresses({"BIND": "192.0.2.1"})

    def test_it_keeps_the_port_from_others_before_any_server_runs(self) -> None:
        opened = open_addresses({})
        port = opened.port
        assert not ports.is_free(port)
        opened.close()
        assert ports.is_free(port)
