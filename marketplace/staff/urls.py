from django.urls import path

from marketplace.staff.views import seeing_as

app_name = "staff"
urlpatterns = [
    path("staff/see-as/end/", seeing_as.end, name="end"),
    path("staff/see-as/<uuid:pk>/", seeing_as.begin, name="see_as"),
]
