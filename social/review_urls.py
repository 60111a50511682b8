"""Reviews and scores; part of social.urls."""

from django.urls import path

from social.views import reviews, scores

urlpatterns = [
    path("my/reviews/", reviews.mine, name="my_reviews"),
    path("deals/<uuid:pk>/review/", reviews.write, name="write_review"),
    path("reviews/<uuid:pk>/reply/", reviews.reply, name="reply_to_review"),
    path("reviews/<uuid:pk>/report/", reviews.report, name="report_review"),
    path("people/<slug:slug>/reviews/", reviews.of_person, name="reviews_of_person"),
    path("companies/<slug:slug>/reviews/", reviews.of_company, name="reviews_of_company"),
    path("people/<slug:slug>/score/", scores.of_person, name="score_of_person"),
    path("people/<slug:slug>/score/deals.csv", scores.sheet_of_person, name="score_sheet_of_person"),
    path("companies/<slug:slug>/score/", scores.of_company, name="score_of_company"),
    path("companies/<slug:slug>/score/deals.csv", scores.sheet_of_company, name="score_sheet_of_company"),
]
