"""Progress of contracts and proof of delivery; part of projects.urls."""

from django.urls import path

from projects.views import progress, proofs

urlpatterns = [
    path("contracts/<uuid:pk>/progress/", progress.progress_page, name="progress"),
    path("milestones/<uuid:pk>/work/", proofs.offer, name="offer_proof"),
    path("proofs/<uuid:pk>/", proofs.proof, name="proof"),
    path("proofs/<uuid:pk>/check/", proofs.check, name="check_proof"),
    path("proofs/<uuid:pk>/consent/", proofs.grant, name="grant_proof"),
    path("proofs/<uuid:pk>/refusal/", proofs.refuse, name="refuse_proof"),
    path("proofs/<uuid:pk>/withdrawal/", proofs.withdraw, name="withdraw_proof"),
    path("proofs/<uuid:pk>/publication/", proofs.show, name="show_proof"),
]
