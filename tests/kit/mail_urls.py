"""The site's addresses with those of a one-machine run."""

from django.urls import include, path

from marketplace import urls

handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500
urlpatterns = [path("", include("marketplace.local.urls")), *urls.urlpatterns]
