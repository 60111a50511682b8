from marketplace.kit.models.audit import AuditEntry
from marketplace.kit.models.base import Lockable, Timestamped, UUIDModel
from marketplace.kit.models.leased import Leased
from marketplace.kit.models.money import MoneyIn
from marketplace.kit.models.outbox import OutboxMessage
from marketplace.kit.models.state import IllegalMove, Move, Stateful
from marketplace.kit.models.timer import Timer

__all__ = [
    "AuditEntry",
    "IllegalMove",
    "Leased",
    "Lockable",
    "MoneyIn",
    "Move",
    "OutboxMessage",
    "Stateful",
    "Timer",
    "Timestamped",
    "UUIDModel",
]
