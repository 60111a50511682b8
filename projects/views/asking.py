"""A page that shows what an act does before it is done, and takes what it needs: one shape for all acts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest
from marketplace.kit.htmx import after_act, render_form
from marketplace.kit.money import Money
from projects import deals
from projects.models import Contract, Side
from projects.views import answers


@dataclass(frozen=True, kw_only=True)
class Question:
    """What stands on the page. sums: the effect in figures; button: says what it does; side: whose act it is, either's
    if none is named; is_grave: the button looks like what it does.
    elsewhere: another way, its words and its address. is_for_each: everybody of a team may do it, for themselves."""

    title: str
    text: str
    button: str
    sums: Sequence[tuple[str, Money]] = field(default=())
    total: tuple[str, Money] | None = None
    warning: str = ""
    is_grave: bool = False
    side: Side | None = None
    elsewhere: tuple[str, str] | None = None
    is_for_each: bool = False


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent with the page's form; None for a page that is looked at."""
    return request.POST if request.method == "POST" else None


def sent_files(request: HttpRequest) -> Any:
    """The files beside it; None for a page that is looked at."""
    return request.FILES if request.method == "POST" else None


def ask(
    request: SignedInRequest,
    question: Question,
    form: Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    contract: Contract,
    back: str,
    said: str = "",
    to: str | Callable[[Any], str] = "",
) -> HttpResponse:
    """Show the page; where the form was sent and is right, do it and go on. A refusal stands above what was typed.

    act: takes the cleaned data. back: the page that one comes from. to: where one goes on, or what finds it
    from what the act gave; `back` if not given.
    """
    acting = (deals.part_of if question.is_for_each else deals.side_of)(contract, request.user)
    if acting is None or question.side not in {None, acting}:
        messages.error(request, _("This is for the other side of the contract to do."))
        return redirect(back)
    if request.method == "POST" and form.is_valid():
        try:
            done = act(form.cleaned_data)
        except answers.REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            return after_act(request, (to(done) if callable(to) else to) or back, said=said)
    context: dict[str, Any] = {"section": "jobs", "question": question, "contract": contract, "back": back}
    return render_form(request, "projects/contracts/ask.html", form, **context)
