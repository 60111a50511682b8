"""Addresses of the way from a job to a contract: invitations, looking after a job."""

from django.urls import path

from projects.views import counter_offers, deeds, filing, invitations, proposal_files, states

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
    path("proposals/<uuid:pk>/note/", filing.note, name="note"),
    path("proposals/<uuid:pk>/aside/", filing.put_aside, name="put_aside"),
    path("proposals/<uuid:pk>/aside/removal/", filing.take_back, name="take_back"),
    path("proposals/<uuid:pk>/files/", proposal_files.add, name="add_proposal_file"),
    path("jobs/<slug:slug>/proposal/files/", proposal_files.add_to_draft, name="add_draft_file"),
    path("proposal-files/<uuid:pk>/", proposal_files.file, name="proposal_file"),
    path("proposal-files/<uuid:pk>/removal/", proposal_files.remove, name="remove_proposal_file"),
    path("my/invitations/", invitations.mine, name="my_invitations"),
]
