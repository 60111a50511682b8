from django.urls import path

from marketplace.catalog import views

app_name = "catalog"
urlpatterns = [
    path("seen/", views.seen, name="seen"),
    path("oembed/", views.oembed, name="oembed"),
    path("embed/<uuid:pk>/", views.embed, name="embed"),
    path("previews/<uuid:pk>.png", views.preview, name="preview"),
]
