"""What the form of a job refuses, each with a sentence at its field."""

import pytest

from marketplace.kit import clock as now
from projects.forms.project import ProjectForm
from tests.projects import story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("topics")]
ROWS = {"milestone-TOTAL_FORMS": "3"}


def problems(**changes):
    form = ProjectForm.sent(story.form_data(**changes))
    form.is_valid()
    return form.problems()


def day(shift):
    return (now.today() + __import__("datetime").timedelta(days=shift)).isoformat()


def test_a_form_that_is_right_has_no_problems():
    assert problems() == {}


def test_a_field_of_work_can_be_asked_for_as_a_skill():
    form = ProjectForm.sent(story.form_data(skills="InDesign, Book design"))
    assert form.is_valid()
    assert [topic.name for topic in form.cleaned_data["skills"]] == ["InDesign", "Book design"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "This field is required."),
        ("field", "no-such-field", "Select a valid choice"),
        ("field", "indesign", "Select a valid choice"),
        ("skills", "InDesign, juggling", "“juggling” is not on our list of skills"),
        ("skills", "types", "Near it: Typesetting"),
        ("skills", ", ".join(f"s{n}" for n in range(11)), "Name at most 10 skills"),
        ("brief", "Too short", "Write at least 60 letters; there are 9 so far."),
        ("brief", "x" * 15_001, "at most 15000 characters"),
        ("basis", "barter", "Select a valid choice"),
        ("currency", "XXX", "Select a valid choice"),
        ("budget_low", "0", "above zero"),
        ("budget_low", "-600", "above zero"),
        ("budget_low", "600.505", "The smallest amount is €0.01"),
        ("budget_low", "99999999999", "Enter at most"),
        ("budget_low", "cheap", "Enter a sum in digits"),
        ("budget_high", "100", "The upper figure is below the lower one."),
        ("closes_on", "2020-01-01", "This day has passed."),
        ("closes_on", "not a day", "Enter a day"),
        ("closes_on", "9999-12-31", "more than five years away"),
        ("due_on", "2020-01-01", "This day has passed."),
        ("hires", "0", "greater than or equal to 1"),
        ("hires", "99999999999999999999", "less than or equal to 20"),
        ("level", "", "This field is required."),
        ("where", "moon", "Select a valid choice"),
        ("questions", "\n".join("Why?" for _ in range(6)), "Ask at most 5 questions."),
        ("questions", "x" * 301, "A question has at most 300 letters."),
    ],
)
def test_it_says_what_is_wrong_with_one_field(field, value, said):
    found = problems(**{field: value})
    assert said in " ".join(found[field])


def test_yen_have_no_decimals():
    assert "JPY has no smaller unit" in problems(currency="JPY", budget_low="600.50")["budget_low"][0]


def test_a_job_stands_for_at_most_half_a_year():
    assert "at most 180 days" in problems(closes_on=day(181), due_on="")["closes_on"][0]


def test_the_work_is_not_due_before_proposals_close():
    assert "due before proposals close" in problems(closes_on=day(20), due_on=day(10))["due_on"][0]


def test_work_on_site_needs_a_town_and_a_country():
    assert set(problems(where="onsite")) == {"country", "city"}
    assert problems(where="onsite", country="DE", city="Leipzig") == {}


def test_work_from_anywhere_has_no_country():
    form = ProjectForm.sent(story.form_data(where="remote", country="DE", city="Leipzig"))
    assert form.is_valid()
    assert (form.terms().country, form.terms().city) == ("", "")


def test_one_figure_stands_for_both_ends():
    form = ProjectForm.sent(story.form_data(budget_high="", budget_low="750"))
    assert form.is_valid()
    assert (form.terms().budget_low, form.terms().budget_high) == (75_000, 75_000)


class TestMilestones:
    def test_their_sum_lies_within_the_budget(self):
        found = problems(**{"milestone-1-amount": "800"})
        assert found["milestone-0-name"] == ["The milestones add up to €1,050, and the budget is €600 to €900."]

    def test_a_row_without_a_sum_is_not_whole(self):
        assert problems(**{"milestone-1-amount": ""})["milestone-1-amount"] == ["This field is required."]

    def test_an_emptied_row_is_no_milestone(self):
        form = ProjectForm.sent(
            story.form_data(**{"milestone-0-name": "", "milestone-0-amount": "", "budget_low": "500"})
        )
        assert form.is_valid()
        assert [step.name for step in form.terms().milestones] == ["All pages set"]

    def test_hourly_work_has_none(self):
        form = ProjectForm.sent(story.form_data(basis="hourly", **{"milestone-0-amount": "rubbish"}))
        assert form.is_valid()
        assert form.terms().milestones == ()

    def test_a_form_without_its_count_of_rows_breaks_nothing(self):
        assert problems(**{"milestone-TOTAL_FORMS": "ten thousand"})["milestone-0-name"]
        assert "at most 10" in problems(**{"milestone-TOTAL_FORMS": "1000000"})["milestone-0-name"][0]

    def test_a_day_that_has_passed_is_refused(self):
        assert problems(**{"milestone-0-due_on": "2020-01-01"})["milestone-0-due_on"] == ["This day has passed."]


def test_closing_day_ends_with_the_day_where_the_client_is(settings):
    with __import__("django.utils.timezone", fromlist=["override"]).override("America/New_York"):
        form = ProjectForm.sent(story.form_data(closes_on=day(14)))
        assert form.is_valid()
        assert form.terms().closes_at.utcoffset().total_seconds() == -5 * 3600
