"""What somebody typed when their session had ended stands in the form after they have signed in."""

import pytest

from fundraising.models import Disbursement
from tests.fundraising import backing, support_story

pytestmark = pytest.mark.django_db
SAID = "All that I wrote, and more of it than anybody types twice"


def after_signing_in(client, person, url, typed):
    """What the page shows once they have."""
    assert client.post(url, typed)["Location"] == f"/accounts/login/?next={url}"
    client.force_login(person)
    return client.get(url).content.decode()


@pytest.mark.parametrize("page", ["edit/rewards/new/", "updates/new/", "question/"])
def test_of_a_fundraiser(ada, ben, client, page):
    fundraiser = backing.open_fundraiser(ada)
    url = f"/fundraisers/{fundraiser.listing.slug}/{page}"
    person = ben if page == "question/" else ada
    assert SAID in after_signing_in(client, person, url, {"contents": SAID, "body": SAID})


def test_the_rates_of_a_reward(ada, client):
    reward = backing.open_fundraiser(ada).rewards.get()
    rates = {"rate-TOTAL_FORMS": "1", "rate-INITIAL_FORMS": "0", "rate-0-country": "DE", "rate-0-cost": "12.34"}
    assert "12.34" in after_signing_in(
        client, ada, f"/rewards/{reward.pk}/edit/", {"name": "x", "ships": "region", **rates}
    )


def test_what_was_done_for_a_step(local_stripe, ada, ben, client, clock):
    fundraiser = backing.open_fundraiser(ada, goal="100")
    backing.promised(local_stripe, fundraiser, ben, extra=100)
    backing.end(fundraiser, clock)
    backing.later(clock, minutes=11)
    step = Disbursement.objects.get(fundraiser=fundraiser)
    assert SAID in after_signing_in(client, ada, f"/steps/{step.pk}/evidence/", {"evidence": SAID})
    assert backing.fresh(step).evidence == ""


def test_a_match(ada, ben, client, local_stripe):
    url = f"/fundraisers/{backing.open_fundraiser(ada).listing.slug}/match/"
    assert "4321" in after_signing_in(client, ben, url, {"factor": "500", "total": "4321"})


@pytest.mark.parametrize("page", ["/my/support/", "/my/support/tiers/new/", "/my/support/posts/new/"])
def test_of_a_support_page(cleo, client, page):
    support_story.open_page(cleo)
    assert SAID in after_signing_in(client, cleo, page, {"pitch": SAID, "benefits": SAID, "text": SAID})


@pytest.mark.parametrize("act", ["files/", "files/01890000-0000-7000-8000-000000000000/removal/"])
def test_of_a_post_beside_its_files(cleo, client, act):
    post = support_story.written(support_story.open_page(cleo), cleo)
    page = f"/my/support/posts/{post.pk}/"
    answer = client.post(f"{page}{act}", {"title": "x", "text": SAID})
    assert answer["Location"] == f"/accounts/login/?next={page}"
    client.force_login(cleo)
    assert SAID in client.get(page).content.decode()


def test_of_a_survey_whose_question_was_to_go(ada, client):
    survey = f"/fundraisers/{backing.open_fundraiser(ada).listing.slug}/survey/"
    gone = f"{survey}questions/01890000-0000-7000-8000-000000000000/removal/"
    assert client.post(gone, {"note": SAID})["Location"] == f"/accounts/login/?next={survey}"
    client.force_login(ada)
    assert SAID in client.get(survey).content.decode()
