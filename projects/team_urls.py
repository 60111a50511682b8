"""Addresses of teams: who is in one, and everybody's own answer."""

from django.urls import path

from projects.views import teams

urlpatterns = [
    path("jobs/<slug:slug>/proposal/team/", teams.begin, name="begin_team"),
    path("proposals/<uuid:pk>/team/", teams.team, name="team"),
    path("team-places/<uuid:pk>/", teams.place, name="team_place"),
    path("team-places/<uuid:pk>/acceptance/", teams.accept, name="accept_place"),
    path("team-places/<uuid:pk>/refusal/", teams.decline, name="decline_place"),
]
