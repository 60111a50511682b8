"""Every component in every state, on one page, with specimens instead of data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from marketplace.kit import covers
from marketplace.kit.templatetags.ui import icon_names
from marketplace.styleguide.specimens import cards, form, pieces

SURFACES = ("paper", "sheet", "well", "ink", "ink-soft", "ink-faint", "line", "line-control")
TONES = ("accent", "accent-deep", "money", "wait", "danger", "focus")
FILLS = ("money-fill", "money-wash", "wait-fill", "wait-wash", "danger-fill", "danger-wash")


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The style guide. Part of the development site only."""
    context = {
        "colours": SURFACES + TONES + FILLS,
        "sizes": range(9, -1, -1),
        "icons": icon_names(),
        "styles": covers.STYLES,
        "places": range(4),
        "cards": cards.listings(),
        "people": pieces.everybody(),
        "form": form.SpecimenForm(),
        "refused": form.refused(),
    }
    for part in (pieces.sums, pieces.choices, pieces.times, pieces.lists, pieces.tiers, pieces.compared):
        context |= part()
    return render(request, "styleguide/guide.html", context)
