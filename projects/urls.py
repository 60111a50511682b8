from django.urls import path

from projects.views import drafts, files, inbox, projects, proposals, states

app_name = "projects"
urlpatterns = [
    path("jobs/new/", drafts.post, name="post"),
    path("jobs/new/skills/", drafts.find_skills, name="find_skills"),
    path("jobs/<slug:slug>/", projects.project, name="project"),
    path("jobs/<slug:slug>/edit/", drafts.edit, name="edit"),
    path("jobs/<slug:slug>/draft/", drafts.draft, name="draft"),
    path("jobs/<slug:slug>/draft/removal/", drafts.forget, name="forget"),
    path("jobs/<slug:slug>/preview/", drafts.preview, name="preview"),
    path("jobs/<slug:slug>/client/", drafts.hand_to, name="hand_to"),
    path("jobs/<slug:slug>/publication/", drafts.publish, name="publish"),
    path("jobs/<slug:slug>/pause/", states.pause, name="pause"),
    path("jobs/<slug:slug>/reopening/", states.reopen, name="reopen"),
    path("jobs/<slug:slug>/cancellation/", states.cancel, name="cancel"),
    path("jobs/<slug:slug>/copy/", drafts.copy, name="copy"),
    path("jobs/<slug:slug>/files/", files.add, name="add_file"),
    path("files/<uuid:pk>/removal/", files.remove, name="remove_file"),
    path("jobs/<slug:slug>/proposal/", proposals.write, name="propose"),
    path("jobs/<slug:slug>/proposal/draft/", proposals.draft, name="proposal_draft"),
    path("jobs/<slug:slug>/proposal/net/", proposals.net, name="net"),
    path("jobs/<slug:slug>/proposals/", inbox.inbox, name="inbox"),
    path("proposals/<uuid:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<uuid:pk>/edit/", proposals.edit, name="edit_proposal"),
    path("proposals/<uuid:pk>/withdrawal/", proposals.withdraw, name="withdraw"),
    path("proposals/<uuid:pk>/shortlisting/", inbox.shortlist, name="shortlist"),
    path("proposals/<uuid:pk>/shortlisting/removal/", inbox.unlist, name="unlist"),
    path("proposals/<uuid:pk>/refusal/", inbox.decline, name="decline"),
    path("proposals/<uuid:pk>/acceptance/", inbox.accept, name="accept"),
    path("my/jobs/", projects.mine, name="mine"),
    path("my/proposals/", proposals.mine, name="my_proposals"),
]
