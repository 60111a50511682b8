"""Addresses of disputes, within those of this floor."""

from django.urls import path

from projects.views import arbitration, dispute_acts, disputes, hours_disputes

urlpatterns = [
    path("my/disputes/", disputes.mine, name="my_disputes"),
    path("contracts/<uuid:pk>/disputes/new/", dispute_acts.open_dispute, name="open_dispute"),
    path("weeks/<uuid:pk>/disputes/new/", hours_disputes.open_dispute, name="dispute_hours"),
    path("disputes/<uuid:pk>/", disputes.dispute, name="dispute"),
    path("disputes/<uuid:pk>/answer/", dispute_acts.answer, name="answer_dispute"),
    path("disputes/<uuid:pk>/statements/", dispute_acts.state, name="state_in_dispute"),
    path("disputes/<uuid:pk>/offers/", dispute_acts.offer, name="offer_in_dispute"),
    path("disputes/<uuid:pk>/mediation/", dispute_acts.call, name="call_mediator"),
    path("disputes/<uuid:pk>/everything/", dispute_acts.say_all, name="all_is_shown"),
    path("disputes/<uuid:pk>/withdrawal/", dispute_acts.withdraw, name="withdraw_dispute"),
    path("dispute-offers/<uuid:pk>/acceptance/", dispute_acts.accept, name="accept_offer"),
    path("dispute-offers/<uuid:pk>/refusal/", dispute_acts.decline, name="decline_offer"),
    path("disputes/<uuid:pk>/award/", arbitration.award, name="award"),
    path("arbitration-fees/<uuid:pk>/payment/", arbitration.pay_fee, name="pay_arbitration_fee"),
    path("arbiters/", arbitration.arbiters, name="arbiters"),
    path("dispute-files/<uuid:pk>/", disputes.file, name="dispute_file"),
    path("disputes/<uuid:pk>/submissions/<uuid:file_pk>/", disputes.submitted, name="dispute_submission"),
]
