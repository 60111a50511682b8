"""What one says of oneself and others say of one; part of accounts.urls."""

from django.urls import path

from accounts.views import audiences, availability, certifications, endorsements, language, recommendations, welcome

urlpatterns = [
    path("language/", language.choose, name="language"),
    path("welcome/steps/closing/", welcome.put_steps_away, name="put_steps_away"),
    path("people/<slug:slug>/endorsements/", endorsements.endorse, name="endorse"),
    path("people/<slug:slug>/endorsements/withdrawal/", endorsements.withdraw, name="withdraw_endorsement"),
    path("people/<slug:slug>/recommendation/", recommendations.offer, name="offer_recommendation"),
    path("recommendations/<uuid:pk>/", recommendations.write, name="recommendation"),
    path("recommendations/<uuid:pk>/acceptance/", recommendations.accept, name="accept_recommendation"),
    path("recommendations/<uuid:pk>/hiding/", recommendations.hide, name="hide_recommendation"),
    path("recommendations/<uuid:pk>/refusal/", recommendations.decline, name="decline_recommendation"),
    path("recommendations/<uuid:pk>/withdrawal/", recommendations.withdraw, name="withdraw_recommendation"),
    path("certifications/<uuid:pk>/document/", certifications.document, name="certification_document"),
    path("settings/audiences/", audiences.audiences, name="settings_audiences"),
    path("settings/availability/", availability.page, name="settings_availability"),
    path("settings/availability/usual/", availability.set_usual, name="set_usual_week"),
    path("settings/availability/stretch/", availability.set_stretch, name="set_stretch"),
    path("settings/availability/weeks/", availability.set_weeks, name="set_weeks"),
    path("settings/certifications/", certifications.page, name="settings_certifications"),
    path("settings/certifications/<uuid:pk>/", certifications.change, name="change_certification"),
    path("settings/certifications/<uuid:pk>/removal/", certifications.remove, name="remove_certification"),
    path("settings/recommendations/", recommendations.page, name="settings_recommendations"),
    path("settings/recommendations/requests/", recommendations.ask, name="ask_recommendation"),
]
