"""What a merge would move, and what of it does not go together; to be looked at before."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.dates import date_text
from portal.models import (
    Account,
    Enrolment,
    EventCredit,
    EventPresence,
    EventRegistration,
    Person,
    ShiftAssignment,
)
from portal.services import affiliations
from portal.services.affiliations import Line, When
from portal.services.history import not_superseded
from portal.services.merging.dates import kept_dates
from portal.services.merging.tables import MOVED, movable
from portal.services.places import Counties


@dataclass(frozen=True, slots=True)
class Moving:
    """So many rows of a kind."""

    words: str
    number: int


@dataclass(frozen=True, slots=True)
class Clash:
    """Something that both have, and what becomes of it."""

    what: str
    then: str


def what_moves(session: Session, gone_id: int) -> list[Moving]:
    """What would be about the other row’s person; kinds of which there is nothing are left out."""
    found = []
    for table, (one, many) in MOVED.items():
        number = session.scalar(
            select(func.count()).select_from(table).where(table.person_id == gone_id)
        )
        if number:
            found.append(Moving(one if number == 1 else many, number))
    return found


def clashes(
    session: Session, kept: Person, gone: Person, counties: Counties, today: date
) -> list[Clash]:
    """What does not simply go together, each with what becomes of it.

    Where both work is said of these counties only.
    """
    return [
        *_names(kept, gone),
        *_accounts(session, kept, gone),
        *_places(session, kept, gone, counties, today),
        *_shifts(session, kept, gone),
        *_trainings(session, kept, gone),
        *_sessions(session, kept, gone),
        *_dates(session, kept, gone, counties, today),
    ]


def _names(kept: Person, gone: Person) -> list[Clash]:
    found = []
    for label, name in (
        ("legal name", "legal_name"),
        ("e-mail address", "email"),
        ("phone", "phone"),
    ):
        mine, theirs = getattr(kept, name), getattr(gone, name)
        if theirs and not mine:
            what = f"The {label} is “{theirs}” there, and there is none here."
            found.append(Clash(what, "It stays empty here. Enter it afterwards."))
        elif theirs and mine != theirs:
            what = f"The {label} is “{theirs}” there and “{mine}” here."
            found.append(Clash(what, f"“{mine}” stays. Change it afterwards if it is wrong."))
    return found


def _accounts(session: Session, kept: Person, gone: Person) -> list[Clash]:
    statement = select(Account.person_id, Account.email).where(
        Account.person_id.in_((kept.id, gone.id))
    )
    emails = {row.person_id: row.email for row in session.execute(statement)}
    if len(emails) < 2:
        return []
    what = "Both have an account."
    then = (
        f"They sign in with {emails[kept.id]} from now on, and with {emails[gone.id]} no more. "
        "Keep the other row if they use that address."
    )
    return [Clash(what, then)]


def _places(
    session: Session, kept: Person, gone: Person, counties: Counties, today: date
) -> list[Clash]:
    lines = affiliations.of_people(session, [kept.id, gone.id], counties)

    def now(person_id: int) -> list[Line]:
        return [
            line
            for line in lines.get(person_id, [])
            if line.superseded_by is None and line.when(today) in {When.NOW, When.UPCOMING}
        ]

    return [
        Clash(
            f"Both work for {there.agency}{', ' + there.team if there.team else ''} "
            f"in {there.county} County.",
            "Both entries stay, and they count once. End one of them afterwards.",
        )
        for there in now(gone.id)
        for here in now(kept.id)
        if (there.row.agency_id, there.row.team_id) == (here.row.agency_id, here.row.team_id)
    ]


def _shifts(session: Session, kept: Person, gone: Person) -> list[Clash]:
    theirs = aliased(ShiftAssignment)
    statement = (
        select(func.count(ShiftAssignment.shift_id.distinct()))
        .join(theirs, theirs.shift_id == ShiftAssignment.shift_id)
        .where(
            ShiftAssignment.person_id == kept.id,
            theirs.person_id == gone.id,
            not_superseded(ShiftAssignment),
        )
    )
    number = session.scalar(statement) or 0
    if not number:
        return []
    what = "Both have a place on " + ("1 shift." if number == 1 else f"{number} shifts.")
    return [Clash(what, "Both places stay, and count as one person. Take one off afterwards.")]


def _trainings(session: Session, kept: Person, gone: Person) -> list[Clash]:
    theirs = aliased(Enrolment)
    statement = (
        select(func.count(Enrolment.course.distinct()))
        .join(theirs, theirs.course == Enrolment.course)
        .where(Enrolment.person_id == kept.id, theirs.person_id == gone.id)
    )
    number = session.scalar(statement) or 0
    if not number:
        return []
    what = "Both began " + ("1 training" if number == 1 else f"{number} trainings") + " here."
    then = "Each begun training stays with what was done in it; the one begun last is gone on with."
    return [Clash(what, then)]


def _sessions(session: Session, kept: Person, gone: Person) -> list[Clash]:
    tables = (EventRegistration, EventPresence, EventCredit)
    number = sum(movable(session, table, kept.id, gone.id)[1] for table in tables)
    if not number:
        return []
    what = "Both are recorded at the same live session."
    return [Clash(what, "What is recorded there about the other row stays with that row.")]


def _dates(
    session: Session, kept: Person, gone: Person, counties: Counties, today: date
) -> list[Clash]:
    found = {}
    for one in kept_dates(session, kept.id, gone.id, today, counties):
        would = f"it would be {date_text(one.would_be)}" if one.would_be else "there would be none"
        what = (
            f"Assignment {one.assignment} asks by {date_text(one.due)}. Counted for both together, "
            f"{would}."
        )
        found[what] = Clash(what, "The date stays as it is. Change it there if it is wrong.")
    return list(found.values())
