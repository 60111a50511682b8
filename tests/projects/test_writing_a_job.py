"""A client writes a job: the first line, the draft that saves itself, the preview, the posting."""

import pytest
from django.urls import reverse

from accounts import companies
from accounts.models import Membership
from marketplace.catalog.models import Listing
from projects.models import Project
from tests.projects import story

pytestmark = pytest.mark.django_db
NEW = reverse("projects:post")
AS_SCRIPT = {"Accept": "application/json"}


def at(name, project):
    return reverse(f"projects:{name}", args=[project.listing.slug])


class TestFirstLine:
    def test_it_begins_a_draft_that_only_its_client_sees(self, ada, eve, client_of, client):
        answer = client_of(ada).post(NEW, {"title": story.TITLE})
        project = Project.objects.get()
        assert answer.url == at("edit", project)
        assert project.status == "draft"
        assert not project.listing.is_live
        assert client_of(ada).get(project.get_absolute_url()).status_code == 200
        assert client_of(eve).get(project.get_absolute_url()).status_code == 404
        assert client.get(project.get_absolute_url()).status_code == 404

    def test_a_title_typed_before_signing_in_is_there_afterwards(self, ada, client):
        answer = client.post(NEW, {"title": story.TITLE})
        assert answer.url == f"/accounts/login/?next={NEW}"
        client.force_login(ada)
        assert story.TITLE in client.get(NEW).text

    @pytest.mark.parametrize("title", ["", "Short", "x" * 121, "   \n  "])
    def test_it_refuses_a_title_that_says_too_little_or_too_much(self, ada, client_of, title):
        answer = client_of(ada).post(NEW, {"title": title})
        assert answer.status_code == 422
        assert "There is a problem" in answer.text
        assert not Project.objects.exists()

    def test_a_title_of_markup_is_only_text(self, ada, client_of):
        client_of(ada).post(NEW, {"title": "<script>alert(1)</script> layout"})
        page = client_of(ada).get(at("edit", Project.objects.get()))
        assert "<script>alert" not in page.text

    @pytest.mark.parametrize("title", ["new ! ! ! ! !", "日本語の本のレイアウトをお願い"])
    def test_every_title_gets_an_address_of_its_own(self, ada, client_of, title):
        for _twice in range(2):
            client_of(ada).post(NEW, {"title": title})
        addresses = {at("edit", project) for project in Project.objects.all()}
        assert len(addresses) == 2
        assert NEW + "edit/" not in addresses

    def test_a_manager_posts_for_the_company(self, ada, client_of):
        press = companies.found("Brandt Press", by=ada)
        client_of(ada).post(NEW, {"title": story.TITLE, "party": press.party.slug})
        assert Project.objects.get().client == press.party

    def test_a_plain_member_writes_the_draft_and_does_not_post_it(self, ada, eve, client_of):
        press = companies.found("Brandt Press", by=ada)
        Membership.objects.create(company=press, user=eve)
        client_of(eve).post(NEW, {"title": story.TITLE, "party": press.party.slug})
        project = Project.objects.get()
        assert project.client == press.party
        client_of(eve).post(at("edit", project), story.form_data())
        client_of(eve).post(at("publish", project), {"party": press.party.slug})
        project.refresh_from_db()
        assert project.is_draft

    def test_there_is_an_end_to_drafts(self, ada, client_of, monkeypatch):
        monkeypatch.setattr("projects.projects.DRAFTS_AT_ONCE", 1)
        client_of(ada).post(NEW, {"title": story.TITLE})
        answer = client_of(ada).post(NEW, {"title": story.TITLE})
        assert answer.status_code == 422
        assert "1 drafts" in answer.text


@pytest.mark.usefixtures("topics")
class TestDraft:
    def test_it_saves_by_itself_and_says_when(self, ada, client_of, draft, clock):
        answer = client_of(ada).post(
            at("draft", draft), story.form_data(budget_low="700"), headers={"Accept": "application/json"}
        )
        draft.refresh_from_db()
        assert answer.json() == {"saved": "Saved 09:00", "seen": draft.revision, "problems": {}}
        assert draft.budget_low == 70_000
        assert [step.name for step in draft.milestones.all()] == ["Master pages", "All pages set"]

    def test_a_tab_opened_before_does_not_put_out_what_another_saved(self, ada, client_of, draft):
        opened = client_of(ada).get(at("edit", draft)).context["project"].revision
        mine = story.form_data(brief=f"{story.BRIEF} Mine.", seen=opened)
        other = story.form_data(brief=f"{story.BRIEF} The other tab's.", seen=opened)
        client_of(ada).post(at("draft", draft), other, headers=AS_SCRIPT)
        late = client_of(ada).post(at("draft", draft), mine, headers=AS_SCRIPT)
        assert (late.status_code, "saved elsewhere" in late.json()["refused"]) == (409, True)
        page = client_of(ada).post(at("edit", draft), mine)
        assert (page.status_code, "Mine." in page.text) == (422, True)
        client_of(ada).post(at("edit", draft), {**mine, "seen": page.context["project"].revision})
        draft.refresh_from_db()
        assert draft.typed["brief"] == [mine["brief"]]

    def test_what_was_sent_after_the_session_ended_is_there_after_signing_in(self, ada, client, draft):
        answer = client.post(at("edit", draft), story.form_data(brief="Typed while signed out."))
        assert answer.url.startswith("/accounts/login/")
        client.force_login(ada)
        assert "Typed while signed out." in client.get(at("edit", draft)).text

    def test_it_keeps_also_what_is_wrong(self, ada, client_of, draft):
        wrong = story.form_data(budget_low="lots", closes_on="someday", **{"milestone-0-amount": "much"})
        answer = client_of(ada).post(at("draft", draft), wrong, headers={"Accept": "application/json"})
        assert set(answer.json()["problems"]) >= {"budget_low", "closes_on", "milestone-0-amount"}
        page = client_of(ada).get(at("edit", draft)).text
        assert 'value="lots"' in page
        assert 'value="someday"' in page
        assert 'value="much"' in page
        assert "There is a problem" not in page

    def test_without_a_script_it_comes_back_to_the_form(self, ada, client_of, draft):
        answer = client_of(ada).post(at("draft", draft), story.form_data(title="A title of another kind"))
        assert answer.url == at("edit", draft)
        draft.listing.refresh_from_db()
        assert draft.listing.title == "A title of another kind"

    def test_a_zero_byte_breaks_nothing(self, ada, client_of, draft):
        answer = client_of(ada).post(at("draft", draft), story.form_data(brief="zero \0 byte " * 10))
        assert answer.status_code == 303

    @pytest.mark.parametrize("name", ["edit", "draft", "preview", "publish", "forget", "cancel", "pause", "reopen"])
    def test_a_stranger_finds_nothing(self, eve, client_of, client, draft, name):
        assert client_of(eve).post(at(name, draft), story.form_data()).status_code in (404, 405)
        assert client.post(at(name, draft)).status_code in (302, 405)
        draft.refresh_from_db()
        assert draft.status == "draft"

    @pytest.mark.parametrize("name", ["draft", "publish", "forget", "pause", "reopen"])
    def test_an_act_is_posted_never_got(self, ada, client_of, draft, name):
        assert client_of(ada).get(at(name, draft)).status_code == 405


@pytest.mark.usefixtures("topics")
class TestPosting:
    def test_the_way_from_form_over_preview_to_the_public_page(self, ada, client_of, client):
        browser = client_of(ada)
        browser.post(NEW, {"title": story.TITLE})
        project = Project.objects.get()
        assert browser.post(at("edit", project), story.form_data()).url == at("preview", project)
        preview = browser.get(at("preview", project))
        assert "Post this job" in preview.text
        assert client.get(project.get_absolute_url()).status_code == 404
        assert browser.post(at("publish", project)).url == project.get_absolute_url()
        assert client.get(project.get_absolute_url()).status_code == 200

    def test_what_is_posted_is_found_at_once_with_every_facet(self, ada, client_of, draft, topics):
        client_of(ada).post(at("draft", draft), story.form_data())
        client_of(ada).post(at("publish", draft))
        face = Listing.objects.live().get(kind="project")
        assert (face.is_open, face.basis, face.level, face.is_remote) == (True, "fixed", "expert", True)
        assert (face.price_low, face.price_high, face.currency) == (60_000, 90_000, "EUR")
        assert face.topics == [topics["book-design"].pk, topics["indesign"].pk, topics["typesetting"].pk]
        assert topics["design"].pk in face.lineage
        assert Listing.objects.filter(search="toolbox").exists()

    def test_the_preview_is_the_public_page_but_for_its_bar(self, ada, client_of, draft):
        browser = client_of(ada)
        browser.post(at("draft", draft), story.form_data())
        preview = browser.get(at("preview", draft)).text
        assert "Master pages" in preview
        assert "noindex" in preview
        assert "JobPosting" not in preview

    def test_a_draft_that_lacks_something_says_what(self, ada, client_of):
        browser = client_of(ada)
        browser.post(NEW, {"title": story.TITLE})
        project = Project.objects.get()
        assert "Not ready to be posted yet" in browser.get(at("preview", project)).text
        answer = browser.post(at("publish", project))
        assert answer.status_code == 422
        assert "Budget, from: This field is required." in answer.text
        project.refresh_from_db()
        assert project.status == "draft"

    def test_the_preview_names_what_is_missing_and_leads_there(self, ada, client_of):
        client_of(ada).post(NEW, {"title": story.TITLE})
        project = Project.objects.get()
        answer = client_of(ada).get(at("preview", project))
        assert f'<a href="{at("edit", project)}#id_brief">The brief</a>' in answer.text

    def test_posting_twice_posts_once_and_says_so(self, ada, client_of, draft):
        browser = client_of(ada)
        browser.post(at("draft", draft), story.form_data())
        browser.post(at("publish", draft))
        answer = browser.post(at("publish", draft), follow=True)
        assert "This job is posted already." in answer.text
        assert Listing.objects.live().count() == 1

    def test_a_draft_left_until_its_days_are_over_must_be_looked_at_again(self, ada, client_of, draft, clock):
        client_of(ada).post(at("draft", draft), story.form_data())
        clock.shift(60 * 60 * 24 * 40)
        answer = client_of(ada).post(at("publish", draft))
        assert answer.status_code == 422
        assert "This day has passed." in answer.text


@pytest.mark.parametrize("name", ["a\0b", "milestone-²-name", "milestone-٣-name"])
def test_a_field_of_no_form_of_ours_leaves_the_draft_whole(ada, client_of, name):
    client_of(ada).post(NEW, {"title": story.TITLE})
    project = Project.objects.get()
    assert client_of(ada).post(at("draft", project), {"title": story.TITLE, name: "x"}).status_code == 303
    assert story.TITLE in client_of(ada).get(at("edit", project)).text
