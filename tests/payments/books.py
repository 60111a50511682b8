"""The end of every test of money: all that must be true of the books is true."""

from payments import books


def assert_books_balance() -> None:
    """Ask every invariant (payments/books.py); the message names the faults."""
    assert "\n".join(books.faults()) == ""
