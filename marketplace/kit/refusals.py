"""Why an act did not happen, in the sentence that the person reads."""


class Refused(Exception):
    """The act can't be done. `str()` of it is for the person who tried."""


class NotAllowed(Refused):
    """Not by this person."""
