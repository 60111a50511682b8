from django.urls import path

from projects.views import hours, hours_review, hours_tables

urlpatterns = [
    path("my/hours/", hours_tables.mine, name="my_hours"),
    path("contracts/<uuid:pk>/hours/", hours.week, name="hours"),
    path("contracts/<uuid:pk>/hours/timer/", hours.start, name="start_timer"),
    path("contracts/<uuid:pk>/hours/entries/", hours.log, name="log_hours"),
    path("contracts/<uuid:pk>/hours/payment/", hours_review.fund, name="fund_hours"),
    path("contracts/<uuid:pk>/hours/card/", hours_review.card, name="hours_card"),
    path("contracts/<uuid:pk>/hours/card/removal/", hours_review.take_card_back, name="take_hours_card_back"),
    path("contracts/<uuid:pk>/hours/weeks/", hours_tables.index, name="weeks"),
    path("contracts/<uuid:pk>/hours/table/", hours_tables.table, name="hours_table"),
    path("hours/<uuid:pk>/stop/", hours.stop, name="stop_timer"),
    path("hours/<uuid:pk>/edit/", hours.change, name="change_hours"),
    path("hours/<uuid:pk>/removal/", hours.remove, name="remove_hours"),
    path("weeks/<uuid:pk>/", hours_review.work_week, name="work_week"),
    path("weeks/<uuid:pk>/approval/", hours_review.approve, name="approve_week"),
    path("weeks/<uuid:pk>/questions/", hours_review.ask_about, name="ask_about_hours"),
    path("hours-questions/<uuid:pk>/answer/", hours_review.answer, name="answer_hours"),
    path("hours-questions/<uuid:pk>/withdrawal/", hours_review.concede, name="concede_hours"),
    path("hours-questions/<uuid:pk>/acceptance/", hours_review.accept, name="accept_hours"),
    path("hours-questions/<uuid:pk>/reply/", hours_review.ask_again, name="ask_hours_again"),
]
