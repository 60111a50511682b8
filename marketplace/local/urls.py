from django.urls import path

from marketplace.local import views

app_name = "local"
urlpatterns = [
    path("mail/", views.letters, name="mail"),
    path("mail/<str:name>/", views.letter, name="letter"),
    path("mail/<str:name>/html/", views.letter_html, name="letter_html"),
]
