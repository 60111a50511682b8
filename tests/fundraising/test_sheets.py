"""Tables of parcels: out, filled in, back in; all of it, or nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fundraising import deliveries, sheets
from fundraising.deliveries import Parcel
from fundraising.models import Delivery, DeliverySheet
from social.models import Notice
from tests.fundraising import backing, delivering

pytestmark = pytest.mark.django_db
Status = Delivery.Status


@pytest.fixture
def packed(local_stripe, ada, ben, cleo, clock):
    """All have answered, so everything can be sent."""
    made = delivering.funded(local_stripe, ada, ben, cleo, clock=clock)
    delivering.asked(made)
    for who in (ben, cleo):
        delivering.answered(made, who)
    return made


def root(fundraiser):
    return f"/fundraisers/{fundraiser.listing.slug}/deliveries/"


def sent_in(client, fundraiser, *rows, head="Number,Carrier,Tracking number"):
    file = SimpleUploadedFile("parcels.csv", "\n".join([head, *rows]).encode(), "text/csv")
    return client.post(f"{root(fundraiser)}sheets/", {"sheet": file})


def states(fundraiser):
    return [one.status for one in fundraiser.deliveries.order_by("number")]


class TestOut:
    def test_it_has_every_parcel_with_where_it_goes_and_what_was_answered(self, packed, ada, client_of):
        table = b"".join(client_of(ada).get(f"{root(packed)}table/").streaming_content).decode()
        assert table.count("\n") == 5
        assert "0001" in table
        assert "Hafenweg 3" in table
        assert "Red" in table

    def test_an_address_is_not_in_it_once_the_parcel_has_arrived(self, packed, ada, ben, client_of):
        for reward in ("Book", "Recording"):
            deliveries.receive(delivering.sent(packed, ben, reward), by=ben)
        table = b"".join(client_of(ada).get(f"{root(packed)}table/?state=received").streaming_content).decode()
        assert "Hafenweg" not in table


class TestIn:
    def test_rows_are_found_by_their_number_and_empty_ones_left_alone(self, packed, ada, client_of):
        answer = sent_in(client_of(ada), packed, "0001,DHL,JJD1", "0002,,", "3,ups,1Z9")
        sheet = DeliverySheet.objects.get()
        assert (answer.status_code, sheet.status, sheet.changed) == (302, "done", 2)
        assert states(packed) == [Status.SHIPPED, Status.TO_SHIP, Status.SHIPPED, Status.TO_SHIP]

    def test_what_comes_out_goes_in_again(self, packed, ada, client_of):
        client = client_of(ada)
        table = b"".join(client.get(f"{root(packed)}table/").streaming_content)
        client.post(f"{root(packed)}sheets/", {"sheet": SimpleUploadedFile("t.csv", table)})
        assert DeliverySheet.objects.get().status == "done"

    def test_the_same_twice_changes_nothing(self, packed, ada, client_of):
        for _time in range(2):
            sent_in(client_of(ada), packed, "1,DHL,JJD1")
        assert sorted(DeliverySheet.objects.values_list("changed", flat=True)) == [0, 1]

    def test_many_leave_in_as_many_queries_as_one_and_are_told_afterwards(self, packed, ada, ben, queries, monkeypatch):
        monkeypatch.setattr(deliveries, "TOLD_AT_ONCE", 0)
        one = queries(lambda: deliveries.ship(packed, [Parcel(2, "DHL", "T2")], by=ada))
        assert queries(lambda: deliveries.ship(packed, [Parcel(n, "DHL", f"T{n}") for n in (1, 3, 4)], by=ada)) <= one
        assert states(packed) == [Status.SHIPPED] * 4
        assert not Notice.objects.filter(kind="delivery_sent").exists()
        backing.work()
        assert Notice.objects.filter(kind="delivery_sent", user=ben).count() == 2

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            ("99,DHL,J1", "there is none with this number"),
            ("x,DHL,J1", "is no number of a parcel"),
            ("1,DHL,J2", "stands in line 2 already"),
            ('2,DHL,"3,4E+19"', "has rounded the tracking number"),
            (f"2,{'D' * 41},J1", "at most 40 letters"),
            ("²,DHL,J1", "is no number of a parcel"),
        ],
    )
    def test_one_wrong_row_is_named_and_nothing_is_done(self, packed, ada, client_of, row, said):
        answer = sent_in(client_of(ada), packed, "1,DHL,J1", row)
        page = client_of(ada).get(answer["Location"]).content.decode()
        assert said in page
        assert states(packed) == [Status.TO_SHIP] * 4

    @pytest.mark.parametrize(
        "content", [b"", b"\x00\x01", b"Name;Age\nx;1", b"<html>", "Nümber,Cärrier".encode("cp1252")]
    )
    def test_what_is_no_table_of_parcels_is_refused(self, packed, ada, client_of, content):
        file = SimpleUploadedFile("x.csv", content)
        assert client_of(ada).post(f"{root(packed)}sheets/", {"sheet": file}).status_code == 422

    def test_a_long_one_is_read_by_a_worker(self, packed, ada, client_of, monkeypatch):
        monkeypatch.setattr(sheets, "AT_ONCE", 1)
        answer = sent_in(client_of(ada), packed, "1,DHL,J1", "2,DHL,J2")
        waiting = client_of(ada).get(answer["Location"])
        assert "being read" in waiting.content.decode()
        assert waiting["Refresh"]
        backing.work()
        assert DeliverySheet.objects.get().status == "done"


class TestTheBoard:
    def test_the_chosen_rows_leave_together(self, packed, ada, client_of):
        chosen = [str(one.pk) for one in packed.deliveries.order_by("number")[:2]]
        client_of(ada).post(f"{root(packed)}sent/", {"chosen": chosen, "carrier": "DHL"})
        assert states(packed)[:3] == [Status.SHIPPED, Status.SHIPPED, Status.TO_SHIP]

    @pytest.mark.parametrize("asked", ["", "state=to_ship", "late=1", "q=Ben", "q=%00", "q=9999999999999", "reward=x"])
    def test_it_can_be_looked_at_in_any_way(self, packed, ada, client_of, asked):
        assert client_of(ada).get(f"{root(packed)}?{asked}").status_code == 200

    def test_as_many_queries_for_four_rows_as_for_one(self, packed, ada, client_of, queries):
        client = client_of(ada)
        client.get(root(packed))
        few = queries(lambda: client.get(f"{root(packed)}?q=1"))
        assert queries(lambda: client.get(root(packed))) == few

    def test_slips_name_no_address_once_it_has_arrived(self, packed, ada, ben, client_of):
        from fundraising import deliveries

        for reward in ("Book", "Recording"):
            deliveries.receive(delivering.sent(packed, ben, reward), by=ben)
        page = client_of(ada).get(f"{root(packed)}slips/?state=received").content.decode()
        assert "slip" in page
        assert "Hafenweg 3" not in page

    @pytest.mark.parametrize("table", ["Number,Carrier\r0001,dhl", "Number\n" + "x" * 140_000])
    def test_what_is_no_table_of_ours_is_said(self, packed, ada, client_of, table):
        file = SimpleUploadedFile("parcels.csv", table.encode(), "text/csv")
        answer = client_of(ada).post(f"{root(packed)}sheets/", {"sheet": file})
        assert answer.status_code in {302, 422}

    def test_slips_name_what_goes_in_and_where(self, packed, ada, client_of):
        page = client_of(ada).get(f"{root(packed)}slips/").content.decode()
        assert page.count('class="slip"') == 2
        assert "Hafenweg 3" in page

    def test_it_is_its_makers_alone(self, packed, ben, eve, client_of):
        one = packed.deliveries.first()
        for who in (ben, eve):
            for path in (root(packed), f"{root(packed)}table/", f"{root(packed)}slips/", f"/deliveries/{one.pk}/"):
                assert client_of(who).get(path).status_code == 404


class TestTheBackersPage:
    def test_it_says_where_each_is_and_takes_what_they_say(self, packed, ben, client_of):
        parcel = delivering.sent(packed, ben)
        page = client_of(ben).get(f"/pledges/{parcel.line.pledge_id}/").content.decode()
        assert "It has arrived" in page
        client_of(ben).post(f"/deliveries/{parcel.pk}/arrival/")
        assert delivering.parcel(packed, ben).status == Status.RECEIVED

    def test_a_problem_without_words_is_asked_for_again(self, packed, ben, client_of):
        parcel = delivering.sent(packed, ben)
        assert client_of(ben).post(f"/deliveries/{parcel.pk}/problem/", {"problem": "x"}).status_code == 422
        assert client_of(ben).post(f"/deliveries/{parcel.pk}/problem/", {"problem": "It is broken."}).status_code == 302

    def test_others_parcels_are_not_there(self, packed, ben, cleo, client_of):
        parcel = delivering.sent(packed, ben)
        assert client_of(cleo).post(f"/deliveries/{parcel.pk}/arrival/").status_code == 404


class TestFiles:
    def test_who_was_sent_a_file_fetches_it_and_nobody_else(self, packed, ada, ben, eve, client_of):
        song = packed.rewards.get(name="Recording")
        file = SimpleUploadedFile("song.txt", b"La la la")
        maker = client_of(ada)
        assert maker.post(f"/rewards/{song.pk}/files/", {"file": file}).status_code == 302
        url = song.files.get().get_absolute_url()
        assert client_of(ben).get(url).status_code == 404  # not handed out yet
        maker.post(f"/rewards/{song.pk}/handing-out/")
        assert b"".join(client_of(ben).get(url).streaming_content) == b"La la la"
        assert client_of(eve).get(url).status_code == 404
