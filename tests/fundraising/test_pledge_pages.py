"""Backing in the browser's words: the form, the pledge's page, and who may do what."""

import pytest

from fundraising.models import Fundraiser, Pledge, Reward, ShippingRate
from tests.fundraising import backing, raising

pytestmark = pytest.mark.django_db
Status = Pledge.Status


@pytest.fixture
def fundraiser(ada):
    return backing.open_fundraiser(ada)


def begin_url(fundraiser):
    return f"/fundraisers/{fundraiser.listing.slug}/pledge/"


def sum_in(page):
    """What the page says beside the button: what it costs."""
    return page.text.partition('id="pledge-sum"')[2].partition("</dl>")[0]


class TestTheForm:
    def test_choosing_leads_to_the_pledges_page(self, fundraiser, ben, client_of):
        loaf = fundraiser.rewards.get()
        sent = {"reward": loaf.pk, "extra": "2.50", "message": "Bake well", "party": ben.party.slug}
        answer = client_of(ben).post(begin_url(fundraiser), sent)
        made = Pledge.objects.get()
        assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
        assert (made.status, made.amount_minor, made.message) == (Status.DRAFT, 4050, "Bake well")

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({"extra": "lots"}, "id_extra_error"),
            ({"extra": "-3"}, "id_extra_error"),
            ({"extra": "9" * 39}, "id_extra_error"),
            ({"extra": "5\x00"}, "id_extra_error"),
            ({"reward": "nonsense", "extra": "5"}, "id_reward_error"),
            ({}, "id_extra_error"),
            ({"extra": "5", "message": "x" * 501}, "id_message_error"),
        ],
    )
    def test_what_is_wrong_is_said_where_it_was_typed(self, fundraiser, ben, client_of, typed, said):
        answer = client_of(ben).post(begin_url(fundraiser), {"party": ben.party.slug, **typed})
        page = answer.content.decode()
        assert (answer.status_code, Pledge.objects.count()) == (422, 0)
        assert said in page

    def test_what_was_typed_stays(self, fundraiser, ben, client_of):
        answer = client_of(ben).post(begin_url(fundraiser), {"party": ben.party.slug, "extra": "x", "message": "Hello"})
        assert "Hello" in answer.content.decode()

    def test_who_is_not_signed_in_may_do_it_as_a_guest_or_sign_in_and_come_back(self, fundraiser, client):
        page = client.get(f"{begin_url(fundraiser)}?reward=x").content.decode()
        assert 'name="email"' in page
        assert f"next={begin_url(fundraiser)}" in page

    def test_the_maker_reads_that_it_is_their_own(self, fundraiser, ada, client_of):
        assert "your own fundraiser" in client_of(ada).get(begin_url(fundraiser)).content.decode()

    def test_a_draft_of_somebody_else_is_not_found(self, ada, ben, client_of):
        draft = raising.a_draft(ada)
        assert client_of(ben).get(begin_url(draft)).status_code == 404

    def test_a_filing_takes_no_pledges(self, ada, ben, client_of):
        filing = raising.a_filing(ada)
        assert client_of(ben).get(begin_url(filing.fundraiser)).status_code == 404

    def test_it_tells_the_price_of_what_was_pressed_at_once(self, fundraiser, ben, client, client_of):
        address = f"{begin_url(fundraiser)}?reward={fundraiser.rewards.get().pk}"
        for browser in (client_of(ben), client):
            assert "€38.00" in sum_in(browser.get(address))
        assert "Together" not in client.get(begin_url(fundraiser)).text

    def test_it_says_where_a_reward_is_sent_and_offers_no_other_country(self, fundraiser, ben, client_of):
        book = raising.a_reward(fundraiser, name="Book", ships=Reward.Ships.REGION)
        for code in ("AT", "DE"):
            ShippingRate.objects.create(reward=book, country=code, cost_minor=450)
        page = client_of(ben).get(begin_url(fundraiser))
        assert "Ships to: Austria, Germany, €4.50." in page.text
        assert [code for code, _name in page.context["form"].fields["country"].choices] == ["", "AT", "DE"]

    def test_a_country_to_which_it_is_not_sent_is_said_at_the_field(self, fundraiser, ben, client_of):
        for name, code in (("Book", "AT"), ("Print", "US")):
            sent = raising.a_reward(fundraiser, name=name, ships=Reward.Ships.REGION)
            ShippingRate.objects.create(reward=sent, country=code, cost_minor=450)
        typed = {"reward": sent.pk, "country": "AT", "party": ben.party.slug}
        answer = client_of(ben).post(begin_url(fundraiser), typed)
        assert (answer.status_code, "id_country_error" in answer.text) == (422, True)
        assert "but to: United States" in answer.text

    def test_where_its_backer_is_stands_there_first(self, fundraiser, ben, client_of):
        raising.a_reward(fundraiser, name="Book", ships=Reward.Ships.WORLD)
        type(ben.party.profile).objects.filter(pk=ben.party.profile.pk).update(country="IE")
        assert 'value="IE" selected' in client_of(ben).get(begin_url(fundraiser)).text

    def test_the_sum_is_worked_out_by_the_server(self, fundraiser, ben, client_of):
        loaf = fundraiser.rewards.get()
        page = client_of(ben).get(f"{begin_url(fundraiser)}sum/", {"reward": loaf.pk, "extra": "2"}).content.decode()
        assert "€40.00" in page

    def test_a_reward_that_is_gone_says_so(self, fundraiser, ben, cleo, client_of):
        Reward.objects.update(limit=1)
        loaf = fundraiser.rewards.get()
        client_of(cleo).post(begin_url(fundraiser), {"reward": loaf.pk, "party": cleo.party.slug})
        answer = client_of(ben).post(begin_url(fundraiser), {"reward": loaf.pk, "party": ben.party.slug})
        assert (answer.status_code, "has just been taken" in answer.content.decode()) == (422, True)


class TestThePledge:
    def test_a_kept_card_promises_it(self, local_stripe, fundraiser, ben, client_of):
        card = backing.card(local_stripe, ben)
        client_of(ben).post(begin_url(fundraiser), {"extra": "20", "party": ben.party.slug})
        made = Pledge.objects.get()
        for _turn in range(2):
            client_of(ben).post(f"/pledges/{made.pk}/confirmation/", {"card": card.pk})
        page = client_of(ben).get(made.get_absolute_url()).content.decode()
        assert backing.fresh(made).status == Status.ACTIVE
        assert "Promised. Your card is charged €20.00" in page

    def test_a_new_card_leads_to_the_gateway(self, local_stripe, fundraiser, ben, client_of):
        client_of(ben).post(begin_url(fundraiser), {"extra": "20", "party": ben.party.slug})
        made = Pledge.objects.get()
        answer = client_of(ben).post(f"/pledges/{made.pk}/card/", follow=True)
        assert "On to the payment service" in answer.content.decode()

    def test_what_is_paid_at_once_leads_to_the_checkout(self, local_stripe, ada, ben, client_of):
        keeps = backing.open_fundraiser(ada, settlement=Fundraiser.Settlement.KEEP_WHAT_YOU_RAISE)
        answer = client_of(ben).post(begin_url(keeps), {"extra": "20", "party": ben.party.slug}, follow=True)
        page = answer.content.decode()
        assert "/checkout/" in answer.redirect_chain[-1][0]
        assert "€20.00" in page

    def test_changing_shows_what_was_chosen_and_keeps_the_new_choice(self, local_stripe, fundraiser, ben, client_of):
        made = backing.promised(local_stripe, fundraiser, ben, reward="Loaf")
        url = f"/pledges/{made.pk}/change/"
        assert f'value="{fundraiser.rewards.get().pk}" checked' in client_of(ben).get(url).content.decode()
        client_of(ben).post(url, {"reward": "", "extra": "12"})
        assert backing.fresh(made).amount_minor == 1200

    def test_the_sum_beside_a_change_counts_what_is_had_already(self, local_stripe, ada, ben, eve, client_of):
        full = backing.open_fundraiser(ada, hard_goal_minor=100_000)
        made = backing.promised(local_stripe, full, ben, reward="Loaf", extra=900)
        Reward.objects.update(retired_at=made.created_at)
        asked = {"pledge": made.pk, "reward": full.rewards.get().pk, "extra": "950"}
        assert "€988.00" in client_of(ben).get(f"{begin_url(full)}sum/", asked).text
        assert "€988.00" not in client_of(eve).get(f"{begin_url(full)}sum/", asked).text
        page = client_of(ben).get(f"/pledges/{made.pk}/change/")
        assert f'name="pledge" value="{made.pk}"' in page.text
        assert "€938.00" in sum_in(page)

    @pytest.mark.parametrize("pk", ["", "nonsense", "\x00", "7f1c7a6e-5b1e-4d5e-9c53-0d5a3f2f9b11"])
    def test_the_sum_of_no_pledge_is_that_of_a_new_one(self, fundraiser, ben, client_of, pk):
        asked = {"pledge": pk, "party": pk, "extra": "20"}
        assert "€20.00" in client_of(ben).get(f"{begin_url(fundraiser)}sum/", asked).text

    def test_taking_it_back(self, local_stripe, fundraiser, ben, client_of):
        made = backing.promised(local_stripe, fundraiser, ben, extra=20)
        page = client_of(ben).post(f"/pledges/{made.pk}/cancellation/", follow=True).content.decode()
        assert "Taken back" in page
        assert backing.fresh(made).status == Status.CANCELLED

    def test_one_that_ran_out_says_so_and_is_chosen_again(self, local_stripe, fundraiser, ben, client_of, clock):
        loaf = fundraiser.rewards.get()
        client_of(ben).post(begin_url(fundraiser), {"reward": loaf.pk, "party": ben.party.slug})
        made, kept = Pledge.objects.get(), backing.card(local_stripe, ben)
        backing.later(clock, minutes=31)
        client_of(ben).post(f"/pledges/{made.pk}/confirmation/", {"card": kept.pk})
        page = client_of(ben).get(made.get_absolute_url()).text
        assert "It was not confirmed in time" in page
        assert f"{begin_url(fundraiser)}?reward={loaf.pk}" in page
        clock.move_to(fundraiser.deadline_at)
        assert "Choose again" not in client_of(ben).get(made.get_absolute_url()).text

    def test_one_that_was_let_go_before_says_so(self, fundraiser, ben, client_of):
        client_of(ben).post(begin_url(fundraiser), {"extra": "20", "party": ben.party.slug})
        client_of(ben).post(f"/pledges/{Pledge.objects.get().pk}/cancellation/")
        page = client_of(ben).get(Pledge.objects.get().get_absolute_url()).text
        assert "Taken back before it was confirmed." in page

    def test_one_that_was_taken_back_says_so_after_a_missed_end(self, local_stripe, fundraiser, ben, client_of, clock):
        made = backing.promised(local_stripe, fundraiser, ben, extra=20)
        client_of(ben).post(f"/pledges/{made.pk}/cancellation/")
        backing.end(fundraiser, clock)
        assert "Taken back. Nothing was charged." in client_of(ben).get(made.get_absolute_url()).text

    @pytest.mark.parametrize("act", ["", "change/", "confirmation/", "card/", "cancellation/", "payment/"])
    def test_strangers_and_the_maker_find_nothing(self, local_stripe, fundraiser, ada, ben, eve, client_of, act):
        made = backing.promised(local_stripe, fundraiser, ben, extra=20)
        for who in (eve, ada):
            if act in {"", "change/", "cancellation/"}:
                assert client_of(who).get(f"/pledges/{made.pk}/{act}").status_code == 404
            if act not in {"", "change/"}:
                assert client_of(who).post(f"/pledges/{made.pk}/{act}").status_code == 404

    def test_taking_it_back_asks_first_and_says_what_is_given_up(self, local_stripe, fundraiser, ben, client_of):
        Reward.objects.update(limit=5)
        made = backing.promised(local_stripe, fundraiser, ben, reward="Loaf")
        page = client_of(ben).get(f"/pledges/{made.pk}/cancellation/").text
        for said in ("€38.00", "1 × Loaf", "Others can take it from now on", "Keep it"):
            assert said in page
        assert backing.fresh(made).status == Status.ACTIVE
        client_of(ben).post(f"/pledges/{made.pk}/cancellation/")
        assert client_of(ben).get(f"/pledges/{made.pk}/cancellation/")["Location"] == made.get_absolute_url()

    @pytest.mark.parametrize("act", ["confirmation/", "card/", "payment/"])
    def test_acts_are_posted(self, local_stripe, fundraiser, ben, client_of, act):
        made = backing.promised(local_stripe, fundraiser, ben, extra=20)
        assert client_of(ben).get(f"/pledges/{made.pk}/{act}").status_code == 405

    @pytest.mark.parametrize("card", ["", "nonsense", "7f1c7a6e-5b1e-4d5e-9c53-0d5a3f2f9b11", "\x00"])
    def test_a_card_that_is_none_is_not_found(self, fundraiser, ben, client_of, card):
        client_of(ben).post(begin_url(fundraiser), {"extra": "20", "party": ben.party.slug})
        answer = client_of(ben).post(f"/pledges/{Pledge.objects.get().pk}/confirmation/", {"card": card})
        assert answer.status_code == 404

    def test_who_backs_it_already_is_led_to_their_pledge(self, local_stripe, fundraiser, ben, client_of):
        made = backing.promised(local_stripe, fundraiser, ben, extra=20)
        assert client_of(ben).get(begin_url(fundraiser))["Location"] == made.get_absolute_url()

    def test_after_a_decline_it_can_be_paid_with_any_card(self, local_stripe, ada, ben, client_of, clock):
        fundraiser = backing.open_fundraiser(ada, goal="100")
        made = backing.promised(local_stripe, fundraiser, ben, extra=100, with_card="fails_later")
        backing.end(fundraiser, clock)
        page = client_of(ben).get(made.get_absolute_url()).content.decode()
        assert "Your card did not work" in page
        answer = client_of(ben).post(f"/pledges/{made.pk}/payment/", follow=True)
        assert "€100.00" in answer.content.decode()


class TestTheList:
    def test_it_costs_as_much_for_many_as_for_one(self, ada, ben, client_of, queries):
        first = raising.a_fundraiser(ada)
        _collected(first, ben)
        browser = client_of(ben)
        browser.get("/pledges/")
        one = queries(lambda: browser.get("/pledges/"))
        for _more in range(6):
            _collected(raising.a_draft(ada, status="ongoing"), ben)
        assert queries(lambda: browser.get("/pledges/")) == one

    def test_an_empty_one_leads_on(self, ben, client_of):
        assert "You back nothing yet" in client_of(ben).get("/pledges/").content.decode()


def _collected(fundraiser, backer):
    Pledge.objects.create(
        fundraiser=fundraiser, backer=backer.party, by=backer, is_at_once=True, currency="EUR", amount_minor=500,
        extra_minor=500, status=Status.DROPPED,
    )  # fmt: skip
