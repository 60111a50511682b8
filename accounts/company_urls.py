"""Addresses of companies that people run. Included by accounts.urls, in its namespace."""

from django.urls import path

from accounts.views import acting, companies, invitations, members, ownership

_OF = "companies/<slug:slug>/settings/"
_MINE = "settings/companies/"
_LINK = "invitations/<str:token>/"

urlpatterns = [
    path("acting/", acting.act_for, name="act_for"),
    path(_MINE, companies.mine, name="companies"),
    path(f"{_MINE}new/", companies.found, name="found_company"),
    path(f"{_MINE}invitations/<uuid:pk>/acceptance/", invitations.accept_own, name="accept_own_invitation"),
    path(f"{_MINE}invitations/<uuid:pk>/refusal/", invitations.decline_own, name="decline_own_invitation"),
    path(f"{_MINE}ownership/<uuid:pk>/acceptance/", ownership.accept, name="accept_ownership"),
    path(f"{_MINE}ownership/<uuid:pk>/refusal/", ownership.decline, name="decline_ownership"),
    path(_LINK, invitations.invitation, name="invitation"),
    path(f"{_LINK}acceptance/", invitations.accept, name="accept_invitation"),
    path(f"{_LINK}refusal/", invitations.decline, name="decline_invitation"),
    path(_OF, companies.page, name="company_settings"),
    path(f"{_OF}publication/", companies.publish, name="publish_company"),
    path(f"{_OF}withdrawal/", companies.withdraw, name="withdraw_company"),
    path(f"{_OF}logo/", companies.hang_logo, name="hang_logo"),
    path(f"{_OF}logo/removal/", companies.remove_logo, name="remove_logo"),
    path(f"{_OF}members/", members.people, name="company_members"),
    path(f"{_OF}members/shown/", members.show_oneself, name="show_oneself"),
    path(f"{_OF}members/leaving/", members.leave, name="leave_company"),
    path(f"{_OF}members/<uuid:pk>/rank/", members.change_rank, name="change_rank"),
    path(f"{_OF}members/<uuid:pk>/removal/", members.remove, name="remove_member"),
    path(f"{_OF}invitations/", invitations.sent, name="company_invitations"),
    path(f"{_OF}invitations/<uuid:pk>/sending/", invitations.send_again, name="send_invitation_again"),
    path(f"{_OF}invitations/<uuid:pk>/revocation/", invitations.revoke, name="revoke_invitation"),
    path(f"{_OF}end/", ownership.end, name="company_end"),
    path(f"{_OF}ownership/", ownership.offer, name="offer_ownership"),
    path(f"{_OF}ownership/<uuid:pk>/revocation/", ownership.revoke, name="revoke_ownership"),
    path(f"{_OF}dissolution/", companies.dissolve, name="dissolve_company"),
]
