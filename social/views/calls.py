"""The page of a call, and the button that leads there."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.refusals import Refused
from marketplace.kit.htmx import after_act, render_page
from marketplace.kit.policies import lets_page_use
from social.calls import calls, log
from social.models import Call
from social.talk import threads
from social.views.threads import found


@require_POST
@signed_in
def begin(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Call in this thread, or come to the call that is running there. Nobody is rung before one is in it."""
    thread = found(request, pk)
    try:
        call = calls.start(thread, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(thread.get_absolute_url())
    return after_act(request, call.get_absolute_url())


@require_safe
@signed_in
@lets_page_use("camera", "microphone", "display-capture")
def call(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Where one looks at oneself, comes in, sees the others and leaves; what is left of it afterwards."""
    shown = get_object_or_404(Call.objects.visible_to(request.user).select_related("thread"), pk=pk)
    face = threads.face_of(shown.thread)
    context = {
        "call": shown,
        "face": face,
        "back": shown.thread.get_absolute_url(),
        "keys": keys(),
        "took": log.summary(shown) if shown.is_over else "",
        "closed": threads.why_not(shown.thread, face, request.user),
        "has_relay": bool(settings.TURN_URL and settings.TURN_SECRET),
    }
    return render_page(request, "social/calls/call.html", context)


def keys() -> list[tuple[str, str]]:
    """The keys of the page, and what each does."""
    return [
        ("m", _("Microphone on or off")),
        ("v", _("Camera on or off")),
        ("s", _("Share your screen, or stop")),
        ("l", _("Leave")),
    ]
