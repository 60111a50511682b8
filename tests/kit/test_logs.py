"""One line an event, readable by machines."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from marketplace.kit.logs import logging_config


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What the logger "shop" writes through the configured formatter, parsed."""
    make = dict(logging_config(json=True, level="INFO")["formatters"]["plain"])
    handler = logging.StreamHandler(out := io.StringIO())
    handler.setFormatter(make.pop("()")(**make))
    shop = logging.getLogger("shop")
    shop.addHandler(handler)
    shop.setLevel("INFO")
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    shop.removeHandler(handler)


def test_a_line_is_one_json_object_with_its_facts(lines):
    structlog.get_logger("shop").info("sold", amount_minor=400)
    (line,) = lines()
    assert (line["event"], line["amount_minor"], line["level"], line["logger"]) == ("sold", 400, "info", "shop")
    assert line["timestamp"].endswith("Z")


def test_what_is_bound_to_the_request_is_on_every_line(lines):
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        structlog.get_logger("shop").info("sold")
        logging.getLogger("shop").warning("old style %s", "too")
    assert [line["request_id"] for line in lines()] == ["r-1", "r-1"]


def test_an_exception_is_on_its_line_and_not_below_it(lines):
    try:
        raise RuntimeError("no ink")
    except RuntimeError:
        structlog.get_logger("shop").exception("failed")
    (line,) = lines()
    assert "RuntimeError: no ink" in line["exception"]


def test_what_is_below_the_level_is_left_out(lines):
    structlog.get_logger("shop").debug("noise")
    assert lines() == []
