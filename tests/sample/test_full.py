"""A directory of public data, loaded with its own titles and texts."""

import csv
import gzip
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from marketplace.catalog.models import Listing
from marketplace.sample.full import parts

# One row of each data set, in the columns that are read.
DATA = {
    "freelancer_profiles": [
        {"freelancer_id": "p-1", "source": "peopleperhour", "headline": "Logo designer", "country": "Germany",
         "hourly_rate": "51.0", "rating": "4.9", "reviews": "31.0", "badge": ""},
    ],
    "freelancer_skills": [
        {"freelancer_id": "s-1", "hourly_rate_usd": "18", "country": "India", "rating": "0.0", "reviews": "0",
         "skill_tokens": "Python|Django"},
    ],
    "freelance_jobs_upwork_2023": [
        {"job_id": "u-1", "title": "A page for a comic book", "subcategory": "Cartoons & Comics",
         "fixed_budget_usd": "30.0", "hourly_rate_usd": "", "experience_tier": "Expert",
         "duration": "Less than 1 month", "weekly_engagement": "", "freelancers_to_hire": "1",
         "proposals_tier": "Less than 5", "published_at": "2023-01-01T17:38:19Z", "client_id": "c1",
         "client_country": "United States", "client_feedback_score": "5.0", "client_reviews": "20",
         "client_total_spent_usd": "3817.42"},
    ],
    "freelance_jobs_peopleperhour": [
        {"job_id": "h-1", "title": "Coded vision board", "description": "A form and a grid.",
         "subcategory": "Programming & Coding", "experience_level": "Entry", "job_type": "fixed_price",
         "currency": "GBP", "budget": "150", "duration": "", "location_mode": "remote",
         "posted_at": "2023-02-01T10:00:00Z", "client_registered": "2020-04-01", "client_city": "Leeds",
         "client_country": "United Kingdom"},
    ],
    "kickstarter_campaigns": [
        {"source": "ks2017", "project_id": "k-1", "name": "A bench for a bus stop", "blurb": "It is made of oak.",
         "category": "Product Design", "main_category": "Design", "creator_id": "m1", "currency": "EUR",
         "goal": "2000.0", "pledged": "2100.0", "backers": "40.0", "state": "successful", "country": "DE",
         "location": "Leipzig", "launched_at": "2015-03-01T10:00:00Z", "deadline": "2015-03-31T10:00:00Z",
         "percent_funded": "105"},
    ],
    "kickstarter_reward_tiers": [
        {"project_id": "none", "tier_index": "0", "tier_amount": "5", "tier_backers": "1"},
    ],
    "taxonomy_art_subjects": [
        {"subject_id": "1", "name": "landscape", "parent_id": "", "level": "0"},
    ],
    "portfolio_artists": [
        {"artist_id": "9", "name": "Sand, Vera", "birth_year": "1931.0", "death_year": "", "birth_place": "Oslo",
         "death_place": "", "url": "http://museum.example/vera"},
    ],
    "portfolio_artworks": [
        {"accession": "X1", "artist_id": "9", "artist_role": "artist", "title": "A field", "date_text": "1960",
         "year": "1960", "medium": "Etching on paper", "dimensions": "20 x 30", "credit_line": "Given",
         "subject_ids": "1", "url": "http://museum.example/x1"},
    ],
}  # fmt: skip


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    for name, rows in DATA.items():
        with gzip.open(tmp_path / f"{name}.csv.gz", "wt", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
    return tmp_path


@pytest.mark.django_db
def test_it_shows_titles_texts_and_sums_as_the_directory_has_them(directory: Path) -> None:
    made = parts.load(directory, lambda line: None)
    titles = set(Listing.objects.filter(kind__in=["project", "fundraiser", "work"]).values_list("title", flat=True))
    assert titles == {"A page for a comic book", "Coded vision board", "A bench for a bus stop", "A field"}
    project = Listing.objects.get(title="Coded vision board").project
    assert (project.budget_low, project.currency, project.brief) == (15_000, "GBP", "A form and a grid.")
    assert "PeoplePerHour" in project.sample_note
    fundraiser = Listing.objects.get(title="A bench for a bus stop").fundraiser
    assert (fundraiser.goal_minor, fundraiser.record_raised_minor) == (200_000, 210_000)
    assert made == Listing.objects.count()
    assert parts.load(directory, lambda line: None) == 0, "a second load changes nothing"


@pytest.mark.django_db
def test_a_directory_without_data_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is not a data directory"):
        call_command("load_sample", "--from", str(tmp_path))
