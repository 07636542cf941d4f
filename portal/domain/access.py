"""Who may do what: one table of permissions by role, and grants that are limited to counties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the portal. Held through a grant, for a county or for the state."""

    TEAM_MEMBER = "team-member"
    TRAINER = "trainer"
    TA_STAFF = "ta-staff"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role as people say it."""
        return {
            Role.TEAM_MEMBER: "Team member",
            Role.TRAINER: "County trainer",
            Role.TA_STAFF: "TA staff",
            Role.ADMINISTRATOR: "Administrator",
        }[self]

    @property
    def is_county_role(self) -> bool:
        """Whether a grant of it must name a county."""
        return self is Role.TRAINER


class Permission(StrEnum):
    """Something that not everybody who is signed in may do."""

    SEE_PEOPLE = "see-people"
    """See people, their affiliations, credentials and training records."""
    MANAGE_PEOPLE = "manage-people"
    """Add people, invite them, and record their affiliations and credentials."""
    MANAGE_TEAMS = "manage-teams"
    """Add agencies and teams."""
    SEE_TRAINER_NOTES = "see-trainer-notes"
    """Read the notes for teaching a module live."""
    REVOKE_RECORDS = "revoke-records"
    """Withdraw a training record, with a reason."""
    DECIDE = "decide"
    """Grant and take back waivers, extensions and credit for trainings taken elsewhere."""
    ASSIGN = "assign"
    """Ask people for trainings or requirements by a day, and take that back."""
    MANAGE_ROSTERS = "manage-rosters"
    """Keep service areas, shifts and who is on them."""
    SEE_READINESS = "see-readiness"
    """See which teams are ready and which hours are covered."""
    HOLD_SESSIONS = "hold-sessions"
    """Hold live sessions: make them, register people, say who was there, give credit."""
    MANAGE_COUNTIES = "manage-counties"
    """Record what a county has done, with its evidence."""
    VERIFY_REQUIREMENTS = "verify-requirements"
    """Say that a requirement was read at its source, so that it judges instead of advising."""
    IMPROVE_TRAININGS = "improve-trainings"
    """See how the questions and lessons of a training work in use; nobody is named there."""
    EDIT_LIBRARY = "edit-library"
    """Write, publish and retire what the library holds."""
    SEE_MAILS = "see-mails"
    """See every mail of the portal and what became of it, and send one once more."""
    GRANT_ROLES = "grant-roles"
    """Give and end roles."""


ROLES: dict[Role, frozenset[Permission]] = {
    Role.TEAM_MEMBER: frozenset(),
    Role.TRAINER: frozenset(
        {
            Permission.SEE_PEOPLE,
            Permission.MANAGE_PEOPLE,
            Permission.MANAGE_TEAMS,
            Permission.SEE_TRAINER_NOTES,
            Permission.DECIDE,
            Permission.ASSIGN,
            Permission.MANAGE_ROSTERS,
            Permission.SEE_READINESS,
            Permission.HOLD_SESSIONS,
            Permission.MANAGE_COUNTIES,
        }
    ),
    Role.TA_STAFF: frozenset(
        {
            Permission.SEE_PEOPLE,
            Permission.MANAGE_PEOPLE,
            Permission.MANAGE_TEAMS,
            Permission.SEE_TRAINER_NOTES,
            Permission.REVOKE_RECORDS,
            Permission.DECIDE,
            Permission.ASSIGN,
            Permission.MANAGE_ROSTERS,
            Permission.SEE_READINESS,
            Permission.HOLD_SESSIONS,
            Permission.MANAGE_COUNTIES,
            Permission.VERIFY_REQUIREMENTS,
            Permission.IMPROVE_TRAININGS,
            Permission.EDIT_LIBRARY,
            Permission.SEE_MAILS,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.SEE_PEOPLE,
            Permission.MANAGE_PEOPLE,
            Permission.MANAGE_TEAMS,
            Permission.SEE_READINESS,
            Permission.IMPROVE_TRAININGS,
            Permission.SEE_MAILS,
            Permission.GRANT_ROLES,
        }
    ),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role somebody holds. `county` is a FIPS code, or None for the whole state."""

    role: Role
    county: str | None = None


def holds(grants: Iterable[Grant], permission: Permission) -> bool:
    """Whether the permission is held anywhere at all."""
    return any(permission in ROLES[grant.role] for grant in grants)


def counties(grants: Iterable[Grant], permission: Permission) -> frozenset[str] | None:
    """The counties in which the permission is held; None means all of the state."""
    held = [grant.county for grant in grants if permission in ROLES[grant.role]]
    if None in held:
        return None
    return frozenset(county for county in held if county is not None)


def may(grants: Iterable[Grant], permission: Permission, county: str) -> bool:
    """Whether the permission is held in this county."""
    held = counties(grants, permission)
    return held is None or county in held
