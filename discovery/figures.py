"""Counts as text, in the reader's digits."""

from django.utils.formats import number_format

from discovery.search import Total


def grouped(number: int) -> str:
    """12,345."""
    return str(number_format(number, 0, force_grouping=True))


def at_least(total: Total | None) -> str:
    """The count, with a plus where counting stopped at it; nothing where nobody counted."""
    if total is None:
        return ""
    return f"{grouped(total.number)}+" if total.is_more else grouped(total.number)
