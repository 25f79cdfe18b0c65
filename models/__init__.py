"""Tables, and what is always true of a row."""

from models.base import Base, Instant
from models.cases import Case, CaseHold, CaseItem, CaseKey
from models.conversations import Conversation
from models.evidence import Evidence, EvidenceChunk, EvidenceVault
from models.following import Pace, RatingCount, SentForm
from models.identity import CaseIdentity, CaseMark, IdentityKey, IdentityRequest, KeyGrant
from models.instance import Instance
from models.ledger import LedgerCheckpoint, LedgerEntry, LedgerPayload
from models.manual import ManualCounter, ManualEntry, ManualVersion, TaughtPhrase, UnansweredQuestion
from models.queues import InboxEvent, OutboxMessage
from models.staff import Staff, StaffDevice, StaffSession
from models.survey import Declaration, SurveyCount, SurveyPeriod
from models.withdrawn import WithdrawnMessage

__all__ = [
    "Base",
    "Case",
    "CaseHold",
    "CaseIdentity",
    "CaseItem",
    "CaseKey",
    "CaseMark",
    "Conversation",
    "Declaration",
    "Evidence",
    "EvidenceChunk",
    "EvidenceVault",
    "IdentityKey",
    "IdentityRequest",
    "InboxEvent",
    "Instance",
    "Instant",
    "KeyGrant",
    "LedgerCheckpoint",
    "LedgerEntry",
    "LedgerPayload",
    "ManualCounter",
    "ManualEntry",
    "ManualVersion",
    "OutboxMessage",
    "Pace",
    "RatingCount",
    "SentForm",
    "Staff",
    "StaffDevice",
    "StaffSession",
    "SurveyCount",
    "SurveyPeriod",
    "TaughtPhrase",
    "UnansweredQuestion",
    "WithdrawnMessage",
]
