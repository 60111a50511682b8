"""Notices on devices: sealed, signed, sent once, and to nobody who should not read them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts import devices
from accounts.models import Device, User
from marketplace.kit import clock as now_of
from marketplace.kit import outbox
from marketplace.kit.models import OutboxMessage
from marketplace.kit.refusals import NotAllowed, Refused
from social import kinds
from social.models import Notice, PushSubscription
from social.push import keys, sending, services, subscriptions
from tests.social.push_service import PushService

KEY = "ZGF5Ym9vay1rZXktZm9yLXRlc3RzLTAxMjM0NTY3ODk"
PAGE, AGENT = "/settings/notices/devices/", "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture(autouse=True)
def _push_is_on(settings: Any) -> None:
    settings.VAPID_PRIVATE_KEY, settings.EMBEDDED = KEY, True
    kinds.declare("waved", icon="mail", sentence="%(who)s waved.", button="Look", family="work")


@pytest.fixture
def service() -> Iterator[PushService]:
    """The push service of a browser's maker, on this machine."""
    with PushService() as running:
        yield running


@pytest.fixture
def device_of(client_of: Callable[[User], Client]) -> Callable[[User], tuple[Client, Device]]:
    """A browser in which somebody is signed in, and its row."""

    def device(person: User) -> tuple[Client, Device]:
        browser = client_of(person)
        request = RequestFactory().get("/", headers={"User-Agent": AGENT})
        request.session = browser.session
        row, _is_new = devices.arrive(request, HttpResponse(), person, is_to_be_remembered=False)
        request.session.save()
        return browser, row

    return device


@pytest.fixture
def subscribed(service: PushService, device_of: Any) -> Callable[[User], PushSubscription]:
    """Somebody lets the browser "one" show their notices."""
    return lambda person: subscriptions.subscribe(device_of(person)[1], **service.new_browser(), by=person)


def wave(*people: User, who: str = "Ben") -> list[Notice]:
    """Tell them something, on their devices alone."""
    told = [
        Notice.objects.create(user=person, kind="waved", key=who, url=f"/hello/{who}/", facts={"who": who})
        for person in people
    ]
    sending.put(told)
    return told


@pytest.mark.django_db(transaction=True)
def test_a_device_shows_the_sentence_and_a_way_to_the_page(service, subscribed, ada):
    subscribed(ada)
    (notice,) = wave(ada)
    (message,) = service.browsers["one"].shown
    url = reverse("social:open", args=[notice.pk])
    assert message == {"title": "Daybook", "text": "Ben waved.", "url": url, "tag": notice.pk.hex}


@pytest.mark.django_db(transaction=True)
def test_the_message_is_signed_by_the_site_and_kept_for_a_day(service, subscribed, ada):
    subscribed(ada)
    wave(ada)
    (who,), (headers,) = service.signed_by, service.asked
    assert who["key"] == keys.own().shown
    assert who["sub"].startswith("mailto:")
    assert (headers["ttl"], headers["content-encoding"]) == ("86400", "aes128gcm")


@pytest.mark.django_db(transaction=True)
class TestWhatIsNotShown:
    def test_the_same_notice_twice(self, service, subscribed, ada):
        subscribed(ada)
        (notice,) = wave(ada)
        sending.put([notice])
        assert service.shown() == ["Ben waved."]

    def test_what_is_told_to_somebody_else(self, service, subscribed, ada, eve):
        subscribed(ada)
        wave(eve)
        assert service.asked == []

    def test_what_was_read_before_the_message_went_out(self, service, subscribed, ada):
        to = subscribed(ada)
        notice = Notice.objects.create(user=ada, kind="waved", key="k", url="/", read_at=now_of.now())
        sending.send("key", notice=str(notice.pk), to=str(to.pk))
        assert service.asked == []

    def test_what_is_older_than_a_day(self, service, subscribed, ada):
        to = subscribed(ada)
        long_ago = now_of.now() - timedelta(days=1, seconds=1)
        notice = Notice.objects.create(user=ada, kind="waved", key="k", url="/", created_at=long_ago)
        sending.send("key", notice=str(notice.pk), to=str(to.pk))
        assert service.asked == []

    def test_anything_where_its_owner_has_signed_out(self, service, device_of, ada):
        browser, device = device_of(ada)
        subscriptions.subscribe(device, **service.new_browser(), by=ada)
        browser.post(reverse("account_logout"))
        wave(ada)
        assert service.asked == []

    def test_anything_once_the_session_has_run_out(self, service, subscribed, ada, clock):
        subscribed(ada)
        clock.shift(timedelta(days=15))
        wave(ada)
        assert service.asked == []

    def test_anything_to_an_account_that_is_closed(self, service, subscribed, ada):
        subscribed(ada)
        User.objects.filter(pk=ada.pk).update(is_active=False)
        wave(ada)
        assert service.asked == []

    def test_anything_where_the_site_has_no_key(self, service, subscribed, ada, settings):
        subscribed(ada)
        settings.VAPID_PRIVATE_KEY = ""
        wave(ada)
        assert not OutboxMessage.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestAPushServiceThatRefuses:
    @pytest.mark.parametrize("status", [404, 410])
    def test_a_browser_that_is_gone_is_forgotten(self, service, subscribed, ada, status):
        subscribed(ada)
        service.answers = status
        wave(ada)
        assert not PushSubscription.objects.exists()
        assert not outbox.waiting().exists()

    def test_one_that_is_busy_is_asked_again_after_a_pause_and_longer_each_time(self, service, subscribed, ada, clock):
        subscribed(ada)
        service.answers = 503
        wave(ada)
        for pause in (30, 60, 120):
            clock.shift(timedelta(seconds=pause - 1))
            outbox.deliver()
            before = len(service.asked)
            clock.shift(timedelta(seconds=1))
            outbox.deliver()
            assert len(service.asked) == before + 1
        service.answers = 201
        clock.shift(timedelta(minutes=10))
        outbox.deliver()
        assert service.shown() == ["Ben waved."]
        assert PushSubscription.objects.get().failures == 0

    def test_other_messages_wait_while_it_rests(self, service, subscribed, ada, clock):
        subscribed(ada)
        service.answers = 503
        wave(ada)
        wave(ada, who="Cleo")
        assert len(service.asked) == 1
        service.answers = 201
        clock.shift(timedelta(seconds=30))
        outbox.deliver()
        assert sorted(service.shown()) == ["Ben waved.", "Cleo waved."]

    def test_a_message_that_is_wrong_is_not_sent_again(self, service, subscribed, ada, clock):
        subscribed(ada)
        service.answers = 400
        wave(ada)
        clock.shift(timedelta(hours=2))
        outbox.deliver()
        assert len(service.asked) == 1

    def test_one_that_never_answers_is_given_up(self, service, subscribed, ada, clock):
        subscribed(ada)
        service.answers = 500
        wave(ada)
        for _hour in range(12):
            clock.shift(timedelta(hours=1))
            outbox.deliver()
        assert not PushSubscription.objects.exists()

    def test_one_that_is_not_there_counts_as_busy(self, service, subscribed, ada):
        to = subscribed(ada)
        PushSubscription.objects.filter(pk=to.pk).update(endpoint="http://127.0.0.1:9/x")
        wave(ada)
        assert PushSubscription.objects.get().failures == 1


@pytest.mark.django_db
class TestWhereMessagesMayGo:
    @pytest.mark.parametrize(
        "endpoint",
        [
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
            "https://web.push.apple.com/QGc",
            "https://wns2-par02p.notify.windows.com/w/?token=abc",
        ],
    )
    def test_the_services_of_the_known_browsers_are_taken(self, endpoint, settings):
        settings.EMBEDDED = False
        assert services.check(endpoint) == endpoint

    @pytest.mark.parametrize(
        "endpoint",
        [
            "http://fcm.googleapis.com/fcm/send/abc",
            "https://fcm.googleapis.com:8443/x",
            "https://fcm.googleapis.com.evil.example/x",
            "https://evil-fcm.googleapis.com/x",
            "https://user:pass@fcm.googleapis.com/x",
            "https://127.0.0.1/x",
            "http://127.0.0.1:6379/x",
            "https://[::1]/x",
            "https://[broken/x",
            "https://fcm.googleapis.com:port/x",
            "gopher://fcm.googleapis.com/x",
            "https://fcm.googleapis.com/x\r\nHost: evil",
            "https://fcm.googleapis.com/" + "x" * 1000,
            "",
        ],
    )
    def test_no_other_address_is(self, endpoint, settings):
        settings.EMBEDDED = False
        with pytest.raises(Refused):
            services.check(endpoint)

    @pytest.mark.parametrize("address", ["10.0.0.7", "127.0.0.1", "169.254.169.254", "::1", "fd00::1"])
    def test_a_name_that_leads_into_a_private_network_is_not_asked(self, address, settings, monkeypatch):
        settings.EMBEDDED = False
        monkeypatch.setattr(services, "getaddrinfo", lambda *_name, **_kind: [(0, 0, 0, "", (address, 443))])
        with pytest.raises(services.Unreachable, match="private"):
            services.post("https://fcm.googleapis.com/x", b"", {})


@pytest.mark.django_db
class TestSubscribing:
    def test_a_browser_says_yes_and_stands_on_the_page(self, service, device_of, ada):
        browser, _device = device_of(ada)
        answer = browser.post(PAGE, service.new_browser(), follow=True)
        assert answer.redirect_chain == [(PAGE, 303)]
        assert "Firefox on Linux (this device)" in answer.content.decode()

    def test_twice_is_one_subscription(self, service, device_of, ada):
        browser, _device = device_of(ada)
        said = service.new_browser()
        browser.post(PAGE, said)
        browser.post(PAGE, said)
        assert PushSubscription.objects.count() == 1

    def test_a_browser_that_changes_hands_shows_its_new_user_s_notices_alone(
        self, service, subscribed, device_of, ada, eve
    ):
        endpoint = subscribed(ada).endpoint
        browser, device = device_of(eve)
        browser.post(PAGE, {**service.new_browser(), "endpoint": endpoint})
        assert PushSubscription.objects.get().device == device

    @pytest.mark.parametrize(
        "wrong",
        [
            {"endpoint": "https://evil.example/x"},
            {"endpoint": "\0"},
            {"endpoint": ""},
            {"p256dh": "AAAA"},
            {"p256dh": "é"},
            {"auth": "short"},
            {"auth": "x" * 5000},
        ],
    )
    def test_what_no_browser_gives_is_refused_with_a_sentence(self, service, device_of, ada, wrong):
        browser, _device = device_of(ada)
        answer = browser.post(PAGE, {**service.new_browser(), **wrong})
        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()
        assert not PushSubscription.objects.exists()

    def test_a_mailbox_that_has_moved_is_followed(self, service, device_of, ada):
        browser, _device = device_of(ada)
        browser.post(PAGE, first := service.new_browser())
        moved = {**service.new_browser(), "old": first["endpoint"]}
        assert browser.post(f"{PAGE}renewal/", moved).status_code == 204
        assert PushSubscription.objects.get().endpoint == moved["endpoint"]

    @pytest.mark.parametrize("old", ["https://fcm.googleapis.com/none", "\0", ""])
    def test_who_does_not_know_the_old_mailbox_moves_none(self, service, device_of, ada, eve, old):
        browser, _device = device_of(eve)
        answer = browser.post(f"{PAGE}renewal/", {**service.new_browser(), "old": old})
        assert answer.status_code in {400, 404}
        assert not PushSubscription.objects.exists()

    def test_a_session_without_a_device_is_refused(self, service, client_of, ada):
        """As that of staff who look through somebody's eyes."""
        assert client_of(ada).post(PAGE, service.new_browser()).status_code == 422

    def test_nobody_subscribes_another_s_device(self, service, device_of, ada, eve):
        with pytest.raises(NotAllowed):
            subscriptions.subscribe(device_of(ada)[1], **service.new_browser(), by=eve)

    def test_the_page_says_so_where_push_is_off(self, client_of, ada, settings):
        settings.VAPID_PRIVATE_KEY = ""
        page = client_of(ada).get(PAGE).content.decode()
        assert "not set up" in page
        assert "data-push=" not in page


@pytest.mark.django_db
class TestUnsubscribing:
    def test_a_device_is_removed_and_twice_is_harmless(self, subscribed, client_of, ada):
        device = subscribed(ada).device
        url = reverse("social:unsubscribe_device", args=[device.pk])
        for said in ("shows no notices any more", "showed none already"):
            assert said in client_of(ada).post(url, follow=True).content.decode()
        assert not PushSubscription.objects.exists()

    def test_a_stranger_does_not_find_it(self, subscribed, client_of, ada, eve):
        url = reverse("social:unsubscribe_device", args=[subscribed(ada).device.pk])
        assert client_of(eve).post(url).status_code == 404
        assert PushSubscription.objects.exists()

    def test_it_is_no_link(self, subscribed, client_of, ada):
        url = reverse("social:unsubscribe_device", args=[subscribed(ada).device.pk])
        assert client_of(ada).get(url).status_code == 405

    def test_a_device_that_is_forgotten_takes_its_subscription_along(self, subscribed, ada):
        subscribed(ada).device.delete()
        assert not PushSubscription.objects.exists()


@pytest.mark.django_db
class TestOpening:
    def test_it_leads_to_the_page_and_marks_the_notice_as_read(self, client_of, ada):
        notice = Notice.objects.create(user=ada, kind="waved", key="k", url="/hello/")
        assert client_of(ada).get(reverse("social:open", args=[notice.pk])).url == "/hello/"
        notice.refresh_from_db()
        assert notice.read_at

    def test_a_stranger_does_not_find_it(self, client_of, ada, eve):
        notice = Notice.objects.create(user=ada, kind="waved", key="k", url="/hello/")
        assert client_of(eve).get(reverse("social:open", args=[notice.pk])).status_code == 404


def test_the_list_takes_as_many_queries_for_twenty_devices_as_for_one(service, device_of, ada, queries):
    browser, device = device_of(ada)
    subscriptions.subscribe(device, **service.new_browser(), by=ada)
    one = queries(lambda: browser.get(PAGE))
    for number in range(20):
        other = Device.objects.create(user=ada, token=f"other-{number}", session_key="k", user_agent=AGENT)
        subscriptions.subscribe(other, **service.new_browser(f"n{number}"), by=ada)
    assert queries(lambda: browser.get(PAGE)) == one
