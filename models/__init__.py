"""Tables, and what is always true of a row."""

from models.base import Base, Instant
from models.cases import Case, CaseItem, CaseKey
from models.conversations import Conversation
from models.instance import Instance
from models.ledger import LedgerCheckpoint, LedgerEntry, LedgerPayload
from models.manual import ManualCounter, ManualEntry, ManualVersion, TaughtPhrase, UnansweredQuestion
from models.queues import InboxEvent, OutboxMessage
from models.staff import Staff, StaffSession

__all__ = [
    "Base",
    "Case",
    "CaseItem",
    "CaseKey",
    "Conversation",
    "InboxEvent",
    "Instance",
    "Instant",
    "LedgerCheckpoint",
    "LedgerEntry",
    "LedgerPayload",
    "ManualCounter",
    "ManualEntry",
    "ManualVersion",
    "OutboxMessage",
    "Staff",
    "StaffSession",
    "TaughtPhrase",
    "UnansweredQuestion",
]
