"""People: who may see and manage whom; adding, editing and inviting them."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, false, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.domain.access import ROLES, Grant, Permission, Role, counties, may
from portal.domain.accounts import normal_email
from portal.domain.errors import Conflict, Forbidden, Moved, NotFound
from portal.domain.people import ProviderType
from portal.models import (
    Account,
    Affiliation,
    AuditEntry,
    LinkPurpose,
    MailedLink,
    Person,
    PersonProviderType,
    RoleGrant,
)
from portal.services import accounts, affiliations, audit, bounces
from portal.services.affiliations import affiliated, not_ended, stands, within
from portal.services.history import DOUBLE_CLICK, by_id, lock
from portal.services.places import Place

TAKEN = (
    "Nothing was sent: somebody else signs in with {}. Choose “Change name or contact”, enter an "
    "address of this person’s own, then invite again."
)


# Who may see whom


@dataclass(frozen=True, slots=True)
class Seen:
    """A person as somebody may see them."""

    person: Person
    until: date | None
    """Only what happened through this day may be shown; None is the whole record."""


def visible_to(grants: Iterable[Grant], permission: Permission, today: date) -> ColumnElement[bool]:
    """The people with whom somebody may do this, as a condition on Person.

    With the permission for the state that is everybody. With it for counties, it is who works
    there, or is about to, or (to be seen only) used to.
    """
    held = counties(grants, permission)
    if held is None:
        return Person.merged_into_id.is_(None)
    if not held:
        return false()
    if permission is Permission.SEE_PEOPLE:
        return affiliated(held)
    return affiliated(held, not_ended(today))


def find(
    session: Session,
    person_id: int,
    grants: Iterable[Grant],
    permission: Permission,
    today: date,
    me: int | None = None,
) -> Seen:
    """The person, if somebody with these grants may do this; everybody may see themself.

    Raises NotFound or Forbidden; or Moved, when it is another row’s person who may be seen.
    """
    person: Person | None = by_id(session, Person, person_id)
    if person is None:
        raise NotFound("There is nobody with this number. Look for the name on the People page.")
    if person.merged_into_id is not None:
        raise Moved(find(session, person.merged_into_id, grants, permission, today, me).person.id)
    is_self = me is not None and me == person_id and permission is Permission.SEE_PEOPLE
    held = counties(grants, permission)
    if is_self or held is None:
        return Seen(person, None)
    rows = session.scalars(
        select(Affiliation).where(Affiliation.person_id == person_id, stands(), *within(held))
    ).all()
    if not rows:
        message = (
            "This person does not work in a county of yours, so their page is not yours to open."
        )
        raise Forbidden(message)
    past = [day for row in rows if (day := affiliations.over(row, today))]
    if len(past) < len(rows):
        return Seen(person, None)
    if permission is not Permission.SEE_PEOPLE:
        message = (
            "This person does not work in a county of yours any more. You can read what happened "
            "while they did and enter an earlier last day. If they are back, ask TA staff."
        )
        raise Forbidden(message)
    return Seen(person, max(past))


def check_reach(session: Session, grants: Iterable[Grant], person: Person) -> None:
    """Refuse to send an invitation for, or away from, somebody with roles beyond one's own.

    Whoever chooses the address of an invitation could else take it for themself, roles and all.
    """
    mine = list(grants)
    if counties(mine, Permission.GRANT_ROLES) is None:
        return
    theirs = session.execute(
        select(RoleGrant.role, RoleGrant.county_fips).where(
            RoleGrant.person_id == person.id, RoleGrant.ended_at.is_(None)
        )
    )
    for role, county in theirs:
        for permission in ROLES[role]:
            within_reach = (
                counties(mine, permission) is None
                if county is None
                else may(mine, permission, county)
            )
            if not within_reach:
                message = (
                    f"{person.called} has the role {role.label}, which goes beyond yours. "
                    "Ask an administrator to do this."
                )
                raise Forbidden(message)


# Adding and editing


@dataclass(frozen=True, slots=True)
class Details:
    """What a person is called and how to reach them."""

    legal_name: str
    name_used: str
    email: str
    phone: str

    @property
    def mark(self) -> str:
        """Changes when they do, so that a form can tell that it is out of date."""
        return hashlib.sha256(repr(asdict(self)).encode()).hexdigest()[:20]


def details_of(person: Person) -> Details:
    """As they stand now."""
    return Details(person.legal_name, person.name_used, person.email, person.phone)


def same_text(column: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """Equal but for upper and lower case.

    Databases lower different letters (SQLite: A to Z), so the usual spellings are tried.
    """
    return func.lower(column).in_(lowered(text))


def lowered(text: str) -> set[str]:
    """What lower() of a database may make of a text, whichever letters it knows."""
    spelled = {text, text.replace("'", "’"), text.replace("’", "'")}  # keyboards have one of them
    ways = {way for each in spelled for way in (each, each.lower(), each.upper(), each.title())}
    return {"".join(c.lower() if c.isascii() else c for c in way) for way in ways}


def alike(session: Session, legal_name: str, email: str) -> list[Person]:
    """People who may be the same person: the same address or the same legal name."""
    same = [same_text(Person.legal_name, legal_name)]
    if email:
        same.append(same_text(Person.email, email))
    statement = select(Person).where(or_(*same)).order_by(Person.id).limit(5)
    return list(session.scalars(statement))


def taken(session: Session, email: str, person_id: int | None = None) -> bool:
    """Whether somebody other than this person signs in with the address."""
    owner = select(Account.person_id).where(Account.email == normal_email(email))
    return bool(email) and session.scalar(owner) not in {None, person_id}


def added_before(
    session: Session, form_key: str, details: Details, *, by: int, at: datetime
) -> Person | None:
    """The person that this very form has added already, as by a double click.

    One person's additions wait for each other from here on.
    """
    lock(session, by)
    mine = session.execute(
        select(Person, AuditEntry.detail)
        .join(AuditEntry, AuditEntry.person_id == Person.id)
        .where(
            Person.recorded_by_id == by,
            Person.recorded_at > at - timedelta(days=1),
            Person.legal_name == details.legal_name,
            Person.email == details.email,
            AuditEntry.action == "person added",
        )
    )
    return next((person for person, detail in mine if detail.get("form") == form_key), None)


def add(
    session: Session,
    details: Details,
    profession: ProviderType,
    place: Place,
    *,
    position: str,
    starts_on: date | None,
    form_key: str,
    by: int,
    at: datetime,
) -> Person:
    """Add a person who works somewhere, as a team member."""
    person = Person(**asdict(details), recorded_at=at, recorded_by_id=by)
    session.add(person)
    session.flush()
    recorded = {"person_id": person.id, "recorded_at": at, "recorded_by_id": by}
    session.add(PersonProviderType(provider_type=profession, **recorded))
    session.add(RoleGrant(role=Role.TEAM_MEMBER, **recorded))
    audit.note(session, "person added", person_id=person.id, by=by, at=at, form=form_key)
    affiliations.add(
        session, person.id, place, position=position, starts_on=starts_on, by=by, at=at
    )
    return person


def edit(session: Session, person: Person, new: Details, *, by: int, at: datetime) -> bool:
    """Change the details. True when invitations to the old address were withdrawn."""
    before = details_of(person)
    if new == before:
        return False
    for name, value in asdict(new).items():
        setattr(person, name, value)
    audit.note(
        session,
        "person edited",
        person_id=person.id,
        by=by,
        at=at,
        before=asdict(before),
        after=asdict(new),
    )
    if normal_email(new.email) == normal_email(before.email):
        return False
    withdraw = update(MailedLink).where(*_open_invitation(person.id)).values(withdrawn_at=at)
    return bool(session.scalars(withdraw.returning(MailedLink.id)).all())


# Inviting


def _open_invitation(person_id: int) -> list[ColumnElement[bool]]:
    return [
        MailedLink.person_id == person_id,
        MailedLink.purpose == LinkPurpose.INVITATION,
        MailedLink.used_at.is_(None),
        MailedLink.withdrawn_at.is_(None),
    ]


def invite(session: Session, person: Person, *, by: int, at: datetime) -> MailedLink | None:
    """An invitation, or None when the same one went out a moment ago, as by a double click."""
    lock(session, person.id)
    if taken(session, person.email, person.id):
        raise Conflict(TAKEN.format(person.email))
    bounces.check(session, person.email)
    just_sent = session.scalar(
        select(MailedLink.id).where(
            *_open_invitation(person.id),
            MailedLink.email == normal_email(person.email),
            MailedLink.recorded_by_id == by,
            MailedLink.recorded_at > at - DOUBLE_CLICK,
        )
    )
    return None if just_sent else accounts.invite(session, person, by=by, at=at)


def invitations(session: Session, person_id: int) -> list[MailedLink]:
    """Every invitation of a person, newest first."""
    return list(
        session.scalars(
            select(MailedLink)
            .where(MailedLink.person_id == person_id, MailedLink.purpose == LinkPurpose.INVITATION)
            .order_by(MailedLink.id.desc())
        )
    )


def account_of(session: Session, person_id: int) -> Account | None:
    """How the person signs in, if they do."""
    return session.scalar(select(Account).where(Account.person_id == person_id))
