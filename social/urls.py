from django.urls import include, path

from social.calls.urls import urlpatterns as of_calls
from social.talk.urls import urlpatterns as of_threads
from social.views import blocks, buttons, centre, comments, devices, reports, settings, unsubscribing

app_name = "social"
urlpatterns = [
    path("", include("social.review_urls")),
    path("notices/", centre.centre, name="notices"),
    path("notices/reading/", centre.read_all, name="read_all"),
    path("notices/<uuid:pk>/", centre.open_notice, name="open"),
    path("notices/<uuid:pk>/reading/", centre.read, name="read"),
    path("notices/<uuid:pk>/archive/", centre.archive, name="archive"),
    path("notices/<uuid:pk>/return/", centre.restore, name="restore"),
    path("notices/<uuid:pk>/snooze/", centre.snooze, name="snooze"),
    path("notices/<uuid:pk>/waking/", centre.wake, name="wake"),
    path("notices/<uuid:pk>/muting/", centre.mute, name="mute"),
    path("settings/notices/", settings.notices, name="settings"),
    path("settings/notices/quiet/", settings.quiet, name="quiet"),
    path("settings/notices/pause/", settings.pause, name="pause"),
    path("settings/notices/pause/end/", settings.go_on, name="go_on"),
    path("settings/notices/mutes/<uuid:pk>/removal/", settings.unmute, name="unmute"),
    path("settings/notices/devices/", devices.devices_page, name="devices"),
    path("settings/notices/devices/renewal/", devices.renew, name="renew_device"),
    path("settings/notices/devices/<uuid:pk>/removal/", devices.unsubscribe, name="unsubscribe_device"),
    path("settings/notices/<slug:family>/", settings.family, name="family"),
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
    path("settings/blocks/", blocks.blocked, name="blocked"),
    path("settings/blocks/<uuid:pk>/removal/", blocks.unblock, name="unblock"),
    path("settings/reports/", reports.my_reports, name="my_reports"),
    path("settings/decisions/", reports.standing, name="standing"),
    path("settings/decisions/<uuid:pk>/appeal/", reports.appeal, name="appeal"),
    path("people/<slug:slug>/block/", blocks.block, name="block"),
    path("listings/<uuid:pk>/report/", reports.report, name="report"),
    path("parties/<uuid:pk>/following/", buttons.follow, name="follow"),
    path("listings/<uuid:pk>/watching/", buttons.watch, name="watch"),
    path("comments/on/<slug:kind>/<uuid:pk>/", comments.say, name="comment"),
    path("comments/<uuid:pk>/answer/", comments.answer, name="answer_comment"),
    path("comments/<uuid:pk>/edit/", comments.edit, name="edit_comment"),
    path("comments/<uuid:pk>/removal/", comments.remove, name="remove_comment"),
    path("comments/<uuid:pk>/report/", comments.report, name="report_comment"),
    *of_threads,
    *of_calls,
]
