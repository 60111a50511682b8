from django.urls import path

from marketplace.local import custodian_views, stripe_door, views

app_name = "local"
urlpatterns = [
    path("mail/", views.letters, name="mail"),
    path("mail/<str:name>/", views.letter, name="letter"),
    path("custodian/<slug:reference>/", custodian_views.instruction, name="custodian"),
    path("custodian/<slug:reference>/transfer/", custodian_views.transfer, name="custodian_transfer"),
    path("local-stripe/<path:path>", stripe_door.page, name="stripe"),
    path("mail/<str:name>/html/", views.letter_html, name="letter_html"),
]
