"""A whole working life of two people, one of each thing that has an address: what the sweep of addresses is tried with.

things = working_life.of(ada, cleo)
things["contracts"]      # the contract in `/contracts/<uuid>/…`, by the first word of the address
"""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from marketplace.kit import uploads
from marketplace.kit.money import Money
from marketplace.kit.uploads import Upload
from projects import counter_offers, extras, job_invitations, milestones, proofs, refund_requests, shelf, talks
from projects.bargain import Bargain
from projects.boards import attachments, checklists, comments, fields, labels, relations
from projects.disputes import disputes
from projects.hours import questions, work_weeks
from projects.models import DisputeOffer, SubmissionFile
from social.calls import calls
from social.models import Deal
from social.talk import threads
from tests.projects import board_story, contract_story, hours_story, story
from tests.projects.hours_story import MONDAY, NOON

Things = dict[str, Any]


def of(ada: User, cleo: User, clock: Any) -> Things:
    """Ada hires Cleo, by milestones and by the hour; things wait on both sides."""
    return {**_agreed(ada, cleo), **_at_work(ada, cleo), **_by_the_hour(ada, cleo, clock)}


def text(name: str = "pages.txt") -> Upload:
    return uploads.check(SimpleUploadedFile(name, b"Page one.", "text/plain"), uploads.DOCUMENTS)


def _agreed(ada: User, cleo: User) -> Things:
    """A job with a proposal that is haggled over, and one to which Cleo is invited."""
    job = story.posted(ada, title="A field guide to ferns")
    proposal = story.proposed(job, cleo)
    made: Things = {"jobs": job, "proposals": proposal}
    cheaper = Bargain(price=Money(700, "EUR"), days=14)
    made["counter-offers"] = counter_offers.make(proposal, cheaper, answering=proposal.revision, by=ada)
    other = story.posted(ada, title="A field guide to moss")
    made["job-invitations"] = job_invitations.send(other, cleo.party, by=ada)
    return made


def _at_work(ada: User, cleo: User) -> Things:
    contract = contract_story.signed(ada, cleo, title="A toolbox journal")
    first = contract_story.funded(contract)
    submission = contract_story.hand_in(first, evidence=[text()])
    milestones.release(first, by=ada, key="1")
    second = contract_story.submitted(contract, 1)
    proof = proofs.ask(contract_story.fresh(first), title="Master pages", by=cleo)
    dispute = disputes.open(
        contract, [second], why="The pages do not open.", to_freelancer=Money(0, "EUR"), evidence=[text()], by=ada
    )
    asked = contract_story.funded(contract_story.signed(ada, cleo, title="A poster"))
    thread = talks.of_contract(contract)
    line = threads.say(thread, "Round two is in.", by=cleo, files=[text("round.txt")])
    version = shelf.add(contract, text("grid.txt"), by=cleo)
    return {
        "contracts": contract,
        "milestones": asked,
        "evidence": SubmissionFile.objects.get(submission=submission),
        "proofs": proof,
        "disputes": dispute,
        "dispute-offers": DisputeOffer.objects.get(dispute=dispute),
        "dispute-files": dispute.events.get().files.get(),
        "refund-requests": refund_requests.ask(asked, why="The printer has closed.", by=ada),
        "extras": extras.claim(asked.contract, Money(20, "EUR"), what="Fonts", by=cleo),
        "messages": thread,
        "messages/lines": line,
        "messages/files": line.attachments.get(),
        "calls": calls.start(thread, by=ada),
        "shared-files": version.shared,
        "file-versions": version,
        "deals": Deal.objects.earliest("pk"),
        **_on_the_board(contract, ada, cleo),
    }


def _on_the_board(contract: Any, ada: User, cleo: User) -> Things:
    board = board_story.board_of(contract)
    card, other = (board_story.added(board, title, by=ada) for title in ("Set the index", "Print it"))
    return {
        "columns": board_story.column(board),
        "labels": labels.add(board, name="Print", tone="sea", by=ada),
        "board-fields": fields.add(board, name="Pages", kind="number", by=ada),
        "cards": card,
        "check-items": checklists.add(card, text="Moss", by=ada),
        "card-comments": comments.write(card, text="Yes", by=cleo),
        "card-files": attachments.add(card, text("card.txt"), by=cleo),
        "card-relations": relations.relate(card, "blocks", other, by=ada),
    }


def _by_the_hour(ada: User, cleo: User, clock: Any) -> Things:
    contract = hours_story.signed(ada, cleo)
    hours_story.funded(contract)
    clock.move_to(NOON - timedelta(hours=2))
    entry = hours_story.worked(contract, "tue 9:00-13:00")
    clock.move_to(NOON)
    week = work_weeks.lock(hours_story.week(contract, MONDAY))
    (question,) = questions.ask(week, [entry], why="Were they not done?", by=ada)
    return {"hours": entry, "weeks": week, "hours-questions": question, "hourly": contract}
