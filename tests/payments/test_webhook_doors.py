"""Who gets in at the doors of the gateways, and what is kept of what they bring."""

import json

import pytest

from marketplace.kit import clock as kit_clock
from payments.gateways import signatures
from payments.models import GatewayEvent
from tests.payments import webhooks
from tests.payments.webhooks import CONNECT, CONNECT_SECRET, SECRET

pytestmark = pytest.mark.django_db
Status = GatewayEvent.Status


@pytest.fixture(autouse=True)
def _secrets(settings):
    settings.STRIPE_SECRET_KEY = "sk_test_doors"
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
    settings.STRIPE_CONNECT_WEBHOOK_SECRETS = [CONNECT_SECRET]


def signed(body: bytes, *secrets: str) -> str:
    """A header with one signature for each secret."""
    moment = int(kit_clock.now().timestamp())
    made = [signatures.sign(body, moment, secret).split(",")[1] for secret in secrets]
    return ",".join([f"t={moment}", *made])


class TestWhoGetsIn:
    def test_an_event_that_is_signed_is_kept(self, client):
        event = webhooks.event()
        assert webhooks.knock(client, event).status_code == 200
        kept = GatewayEvent.objects.get()
        assert (kept.reference, kept.payload) == (event["id"], event)

    @pytest.mark.parametrize(
        "header", [None, "", "t=,v1=", "nonsense", "t=1e9,v1=00", "v1=00", "t=99999999999999,v1=0"]
    )
    def test_w1_no_signature_or_a_garbled_one_is_refused(self, client, header):
        body = json.dumps(webhooks.event()).encode()
        assert webhooks.send(client, body, header).status_code == 400
        assert not GatewayEvent.objects.exists()

    def test_w2_another_secret_is_refused(self, client):
        assert webhooks.knock(client, webhooks.event(), secret="whsec_guessed").status_code == 400

    @pytest.mark.parametrize("change", [lambda body: body.replace(b"evt_", b"evt-", 1), lambda body: body + b" "])
    def test_w3_a_body_that_was_changed_by_one_byte_is_refused(self, client, change):
        body = json.dumps(webhooks.event()).encode()
        header = signed(body, SECRET)
        assert webhooks.send(client, change(body), header).status_code == 400

    @pytest.mark.parametrize(("ahead", "status"), [(-301, 400), (-300, 200), (300, 200), (301, 400)])
    def test_w4_a_signature_is_good_for_five_minutes_to_both_sides(self, client, clock, ahead, status):
        assert webhooks.knock(client, webhooks.event(), ahead=ahead).status_code == status

    def test_w5_the_secret_of_one_door_does_not_open_the_other(self, client):
        assert webhooks.knock(client, webhooks.event(), door=CONNECT, secret=SECRET).status_code == 400
        assert webhooks.knock(client, webhooks.event(), secret=CONNECT_SECRET).status_code == 400

    def test_w12_while_a_secret_is_changed_both_are_good(self, client, settings):
        settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", SECRET]
        assert webhooks.knock(client, webhooks.event()).status_code == 200
        body = json.dumps(webhooks.event()).encode()
        assert webhooks.send(client, body, signed(body, "whsec_other", "whsec_new")).status_code == 200

    def test_without_a_secret_nobody_gets_in(self, client, settings):
        settings.STRIPE_WEBHOOK_SECRETS = [""]
        assert webhooks.knock(client, webhooks.event(), secret="").status_code == 400

    def test_a_door_is_not_there_to_be_looked_at(self, client):
        assert client.get(webhooks.PLATFORM).status_code == 405

    @pytest.mark.parametrize("name", ["paypal", "crypto"])
    def test_the_door_of_a_gateway_that_is_not_set_up_is_not_there(self, client, name):
        assert client.post(f"/payments/webhooks/{name}/", b"{}", content_type="application/json").status_code == 404


class TestWhatIsKept:
    def test_w6_test_money_where_real_money_is_meant_is_set_aside(self, client, caplog):
        assert webhooks.knock(client, webhooks.event(livemode=True)).status_code == 200
        assert GatewayEvent.objects.get().status == Status.IGNORED
        assert "event_set_aside" in caplog.text

    def test_w9_a_type_that_nobody_knows_is_kept_and_over(self, client):
        assert webhooks.knock(client, webhooks.event("of.the.future")).status_code == 200
        assert GatewayEvent.objects.get().status == Status.IGNORED

    def test_w15_a_body_of_a_megabyte_is_read(self, client):
        thing = {"id": "frt_1", "object": "reporting.report_type", "words": "x" * 1_000_000}
        assert webhooks.knock(client, webhooks.event(object=thing)).status_code == 200

    @pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"evt"', b"[" * 100_000, b'{"id": "evt_1"}'])
    def test_w15_what_is_no_event_is_refused_though_it_is_signed(self, client, body):
        assert webhooks.knock(client, body).status_code == 400
        assert not GatewayEvent.objects.exists()

    def test_the_same_event_twice_is_kept_once(self, client):
        event = webhooks.event()
        assert [webhooks.knock(client, event).status_code for _time in range(2)] == [200, 200]
        assert GatewayEvent.objects.count() == 1
