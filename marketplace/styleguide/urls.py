from django.urls import path

from marketplace.styleguide import views

app_name = "styleguide"
urlpatterns = [path("", views.guide, name="guide")]
