"""Exchange rates: as the European Central Bank states them, taken in from a file or an address."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from payments import rates, tasks
from payments.models import ExchangeRate

pytestmark = pytest.mark.django_db


def test_a_new_database_has_the_rates_that_come_with_the_code():
    table = rates.latest()
    assert (table.day, table.source) == (date(2026, 10, 30), "European Central Bank")
    assert table.between("EUR", "USD").rate == Decimal("1.1172")


def test_two_currencies_meet_through_the_euro():
    rate = rates.latest().between("GBP", "USD")
    assert rate.rate == (Decimal("1.1172") / Decimal("0.8338")).quantize(Decimal("1e-10"))
    assert rate.as_of == datetime(2026, 10, 30, 15, 0, tzinfo=UTC)  # 16:00 in Frankfurt, after summer time


def test_a_currency_that_nobody_states_has_no_rate():
    with pytest.raises(rates.NoRate, match="KWD"):
        rates.latest().between("EUR", "KWD")


def test_without_any_rates_there_are_none():
    ExchangeRate.objects.all().delete()
    with pytest.raises(rates.NoRate):
        rates.latest()


def test_only_a_new_database_is_given_the_first_rates():
    ExchangeRate.objects.exclude(currency="USD").delete()
    rates.install_first()
    assert set(rates.latest().per_euro) == {"EUR", "USD"}


def test_a_later_day_is_the_latest_and_the_same_day_is_written_over():
    rates.take_in(daily("2026-11-27", USD="1.2"))
    rates.take_in(daily("2026-11-27", USD="1.3"))
    assert rates.latest().between("EUR", "USD").rate == Decimal("1.3")


def test_rates_of_different_days_never_meet():
    rates.take_in(daily("2026-11-27", USD="1.2"))
    with pytest.raises(rates.NoRate):
        rates.latest().between("USD", "GBP")


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<html/>",
        b"no file",
        b'<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>',
        b'<Cube xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref" time="today"><Cube currency="USD"/></Cube>',
    ],
)
def test_what_is_no_file_of_rates_is_refused(xml):
    with pytest.raises(rates.NotRates):
        rates.take_in(xml)


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "much"])
def test_a_rate_that_is_none_spoils_the_file_and_nothing_is_kept(rate):
    with pytest.raises(rates.NotRates):
        rates.take_in(daily("2026-11-27", GBP="0.9", USD=rate))
    assert rates.latest().day == date(2026, 10, 30)


def test_the_command_takes_in_a_file(tmp_path, capsys):
    (tmp_path / "rates.xml").write_bytes(daily("2026-11-27", USD="1.2", GBP="0.9"))
    call_command("import_rates", str(tmp_path / "rates.xml"))
    assert "2 rates taken in. The last day is 2026-11-27, with 3 currencies." in capsys.readouterr().out


@pytest.mark.parametrize("source", ["", "/nowhere.xml", "http://example.org/rates.xml", "file:///etc/passwd"])
def test_the_command_says_what_is_wrong(source):
    with pytest.raises(CommandError):
        call_command("import_rates", source)


class TestFetching:
    def test_the_worker_takes_in_what_the_address_gives(self, settings, monkeypatch):
        settings.RATES_URL = "https://rates.example/daily.xml"
        monkeypatch.setattr(rates, "urlopen", lambda url, timeout: BytesIO(daily("2026-11-27", USD="1.2")))
        assert tasks.fetch_rates() == 1
        assert rates.latest().day == date(2026, 11, 27)

    def test_an_address_that_does_not_answer_changes_nothing(self, settings, monkeypatch):
        settings.RATES_URL = "https://rates.example/daily.xml"
        monkeypatch.setattr(rates, "urlopen", silence)
        assert tasks.fetch_rates() == 0
        assert rates.latest().day == date(2026, 10, 30)

    def test_without_an_address_nobody_is_asked(self, settings, monkeypatch):
        settings.RATES_URL = ""
        monkeypatch.setattr(rates, "urlopen", silence)
        assert tasks.fetch_rates() == 0

    def test_a_file_without_end_is_not_read_to_its_end(self, monkeypatch):
        monkeypatch.setattr(rates, "LONGEST", 100)
        monkeypatch.setattr(rates, "urlopen", lambda url, timeout: BytesIO(b"x" * 200))
        with pytest.raises(OSError, match="longer"):
            rates.fetch("https://rates.example/daily.xml")


def silence(url: str, timeout: float) -> BytesIO:
    raise TimeoutError("timed out")


def daily(day: str, **stated: str) -> bytes:
    """A file in the form of the ECB."""
    cubes = "".join(f'<Cube currency="{code}" rate="{rate}"/>' for code, rate in stated.items())
    return (
        '<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" '
        f'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube><Cube time="{day}">{cubes}</Cube></Cube>'
        "</gesmes:Envelope>"
    ).encode()
