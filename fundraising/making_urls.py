from django.urls import path

from fundraising.views import backers, editor, making, pictures, rewards, team

urlpatterns = [
    path("fundraisers/new/", editor.start, name="start"),
    path("my/fundraisers/", making.mine_all, name="mine"),
    path("my/fundraisers/<slug:slug>/backers/", backers.backers_of, name="backers"),
    path("fundraisers/<slug:slug>/edit/", editor.edit, name="edit"),
    path("fundraisers/<slug:slug>/edit/rewards/", rewards.offered, name="rewards_step"),
    path("fundraisers/<slug:slug>/edit/rewards/new/", rewards.offer, name="offer_reward"),
    path("fundraisers/<slug:slug>/edit/pictures/", pictures.shown, name="pictures_step"),
    path("fundraisers/<slug:slug>/edit/team/", team.team, name="team_step"),
    path("fundraisers/<slug:slug>/edit/<slug:name>/", editor.step, name="step"),
    path("fundraisers/<slug:slug>/edit/<slug:name>/draft/", editor.draft, name="draft"),
    path("fundraisers/<slug:slug>/pictures/", pictures.add, name="add_picture"),
    path("fundraisers/<slug:slug>/pictures/<uuid:pk>/words/", pictures.describe, name="describe_picture"),
    path("fundraisers/<slug:slug>/pictures/<uuid:pk>/cover/", pictures.put_first, name="put_picture_first"),
    path("fundraisers/<slug:slug>/pictures/<uuid:pk>/removal/", pictures.remove, name="remove_picture"),
    path("fundraisers/<slug:slug>/team/", team.ask, name="ask_teammate"),
    path("teammates/<uuid:pk>/", team.teammate, name="teammate"),
    path("teammates/<uuid:pk>/acceptance/", team.agree, name="join_team"),
    path("teammates/<uuid:pk>/removal/", team.leave, name="leave_team"),
    path("rewards/<uuid:pk>/edit/", rewards.change, name="change_reward"),
    path("rewards/<uuid:pk>/removal/", rewards.retire, name="retire_reward"),
    path("rewards/<uuid:pk>/rise/", rewards.move_up, name="move_reward_up"),
    path("fundraisers/<slug:slug>/preview/", making.preview, name="preview"),
    path("fundraisers/<slug:slug>/review/", making.hand_in, name="hand_in"),
    path("fundraisers/<slug:slug>/owner/", making.hand_to, name="hand_to"),
    path("fundraisers/<slug:slug>/launch/", making.launch, name="launch"),
    path("fundraisers/<slug:slug>/opening/", making.set_opening, name="opening"),
    path("fundraisers/<slug:slug>/cancellation/", making.cancel, name="cancel"),
]
