"""What backers agree to: for each kind, kept with the pledge, and never changed."""

import pytest

from fundraising import agreed_terms, pledges
from fundraising.models import Fundraiser, Pledge
from payments import documents, paperwork, sheets
from payments.models import Payment
from tests.fundraising import backing

KINDS = sorted(agreed_terms.CURRENT.items())


def test_no_word_of_what_somebody_agreed_to_has_changed():
    """A new wording is a new file with the next number."""
    assert list(agreed_terms.broken()) == []


@pytest.mark.parametrize(("kind", "version"), KINDS)
def test_each_version_has_a_page_in_both_languages(client, db, kind, version):
    assert client.get(f"/backing/terms/{version}/").status_code == 200
    german = client.get(f"/backing/terms/{version}/", headers={"accept-language": "de"}).text
    assert "Treuhandkonto" in german


def test_standing_support_has_terms_of_its_own(client, db):
    assert "Terms for standing support" in client.get(f"/backing/terms/{agreed_terms.SUPPORT}/").text


@pytest.mark.parametrize("version", ["reward-99", "de-reward-1", "nothing"])
def test_a_version_that_never_was_is_not_found(client, db, version):
    assert client.get(f"/backing/terms/{version}/").status_code == 404


@pytest.mark.django_db
class TestBacking:
    @pytest.fixture
    def fundraiser(self, local_stripe, ada):
        return backing.open_fundraiser(ada)

    def test_the_form_names_what_is_agreed_to_and_the_pledge_keeps_it(self, fundraiser, ben, client_of):
        page = client_of(ben).get(f"/fundraisers/{fundraiser.listing.slug}/pledge/").text
        assert "/backing/terms/reward-1/" in page
        made = pledges.pledge(fundraiser, backing.chosen(fundraiser, extra=20), backer=ben.party, by=ben)
        assert made.agreed == "reward-1"
        assert "You agreed to the" in client_of(ben).get(made.get_absolute_url()).text

    def test_a_guest_reads_the_same(self, fundraiser, client):
        assert "/backing/terms/reward-1/" in client.get(f"/fundraisers/{fundraiser.listing.slug}/pledge/").text

    def test_who_matches_others_agrees_to_it_too(self, fundraiser, cleo, client_of):
        address = f"/fundraisers/{fundraiser.listing.slug}/match/"
        assert "/backing/terms/reward-1/" in client_of(cleo).get(address).text
        client_of(cleo).post(address, {"factor": "1000", "total": "80"})
        assert Pledge.objects.get().agreed == "reward-1"

    def test_a_newer_version_holds_for_later_pledges_alone(self, fundraiser, ben, cleo, monkeypatch):
        made = pledges.pledge(fundraiser, backing.chosen(fundraiser, extra=20), backer=ben.party, by=ben)
        monkeypatch.setitem(agreed_terms.CURRENT, Fundraiser.Kind.REWARD, "reward-2")
        pledges.pledge(fundraiser, backing.chosen(fundraiser, extra=20), backer=cleo.party, by=cleo)
        assert sorted(Pledge.objects.values_list("agreed", flat=True)) == ["reward-1", "reward-2"]
        assert backing.fresh(made).agreed == "reward-1"


@pytest.mark.django_db
class TestTheReceipt:
    def receipt(self, local_stripe, ada, ben, **choice):
        keeps = backing.open_fundraiser(ada, settlement=Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE)
        backing.paid(local_stripe, keeps, ben, **choice)
        payment = Payment.objects.get()
        paperwork.now("payment", payment.pk)
        paper = documents.issued(("payment", payment.pk))
        return payment, sheets.of(paper)

    def test_a_gift_is_called_one_and_proves_no_charity(self, local_stripe, ada, ben, client_of):
        payment, sheet = self.receipt(local_stripe, ada, ben, extra=20)
        assert (sheet.name, sheet.sums[-1][0]) == ("Receipt for a gift", "Given")
        assert any("no certificate" in note for note in sheet.notes)
        assert "You gave €20.00" in client_of(ben).get(payment.get_absolute_url()).text

    def test_a_reward_is_something_that_is_still_to_be_made(self, local_stripe, ada, ben, client_of):
        payment, sheet = self.receipt(local_stripe, ada, ben, reward="Loaf")
        assert (sheet.name, sheet.sums[-1][0]) == ("Receipt", "Paid")
        assert "still to be made" in sheet.lede
        assert "still to be made" in client_of(ben).get(payment.get_absolute_url()).text
