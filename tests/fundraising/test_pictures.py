"""Pictures of a fundraiser: checked, described, put in order; the first is the cover."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from fundraising import launching
from marketplace.catalog.models import Listing
from portfolios.models import Media
from tests.fundraising import making_story as story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("topics")]


@pytest.fixture
def draft(ada):
    return story.started(ada)


def at(name, fundraiser, *args):
    return reverse(f"fundraising:{name}", args=[fundraiser.listing.slug, *args])


def added(browser, draft, alt="A loaf of rye"):
    return browser.post(at("add_picture", draft), {"picture": story.picture(), "alt": alt})


def test_the_first_becomes_the_cover(ada, client_of, draft):
    assert added(client_of(ada), draft).status_code == 303
    held, listing = Media.objects.get(), Listing.objects.get(pk=draft.pk)
    assert (held.width, held.height) == (1280, 853)
    assert (listing.cover, listing.cover_alt) == (str(held.file), "A loaf of rye")


def test_another_is_made_the_cover_and_words_follow(ada, client_of, draft):
    browser = client_of(ada)
    for alt in ("First", "Second"):
        added(browser, draft, alt)
    second = Media.objects.get(alt="Second")
    browser.post(at("put_picture_first", draft, second.pk))
    browser.post(
        at("describe_picture", draft, second.pk), {f"{second.pk}-alt": "An oven", f"{second.pk}-caption": "Piódão"}
    )
    assert [one.alt for one in Media.objects.all()] == ["An oven", "First"]
    assert Listing.objects.get(pk=draft.pk).cover_alt == "An oven"


def test_one_that_is_removed_takes_its_files_along(ada, client_of, draft, django_capture_on_commit_callbacks):
    added(client_of(ada), draft)
    held = Media.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        client_of(ada).post(at("remove_picture", draft, held.pk))
    assert not default_storage.exists(str(held.file))
    assert Listing.objects.get(pk=draft.pk).cover == ""


@pytest.mark.parametrize(
    ("file", "alt", "said"),
    [
        (SimpleUploadedFile("a.jpg", b"not a picture"), "Bread", "This kind of file cannot be taken."),
        (SimpleUploadedFile("a.jpg", b""), "Bread", "The submitted file is empty."),
        (None, "Bread", "This field is required."),
    ],
)
def test_it_says_what_is_wrong_with_a_file(ada, client_of, draft, file, alt, said):
    answer = client_of(ada).post(at("add_picture", draft), {"alt": alt, **({"picture": file} if file else {})})
    assert (answer.status_code, said in answer.text) == (422, True)


def test_a_picture_without_words_is_asked_for_them(ada, client_of, draft):
    assert added(client_of(ada), draft, alt="").status_code == 422
    added(client_of(ada), draft)
    held = Media.objects.get()
    assert client_of(ada).post(at("describe_picture", draft, held.pk), {f"{held.pk}-alt": ""}).status_code == 422


def test_no_more_than_a_page_holds(ada, client_of, draft, monkeypatch):
    monkeypatch.setattr("fundraising.pictures.MOST", 1)
    added(client_of(ada), draft)
    answer = added(client_of(ada), draft)
    assert (answer.status_code, "at most 1 pictures" in answer.text) == (422, True)


def test_a_stranger_and_another_fundraiser_reach_none(ada, eve, client_of, draft):
    added(client_of(ada), draft)
    held, other = Media.objects.get(), story.started(eve, title="Other bread")
    for name in ("describe_picture", "put_picture_first", "remove_picture"):
        assert client_of(eve).post(at(name, draft, held.pk)).status_code == 404
        assert client_of(eve).post(at(name, other, held.pk)).status_code == 404
        assert client_of(ada).get(at(name, draft, held.pk)).status_code == 405
    assert Media.objects.count() == 1


def test_nothing_moves_in_review(ada, client_of):
    draft = launching.hand_in(story.whole(ada), by=ada)
    answer = added(client_of(ada), draft)
    assert (answer.status_code, "Our staff look at it now" in answer.text) == (422, True)
