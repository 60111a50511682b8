from django.urls import path

from portfolios.views import portfolios, works

app_name = "portfolios"
urlpatterns = [
    path("portfolios/<slug:slug>/", portfolios.portfolio, name="portfolio"),
    path("works/<slug:slug>/", works.work, name="work"),
]
