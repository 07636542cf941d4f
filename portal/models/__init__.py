"""Tables, one file per feature."""

from portal.models.accounts import (
    Account,
    LinkPurpose,
    MailedLink,
    RoleGrant,
    SignInFailure,
    SignInSession,
)
from portal.models.assignments import (
    Assignment,
    AssignmentAsk,
    AssignmentDraft,
    AssignmentEnd,
    AssignmentItem,
)
from portal.models.audit import AuditEntry
from portal.models.base import Base
from portal.models.citations import CitationReview
from portal.models.counties import County, CountyPlan, CountyPlanCounty
from portal.models.duties import CountyFact, Designation, DutyHeld, Leave
from portal.models.events import (
    CalendarFeed,
    Event,
    EventConfirmation,
    EventCounty,
    EventCredit,
    EventCreditEnd,
    EventFile,
    EventFileChoice,
    EventPresence,
    EventPresenceEnd,
    EventRegistration,
    EventRequest,
    EventSeatNotice,
    EventVersion,
    EventWithdrawal,
)
from portal.models.evidence import (
    Claim,
    Decision,
    Equivalency,
    EquivalencyRevocation,
    EvidenceFile,
    OutsideTraining,
    ReviewStep,
)
from portal.models.imports import ImportBatch, ImportColumns, ImportedRow, ImportFix
from portal.models.learning import Enrolment, LessonRead, PracticeStep
from portal.models.library import (
    LibraryItem,
    LibraryPublication,
    LibraryStamp,
    LibraryVersion,
)
from portal.models.mail import AddressBounce, Mail, MailChoice, MailNotice
from portal.models.matrix import MatrixBatch, MatrixBatchEntry, MatrixView
from portal.models.merges import MergedRow, PersonMerge
from portal.models.people import Credential, Person, PersonProviderType
from portal.models.questions import LibraryAnswer, LibraryFeedback, LibraryQuestion
from portal.models.quizzes import Attempt, SavedAnswer
from portal.models.readiness import (
    KeptCounty,
    KeptCountyGap,
    KeptGap,
    KeptPerson,
    KeptTeam,
    KeptUnder,
)
from portal.models.records import Revocation, TrainingRecord
from portal.models.requirements import RulePreview, RuleVerification, RuleWithdrawal
from portal.models.rosters import (
    AreaSetting,
    RosterImport,
    ServiceArea,
    Shift,
    ShiftAssignment,
    ShiftEnd,
    ShiftException,
    TeamArea,
)
from portal.models.search import SearchOrigin, SearchPassage
from portal.models.teams import Affiliation, Agency, Team
from portal.models.watching import WatchedStretch, WatchingCredit
from portal.models.webinars import CaptionVersion, MediaFile, MediaUpload

__all__ = [
    "Account",
    "AddressBounce",
    "Affiliation",
    "Agency",
    "AreaSetting",
    "Assignment",
    "AssignmentAsk",
    "AssignmentDraft",
    "AssignmentEnd",
    "AssignmentItem",
    "Attempt",
    "AuditEntry",
    "Base",
    "CalendarFeed",
    "CaptionVersion",
    "CitationReview",
    "Claim",
    "County",
    "CountyFact",
    "CountyPlan",
    "CountyPlanCounty",
    "Credential",
    "Decision",
    "Designation",
    "DutyHeld",
    "Enrolment",
    "Equivalency",
    "EquivalencyRevocation",
    "Event",
    "EventConfirmation",
    "EventCounty",
    "EventCredit",
    "EventCreditEnd",
    "EventFile",
    "EventFileChoice",
    "EventPresence",
    "EventPresenceEnd",
    "EventRegistration",
    "EventRequest",
    "EventSeatNotice",
    "EventVersion",
    "EventWithdrawal",
    "EvidenceFile",
    "ImportBatch",
    "ImportColumns",
    "ImportFix",
    "ImportedRow",
    "KeptCounty",
    "KeptCountyGap",
    "KeptGap",
    "KeptPerson",
    "KeptTeam",
    "KeptUnder",
    "Leave",
    "LessonRead",
    "LibraryAnswer",
    "LibraryFeedback",
    "LibraryItem",
    "LibraryPublication",
    "LibraryQuestion",
    "LibraryStamp",
    "LibraryVersion",
    "LinkPurpose",
    "Mail",
    "MailChoice",
    "MailNotice",
    "MailedLink",
    "MatrixBatch",
    "MatrixBatchEntry",
    "MatrixView",
    "MediaFile",
    "MediaUpload",
    "MergedRow",
    "OutsideTraining",
    "Person",
    "PersonMerge",
    "PersonProviderType",
    "PracticeStep",
    "ReviewStep",
    "Revocation",
    "RoleGrant",
    "RosterImport",
    "RulePreview",
    "RuleVerification",
    "RuleWithdrawal",
    "SavedAnswer",
    "SearchOrigin",
    "SearchPassage",
    "ServiceArea",
    "Shift",
    "ShiftAssignment",
    "ShiftEnd",
    "ShiftException",
    "SignInFailure",
    "SignInSession",
    "Team",
    "TeamArea",
    "TrainingRecord",
    "WatchedStretch",
    "WatchingCredit",
]
