"""Addresses of calls; part of social.urls."""

from django.urls import path

from social.views import calls

urlpatterns = [
    path("messages/<uuid:pk>/calls/", calls.begin, name="begin_call"),
    path("calls/<uuid:pk>/", calls.call, name="call"),
]
