"""The fields that say whom a row is about."""

from portal.domain.imports.kinds.fields import Field, Reads

_NAME = Field(
    "name",
    "Full name",
    Reads.NAME,
    (
        *("name", "full name", "legal name", "employee name", "employee", "staff name", "staff"),
        *("learner", "learner name", "user", "user name", "display name", "person", "worker"),
        *("participant", "participant name", "attendee", "student", "student name", "team member"),
        *("staff member", "provider name", "clinician", "full legal name", "employee full name"),
    ),
    hint="Or a first and a last name.",
)
_FIRST = Field(
    "first_name",
    "First name",
    Reads.NAME,
    (
        *("first name", "first", "given name", "forename", "firstname", "legal first name"),
        *("preferred first name", "fname", "user first name", "employee first name"),
    ),
)
_LAST = Field(
    "last_name",
    "Last name",
    Reads.NAME,
    (
        *("last name", "last", "surname", "family name", "lastname", "legal last name", "lname"),
        *("user last name", "employee last name"),
    ),
)
_EMAIL = Field(
    "email",
    "E-mail",
    Reads.EMAIL,
    (
        *("email", "e mail", "email address", "e mail address", "work email", "work e mail"),
        *("business email", "primary email", "user email", "employee email", "mail", "upn"),
        *("work email address", "contact email", "login", "username", "learner email"),
    ),
)
WHO = (_NAME, _FIRST, _LAST, _EMAIL)
