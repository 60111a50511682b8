"""Addresses of threads and messages; part of social.urls."""

from django.urls import path

from social.views import threads

urlpatterns = [
    path("messages/", threads.inbox, name="messages"),
    path("messages/<uuid:pk>/", threads.thread, name="thread"),
    path("messages/<uuid:pk>/lines/", threads.say, name="say"),
    path("messages/lines/<uuid:pk>/edit/", threads.edit, name="edit_message"),
    path("messages/lines/<uuid:pk>/removal/", threads.remove, name="remove_message"),
    path("messages/lines/<uuid:pk>/report/", threads.report, name="report_message"),
    path("messages/files/<uuid:pk>/", threads.attachment, name="attachment"),
    path("messages/files/<uuid:pk>/preview/", threads.preview, name="attachment_preview"),
]
