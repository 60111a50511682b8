"""What stands in the head of a thread about calls: the button, or the way into the one that is running."""

from dataclasses import dataclass

from social.calls import calls
from social.models import Call, Thread
from social.talk.pages import Seen


@dataclass(frozen=True)
class Here:
    """call: the one that is running. is_open: whether this viewer may call in the thread."""

    thread: Thread
    call: Call | None
    is_open: bool


def here(seen: Seen) -> Here:
    """For a thread as one person sees it. One query."""
    return Here(seen.thread, calls.running_in(seen.thread), not seen.closed)
