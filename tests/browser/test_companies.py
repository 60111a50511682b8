"""A company in a real browser: founded, joined by somebody new, acted for, left at once; and handed over."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from accounts import companies, invitations, members, ownership
from accounts.models import Company, User
from marketplace.kit import outbox
from projects.models import Project
from tests import cast
from tests.accounts import running
from tests.browser.conftest import Visit
from tests.browser.test_accounts import LOOKS

PASSWORD = "a sentence is good enough"
TITLE = "Layout for an A5 toolbox journal"
SETTINGS = "/companies/ridge-press/settings/"


@pytest.fixture(autouse=True)
def _kept_mail(live_server: object, settings: Settings) -> None:
    """Mails are read at /mail/, as on a machine without a mail server."""
    settings.EMAIL_BACKEND = "marketplace.local.mail.KeptMail"


def found(page: Page) -> None:
    page.goto("/settings/companies/")
    page.get_by_role("link", name="Found a company").click()
    page.get_by_label("Name of the company").fill("Ridge Press")
    page.get_by_label("Legal form").fill("Ltd")
    page.get_by_label("Country").select_option("GB")
    page.get_by_role("button", name="Found the company").click()
    expect(page.get_by_text("Founded. Say what it does")).to_be_visible()
    page.get_by_label("In one line").fill("Maps and field guides")
    page.get_by_role("button", name="Save the page").click()
    page.get_by_role("button", name="Show it to everybody").click()
    expect(page.get_by_text("Everybody can find the company and see its page now.")).to_be_visible()


def invite(page: Page, email: str) -> None:
    page.goto(f"{SETTINGS}invitations/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Manager").check()
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text(f"An invitation is on its way to {email}.")).to_be_visible()
    outbox.deliver()


def newest_letter(page: Page, words: str) -> str:
    """The text of the newest mail with these words in its subject, read at /mail/."""
    page.goto("/mail/")
    page.get_by_role("link", name=words).first.click()
    page.wait_for_load_state()
    return page.locator("body").inner_text()


def join_by_mail(page: Page) -> None:
    """Somebody without an account opens the mail, signs up, and is in the company."""
    letter = newest_letter(page, "Ada Brandt invites you")
    link = next(word for word in letter.split() if "/invitations/" in word)
    page.goto(link.partition("/invitations/")[1] + link.partition("/invitations/")[2])
    expect(page.get_by_role("heading", level=1)).to_have_text("Join Ridge Press")
    page.get_by_role("link", name="Create an account and join").click()
    page.get_by_label("Your name").fill("Mo Ibe")
    page.get_by_label("E-mail").fill("other@example.net")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("I hire").check()
    page.get_by_role("button", name="Create my account").click()
    type_code(page)
    expect(page.get_by_text("another address than the invitation went to")).to_be_visible()
    page.get_by_role("button", name="Join Ridge Press").click()
    expect(page.get_by_text("You belong to Ridge Press now, as a manager.")).to_be_visible()


def type_code(page: Page) -> None:
    reader = page.context.new_page()
    letter = newest_letter(reader, "code").split()
    reader.close()
    code = next(word for word in letter if len(word) == 9 and word[4] == "-" and word.isupper())
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_load_state()


def act_for(page: Page, name: str) -> None:
    page.get_by_role("button", name="Your menu").click()
    page.get_by_role("button", name=name).click()
    expect(page.get_by_text(f"You act for {name}.")).to_be_visible()


def test_somebody_new_joins_by_mail_acts_for_it_and_is_refused_once_removed(visit: Visit, topics: object) -> None:
    ada = cast.ada()
    owner, page = visit("/", by=ada), visit("/")
    found(owner)
    invite(owner, "mo@example.net")
    join_by_mail(page)
    act_for(page, "Ridge Press")
    page.goto("/jobs/new/")
    expect(page.get_by_label("You act for")).to_have_value("ridge-press")
    page.get_by_label("What do you need done?").fill(TITLE)
    page.get_by_role("button", name="Begin the draft").click()
    page.wait_for_url("**/edit/")
    assert Project.objects.get().client.name == "Ridge Press"
    page.goto("/jobs/new/")
    page.get_by_label("What do you need done?").fill("A second journal, of 200 pages")
    owner.goto(f"{SETTINGS}members/")
    owner.get_by_role("button", name="Remove").click()
    expect(owner.get_by_text("They can no longer act for the company")).to_be_visible()
    page.get_by_role("button", name="Begin the draft").click()
    expect(page.locator(".error-summary")).to_contain_text("You no longer act for this company.")
    assert page.get_by_label("What do you need done?").input_value() == "A second journal, of 200 pages"
    expect(page.locator(".acting-bar")).to_have_count(0)
    assert Project.objects.count() == 1


def sign_in(visit: Visit, user: User) -> Page:
    page = visit("/accounts/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password", exact=True).fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()
    return page


def test_the_company_is_handed_over(visit: Visit) -> None:
    ada, ben = cast.ada(), cast.ben()
    press = running.founded(ada)
    running.joined(press, ben, by=ada)
    page = sign_in(visit, ada)
    page.goto(f"{SETTINGS}end/")
    page.get_by_label("New owner").select_option(label="Ben Okoro")
    page.get_by_role("button", name="Offer the ownership").click()
    expect(page.get_by_text("Nothing changes until Ben Okoro accepts.")).to_be_visible()
    other = sign_in(visit, ben)
    other.goto("/settings/companies/")
    other.get_by_role("button", name="Become an owner").click()
    expect(other.get_by_text("You own Ridge Press now.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Leave")
    assert {held.user: held.rank for held in press.memberships.all()} == {ben: "owner", ada: "manager"}


@pytest.fixture
def busy(live_server: object) -> Company:
    """A company with something on every page of its settings."""
    ada, ben = cast.ada(), cast.ben()
    press = running.founded(ada)
    companies.publish_company(press, by=ada)
    held = running.joined(press, ben, by=ada)
    members.show_oneself(press, by=ada, is_shown=True)
    running.invited(press, ada, "a.very.long.address.of.somebody@department.example.net", "manager")
    running.invited(running.founded(ben, "Tide Press"), ben, ada.email)
    ownership.offer(press, held.pk, stays=True, by=ada)
    return press


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_is_accessible_and_never_wider_than_its_window(
    visit: Visit, busy: Company, violations: Callable[[Page], list[str]], overflow: Callable[[Page], int],
    width: int, scheme: str,
) -> None:  # fmt: skip
    link = f"/invitations/{invitations.token_of(busy.invitations.get(status='open'))}/"
    ada = busy.memberships.get(rank="owner").user
    page = visit("/settings/companies/", width=width, scheme=scheme, by=ada)
    page.evaluate("document.querySelector('button[name=party][value=ridge-press]').click()")
    page.wait_for_load_state()
    paths = ["", "members/", "invitations/", "end/"]
    for path in ["/settings/companies/", "/settings/companies/new/", link, "/jobs/new/", *map(SETTINGS.__add__, paths)]:
        page.goto(path)
        assert (path, violations(page), overflow(page)) == (path, [], 0)


def test_it_works_without_javascript(visit: Visit) -> None:
    page = visit("/", by=cast.ada(), script=False)
    found(page)
    page.get_by_role("button", name="Your menu").click()
    page.get_by_role("button", name="Ridge Press").click()
    expect(page.locator(".acting-bar")).to_contain_text("You act for Ridge Press")
