"""The addresses of documents: a part of `payments.urls`."""

from django.urls import path

from payments.views import billing, documents, years

urlpatterns = [
    path("documents/", documents.index, name="documents"),
    path("documents/table.csv", documents.table, name="documents_table"),
    path("documents/<uuid:pk>/", documents.show, name="document"),
    path("documents/<uuid:pk>/file.pdf", documents.file, name="document_file"),
    path("documents/<uuid:pk>/correction/", documents.correct, name="correct_document"),
    path("documents/years/", years.index, name="years"),
    path("documents/years/<slug:slug>/<int:year>/", years.show, name="year"),
    path("documents/years/<slug:slug>/<int:year>/statement.pdf", years.file, name="year_file"),
    path("documents/years/<slug:slug>/<int:year>/statement.csv", years.table, name="year_table"),
    path("settings/billing/", billing.mine, name="billing"),
    path("settings/billing/<slug:slug>/", billing.details, name="billing_of"),
]
