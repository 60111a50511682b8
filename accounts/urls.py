from django.urls import include, path

from accounts.views import guests, people, profile, security, settings, skills, welcome

app_name = "accounts"
urlpatterns = [
    path("", include("accounts.company_urls")),
    path("", include("accounts.person_urls")),
    path("", include("accounts.privacy.urls")),
    path("people/<slug:slug>/", people.person, name="person"),
    path("companies/<slug:slug>/", people.company, name="company"),
    path("role/", settings.act_as, name="role"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/skills/", welcome.welcome_skills, name="welcome_skills"),
    path("welcome/skills/search/", welcome.welcome_search, name="welcome_search"),
    path("guest/", guests.guest, name="guest"),
    path("guest/end/", guests.leave, name="leave_as_guest"),
    path("guest/<str:token>/", guests.link, name="guest_link"),
    path("guest/<str:token>/renewal/", guests.send_anew, name="new_guest_link"),
    path("guest/<str:token>/taking/", guests.take, name="take_from_guest"),
    path("settings/", settings.account, name="settings"),
    path("settings/profile/", profile.profile, name="settings_profile"),
    path("settings/profile/preview/", profile.preview, name="preview"),
    path("settings/profile/publication/", profile.publish, name="publish_profile"),
    path("settings/profile/withdrawal/", profile.withdraw, name="withdraw_profile"),
    path("settings/photo/", profile.hang_photo, name="hang_photo"),
    path("settings/photo/removal/", profile.remove_photo, name="remove_photo"),
    path("settings/skills/", skills.skills_page, name="settings_skills"),
    path("settings/skills/search/", skills.search_skills, name="search_skills"),
    path("settings/roles/", settings.roles_page, name="settings_roles"),
    path("settings/security/", security.overview, name="security"),
    path("settings/security/devices/sign-out/", security.sign_out_others, name="sign_out_others"),
    path("settings/security/devices/<uuid:pk>/sign-out/", security.sign_out_device, name="sign_out_device"),
    path("settings/security/devices/<uuid:pk>/removal/", security.forget_device, name="forget_device"),
    path("settings/display/", settings.display, name="settings_display"),
]
