"""What was said to gateways and what they said: what is stuck, and the buttons that try it again."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.kit import clock
from marketplace.kit.desk import Act, DeskAdmin, Queue
from payments import inbox, outgoing
from payments.models import GatewayEvent, GatewayRequest

LONG = timedelta(minutes=15)
LOST = GatewayRequest.Status.LOST


def stuck_events() -> "QuerySet[GatewayEvent]":
    """Those that were set aside for a person, and those that have failed for a while."""
    waits = Q(status=GatewayEvent.Status.RECEIVED, received_at__lt=clock.now() - LONG)
    return GatewayEvent.objects.filter(waits | Q(status=GatewayEvent.Status.QUARANTINED))


@admin.register(GatewayRequest)
class GatewayRequestAdmin(DeskAdmin):
    """Every call of a gateway, committed before it was made. One that is lost waits for a person."""

    list_display = ["made_at", "kind", "call", "status", "attempts", "key"]
    list_filter = ["status", "kind", "gateway"]
    search_fields = ["key", "subject"]
    ordering = ["-made_at"]
    fields = readonly_fields = [
        "kind", "subject", "gateway", "call", "key", "status", "made_at", "sent_at", "ended_at", "attempts", "try_at",
        "error", "refusal",
    ]  # fmt: skip
    show_full_result_count = False
    acts = [
        Act(
            "try_again", _("Look again"), outgoing.try_again, when=lambda request: request.status == LOST,
            consequence=_("The gateway is asked once more what became of it. It is not made anew after a day."),
        ),
        Act(
            "give_up", _("It was never done"), outgoing.give_up, on_many=False, is_grave=True,
            when=lambda request: request.status == LOST,
            consequence=_("It counts as refused. Make sure at the gateway first: what was done all the same is lost."),
        ),
    ]  # fmt: skip
    queue = Queue(_("Calls of a gateway that are lost"), outgoing.lost, "status__exact=lost")


@admin.register(GatewayEvent)
class GatewayEventAdmin(DeskAdmin):
    """Every webhook as it came, and what was done about it."""

    list_display = ["received_at", "type", "status", "why", "attempts", "reference"]
    list_filter = ["status", "gateway", "type"]
    search_fields = ["reference", "account"]
    ordering = ["-received_at"]
    fields = readonly_fields = [
        "gateway", "type", "reference", "account", "status", "why", "received_at", "ended_at", "attempts", "try_at",
        "error",
    ]  # fmt: skip
    show_full_result_count = False
    acts = [
        Act(
            "work_again", _("Work on it again"), inbox.try_again,
            when=lambda event: event.status in {GatewayEvent.Status.QUARANTINED, GatewayEvent.Status.RECEIVED},
            consequence=_("It is worked on as if it had just come. What was done already is not done twice."),
        ),
    ]  # fmt: skip
    queue = Queue(_("News of a gateway that a person must look at"), stuck_events, "status__exact=quarantined")
