"""The shipped sample in the database: whole, once, and exactly as our own acts would have left it."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.forms.models import model_to_dict

from accounts import faces as people_faces
from fundraising import faces as fundraiser_faces
from marketplace.catalog import listings
from marketplace.catalog.listings import Face
from marketplace.catalog.models import Listing, ListingStats
from marketplace.sample.load import growing, whole
from marketplace.sample.models import Load
from portfolios import faces as show_faces
from portfolios.front import renewed
from projects import faces as project_faces

OF_EACH_KIND = 6


@pytest.fixture(scope="module")
def sample(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The sample, loaded once for this file and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        whole.load(lambda line: None)
        yield
        transaction.set_rollback(True)


def face_of(listing: Listing) -> Face:
    """The face that the act of the listing's noun would put on it now."""
    match listing.kind:
        case Listing.Kind.PERSON:
            return people_faces.of_person(listing.profile)
        case Listing.Kind.COMPANY:
            return people_faces.of_company(listing.company)
        case Listing.Kind.PROJECT:
            topics = project_faces.topics_of(listing)
            return project_faces.face_of(
                listing.project, title=listing.title, topics=topics, language=listing.language, summary=listing.summary
            )
        case Listing.Kind.FUNDRAISER:
            return fundraiser_faces.of_fundraiser(listing.fundraiser, renewed(listing, {}))
        case Listing.Kind.WORK:
            return show_faces.of_work(listing.work, renewed(listing, {}))
        case _:
            works = listing.portfolio.works.live().count()
            return show_faces.of_portfolio(listing.portfolio, renewed(listing, {}), works=works)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("kind", ["person", "company", "portfolio", "work", "project", "fundraiser"])
def test_a_loaded_listing_is_what_publishing_it_would_have_written(kind: str) -> None:
    for listing in Listing.objects.filter(kind=kind).order_by("id")[:OF_EACH_KIND]:
        before = Listing.objects.filter(pk=listing.pk).values().get()
        listings.publish(listing, face_of(listing))
        after = Listing.objects.filter(pk=listing.pk).values().get()
        changed = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
        changed.pop("updated_at", None)
        assert changed == {}, f"{listing.kind} {listing.slug}"


@pytest.mark.usefixtures("sample")
def test_a_second_load_changes_nothing() -> None:
    before = Listing.objects.count()
    assert whole.load(lambda line: None) == 0
    assert (Listing.objects.count(), Load.objects.count()) == (before, 1)


@pytest.mark.usefixtures("sample")
def test_every_loaded_row_keeps_the_rules_of_its_model() -> None:
    for listing in Listing.objects.filter(kind="fundraiser", basis="reward").order_by("id")[:20]:
        fundraiser = listing.fundraiser
        empty = [field.name for field in listing._meta.fields if getattr(listing, field.attname) in (None, "", [], {})]
        listing.clean_fields(exclude=[*empty, "search"])
        assert sum(line.amount_minor for line in fundraiser.budget_lines.all()) == fundraiser.goal_minor
        assert model_to_dict(fundraiser)["sample_note"], "each says what is real and what is ours"


@pytest.mark.usefixtures("sample")
def test_everything_is_marked_and_counted_as_sample() -> None:
    assert not Listing.objects.filter(is_sample=False).exists()
    assert ListingStats.objects.count() == Listing.objects.count()
    assert not ListingStats.objects.exclude(views=0, likes=0, bookmarks=0).exists(), "no popularity is made up"


@pytest.mark.usefixtures("sample")
def test_growing_adds_listings_with_things_behind_them() -> None:
    with transaction.atomic():
        before = set(Listing.objects.values_list("pk", flat=True))
        growing.grow(len(before) + 500, lambda line: None)
        copies = Listing.objects.exclude(pk__in=before)
        assert copies.count() == 500
        assert all(getattr(copy, copy.kind.replace("person", "profile")).pk for copy in copies[:20])
        assert not copies.exclude(slug__regex=r"-no-\d+$").exists()
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_growing_without_a_sample_says_so() -> None:
    with pytest.raises(ValueError, match="load it first"):
        growing.grow(10, lambda line: None)


@pytest.mark.django_db
def test_sample_sign_ins_are_not_made_on_a_real_deployment(settings, capsys) -> None:  # type: ignore[no-untyped-def]
    settings.EMBEDDED = False
    call_command("sample_sign_ins")
    assert capsys.readouterr().out == ""
