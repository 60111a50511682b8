"""How somebody joins, and what they show of themselves."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError

from accounts import people, ports
from accounts.models import Party, Profile, Role, User
from accounts.refusals import NotAllowed, Refused
from marketplace.catalog.models import Listing, Topic
from tests import cast

pytestmark = pytest.mark.django_db


class TestJoin:
    def test_it_makes_a_party_with_a_page_that_nobody_finds(self) -> None:
        user = User.objects.create_user("mo@example.org", cast.PASSWORD)
        party = people.join(user, name="Mo Ibe", kinds=[Role.Kind.CLIENT])
        assert (party.slug, party.profile.listing.slug) == ("mo-ibe", "mo-ibe")
        assert user.acting_role == Role.Kind.CLIENT
        assert not Listing.objects.live().exists()

    def test_it_joins_once_however_often_it_is_called(self, ada: User) -> None:
        assert people.join(ada, name="Somebody Else") == ada.party
        assert Party.objects.count() == Profile.objects.count() == 1

    def test_it_gives_the_second_of_a_name_an_address_of_its_own(self, ada: User) -> None:
        other = User.objects.create_user("ada2@example.org", cast.PASSWORD)
        assert people.join(other, name=ada.party.name).slug == "ada-brandt-2"

    def test_it_writes_addresses_of_names_in_any_script(self) -> None:
        slugs = []
        for number, name in enumerate(["Øystein Æther", "李明", "İpek"]):
            user = User.objects.create_user(f"{number}@example.org", cast.PASSWORD)
            slugs.append(people.join(user, name=name).slug)
        assert slugs == ["oystein-aether", "person", "ipek"]

    def test_two_of_one_name_at_the_same_moment_both_get_in(self, two_connections: Any) -> None:
        users = [User.objects.create_user(f"{number}@example.org", cast.PASSWORD) for number in range(2)]
        parties = two_connections(*(lambda user=user: people.join(user, name="Kim Li") for user in users))
        assert sorted(party.slug for party in parties) == ["kim-li", "kim-li-2"]

    def test_joining_twice_at_the_same_moment_makes_one_party(self, two_connections: Any) -> None:
        user = User.objects.create_user("kim@example.org", cast.PASSWORD)
        first, second = two_connections(*(lambda: people.join(user, name="Kim Li"),) * 2)
        assert first == second

    def test_the_database_refuses_a_second_sign_in_of_one_address(self, ada: User) -> None:
        with pytest.raises(IntegrityError):
            User.objects.create_user("ADA@example.org", cast.PASSWORD)


class TestPublishProfile:
    def test_it_is_found_with_what_the_card_shows(self, cleo: User, topics: dict[str, Topic]) -> None:
        mine = cleo.party.profile
        people.choose_skills(mine, [topics["typesetting"], topics["indesign"]], by=cleo)
        people.change(mine, by=cleo, headline="Book designer", city="Leeds", rate_minor=4500, currency="GBP")
        listing = people.publish_profile(mine, by=cleo)
        assert listing.is_live
        assert (listing.summary, listing.place, listing.price_low, listing.currency) == (
            "Book designer",
            "Leeds",
            4500,
            "GBP",
        )
        assert listing.topic == topics["typesetting"]
        assert topics["design"].pk in listing.lineage

    def test_it_refuses_somebody_else(self, cleo: User, eve: User) -> None:
        with pytest.raises(NotAllowed):
            people.publish_profile(cleo.party.profile, by=eve)

    def test_it_refuses_a_page_without_a_name(self, cleo: User) -> None:
        Party.objects.filter(pk=cleo.party.pk).update(name="")
        with pytest.raises(Refused, match="name"):
            people.publish_profile(cleo.party.profile, by=cleo)

    def test_it_keeps_its_first_day_when_shown_again(self, cleo: User, clock: Any) -> None:
        first = people.publish_profile(cleo.party.profile, by=cleo).published_at
        people.withdraw_profile(cleo.party.profile, by=cleo)
        clock.shift(86_400)
        assert people.publish_profile(cleo.party.profile, by=cleo).published_at == first

    def test_it_hangs_the_works_that_the_port_names(self, cleo: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ports.walls, "_answers", lambda party: ["covers/a-640.webp"])
        assert people.publish_profile(cleo.party.profile, by=cleo).facts == {"wall": ["covers/a-640.webp"]}

    def test_it_leaves_the_rating_alone(self, cleo: User) -> None:
        mine = cleo.party.profile
        Listing.objects.filter(pk=mine.pk).update(rating=490, rating_count=186)
        assert people.publish_profile(mine, by=cleo).rating == 490


class TestChange:
    def test_a_page_that_is_shown_changes_at_once(self, cleo: User) -> None:
        people.publish_profile(cleo.party.profile, by=cleo)
        people.change(cleo.party.profile, by=cleo, name="Cleo Marsh-Lund", headline="Typesetter")
        listing = Listing.objects.get(owner=cleo.party)
        assert (listing.title, listing.summary, listing.slug) == ("Cleo Marsh-Lund", "Typesetter", "cleo-marsh")

    def test_a_hidden_page_stays_hidden(self, cleo: User) -> None:
        people.change(cleo.party.profile, by=cleo, headline="Typesetter")
        assert not Listing.objects.live().exists()

    def test_it_refuses_somebody_else(self, cleo: User, eve: User) -> None:
        with pytest.raises(NotAllowed):
            people.change(cleo.party.profile, by=eve, headline="Mine now")


class TestShutOut:
    def test_it_ends_the_sign_in_and_hides_the_page(self, cleo: User, dev: User, client_of: Any) -> None:
        people.publish_profile(cleo.party.profile, by=cleo)
        browser = client_of(cleo)
        people.shut_out(cleo, by=cast.in_group(dev, "moderator"))
        assert browser.get("/settings/").status_code == 302
        assert not Listing.objects.live().exists()

    def test_it_refuses_who_is_not_staff_and_oneself(self, cleo: User, dev: User) -> None:
        for victim, by in ((dev, cleo), (dev, dev)):
            with pytest.raises(NotAllowed):
                people.shut_out(victim, by=by)

    def test_it_refuses_to_reach_above(self, dev: User) -> None:
        owner = User.objects.create_superuser("root@example.org", cast.PASSWORD)
        with pytest.raises(NotAllowed):
            people.shut_out(owner, by=cast.in_group(dev, "moderator"))

    def test_it_refuses_staff_without_the_right(self, cleo: User, dev: User) -> None:
        with pytest.raises(NotAllowed):
            people.shut_out(cleo, by=cast.in_group(dev, "finance"))

    def test_letting_in_opens_the_sign_in_and_not_the_page(self, cleo: User, dev: User) -> None:
        people.publish_profile(cleo.party.profile, by=cleo)
        moderator = cast.in_group(dev, "moderator")
        people.shut_out(cleo, by=moderator)
        people.let_in(cleo, by=moderator)
        assert User.objects.get(pk=cleo.pk).is_active
        assert not Listing.objects.live().exists()


class TestRemovingFactors:
    def test_it_signs_out_everywhere_and_tells_the_person(self, cleo: User, dev: User, client_of: Any) -> None:
        browser = client_of(cleo)
        Authenticator.objects.create(user=cleo, type=Authenticator.Type.TOTP, data={})
        people.remove_factors(cleo, by=cast.in_group(dev, "moderator"))
        assert not Authenticator.objects.filter(user=cleo).exists()
        assert browser.get("/settings/").status_code == 302
        assert cleo.security_events.get().kind == "factors_removed"

    def test_there_must_be_one(self, cleo: User, dev: User) -> None:
        with pytest.raises(Refused):
            people.remove_factors(cleo, by=cast.in_group(dev, "moderator"))

    @pytest.mark.parametrize("group", ["finance", "reviewer", "analyst"])
    def test_it_takes_the_right(self, cleo: User, dev: User, group: str) -> None:
        Authenticator.objects.create(user=cleo, type=Authenticator.Type.TOTP, data={})
        with pytest.raises(NotAllowed):
            people.remove_factors(cleo, by=cast.in_group(dev, group))

    def test_the_factors_of_staff_are_for_superusers(self, cleo: User, dev: User) -> None:
        User.objects.filter(pk=cleo.pk).update(is_staff=True)
        Authenticator.objects.create(user=cleo, type=Authenticator.Type.TOTP, data={})
        with pytest.raises(NotAllowed):
            people.remove_factors(User.objects.get(pk=cleo.pk), by=cast.in_group(dev, "moderator"))
