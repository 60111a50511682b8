"""Posts for supporters, as they are read: whole with files and comments, or the teaser."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, signed_in
from fundraising import support_posts, support_reading
from fundraising.models import SupportPage, SupportPost
from marketplace.kit import private_files
from social import notices, talks


@require_safe
def post(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One post: whole for those whom it is for, its teaser for others, with what they once said to it themselves."""
    seen = SupportPage.objects.visible_to(request.user)
    found = SupportPost.objects.published().filter(page__in=seen).select_related("page__owner", "tier")
    shown: Any = get_object_or_404(support_reading.with_reading(found, request.user), pk=pk)
    if request.user.is_authenticated:
        notices.mark_read(request.user, url=request.path)
    kind, after = support_posts.KIND, request.GET.get("after")
    if shown.is_readable:
        visitors = _("Who reads all of it can comment.")
        talk: talks.Talk | None = talks.of(kind, pk, request.user, after=after, visitors=visitors)
    else:
        talk = talks.own(kind, pk, request.user, after=after)
    context = {"section": "fund", "post": shown, "page": shown.page, "kind": kind, "talk": talk}
    return render(request, "fundraising/support/post.html", context)


@require_safe
@signed_in
def fetch(request: SignedInRequest, pk: UUID) -> FileResponse:
    """A file of a post, for who reads it whole."""
    file = get_object_or_404(support_posts.readable_files(request.user), pk=pk)
    return private_files.answer(file.file, named=file.name)


@require_safe
@signed_in
def picture(request: SignedInRequest, pk: UUID) -> FileResponse:
    """A picture of a post, as the post shows it."""
    file = get_object_or_404(support_posts.readable_files(request.user).exclude(preview=""), pk=pk)
    return private_files.show(file.preview, kind="image/webp")
