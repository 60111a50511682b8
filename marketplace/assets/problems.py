"""What can go wrong while building, in a sentence."""


class CannotBuildError(Exception):
    """Something the build needs is missing; the message says what to do."""
