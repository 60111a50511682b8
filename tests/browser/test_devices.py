"""Notices on a device: the button asks the browser, what it says reaches the site, and what comes is shown."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import cast
from tests.social.push_service import PushService

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "ZGF5Ym9vay1rZXktZm9yLXRlc3RzLTAxMjM0NTY3ODk"

# A headless browser reaches no push service, so its push manager is replaced by one that leads to ours.
PUSH_MANAGER = """
let current = null;
const given = %s;
const unsubscribe = async () => { sessionStorage.removeItem("push"); current = null; };
const keys = { p256dh: given.p256dh, auth: given.auth };
const subscription = { endpoint: given.endpoint, unsubscribe, toJSON: () => ({ endpoint: given.endpoint, keys }) };
if (sessionStorage.getItem("push")) current = subscription;
PushManager.prototype.getSubscription = async () => current;
PushManager.prototype.subscribe = async () => (sessionStorage.setItem("push", "yes"), current = subscription);
"""


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    """A push service on this machine."""
    settings.VAPID_PRIVATE_KEY, settings.EMBEDDED = KEY, True
    with PushService() as running:
        yield running


@pytest.fixture
def context(chromium: Browser, site_url: str, service: PushService) -> Iterator[BrowserContext]:
    """A browser with service workers, signed in through the door, that lets the site show notices."""
    context = chromium.new_context(base_url=site_url, permissions=["notifications"])
    context.add_init_script(PUSH_MANAGER % json.dumps(service.new_browser()))
    yield context
    context.close()


def signed_in(context: BrowserContext) -> Page:
    """Ada, on the page of her devices."""
    ada = cast.ada()
    page = context.new_page()
    page.goto(reverse("account_login") + f"?next={reverse('social:devices')}")
    page.get_by_label("E-mail").fill(ada.email)
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/settings/notices/devices/")
    return page


def test_a_device_is_switched_on_and_off(context: BrowserContext, violations: Callable[[Page], list[str]]) -> None:
    page = signed_in(context)
    page.get_by_role("button", name="Show notices on this device").click()
    expect(page.get_by_text("On: this browser shows your notices.")).to_be_visible()
    expect(page.get_by_role("heading", name="Devices that show your notices")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Switch off on this device").click()
    expect(page.get_by_role("button", name="Show notices on this device")).to_be_visible()
    expect(page.get_by_role("heading", name="Devices that show your notices")).to_be_hidden()


def test_a_message_is_shown_and_says_where_it_leads(context: BrowserContext) -> None:
    page = signed_in(context)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    (worker,) = context.service_workers
    message = json.dumps({"title": "Daybook", "text": "Ben waved.", "url": "/notices/1/", "tag": "n1"})
    worker.evaluate("(data) => self.dispatchEvent(new PushEvent('push', { data }))", message)
    page.wait_for_function(
        "navigator.serviceWorker.ready.then((worker) => worker.getNotifications()).then((shown) => shown.length === 1)"
    )
    shown = page.evaluate(
        "navigator.serviceWorker.ready.then((worker) => worker.getNotifications())"
        ".then(([one]) => [one.title, one.body, one.tag, one.data.url])"
    )
    assert shown == ["Daybook", "Ben waved.", "n1", "/notices/1/"]


def test_without_script_the_page_says_so_and_devices_can_still_be_removed(
    chromium: Browser, site_url: str, context: BrowserContext
) -> None:
    page = signed_in(context)
    page.get_by_role("button", name="Show notices on this device").click()
    expect(page.get_by_role("heading", name="Devices that show your notices")).to_be_visible()
    plain = chromium.new_context(base_url=site_url, java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto(reverse("social:devices"))
    assert "JavaScript is turned off here" in page.inner_text("noscript")
    expect(page.get_by_role("button", name="Show notices on this device")).to_be_hidden()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("shows no notices any more")).to_be_visible()
    plain.close()


def test_a_browser_that_blocks_notices_is_told_what_to_do(
    chromium: Browser, site_url: str, service: PushService
) -> None:
    context = chromium.new_context(base_url=site_url)
    context.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' });")
    page = signed_in(context)
    expect(page.get_by_text("This browser blocks notices from this site.")).to_be_visible()
    expect(page.get_by_role("button", name="Show notices on this device")).to_be_hidden()
    assert not service.asked
    context.close()
