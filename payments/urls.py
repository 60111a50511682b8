from django.urls import path

from payments.views import cart, checkouts, receipts, returns, webhooks

app_name = "payments"
urlpatterns = [
    path("cart/", cart.show, name="cart"),
    path("cart/lines/", cart.put, name="put_in_cart"),
    path("cart/lines/<uuid:pk>/removal/", cart.take_out, name="take_out_of_cart"),
    path("cart/checkout/", cart.check_out, name="check_out_cart"),
    path("checkout/<uuid:pk>/", checkouts.show, name="checkout"),
    path("receipts/<uuid:pk>/", receipts.receipt, name="receipt"),
    path("payments/webhooks/stripe/", webhooks.stripe, name="stripe_webhook"),
    path("payments/webhooks/stripe/connect/", webhooks.stripe_connect, name="stripe_connect_webhook"),
    path("payments/<uuid:pk>/return/", returns.returned, name="returned"),
]
