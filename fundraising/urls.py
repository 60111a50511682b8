from django.urls import path

from fundraising.views import fundraisers

app_name = "fundraising"
urlpatterns = [
    path("fundraisers/<slug:slug>/", fundraisers.fundraiser, name="fundraiser"),
]
