"""A trainer asks people to see to something: looked at first, then sent, once a day."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from portal.domain.certification import State, judge, judged_requirements
from portal.domain.dates import CALIFORNIA, clock_text
from portal.domain.mail import QUIET, MailKind
from portal.domain.reminders import NUDGED, Notice
from portal.models import Mail, MailNotice, Person
from portal.services import audit, bounces, certification, history
from portal.services.mail import Written, queue_once
from portal.services.matrix.chosen import Cell, called
from portal.services.readiness.people import on, states_of
from portal.services.reminders.asking import Asking

AGAIN = timedelta(days=1)
"""Nobody is nudged about the same thing again within it."""
OPEN = frozenset({State.MISSING, State.EXPIRED, State.IN_PROGRESS, State.GRACE, State.RENEW_NOW})
"""The states in which there is something to do now."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that somebody is asked to see to."""

    requirement: str
    """Its slug."""
    title: str
    state: str
    action: str
    """What to do next, as a sentence."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """What one person is asked."""

    person: int
    name: str
    recipient: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would be sent, and for which cells nothing is."""

    nudges: tuple[Nudge, ...]
    left_out: tuple[tuple[Cell, str], ...]
    """Each with the reason."""

    @property
    def mark(self) -> str:
        """Stands for all of it, so that only what was looked at is sent."""
        return hashlib.sha256(repr(self.nudges).encode()).hexdigest()[:32]


def open_places(asking: Asking, person: int) -> list[int]:
    """The places of the requirements that somebody has to see to today, and is not at."""
    found = asking.world.people([person])
    if person not in found:
        return []
    states = states_of(on(found[person], asking.today), asking.rulebook)
    return [
        place
        for place, each in enumerate(judged_requirements(asking.rulebook))
        if states[each.slug][0] in OPEN - {State.IN_PROGRESS}
    ]


def prepare(asking: Asking, cells: Sequence[Cell], *, by: int) -> Prepared:
    """What a nudge about these cells would say to whom. A fixed number of queries."""
    ids = sorted({one.person.id for one in cells})
    facts = certification.facts_of(asking.session, ids, asking.catalogue)
    before = _nudged(asking.session, ids, asking.at)
    came_back = _came_back(asking.session, [one.person for one in cells])
    left_out: list[tuple[Cell, str]] = []
    mine: dict[int, list[Item]] = {}
    people: dict[int, Person] = {}
    for one in cells:
        verdict = judge(facts[one.person.id], one.requirement, asking.rulebook, asking.today)
        why = _why_not(one, verdict.state, before, came_back, asking, by)
        if why:
            left_out.append((one, why))
            continue
        item = Item(
            one.requirement.slug, one.requirement.title, verdict.state.label, verdict.action
        )
        people[one.person.id] = one.person
        mine.setdefault(one.person.id, []).append(item)
    nudges = [
        Nudge(person, called(people[person]), people[person].email, tuple(items))
        for person, items in mine.items()
    ]
    return Prepared(tuple(nudges), tuple(left_out))


def _why_not(
    cell: Cell,
    state: State,
    before: Mapping[tuple[int, str], tuple[str, datetime]],
    came_back: Collection[int],
    asking: Asking,
    by: int,
) -> str:
    """Why nobody is nudged about a cell; empty when they are."""
    person = cell.person
    if person.id == by:
        return "nobody nudges themself"
    if state not in OPEN:
        return f"there is nothing to do now: {state.label.lower()}"
    if person.id in asking.away:
        return "on leave today"
    if not person.email:
        return "no e-mail address is known"
    if person.id in came_back:
        return "mail to the address came back; the person’s page says why"
    known = before.get((person.id, f"requirement:{cell.requirement.slug}"))
    if known is not None:
        name, at = known
        return f"{name} nudged about it at {clock_text(at)}; once a day is enough"
    return ""


def _nudged(
    session: Session, ids: Collection[int], at: datetime
) -> dict[tuple[int, str], tuple[str, datetime]]:
    """Who was nudged about what within a day, by whom and when."""
    sender = aliased(Person)
    statement = (
        select(MailNotice.person_id, MailNotice.thing, sender, Mail.created_at)
        .join(Mail, Mail.id == MailNotice.mail_id)
        .join(sender, sender.id == Mail.caused_by_id)
        .where(
            MailNotice.person_id.in_(ids),
            MailNotice.stage == NUDGED,
            MailNotice.withdrawn_at.is_(None),
            Mail.created_at > at - AGAIN,
        )
    )
    return {
        (person, thing): (called(who), created)
        for person, thing, who, created in session.execute(statement)
    }


def _came_back(session: Session, people: Sequence[Person]) -> set[int]:
    known = bounces.addresses(session, {one.email for one in people})
    return {one.id for one in people if one.email.lower() in known}


def goes_out_at(at: datetime) -> datetime | None:
    """When a nudge of this moment is sent, if not at once."""
    opens = QUIET.opens(at)
    return None if opens == at else opens


def sent_with(session: Session, form_key: str, by: int) -> int:
    """How many were sent with this form already, as by a double click."""
    key = f"{MailKind.NUDGE}:{by}:{form_key}:"
    statement = select(Mail.id).where(Mail.key.startswith(key, autoescape=True))
    return len(session.scalars(statement).all())


def lock(session: Session, cells: Sequence[Cell], by: int) -> None:
    """Let nobody else nudge these people until the transaction ends."""
    history.lock_all(session, [by, *(one.person.id for one in cells)])


def send(
    asking: Asking,
    nudge: Nudge,
    words: Written,
    form_key: str,
    *,
    domain: str,
    by: int,
) -> bool:
    """Put one into the outbox, and write down who sent it. False when it is there already."""
    today = asking.at.astimezone(CALIFORNIA).date()
    notices = [
        (Notice(nudge.person, f"requirement:{one.requirement}", NUDGED, today, False), one.title)
        for one in nudge.items
    ]
    added = queue_once(
        asking.session,
        MailKind.NUDGE,
        f"{MailKind.NUDGE}:{by}:{form_key}:{nudge.person}",
        words,
        notices,
        person_id=nudge.person,
        domain=domain,
        at=asking.at,
        not_before=QUIET.opens(asking.at),
        by=by,
    )
    if added:
        audit.note(
            asking.session,
            "nudged",
            person_id=nudge.person,
            by=by,
            at=asking.at,
            about=[one.requirement for one in nudge.items],
        )
    return added
