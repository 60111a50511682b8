"""The threads one takes part in, one of them, and what is done there: write, change, remove, fetch a file."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.forms import Form
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, signed_in
from accounts.next import next_page
from accounts.refusals import Refused
from accounts.views import answers
from marketplace.kit import private_files
from marketplace.kit.htmx import after_act, render_form, render_page
from social import notices
from social.calls.here import here
from social.models import Attachment, Message, Thread
from social.moderation import reports
from social.moderation.forms import ReportForm
from social.talk import finding, inboxes, pages, threads
from social.talk.forms import EditForm, MessageForm
from social.talk.sockets import payload

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_safe
@signed_in
def inbox(request: SignedInRequest) -> HttpResponse:
    """Everything that is talked about, the unread first; or what the search finds in it."""
    words, after = request.GET.get("q", "").replace("\0", "").strip()[:200], request.GET.get("after")
    context: dict[str, Any] = {"words": words}
    if words:
        context |= {"found": finding.find(request.user, words, after=after)}
    else:
        context |= {"page": inboxes.of(request.user, after=after)}
    return render_page(request, "social/threads/inbox.html", context)


@require_safe
@signed_in
def thread(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One thread alone. Whoever looks at it has read it."""
    shown = found(request, pk)
    place = place_in(request)
    seen = pages.seen_by(shown, request.user, before=place.before, at=place.at)
    have_read(request, seen)
    return render_page(request, "social/threads/thread.html", page_of(request, seen, fresh()))


@require_POST
@signed_in
def say(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write a message. A script is answered with what its page has missed, a plain browser goes back to its page."""
    shown = found(request, pk)
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            _write(request, shown, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _said(request, shown)
    if not request.accepts("text/html"):
        return _refused(form)
    seen = pages.seen_by(shown, request.user)
    return render_form(request, "social/threads/thread.html", form, **page_of(request, seen, form))


@require_http_methods(GET_OR_POST)
@signed_in
def edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change one's own words while that is possible. A script is answered with what its page has missed."""
    message = _mine(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = EditForm(sent, initial={"body": message.body}, may_be_empty=message.attachments.exists())
    if request.method == "POST" and form.is_valid():
        try:
            threads.edit(message, form.cleaned_data["body"], by=request.user)
        except Refused as refusal:
            form.add_error("body", str(refusal))
        else:
            return _changed(request, message)
    if not request.accepts("text/html"):
        return _refused(form)
    return render_form(request, "social/threads/edit.html", form, **_of_message(request, message))


@require_http_methods(GET_OR_POST)
@signed_in
def remove(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Take one's own message back; first what that means."""
    message = _mine(request, pk)
    if request.method != "POST":
        return render_page(request, "social/threads/remove.html", _of_message(request, message))
    act = lambda: threads.remove(message, by=request.user)  # noqa: E731
    return answers.after(request, act, to=_line_of(request, message), said=_("Removed."))


@require_http_methods(GET_OR_POST)
@signed_in
def report(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Tell staff that a message of the other side breaks the rules."""
    rows = Message.objects.visible_to(request.user).standing().exclude(by=request.user)
    message = get_object_or_404(rows.select_related("thread", "author"), pk=pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reports.report_message(message, by=request.user, **form.cleaned_data)
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("Thank you. We look at it and tell you what we decide.")
            return after_act(request, _line_of(request, message), said=said)
    return render_form(request, "social/threads/report.html", form, **_of_message(request, message))


@require_safe
@signed_in
def attachment(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """A file of a message."""
    kept = _file(request, pk)
    return private_files.answer(kept.file, named=kept.name)


@require_safe
@signed_in
def preview(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """The small picture of one."""
    kept = get_object_or_404(_files(request).exclude(preview=""), pk=pk)
    return private_files.show(kept.preview, kind="image/webp")


def found(request: SignedInRequest, pk: UUID) -> Thread:
    """The thread, if this person may read it; else 404."""
    return get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)


def fresh() -> MessageForm:
    """An empty field to write in, with a key of its own."""
    return MessageForm(initial={"key": uuid4().hex}, auto_id="say-%s")


def have_read(request: SignedInRequest, seen: pages.Seen) -> None:
    """What stands on the page is read, and its notice too."""
    if getattr(request, "seeing_as", None):
        return  # staff who look through somebody's eyes have not read it for them
    if seen.lines and not seen.later and seen.seen_to < seen.lines[-1].message.number:
        threads.read(seen.thread, by=request.user, up_to=seen.lines[-1].message.number)
    notices.mark_read(request.user, url=seen.thread.get_absolute_url())


def page_of(request: SignedInRequest, seen: pages.Seen, form: MessageForm, *, url: str = "") -> dict[str, Any]:
    """What the templates of a thread take, on whatever page it stands. url: where all of it is read."""
    back = request.get_full_path() if request.method == "GET" else request.POST.get("next", "")
    about = {"talk": seen, "talk_url": url or seen.thread.get_absolute_url(), "calling": here(seen)}
    return {**about, "say": form, "say_back": back}


@dataclass(frozen=True)
class PlaceIn:
    """Which part of a thread is asked for: before a message, or around one; the latest where both are 0."""

    before: int
    at: int


def place_in(request: SignedInRequest) -> PlaceIn:
    """The same from the address."""
    return PlaceIn(_number(request, "before"), _number(request, "at"))


def _said(request: SignedInRequest, shown: Thread) -> HttpResponse:
    if not request.accepts("text/html"):
        shown.refresh_from_db()
        return JsonResponse(payload(shown, request.user, _number(request, "pulse")))
    return after_act(request, f"{_back(request, shown)}#say")


def _changed(request: SignedInRequest, message: Message) -> HttpResponse:
    if request.accepts("text/html"):
        return after_act(request, _line_of(request, message))
    thread = Thread.objects.get(pk=message.thread_id)
    return JsonResponse(payload(thread, request.user, _number(request, "pulse")))


def _refused(form: Form) -> HttpResponse:
    """What is wrong, for a script, which has kept what was typed."""
    wrong = [str(error) for errors in form.errors.values() for error in errors]
    return JsonResponse({"refused": " ".join(wrong)}, status=422)


def _write(request: SignedInRequest, shown: Thread, form: MessageForm) -> None:
    typed = form.cleaned_data
    threads.say(shown, typed["body"], files=typed["attached"], key=typed["key"], by=request.user)


def _back(request: SignedInRequest, shown: Thread) -> str:
    """The page that the form stood on; the thread's own where it names none."""
    asked = request.POST.get("next") or request.GET.get("next")
    return next_page(request) if asked else shown.get_absolute_url()


def _mine(request: SignedInRequest, pk: UUID) -> Message:
    mine = Message.objects.visible_to(request.user).filter(by=request.user, note="").select_related("thread")
    return get_object_or_404(mine, pk=pk)


def _of_message(request: SignedInRequest, message: Message) -> dict[str, Any]:
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return {"message": message, "back": _line_of(request, message), "next": asked}


def _line_of(request: SignedInRequest, message: Message) -> str:
    return f"{_back(request, message.thread)}#m-{message.number}"


def _files(request: SignedInRequest) -> Any:
    messages = Message.objects.visible_to(request.user).standing()
    return Attachment.objects.filter(message__in=messages)


def _file(request: SignedInRequest, pk: UUID) -> Attachment:
    return get_object_or_404(_files(request), pk=pk)


def _number(request: SignedInRequest, name: str) -> int:
    text = request.GET.get(name) or request.POST.get(name) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
