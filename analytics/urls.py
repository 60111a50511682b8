from django.urls import path

from analytics.views import campaigns, figures

app_name = "analytics"
urlpatterns = [
    path("fundraisers-in-figures/", figures.show, name="success"),
    path("my/fundraisers/<slug:slug>/figures/", campaigns.show, name="campaign"),
    path("my/fundraisers/<slug:slug>/figures/<slug:name>.csv", campaigns.table, name="campaign_table"),
]
