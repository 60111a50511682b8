"""Addresses of the way from a job to a contract: invitations, looking after a job."""

from django.urls import path

from projects.views import counter_offers, deeds, invitations, states

urlpatterns = [
    path("invite/<slug:slug>/", invitations.invite, name="invite"),
    path("jobs/<slug:slug>/invitations/", invitations.invitations, name="invitations"),
    path("jobs/<slug:slug>/sign-of-life/", states.still_looking, name="still_looking"),
    path("job-invitations/<uuid:pk>/acceptance/", invitations.accept, name="accept_invitation"),
    path("job-invitations/<uuid:pk>/refusal/", invitations.decline, name="decline_invitation"),
    path("job-invitations/<uuid:pk>/withdrawal/", invitations.withdraw, name="withdraw_invitation"),
    path("proposals/<uuid:pk>/counter-offer/", counter_offers.counter, name="counter"),
    path("counter-offers/<uuid:pk>/acceptance/", counter_offers.accept, name="accept_counter"),
    path("counter-offers/<uuid:pk>/refusal/", counter_offers.decline, name="decline_counter"),
    path("counter-offers/<uuid:pk>/withdrawal/", counter_offers.withdraw, name="withdraw_counter"),
    path("contracts/<uuid:pk>/versions/<int:number>/pdf/", deeds.deed, name="deed"),
    path("my/invitations/", invitations.mine, name="my_invitations"),
]
