from django.urls import path

from marketplace.pages.views import helping, papers

app_name = "pages"
urlpatterns = [
    path("help/", helping.index, name="help"),
    path("help/<slug:slug>/", helping.article, name="article"),
    path("terms/", papers.paper, {"slug": "terms"}, name="terms"),
    path("privacy/", papers.paper, {"slug": "privacy"}, name="privacy"),
    path("accessibility/", papers.paper, {"slug": "accessibility"}, name="accessibility"),
    path("about/", papers.paper, {"slug": "about"}, name="about"),
]
