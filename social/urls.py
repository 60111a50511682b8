from django.urls import path

from social import views

app_name = "social"
urlpatterns = [
    path("notices/", views.centre, name="notices"),
    path("notices/reading/", views.read_all, name="read_all"),
    path("notices/<uuid:pk>/reading/", views.read, name="read"),
]
