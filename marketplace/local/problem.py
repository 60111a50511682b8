"""The one kind of failure that a person is meant to read."""

from __future__ import annotations


class Problem(Exception):
    """Something the person at the keyboard can mend. Its text is one sentence that says what to do."""
