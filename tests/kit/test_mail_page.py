"""Where mail is kept instead of sent, a page of the site shows it; nowhere else."""

import pytest
from django.core.mail import EmailMultiAlternatives

from marketplace.local import mail
from marketplace.local.mail import KeptMail

pytestmark = [pytest.mark.urls("tests.kit.mail_urls"), pytest.mark.django_db]
TEXT = "Type this code:\n\nT3KV-7RQ2\n\nor open https://daybook.example/x?a=1&b=2 <script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _embedded(settings) -> None:
    settings.EMBEDDED = True


def send(subject: str = "Your code", html: str = "<h1>Hello</h1><script>alert(1)</script>") -> str:
    """Send a mail; returns its name."""
    message = EmailMultiAlternatives(subject, TEXT, "post@daybook.example", ["cleo@example.org"])
    message.attach_alternative(html, "text/html")
    KeptMail().send_messages([message])
    return mail.kept()[0].name


class TestList:
    def test_it_shows_the_newest_first(self, client):
        send("First"), send("Second")
        page = client.get("/mail/").content.decode()
        assert page.index("Second") < page.index("First")

    def test_the_code_of_a_mail_stands_in_the_list(self, client):
        send()
        assert "<code>T3KV-7RQ2</code>" in client.get("/mail/").content.decode()

    def test_an_empty_one_says_how_to_get_a_mail(self, client):
        assert "No mail yet" in client.get("/mail/").content.decode()

    def test_names_beyond_ascii_are_read(self, client):
        send("Für Żofia: 王")
        assert "Für Żofia: 王" in client.get("/mail/").content.decode()


class TestLetter:
    def test_its_links_can_be_followed_and_its_markup_does_nothing(self, client):
        page = client.get(f"/mail/{send()}/").content.decode()
        assert 'href="https://daybook.example/x?a=1&amp;b=2"' in page
        assert "<script>alert(1)" not in page

    def test_the_html_part_is_shut_into_its_frame(self, client):
        answer = client.get(f"/mail/{send()}/html/")
        assert answer["Content-Security-Policy"].startswith("sandbox allow-popups")
        assert "script-src" not in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert b"<h1>Hello</h1>" in answer.content

    @pytest.mark.parametrize("name", ["nothing", "..", "0" * 19 + "-00000000", "%2e%2e%2fsettings"])
    def test_a_name_that_is_no_mail_is_404(self, client, name):
        assert client.get(f"/mail/{name}/").status_code == 404


@pytest.mark.parametrize("path", ["/mail/", "/mail/{name}/", "/mail/{name}/html/"])
def test_on_a_deployment_there_is_no_such_page(client, settings, path):
    address = path.format(name=send())
    settings.EMBEDDED = settings.DEBUG = False
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("text", "code"),
    [("x\n\nT3KV-7RQ2\n", "T3KV-7RQ2"), ("ABC123", "ABC123"), ("no code here", ""), ("in the T3KV-7RQ2 middle", "")],
)
def test_a_code_is_one_that_stands_alone(text, code):
    letter = mail.Letter("n", "", "", "", None, text, "")
    assert letter.code == code
