"""Tables, one file per feature."""

from portal.models.accounts import (
    Account,
    LinkPurpose,
    MailedLink,
    RoleGrant,
    SignInFailure,
    SignInSession,
)
from portal.models.audit import AuditEntry
from portal.models.base import Base
from portal.models.counties import County, CountyPlan, CountyPlanCounty
from portal.models.learning import Enrolment, LessonRead, PracticeStep
from portal.models.mail import Mail
from portal.models.people import Credential, Person, PersonProviderType
from portal.models.quizzes import Attempt, SavedAnswer
from portal.models.records import Revocation, TrainingRecord
from portal.models.teams import Affiliation, Agency, Team

__all__ = [
    "Account",
    "Affiliation",
    "Agency",
    "Attempt",
    "AuditEntry",
    "Base",
    "County",
    "CountyPlan",
    "CountyPlanCounty",
    "Credential",
    "Enrolment",
    "LessonRead",
    "LinkPurpose",
    "Mail",
    "MailedLink",
    "Person",
    "PersonProviderType",
    "PracticeStep",
    "Revocation",
    "RoleGrant",
    "SavedAnswer",
    "SignInFailure",
    "SignInSession",
    "Team",
    "TrainingRecord",
]
