"""Setup intents: a card that is to be saved."""

from __future__ import annotations

from marketplace.local.stripe import setting_up
from marketplace.local.stripe.params import choice, flag, group, metadata, text, texts
from marketplace.local.stripe.resources import payment_methods
from marketplace.local.stripe.routes import Call, edit, endpoint
from marketplace.local.stripe.store import Obj
from marketplace.local.stripe.world import World, new_id


@endpoint(
    "POST",
    "/v1/setup_intents",
    customer=text,
    payment_method=text,
    usage=choice("off_session", "on_session"),
    description=text,
    metadata=metadata,
    confirm=flag,
    return_url=text,
    automatic_payment_methods=group(enabled=flag, allow_redirects=choice("always", "never")),
    allowed_payment_method_types=texts,
)
def create(call: Call) -> Obj:
    sent = call.sent
    is_confirmed, back = sent.pop("confirm", False), sent.pop("return_url", None)
    sent.pop("allowed_payment_method_types", None)
    if sent.get("customer"):
        call.get("customer", sent["customer"], param="customer")
    intent = _with_method(call, make(call.world, call.account))
    call.world.tell("setup_intent.created", intent)
    return setting_up.confirm(call.world, intent, back) if is_confirmed else intent


@endpoint("POST", "/v1/setup_intents/{id}/confirm", payment_method=text, return_url=text)
def confirm(call: Call) -> Obj:
    back = call.sent.pop("return_url", None)
    return setting_up.confirm(call.world, _with_method(call, call.get("setup_intent")), back)


@endpoint(
    "POST",
    "/v1/setup_intents/{id}/cancel",
    cancellation_reason=choice("abandoned", "requested_by_customer", "duplicate"),
)
def cancel(call: Call) -> Obj:
    return setting_up.cancel(call.world, call.get("setup_intent"), call.sent.get("cancellation_reason"))


def make(world: World, account: str) -> Obj:
    """A new setup intent, of which nobody has been told yet."""
    intent = world.make("setup_intent", account)
    return world.save(intent, client_secret=f"{intent['id']}_secret_{new_id('')}")


def _with_method(call: Call, intent: Obj) -> Obj:
    if call.sent.get("payment_method"):
        call.sent["payment_method"] = payment_methods.find(call, call.sent["payment_method"])["id"]
        if intent["status"] == "requires_payment_method":
            intent["status"] = "requires_confirmation"
    edit(intent, call.sent)
    return call.world.save(intent)
