"""Somebody of whom every kind of data is kept, made by our own acts; and a stranger who is in none of it."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts import companies, people
from accounts.models import Company, Device, Erasure, Export, SecurityEvent, User
from accounts.privacy import consents, erasures, exports
from marketplace.catalog.models import Event, Topic
from marketplace.kit import uploads
from portfolios.models import Portfolio
from projects import proposals
from projects.models import Proposal
from social.models import Watch
from tests.portfolios.hanging import a_portfolio, a_work
from tests.projects import contract_story
from tests.projects import story as jobs


def picture() -> uploads.Upload:
    """A small photo, checked."""
    kept = BytesIO()
    Image.new("RGB", (40, 40), "teal").save(kept, "PNG")
    return uploads.check(SimpleUploadedFile("me.png", kept.getvalue()), uploads.PICTURES)


def full_life(user: User, client: User, topics: dict[str, Topic]) -> Proposal:
    """A page with a photo, a portfolio with a work, a proposal for the client's job, a watch, a device, consents."""
    mine = people.change(user.party.profile, by=user, headline="Book designer", bio="I set <b>books</b>.", city="Leeds")
    people.choose_skills(mine, [topics["typesetting"]], by=user)
    people.hang_photo(mine, picture(), by=user)
    hang_a_work(user)
    job = jobs.posted(client)
    Watch.objects.create(user=user, listing=job.listing)
    Event.objects.create(kind="view", listing=job.listing, user=user, visitor=7)
    Device.objects.create(user=user, token="t" * 64, session_key="s" * 32, user_agent="Firefox")
    SecurityEvent.objects.create(user=user, kind="password_changed")
    consents.give("marketing", by=user)
    return jobs.proposed(job, user)


def hang_a_work(user: User) -> Portfolio:
    """A portfolio with one work, both shown."""
    portfolio = a_portfolio(user)
    a_work(portfolio)
    return portfolio


def a_company_alone(user: User) -> Company:
    """A company for which nobody else acts."""
    company = companies.found("Ridge Press", by=user, about="Since 1999.")
    companies.publish_company(company, by=user)
    return company


def exported(user: User) -> Export:
    """Everything about the person, ready."""
    export = exports.ask(by=user)
    exports.make_due()
    export.refresh_from_db()
    return export


def forgotten(erasure: Erasure) -> Erasure:
    """The days are over and the worker has run."""
    erasures.begin(str(erasure.pk))
    erasures.run_due()
    erasure.refresh_from_db()
    return erasure


def agreed(proposal: Proposal, client: User, freelancer: User) -> Proposal:
    """The client has accepted it and both have signed: work is under way."""
    accepted = proposals.accept(proposal, revision=proposal.revision, by=client)
    contract_story.sign(accepted.contract.versions.get(), client, freelancer)
    return accepted
