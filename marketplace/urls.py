"""Where every address goes. Each app keeps its own; the order is that of the address bar, not of the floors."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.static import serve

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("discovery.urls")),
    path("", include("accounts.urls")),
    path("accounts/", include("accounts.entrance")),
    path("", include("social.urls")),
    path("", include("payments.urls")),
    path("", include("portfolios.urls")),
    path("", include("projects.urls")),
    path("", include("analytics.urls")),
    path("", include("fundraising.urls")),
    path("", include("marketplace.staff.urls")),
    path("", include("marketplace.pages.urls")),
    path("", include("marketplace.catalog.urls")),
    path("", include("marketplace.kit.urls")),
    path("admin/", admin.site.urls),
]

if settings.EMBEDDED or settings.DEBUG:
    urlpatterns += [
        path("", include("marketplace.local.urls")),
        path("styleguide/", include("marketplace.styleguide.urls")),
        path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),  # a store or nginx does it elsewhere
    ]

handler403 = "marketplace.pages.views.errors.forbidden"
handler404 = "marketplace.pages.views.errors.not_found"
handler500 = "marketplace.pages.views.errors.server_error"
