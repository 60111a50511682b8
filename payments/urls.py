from django.urls import path

from payments import document_urls
from payments.views import cards, cart, checkouts, receipts, returns, webhooks

app_name = "payments"
urlpatterns = [
    path("cart/", cart.show, name="cart"),
    path("cart/lines/", cart.put, name="put_in_cart"),
    path("cart/lines/<uuid:pk>/removal/", cart.take_out, name="take_out_of_cart"),
    path("cart/checkout/", cart.check_out, name="check_out_cart"),
    path("checkout/<uuid:pk>/", checkouts.show, name="checkout"),
    path("checkout/<uuid:pk>/payment/", checkouts.pay, name="pay"),
    path("checkout/<uuid:pk>/cancellation/", checkouts.cancel, name="cancel"),
    path("checkout/<uuid:pk>/reopening/", checkouts.reopen, name="reopen"),
    path("settings/cards/", cards.show, name="cards"),
    path("settings/cards/new/", cards.add, name="add_card"),
    path("settings/cards/new/<uuid:pk>/onward/", cards.onward, name="card_onward"),
    path("settings/cards/<uuid:pk>/default/", cards.make_default, name="default_card"),
    path("settings/cards/<uuid:pk>/removal/", cards.remove, name="remove_card"),
    path("payments/", receipts.index, name="receipts"),
    path("payments/<uuid:pk>/", receipts.receipt, name="receipt"),
    path("payments/webhooks/stripe/", webhooks.stripe, name="stripe_webhook"),
    path("payments/webhooks/stripe/connect/", webhooks.stripe_connect, name="stripe_connect_webhook"),
    path("payments/webhooks/paypal/", webhooks.paypal, name="paypal_webhook"),
    path("payments/webhooks/crypto/", webhooks.crypto, name="crypto_webhook"),
    path("payments/custody/<uuid:pk>/return/", returns.committed, name="committed"),
    path("payments/cards/<uuid:pk>/return/", returns.kept, name="kept"),
    path("payments/<uuid:pk>/onward/", checkouts.onward, name="onward"),
    path("payments/<uuid:pk>/return/", checkouts.returned, name="returned"),
    path("payments/<uuid:pk>/resumption/", checkouts.resume, name="resume"),
    path("payments/<uuid:pk>/abandonment/", checkouts.abandon, name="abandon"),
    *document_urls.urlpatterns,
]
