"""The calls of Stripe that this site makes, and how its objects are read. A call that is not here can't be made."""

# Whether a call is about an object that exists already: its id then stands in the body as "id".
CALLS: dict[str, bool] = {
    "account_links.create": False,
    "accounts.create": False,
    "accounts.external_accounts.create": True,
    "accounts.login_links.create": True,
    "accounts.update": True,
    "billing_portal.sessions.create": False,
    "checkout.sessions.create": False,
    "checkout.sessions.expire": True,
    "customers.create": False,
    "customers.update": True,
    "disputes.close": True,
    "disputes.update": True,
    "invoices.pay": True,
    "invoices.void_invoice": True,
    "payment_intents.cancel": True,
    "payment_intents.confirm": True,
    "payment_intents.create": False,
    "payment_methods.attach": True,
    "payment_methods.detach": True,
    "payouts.cancel": True,
    "payouts.create": False,
    "prices.create": False,
    "products.create": False,
    "products.update": True,
    "refunds.create": False,
    "setup_intents.cancel": True,
    "setup_intents.confirm": True,
    "setup_intents.create": False,
    "subscription_schedules.create": False,
    "subscription_schedules.release": True,
    "subscriptions.cancel": True,
    "subscriptions.create": False,
    "subscriptions.update": True,
    "transfers.create": False,
    "transfers.reversals.create": True,
}

# Where it is made what is made by the thousand. The answer is taken as it came: the library's objects of it cost more
# than the call.
MANY: dict[str, str] = {
    "payment_intents.create": "/v1/payment_intents",
    "refunds.create": "/v1/refunds",
    "transfers.create": "/v1/transfers",
}

# What they make keeps no names of ours and is gone in minutes: doing it twice harms nobody.
NAMELESS = {"account_links.create", "accounts.login_links.create", "billing_portal.sessions.create"}

# Which service reads an object, by the name that it has in its own "object".
PATHS: dict[str, str] = {
    "account": "accounts",
    "charge": "charges",
    "checkout.session": "checkout.sessions",
    "customer": "customers",
    "dispute": "disputes",
    "invoice": "invoices",
    "payment_intent": "payment_intents",
    "payment_method": "payment_methods",
    "payout": "payouts",
    "price": "prices",
    "product": "products",
    "refund": "refunds",
    "session": "checkout.sessions",
    "setup_intent": "setup_intents",
    "subscription": "subscriptions",
    "transfer": "transfers",
}

# What is read together with it, so that one look says all.
_OF_AN_INTENT = ["latest_charge.balance_transaction", "payment_method"]
EXPANDED: dict[str, list[str]] = {
    "payment_intent": _OF_AN_INTENT,
    "checkout.session": [*(f"payment_intent.{name}" for name in _OF_AN_INTENT), "setup_intent.payment_method"],
    "session": [*(f"payment_intent.{name}" for name in _OF_AN_INTENT), "setup_intent.payment_method"],
    "setup_intent": ["payment_method"],
    "charge": ["balance_transaction"],
    "subscription": ["default_payment_method"],
    "invoice": ["payments.data.payment.payment_intent"],
    "refund": ["balance_transaction"],
    "dispute": ["charge"],
}
