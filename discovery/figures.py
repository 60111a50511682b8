"""Counts as text, in the reader's digits."""

from django.utils.formats import number_format


def grouped(number: int) -> str:
    """12,345."""
    return str(number_format(number, 0, force_grouping=True))


def at_least(number: int, *, is_more: bool) -> str:
    """The count, with a plus where counting stopped at it."""
    return f"{grouped(number)}+" if is_more else grouped(number)
