"""A board as its pages show it, read in as many queries for a thousand cards as for one."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from projects.boards.filters import Filter
from projects.models import Board, Card, Column, Contract, Milestone

MOST = 100  # cards of a column on the board; the list shows all
EXCERPT = 3


@dataclass(frozen=True)
class Shelf:
    """A column and the cards in it that are shown. count: all that stand in it."""

    column: Column
    cards: list[Card]
    count: int

    @property
    def is_over(self) -> bool:
        """Whether it holds more than it should."""
        return self.column.limit is not None and self.count > self.column.limit

    @property
    def hidden(self) -> int:
        """How many stand in it beyond what is shown."""
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Finished:
    """A milestone all of whose cards are done, and that could be submitted."""

    milestone: Milestone
    count: int


def of(board: Board, asked: Filter | None = None, *, by: User, most: int = MOST) -> list[Shelf]:
    """The columns with the cards that are asked for. Four queries."""
    wanted = Card.objects.current().filter(board=board)
    if asked:
        wanted = asked.apply(wanted, by=by)
    columns = list(board.columns.annotate(n=Count("cards", filter=Q(cards__archived_at=None))))
    place = Window(RowNumber(), partition_by=F("column"), order_by=[F("rank"), F("pk")])
    first = wanted.annotate(place=place).filter(place__lte=most).values("pk")
    cards = list(Card.objects.filter(pk__in=list(first.values_list("pk", flat=True))).with_face())
    cards.sort(key=lambda card: (card.rank, card.pk))
    is_filtered = bool(asked and asked.is_set)
    return [_shelf(column, cards, is_filtered=is_filtered) for column in columns]


def excerpt(contract: Contract, *, by: User) -> list[Shelf]:
    """The first cards of each column, for the overview of a contract. Empty where no board was opened yet."""
    board = Board.objects.filter(contract=contract).first()
    return of(board, by=by, most=EXCERPT) if board else []


def finished(contract: Contract) -> list[Finished]:
    """Milestones that wait for their freelancer although every card of them is done. One query."""
    open_cards = Q(cards__archived_at=None, cards__column__is_done=False)
    all_cards = Q(cards__archived_at=None)
    found = contract.milestones.filter(status__in=Milestone.UNFINISHED).annotate(
        cards_count=Count("cards", filter=all_cards), cards_open=Count("cards", filter=open_cards)
    )
    return [Finished(one, one.cards_count) for one in found.filter(cards_count__gt=0, cards_open=0)]


def note_for(milestone: Milestone) -> str:
    """What a submission of this milestone may begin with: its cards, if all are done. Empty where they are not."""
    cards = list(Card.objects.current().filter(milestone=milestone).select_related("column").order_by("number"))
    if not cards or not all(card.is_done for card in cards):
        return ""
    return "\n".join(f"- {card.title}" for card in cards)


def _shelf(column: Column, cards: list[Card], *, is_filtered: bool) -> Shelf:
    mine: list[Card] = []
    for card in cards:
        if card.column_id == column.pk:
            card.column = column
            mine.append(card)
    count: int = len(mine) if is_filtered else getattr(column, "n", len(mine))
    return Shelf(column, mine, count)
