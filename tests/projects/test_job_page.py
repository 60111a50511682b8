"""What the public page of a job shows, and to whom."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts import companies, people
from accounts.models import Record
from marketplace.catalog.models import Listing
from marketplace.kit.money import Money
from projects import projects, proposals
from projects.models import Project
from projects.terms import Step
from tests.projects import story

pytestmark = pytest.mark.django_db


def linked(answer):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', answer.text, re.DOTALL)
    graph = json.loads(found[1])["@graph"] if found else []
    return next((node for node in graph if node["@type"] == "JobPosting"), None)


class TestFacts:
    def test_budget_fee_and_net_stand_on_it(self, client, job):
        page = client.get(job.get_absolute_url()).text
        assert "€600–900" in page
        assert "Fee, 20 % of the first €500 with this client, then 10 %" in page
        assert "€125.00" in page
        assert "€625.00" in page

    def test_an_hourly_job_shows_both_nets_of_an_hour(self, ada, client, topics):
        job = story.posted(ada, basis="hourly", budget_low=5000, budget_high=5000, milestones=())
        page = client.get(job.get_absolute_url()).text
        assert "€50 an hour" in page
        assert "€40.00" in page
        assert "€45.00" in page

    def test_it_says_what_follows_from_a_proposal(self, client, job):
        assert "each milestone is paid into escrow before its work begins" in client.get(job.get_absolute_url()).text

    def test_milestones_add_up_on_the_page(self, client, job):
        page = client.get(job.get_absolute_url()).text
        assert "Master pages" in page
        assert re.search(r"money--final\">€750<", page)

    def test_answers_to_the_first_post_are_counted_once_on_the_page(self, client, job):
        Project.objects.update(proposals_low=5, proposals_high=10)
        Listing.objects.update(facts={"proposals_low": 5, "proposals_high": 10})
        page = client.get(job.get_absolute_url()).text
        assert re.search(r"<dd>5 to 10<span[^>]*>where it was first posted, (\d+ days left)<", page)
        assert "5–10 proposals, " in page
        assert "No proposals yet" not in page

    def test_the_days_left_are_the_same_everywhere(self, client, job):
        page = client.get(job.get_absolute_url()).text
        assert len(set(re.findall(r"(\d+) (?:days|hours) left", page))) == 1
        assert "closes in" not in page

    def test_a_client_of_the_sample_shows_where_the_figures_come_from(self, ada, client, job):
        Record.objects.create(
            party=ada.party, kind="sample", source="a public listing", rating=480, rating_count=31, spent_minor=612_000
        )
        page = client.get(job.get_absolute_url()).text
        assert "$6,120" in page
        assert "Rating and sum spent come from a public listing." in page

    def test_a_job_of_the_sample_says_so(self, client, job):
        Project.objects.update(sample_note="Budget and dates are real, the words are ours.")
        Listing.objects.update(is_sample=True)
        page = client.get(job.get_absolute_url()).text
        assert "Sample." in page
        assert "Budget and dates are real, the words are ours." in page

    def test_what_is_shared_has_a_title_and_a_description(self, client, job):
        page = client.get(job.get_absolute_url()).text
        assert re.search(r'property="og:title" content="[^"]*toolbox journal', page)
        assert re.search(r'property="og:description" content="A book and journal', page)

    def test_hires_are_counted_from_acceptances(self, ada, cleo, client, proposal):
        proposals.accept(proposal, revision=1, by=ada)
        other = story.posted(ada, title="Another job of Ada's")
        assert "1 of 2" in client.get(other.get_absolute_url()).text

    def test_jobs_of_the_same_field_by_others_stand_below(self, ada, eve, client, job):
        story.posted(eve, title="A brochure in the same field")
        story.posted(ada, title="Another of the same client")
        page = client.get(job.get_absolute_url()).text
        assert "A brochure in the same field" in page
        assert "Another of the same client" not in page


class TestViewers:
    def test_a_visitor_is_invited_to_propose(self, client, job):
        assert "Write a proposal" in client.get(job.get_absolute_url()).text

    def test_the_client_manages(self, ada, job, client_of):
        page = client_of(ada).get(job.get_absolute_url()).text
        assert "Write a proposal" not in page
        assert "Call it off" in page

    def test_who_has_proposed_sees_their_own(self, cleo, proposal, client_of):
        page = client_of(cleo).get(proposal.project.get_absolute_url()).text
        assert "See your proposal" in page
        assert "Write a proposal" not in page

    @pytest.mark.parametrize("query", ["", "?x=1"])
    def test_it_takes_few_queries(self, client, job, queries, query):
        assert queries(lambda: client.get(job.get_absolute_url() + query)) <= 13

    def test_milestones_and_files_do_not_add_queries(self, ada, client, job, queries):
        one = queries(lambda: client.get(job.get_absolute_url()))
        steps = [Step(f"Part {number}", Money(40, "EUR")) for number in range(10)]
        projects.change(job, story.terms(budget_low=40_000, budget_high=40_000, milestones=steps), by=ada)
        assert queries(lambda: client.get(job.get_absolute_url())) == one


class TestForSearchEngines:
    def test_an_open_job_is_a_posting_with_salary_and_end(self, client, job):
        node = linked(client.get(job.get_absolute_url()))
        assert node["title"] == story.TITLE
        assert datetime.fromisoformat(node["validThrough"]) == job.closes_at
        assert node["baseSalary"]["currency"] == "EUR"
        assert node["baseSalary"]["value"] == {"@type": "QuantitativeValue", "minValue": 600.0, "maxValue": 900.0}
        assert node["jobLocationType"] == "TELECOMMUTE"
        assert node["applicantLocationRequirements"]
        assert node["hiringOrganization"] == {"@type": "Person", "name": "Ada Brandt"}

    def test_a_job_on_site_has_its_place(self, ada, client, topics):
        job = story.posted(ada, where="onsite", city="Leipzig", country="DE")
        node = linked(client.get(job.get_absolute_url()))
        assert node["jobLocation"]["address"]["addressLocality"] == "Leipzig"
        assert "jobLocationType" not in node

    def test_markup_in_a_title_cannot_end_the_script(self, ada, client, topics):
        job = story.posted(ada, title="</script><script>alert(1)</script>")
        assert "<script>alert" not in client.get(job.get_absolute_url()).text

    @pytest.mark.parametrize("end", ["pause", "cancel"])
    def test_a_closed_job_is_not_to_be_indexed(self, ada, client, job, end):
        getattr(projects, end)(job, by=ada)
        answer = client.get(job.get_absolute_url())
        assert answer.status_code == 200
        assert '<meta name="robots" content="noindex">' in answer.text
        assert linked(answer) is None

    def test_an_open_job_is(self, client, job):
        assert "noindex" not in client.get(job.get_absolute_url()).text


class TestLists:
    def test_my_jobs_take_the_same_queries_for_one_and_for_twenty(self, ada, job, client_of, queries):
        browser, address = client_of(ada), reverse("projects:mine")
        one = queries(lambda: browser.get(address))
        for number in range(19):
            story.posted(ada, title=f"A job of the number {number}")
        assert queries(lambda: browser.get(address)) == one <= 12

    def test_my_jobs_are_mine_and_my_companys(self, ada, eve, topics, client_of):
        press = companies.found("Brandt Press", by=ada)
        projects.start("A draft of the company", by=ada, client=press.party)
        story.posted(eve, title="A job of somebody else")
        page = client_of(ada).get(reverse("projects:mine")).text
        assert "A draft of the company" in page
        assert "somebody else" not in page

    def test_an_empty_list_says_what_will_be_there(self, ada, client_of):
        assert "Post your first job" in client_of(ada).get(reverse("projects:mine")).text

    def test_open_jobs_stand_on_the_page_of_their_client(self, ada, client, job):
        people.publish_profile(ada.party.profile, by=ada)
        assert story.TITLE in client.get(ada.party.get_absolute_url()).text
        projects.pause(job, by=ada)
        assert story.TITLE not in client.get(ada.party.get_absolute_url()).text


def test_the_listing_repeats_what_the_job_says(ada, job):
    face = Listing.objects.get(pk=job.pk)
    said = (job.basis, job.currency, job.budget_low, job.budget_high, job.level, job.closes_at, job.status)
    kept = (face.basis, face.currency, face.price_low, face.price_high, face.level, face.closes_at, face.state)
    assert kept == said


def test_a_job_closes_in_the_future(job):
    assert job.closes_at > datetime.now(UTC) + timedelta(days=13)
