from django.urls import path

from marketplace.catalog import views

app_name = "catalog"
urlpatterns = [
    path("seen/", views.seen, name="seen"),
    path("previews/<uuid:pk>.png", views.preview, name="preview"),
]
