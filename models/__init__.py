"""Tables, and what is always true of a row."""

from models.base import Base, Instant
from models.cases import Case, CaseItem, CaseKey
from models.conversations import Conversation
from models.identity import CaseIdentity, CaseMark, IdentityKey, IdentityRequest, KeyGrant
from models.instance import Instance
from models.ledger import LedgerCheckpoint, LedgerEntry, LedgerPayload
from models.queues import InboxEvent, OutboxMessage
from models.staff import Staff, StaffSession

__all__ = [
    "Base",
    "Case",
    "CaseIdentity",
    "CaseItem",
    "CaseKey",
    "CaseMark",
    "Conversation",
    "IdentityKey",
    "IdentityRequest",
    "InboxEvent",
    "Instance",
    "Instant",
    "KeyGrant",
    "LedgerCheckpoint",
    "LedgerEntry",
    "LedgerPayload",
    "OutboxMessage",
    "Staff",
    "StaffSession",
]
