"""One small function per kind of row. Each adds it, flushes, and returns it; none commits.

ana = factories.person(session, "Ana Flores")
factories.affiliation(session, ana, FRESNO, starts_on=date(2026, 1, 5))
factories.grant(session, ana, Role.TRAINER, FRESNO)
sign_in(app, client, factories.account(session, ana))
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.access import Role
from portal.domain.assignments import Act as AskAct
from portal.domain.assignments import Basis, Reach, Unit
from portal.domain.facts import DecisionKind, Duty
from portal.domain.mail import MailKind
from portal.domain.matrix import Act
from portal.domain.people import ProviderType
from portal.models import (
    Account,
    Affiliation,
    Agency,
    Assignment,
    AssignmentAsk,
    AssignmentDraft,
    AssignmentEnd,
    AssignmentItem,
    Claim,
    CountyFact,
    Credential,
    Decision,
    Designation,
    DutyHeld,
    Equivalency,
    EquivalencyRevocation,
    EvidenceFile,
    Leave,
    LinkPurpose,
    Mail,
    MailedLink,
    MatrixBatch,
    MatrixView,
    OutsideTraining,
    Person,
    PersonProviderType,
    RoleGrant,
    RulePreview,
    RuleVerification,
    Team,
)
from portal.services.accounts import hash_password

ALAMEDA, FRESNO, KERN = "06001", "06019", "06029"
AT = datetime(2026, 1, 15, 18, tzinfo=UTC)
"""When the rows were recorded, unless a test says otherwise."""
PASSWORD = "four calm little words"

_numbers = count(1)
Row = TypeVar("Row")


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD, "nobody@example.org")  # slow on purpose, so only once


def _add(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def person(
    session: Session,
    legal_name: str = "",
    *,
    name_used: str = "",
    email: str | None = None,
    phone: str = "",
    at: datetime = AT,
    by: Person | None = None,
) -> Person:
    """Somebody, with an address of their own unless `email` is given (empty: none)."""
    number = next(_numbers)
    return _add(
        session,
        Person(
            legal_name=legal_name or f"Person {number}",
            name_used=name_used,
            email=f"person{number}@example.org" if email is None else email,
            phone=phone,
            recorded_at=at,
            recorded_by_id=by.id if by else None,
        ),
    )


def account(session: Session, person: Person) -> Account:
    """How the person signs in: with their address and PASSWORD."""
    return _add(
        session,
        Account(
            person_id=person.id,
            email=person.email.casefold(),
            password_hash=_password_hash(),
            created_at=AT,
            password_set_at=AT,
        ),
    )


def grant(
    session: Session,
    person: Person,
    role: Role,
    county: str | None = None,
    *,
    ended_at: datetime | None = None,
) -> RoleGrant:
    """A role, for a county or for the state."""
    return _add(
        session,
        RoleGrant(
            person_id=person.id,
            role=role,
            county_fips=county,
            ended_at=ended_at,
            recorded_at=AT,
            recorded_by_id=None,
        ),
    )


def agency(session: Session, name: str = "Valley Crisis Services") -> Agency:
    """The agency of this name, made when there is none."""
    known = session.scalar(select(Agency).where(Agency.name == name))
    return known or _add(session, Agency(name=name, recorded_at=AT, recorded_by_id=None))


def team(
    session: Session, name: str = "", county: str = FRESNO, *, of: Agency | None = None
) -> Team:
    """A team in a county."""
    return _add(
        session,
        Team(
            name=name or f"Team {next(_numbers)}",
            county_fips=county,
            agency_id=(of or agency(session)).id,
            recorded_at=AT,
            recorded_by_id=None,
        ),
    )


def affiliation(
    session: Session,
    person: Person,
    county: str = FRESNO,
    *,
    team: Team | None = None,
    of: Agency | None = None,
    position: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    supersedes: Affiliation | None = None,
    at: datetime = AT,
) -> Affiliation:
    """The person works in a county, since always unless `starts_on` is given."""
    return _add(
        session,
        Affiliation(
            person_id=person.id,
            county_fips=county,
            agency_id=team.agency_id if team else (of or agency(session)).id,
            team_id=team.id if team else None,
            position=position,
            starts_on=starts_on,
            ends_on=ends_on,
            supersedes_id=supersedes.id if supersedes else None,
            recorded_at=at,
            recorded_by_id=None,
        ),
    )


def profession(
    session: Session,
    person: Person,
    provider_type: ProviderType = ProviderType.LCSW,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> PersonProviderType:
    """What the person is by profession."""
    return _add(
        session,
        PersonProviderType(
            person_id=person.id,
            provider_type=provider_type,
            starts_on=starts_on,
            ends_on=ends_on,
            supersedes_id=None,
            recorded_at=AT,
            recorded_by_id=None,
        ),
    )


def credential(
    session: Session,
    person: Person,
    title: str = "Licensed clinical social worker",
    *,
    number: str = "LCS 12345",
    expires_on: date | None = None,
    supersedes: Credential | None = None,
) -> Credential:
    """A licence."""
    return _add(
        session,
        Credential(
            person_id=person.id,
            title=title,
            issuer="Board of Behavioral Sciences",
            number=number,
            expires_on=expires_on,
            supersedes_id=supersedes.id if supersedes else None,
            recorded_at=AT,
            recorded_by_id=None,
        ),
    )


def invitation(
    session: Session, person: Person, *, expires_at: datetime | None = None
) -> MailedLink:
    """An invitation that was sent; good for two weeks from AT unless `expires_at` is given."""
    return _add(
        session,
        MailedLink(
            purpose=LinkPurpose.INVITATION,
            person_id=person.id,
            email=person.email.casefold(),
            expires_at=expires_at or AT + timedelta(days=14),
            recorded_at=AT,
            recorded_by_id=None,
        ),
    )


def outside_training(
    session: Session,
    person: Person,
    title: str = "Naloxone basics",
    *,
    subject: str = "",
    completed_on: date = date(2026, 1, 5),
    ce_minutes: int = 0,
    evidence: int | None = None,
    supersedes: OutsideTraining | None = None,
    withdrawn: bool = False,
    at: datetime = AT,
    by: Person | None = None,
) -> OutsideTraining:
    """A training taken elsewhere, given by the Example Training Center."""
    return _add(
        session,
        OutsideTraining(
            person_id=person.id,
            title=title,
            provider="Example Training Center",
            subject=subject,
            completed_on=completed_on,
            ce_minutes=ce_minutes,
            evidence_id=evidence,
            supersedes_id=supersedes.id if supersedes else None,
            withdrawn=withdrawn,
            recorded_at=at,
            recorded_by_id=by.id if by else None,
        ),
    )


def equivalency(
    session: Session,
    requirement: str = "naloxone-training",
    title: str = "Naloxone basics",
    *,
    county: str | None = None,
    starts_on: date = date(2025, 1, 1),
    ends_on: date | None = None,
    recency_months: int | None = None,
    revoked_on: date | None = None,
    at: datetime = AT,
    by: Person | None = None,
) -> Equivalency:
    """A precedent; revoked when `revoked_on` is given."""
    recorded = {"recorded_at": at, "recorded_by_id": by.id if by else None}
    row = _add(
        session,
        Equivalency(
            title=title,
            provider="Example Training Center",
            requirement=requirement,
            county_fips=county,
            starts_on=starts_on,
            ends_on=ends_on,
            recency_months=recency_months,
            reason="The syllabus covers the same topics.",
            **recorded,
        ),
    )
    if revoked_on is not None:
        revocation = {"revoked_on": revoked_on, "reason": "The provider closed."}
        _add(session, EquivalencyRevocation(equivalency_id=row.id, **revocation, **recorded))
    return row


def claim(
    session: Session,
    training: OutsideTraining,
    equivalency: Equivalency,
    claimed_on: date = date(2026, 1, 15),
    *,
    at: datetime = AT,
) -> Claim:
    """The training is credited under the precedent."""
    return _add(
        session,
        Claim(
            training_id=training.id,
            equivalency_id=equivalency.id,
            claimed_on=claimed_on,
            recorded_at=at,
            recorded_by_id=None,
        ),
    )


def decision(
    session: Session,
    person: Person,
    requirement: str = "naloxone-training",
    *,
    kind: DecisionKind = DecisionKind.WAIVER,
    starts_on: date = date(2026, 1, 1),
    ends_on: date = date(2026, 12, 31),
    supersedes: Decision | None = None,
    at: datetime = AT,
    by: Person | None = None,
) -> Decision:
    """A waiver, or an extension."""
    return _add(
        session,
        Decision(
            person_id=person.id,
            kind=kind,
            requirement=requirement,
            starts_on=starts_on,
            ends_on=ends_on,
            reason="On leave when it was given.",
            supersedes_id=supersedes.id if supersedes else None,
            recorded_at=at,
            recorded_by_id=by.id if by else None,
        ),
    )


def duty(
    session: Session,
    person: Person,
    duty: Duty = Duty.RESPONDS,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    supersedes: DutyHeld | None = None,
    at: datetime = AT,
) -> DutyHeld:
    """What the person does on the job."""
    return _add(
        session,
        DutyHeld(
            person_id=person.id,
            duty=duty,
            starts_on=starts_on,
            ends_on=ends_on,
            supersedes_id=supersedes.id if supersedes else None,
            recorded_at=at,
            recorded_by_id=None,
        ),
    )


def leave(
    session: Session,
    person: Person,
    starts_on: date,
    ends_on: date | None = None,
    *,
    supersedes: Leave | None = None,
    at: datetime = AT,
) -> Leave:
    """The person is away."""
    return _add(
        session,
        Leave(
            person_id=person.id,
            starts_on=starts_on,
            ends_on=ends_on,
            supersedes_id=supersedes.id if supersedes else None,
            recorded_at=at,
            recorded_by_id=None,
        ),
    )


def designation(
    session: Session,
    person: Person,
    county: str = FRESNO,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    evidence: int | None = None,
    supersedes: Designation | None = None,
    at: datetime = AT,
) -> Designation:
    """A county has designated the person to place holds."""
    return _add(
        session,
        Designation(
            person_id=person.id,
            county_fips=county,
            starts_on=starts_on,
            ends_on=ends_on,
            evidence_id=evidence,
            supersedes_id=supersedes.id if supersedes else None,
            recorded_at=at,
            recorded_by_id=None,
        ),
    )


def rule_preview(session: Session, by: Person) -> RulePreview:
    """Somebody asked what verifying a requirement would change; it is not worked out yet."""
    says = {"source": "bhin-23-025", "section": "1", "read_on": "2026-01-05", "settings": {}}
    return _add(
        session,
        RulePreview(
            requirement="crisis-assessment",
            version=date(2023, 6, 19),
            says=says | {"starts_on": "2026-01-05", "note": ""},
            typed=[["section", "1"]],
            counties=0,
            refused="",
            recorded_at=AT,
            recorded_by_id=by.id,
        ),
    )


def verification(
    session: Session,
    requirement: str = "crisis-assessment",
    *,
    version: date = date(2023, 6, 19),
    settings: dict[str, object] | None = None,
    starts_on: date = date(2023, 6, 19),
    at: datetime = AT,
) -> RuleVerification:
    """Somebody read the source of a requirement."""
    return _add(
        session,
        RuleVerification(
            requirement=requirement,
            version=version,
            settings=settings or {},
            source="bhin-23-025",
            section="1",
            read_on=at.date(),
            starts_on=starts_on,
            note="",
            recorded_at=at,
            recorded_by_id=None,
        ),
    )


def county_fact(
    session: Session,
    county: str = FRESNO,
    requirement: str = "benefit-live",
    *,
    done_on: date = date(2023, 12, 1),
    at: datetime = AT,
) -> CountyFact:
    """A county has done something, with a document that shows it."""
    content = b"%PDF-1.7 made up"
    file = _add(
        session,
        EvidenceFile(
            county_fips=county,
            name="plan.pdf",
            media_type="application/pdf",
            size=len(content),
            sha256="0" * 64,
            content=content,
            recorded_at=at,
            recorded_by_id=None,
        ),
    )
    return _add(
        session,
        CountyFact(
            county_fips=county,
            requirement=requirement,
            done_on=done_on,
            note="The board approved it.",
            evidence_id=file.id,
            recorded_at=at,
            recorded_by_id=None,
        ),
    )


def matrix_view(session: Session, person: Person, query: str = "group=core") -> MatrixView:
    """A view of the matrix that the person has saved."""
    name = f"View {next(_numbers)}"
    return _add(session, MatrixView(person_id=person.id, name=name, query=query, saved_at=AT))


def matrix_batch(session: Session, person: Person) -> MatrixBatch:
    """Something that the person did from the matrix, for nobody."""
    return _add(
        session,
        MatrixBatch(
            act=Act.WAIVER,
            form_key=f"key-{next(_numbers)}",
            undone_at=None,
            recorded_at=AT,
            recorded_by_id=person.id,
        ),
    )


def assignment(
    session: Session,
    *people: Person,
    course: str = "sample-course",
    requirement: str = "",
    county: str | None = FRESNO,
    reach: Reach = Reach.PEOPLE,
    team: Team | None = None,
    agency: Agency | None = None,
    of_duty: Duty | None = None,
    newcomers: bool = False,
    due_on: date | None = None,
    days: int = 30,
    unit: Unit = Unit.DAYS,
    basis: Basis = Basis.HIRE,
    counted: Duty | None = None,
    note: str = "",
    ended_at: datetime | None = None,
    at: datetime = AT,
    by: Person | None = None,
) -> Assignment:
    """These people are asked for a training, or else a requirement; by a day, or from hire."""
    recorded = {"recorded_at": at, "recorded_by_id": by.id if by else None}
    row = _add(
        session,
        Assignment(
            form_key=f"form-{next(_numbers)}",
            county_fips=county,
            reach=reach,
            team_id=team.id if team else None,
            agency_id=agency.id if agency else None,
            duty=of_duty,
            newcomers=newcomers,
            basis=Basis.FIXED if due_on else basis,
            due_on=due_on,
            count=0 if due_on else days,
            unit=unit,
            counted_duty=counted,
            note=note,
            **recorded,
        ),
    )
    thing = {"course": "", "requirement": requirement} if requirement else {"course": course}
    _add(session, AssignmentItem(assignment_id=row.id, number=1, **{"requirement": "", **thing}))
    for person in people:
        ask(session, row, person, at=at, by=by)
    if ended_at is not None:
        end = {"recorded_at": ended_at, "recorded_by_id": None}
        _add(session, AssignmentEnd(assignment_id=row.id, reason="A mistake.", **end))
    return row


def ask(
    session: Session,
    assignment: Assignment,
    person: Person,
    act: AskAct = AskAct.ASK,
    *,
    due_on: date | None = None,
    reason: str = "",
    at: datetime = AT,
    by: Person | None = None,
) -> AssignmentAsk:
    """Something more is said about somebody and the only thing that is asked for."""
    return _add(
        session,
        AssignmentAsk(
            assignment_id=assignment.id,
            person_id=person.id,
            item=1,
            act=act,
            due_on=due_on,
            reason=reason,
            recorded_at=at,
            recorded_by_id=by.id if by else None,
        ),
    )


def assignment_draft(session: Session, person: Person) -> AssignmentDraft:
    """They have said that they will ask people by name."""
    return _add(
        session,
        AssignmentDraft(
            person_id=person.id,
            form_key=f"form-{next(_numbers)}",
            answers='{"who": {"form_key": ["x"], "kind": ["county"]}}',
            changed_at=AT,
            assignment_id=None,
        ),
    )


def mail(
    session: Session,
    person: Person | None,
    subject: str = "2 things are due soon",
    *,
    kind: MailKind = MailKind.DIGEST,
    sent_at: datetime | None = AT,
    next_try_at: datetime | None = None,
    at: datetime = AT,
    **more: object,
) -> Mail:
    """A mail to the person; sent unless said otherwise."""
    return _add(
        session,
        Mail(
            message_id=f"<mail{next(_numbers)}@example.org>",
            kind=kind,
            person_id=person.id if person else None,
            recipient=person.email if person else "nobody@example.org",
            subject=subject,
            created_at=at,
            sent_at=sent_at,
            next_try_at=next_try_at,
            **{"text": "Hello.", "html": "<p>Hello.</p>", "tries": 1, "error": "", **more},
        ),
    )
