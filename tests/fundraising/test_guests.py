"""Backing without an account: by e-mail, with a link as the way back."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts import guests
from accounts.models import Guest, User
from fundraising.models import Pledge
from marketplace.kit import outbox
from payments import methods
from payments.models import MethodSetup
from tests.fundraising import backing
from tests.payments.books import assert_books_balance

pytestmark = pytest.mark.django_db
Status = Pledge.Status
KEY = "6f0f6a2e-9a44-4b39-8a7c-0d0d1b8f7a10"


@pytest.fixture
def fundraiser(ada, local_stripe, clock):
    return backing.open_fundraiser(ada)


def send(client, fundraiser, **said):
    """The form, sent by somebody without an account."""
    loaf = fundraiser.rewards.get()
    typed = {"reward": loaf.pk, "name": "Noor", "email": "noor@example.org", "key": KEY, **said}
    return client.post(f"/fundraisers/{fundraiser.listing.slug}/pledge/", typed)


def promised(client, stripe, fundraiser, **said):
    """A guest's pledge whose card is kept, through the pages."""
    send(client, fundraiser, **said)
    pledge = Pledge.objects.latest("pk")
    client.post(f"/pledges/{pledge.pk}/card/")
    setup = MethodSetup.objects.latest("pk")
    stripe.pay(setup.action_url, "good")
    client.get(f"/payments/cards/{setup.pk}/return/")
    return backing.fresh(pledge)


def link_in(mail):
    """The path of the link in a mail."""
    return re.search(r"https?://[^/\s]+(/guest/[\w:.-]+/)", mail.body).group(1)


class TestBackingAsAGuest:
    def test_a_guest_promises_with_a_card_and_reads_of_it_by_mail(self, client, local_stripe, fundraiser, mailoutbox):
        pledge = promised(client, local_stripe, fundraiser)
        outbox.deliver()
        assert (pledge.status, pledge.backer.name, fundraiser_sum(fundraiser)) == (Status.ACTIVE, "Noor", 3800)
        mail = next(mail for mail in mailoutbox if mail.to == ["noor@example.org"])
        other = Client()
        page = other.get(link_in(mail), follow=True)
        assert (page.status_code, page.redirect_chain[-1][0]) == (200, pledge.get_absolute_url())
        assert_books_balance()

    def test_a_form_sent_twice_is_one_pledge(self, client, fundraiser):
        first, second = send(client, fundraiser), send(Client(), fundraiser)
        assert first["Location"] == second["Location"]
        assert (Pledge.objects.count(), Guest.objects.count()) == (1, 1)

    def test_an_address_with_an_account_is_answered_as_any_other(
        self, client, fundraiser, ben, mailoutbox, local_stripe
    ):
        known = send(client, fundraiser, email=ben.email.upper())
        assert known.status_code == 302
        pledge = Pledge.objects.get()
        assert pledge.backer != ben.party
        assert Pledge.objects.of_backer(ben).get() == pledge
        page = client.get(known["Location"]).content.decode()
        assert "Ben Okoro" not in page

    def test_the_charge_at_the_end_is_the_guests(self, client, local_stripe, fundraiser, clock, ben, mailoutbox):
        pledge = promised(client, local_stripe, fundraiser)
        backing.promised(local_stripe, fundraiser, ben, extra=1000)
        backing.end(fundraiser, clock)
        outbox.deliver()
        assert backing.fresh(pledge).status == Status.COLLECTED
        receipt = next(mail for mail in mailoutbox if mail.to == ["noor@example.org"] and "Receipt" in mail.subject)
        assert "/payments/" in Client().get(link_in(receipt), follow=True).redirect_chain[-1][0]
        assert_books_balance()

    @pytest.mark.parametrize(
        ("said", "where"),
        [
            ({"email": ""}, "id_email_error"), ({"email": "no"}, "id_email_error"), ({"name": ""}, "id_name_error"),
            ({"email": "a\x00@b.org"}, "id_email_error"), ({"key": "x"}, "id_key_error"), ({"extra": "x"}, "id_extra"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said_and_makes_nobody(self, client, fundraiser, said, where):
        answer = send(client, fundraiser, **said)
        assert (answer.status_code, Guest.objects.count()) == (422, 0)
        assert where in answer.content.decode() or where == "id_key_error"

    def test_without_a_name_one_is_a_guest(self, client, fundraiser):
        send(client, fundraiser, name="", is_anonymous="on")
        assert Guest.objects.get().party.name == "A guest"

    def test_forms_are_counted(self, client, fundraiser):
        answers = [send(Client(), fundraiser, key="").status_code for _press in range(12)]
        assert answers[0] == 302
        assert answers[-1] == 422


def fundraiser_sum(fundraiser):
    return backing.fresh(fundraiser).pledged_minor


class TestTheLink:
    @pytest.fixture
    def pledge(self, client, local_stripe, fundraiser):
        return promised(client, local_stripe, fundraiser)

    def test_it_changes_and_takes_back(self, pledge, fundraiser):
        came = Client()
        came.get(path_of(pledge))
        came.post(f"/pledges/{pledge.pk}/change/", {"extra": "10"})
        assert backing.fresh(pledge).amount_minor == 1000
        came.post(f"/pledges/{pledge.pk}/cancellation/")
        assert backing.fresh(pledge).status == Status.CANCELLED
        assert fundraiser_sum(fundraiser) == 0

    def test_it_asks_for_the_card_again_before_more_is_charged(self, pledge, clock):
        clock.shift(timedelta(hours=1))
        came = Client()
        came.get(path_of(pledge))
        answer = came.post(f"/pledges/{pledge.pk}/change/", {"extra": "5000"})
        assert (answer.status_code, backing.fresh(pledge).amount_minor) == (422, 3800)

    def test_a_card_is_offered_again_only_while_it_was_just_given(self, pledge, clock):
        assert methods.of(pledge.backer).exists()
        clock.shift(methods.FRESH)
        assert not methods.of(pledge.backer).exists()
        assert backing.fresh(pledge).method_id

    def test_it_runs_out_to_the_second_and_a_new_one_comes_by_mail(self, pledge, clock, mailoutbox):
        path = path_of(pledge)
        clock.shift(guests.GOOD_FOR - timedelta(seconds=1))
        assert Client().get(path).status_code == 302
        clock.shift(timedelta(seconds=2))
        assert Client().get(path).status_code == 410
        Client().post(f"{path}renewal/")
        outbox.deliver()
        assert Client().get(link_in(mailoutbox[-1])).status_code == 302
        assert Client().get(path).status_code == 404

    @pytest.mark.parametrize("token", ["x", "a:b:c", "%00", "x" * 3000])
    def test_a_made_up_one_opens_nothing(self, client, token):
        assert client.get(f"/guest/{token}/").status_code == 404

    def test_a_guest_sees_no_other_page_as_a_member_would(self, client, pledge):
        for path in ("/settings/", "/wallet/", "/settings/cards/", "/notifications/"):
            assert client.get(path).status_code in (302, 404)
        assert client.get("/pledges/").status_code == 200
        assert client.get(path_of_other(pledge)).status_code == 404

    def test_joining_later_claims_what_was_given(self, pledge, client):
        user = User.objects.create_user("noor@example.org", "correct horse battery")
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        path = path_of(pledge)
        assert guests.claim(user) == 1
        assert Pledge.objects.of_backer(user).get() == pledge
        assert Client().get(path).status_code == 404
        assert guests.claim(user) == 0


def path_of(pledge):
    guest = Guest.objects.get(party=pledge.backer)
    return f"/guest/{guests.token_of(guest, pledge.get_absolute_url())}/"


def path_of_other(pledge):
    return f"/pledges/{guests.uuid7()}/"


class TestPrivacy:
    def test_a_guest_may_have_all_of_it_deleted(self, client, local_stripe, fundraiser, clock):
        pledge = promised(client, local_stripe, fundraiser)
        assert "is open" in client.get("/settings/privacy/erasure/").content.decode()
        client.post(f"/pledges/{pledge.pk}/cancellation/")
        client.post("/settings/privacy/erasure/asking/", {"word": "delete"})
        from accounts.privacy import erasures

        clock.shift(erasures.GRACE)
        backing.work()
        erasures.run_due()
        assert Guest.objects.get().email == ""
        assert Guest.objects.get().party.name == "Somebody who has left"

    def test_methods_of_a_guest_are_nobody_elses(self, client, local_stripe, fundraiser, ben):
        promised(client, local_stripe, fundraiser, email=ben.email)
        assert not methods.of(ben.party).exists()
