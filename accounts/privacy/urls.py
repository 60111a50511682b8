"""The addresses of one's own data, included by accounts.urls."""

from django.urls import path

from accounts.views import agreement, erasure, export, privacy

urlpatterns = [
    path("agreement/", agreement.agreement, name="agreement"),
    path("settings/privacy/", privacy.overview, name="privacy"),
    path("settings/privacy/consents/<slug:purpose>/", privacy.consent, name="consent"),
    path("settings/privacy/export/", export.page, name="export"),
    path("settings/privacy/export/asking/", export.ask, name="ask_export"),
    path("settings/privacy/export/<uuid:pk>/file/", export.file, name="export_file"),
    path("settings/privacy/erasure/", erasure.page, name="erasure"),
    path("settings/privacy/erasure/asking/", erasure.ask, name="ask_erasure"),
    path("settings/privacy/erasure/taking-back/", erasure.take_back, name="take_back_erasure"),
    path("receipts/<str:token>/", erasure.receipt, name="receipt"),
]
