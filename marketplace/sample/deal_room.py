"""What stands in the room of the sample contract: messages, a board under way, files. Each by our own acts, on its day.

deal_room.fill(contract, client=ada, freelancer=cleo)
"""

from contextlib import AbstractContextManager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.core.files import File

from accounts.models import User
from marketplace.kit import clock, uploads
from marketplace.kit.uploads import Upload
from projects import shelf, talks
from projects.boards import cards, checklists, comments, labels, opening, relations
from projects.boards.cards import Details
from projects.models import Board, Card, Contract
from social.talk import threads

DAY = timedelta(days=1)
PICTURE = Path(settings.BASE_DIR) / "sample" / "images" / "round-loaf.webp"
GRID = (
    "Sample: the grid of the cookbook\n\nTrim 190 x 240 mm, bleed 3 mm. Two columns of 72 mm, gutter 6 mm.\n"
    "Margins: inside 20, outside 20, head 18, foot 24. Baseline 12 pt; titles stand on every second line.\n"
)
SECOND_GRID = GRID + "\nChanged after the specimen: the inside margin is 22 mm, because the spine is thick.\n"
LINES = (  # days ago, who, what
    (21, "client", "Sample: these messages were made with this copy of the site. The first chapter is in the folder."),
    (21, "freelancer", "Thank you. I begin with the grid; the recipes must never break over a page."),
    (18, "freelancer", "The specimen is handed in: bread, because it has the longest lists of ingredients."),
    (16, "client", "It reads well at the stove, two metres away. Released. Please make the inside margin wider."),
    (9, "freelancer", "Done: 22 mm now, the new grid lies in the folder as version 2."),
    (1, "freelancer", "All 160 pages are set. My questions to you stand in the margin, in red."),
)


def fill(contract: Contract, *, client: User, freelancer: User) -> None:
    """Once, when the contract is made; the last message waits to be read by the client."""
    people = {"client": client, "freelancer": freelancer}
    _share(contract, people)
    _plan(contract, people)
    thread = talks.of_contract(contract)
    for days, who, words in LINES:
        with _days_ago(days):
            said = threads.say(thread, words, by=people[who])
            if days > 1:
                threads.read(thread, by=client, up_to=said.number)


def _share(contract: Contract, people: dict[str, User]) -> None:
    with _days_ago(21):
        shelf.add(contract, _picture(), note="For the cover, if you like it.", by=people["client"])
    with _days_ago(20):
        first = shelf.add(contract, _text("grid.txt", GRID), by=people["freelancer"])
    with _days_ago(9):
        note = "The inside margin is wider."
        shelf.renew(first.shared, _text("grid.txt", SECOND_GRID), note=note, by=people["freelancer"])


def _plan(contract: Contract, people: dict[str, User]) -> None:
    client, freelancer, soon = people["client"], people["freelancer"], clock.today() + 2 * DAY
    board, first, second, third = opening.of(contract), *contract.milestones.order_by("position")
    with _days_ago(20):
        book = labels.add(board, name="Book", tone="sky", by=freelancer)
        index = labels.add(board, name="Index", tone="amber", by=client)
        grid = _card(board, 3, freelancer, title="Grid and master pages", milestone=first, labels=[book])
        recipes = _card(
            board, 2, freelancer, title="Set the 142 recipes", milestone=second, labels=[book], due_on=soon,
            text="By chapter: bread, soups, the oven, sweets. A recipe never breaks over a page.",
        )  # fmt: skip
        for number, chapter in enumerate(("Bread", "Soups", "From the oven", "Sweets")):
            item = checklists.add(recipes, text=chapter, by=freelancer)
            if number < 3:
                checklists.tick(item, by=freelancer)
        answers = _card(board, 1, client, title="Answer the questions in the margin", labels=[book], due_on=soon)
        words = _card(board, 0, client, title="Words for the index", labels=[index], due_on=soon + 4 * DAY)
        print_ = _card(board, 0, freelancer, title="Files for the printer", milestone=third, due_on=soon + 4 * DAY)
        relations.relate(answers, "blocks", print_, by=freelancer)
        relations.relate(words, "blocks", print_, by=freelancer)
    with _days_ago(9):
        comments.write(grid, text="The inside margin is 22 mm now.", by=freelancer)


def _card(board: Board, place: int, assignee: User, **says: object) -> Card:
    column = list(board.columns.all())[place]
    details = Details(assignee=assignee, **says)  # type: ignore[arg-type]
    return cards.add(column, details, by=assignee)


def _days_ago(days: int) -> AbstractContextManager[None]:
    return clock.as_of(clock.now() - days * DAY)


def _text(name: str, words: str) -> Upload:
    return uploads.check(File(BytesIO(words.encode()), name=name), uploads.DOCUMENTS)


def _picture() -> Upload:
    return uploads.check(File(BytesIO(PICTURE.read_bytes()), name="round-loaf.webp"), uploads.DOCUMENTS)
