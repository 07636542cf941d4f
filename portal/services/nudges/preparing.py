"""What a nudge would say to whom, and who is left out and why."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from portal.domain.dates import clock_text
from portal.domain.reminders import NUDGED
from portal.models import Mail, MailNotice, Person
from portal.services import bounces
from portal.services.reminders.asking import Asking

AGAIN = timedelta(days=1)
"""Nobody is nudged about the same thing again within it."""
Nudged = Mapping[tuple[int, str], tuple[str, datetime]]
"""By person and thing: who nudged last, and when."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something of somebody that a nudge may be about."""

    person: int
    name: str
    recipient: str
    """The e-mail address; empty when none is known."""
    thing: str
    """As reminders name it, such as “requirement:naloxone-training” or “training:…”."""
    title: str
    state: str
    """Where they stand with it, to follow a colon."""
    action: str
    """What to do next, or why it is asked; a sentence or two."""
    nothing: str = ""
    """Why there is nothing to do about it; empty when there is."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that somebody is asked to see to."""

    thing: str
    title: str
    state: str
    action: str


@dataclass(frozen=True, slots=True)
class Nudge:
    """What one person is asked."""

    person: int
    name: str
    recipient: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would be sent, and for what nothing is."""

    nudges: tuple[Nudge, ...]
    left_out: tuple[tuple[Candidate, str], ...]
    """Each with the reason."""

    @property
    def left_out_people(self) -> list[tuple[str, str, list[str]]]:
        """Who is left out, why, and about what: a line for each person and reason."""
        found: dict[tuple[int, str], tuple[str, str, list[str]]] = {}
        for one, why in self.left_out:
            found.setdefault((one.person, why), (one.name, why, []))[2].append(one.title)
        return list(found.values())

    @property
    def mark(self) -> str:
        """Stands for all of it, so that only what was looked at is sent."""
        return hashlib.sha256(repr(self.nudges).encode()).hexdigest()[:32]


def prepare(asking: Asking, candidates: Sequence[Candidate], *, by: int) -> Prepared:
    """What a nudge about these would say to whom. A fixed number of queries."""
    before = nudged(asking.session, {one.person for one in candidates}, since=asking.at - AGAIN)
    came_back = bounces.addresses(asking.session, {one.recipient for one in candidates})
    left_out: list[tuple[Candidate, str]] = []
    mine: dict[int, list[Candidate]] = {}
    for one in candidates:
        why = _why_not(one, before, came_back, asking, by)
        if why:
            left_out.append((one, why))
        else:
            mine.setdefault(one.person, []).append(one)
    nudges = [
        Nudge(
            person,
            found[0].name,
            found[0].recipient,
            tuple(Item(one.thing, one.title, one.state, one.action) for one in found),
        )
        for person, found in mine.items()
    ]
    return Prepared(tuple(nudges), tuple(left_out))


def _why_not(
    one: Candidate, before: Nudged, came_back: Collection[str], asking: Asking, by: int
) -> str:
    """Why nobody is nudged about it; empty when they are."""
    if one.person == by:
        return "nobody nudges themself"
    if one.nothing:
        return one.nothing
    if one.person in asking.away:
        return "on leave today"
    if not one.recipient:
        return "no e-mail address is known"
    if one.recipient.lower() in came_back:
        return "mail to the address came back; the person’s page says why"
    known = before.get((one.person, one.thing))
    if known is not None:
        name, at = known
        return f"{name} nudged about it at {clock_text(at)}; once a day is enough"
    return ""


def nudged(session: Session, ids: Iterable[int], *, since: datetime | None = None) -> Nudged:
    """Who was nudged about what, by whom and when the last time; one query."""
    sender = aliased(Person)
    statement = (
        select(MailNotice.person_id, MailNotice.thing, sender.called, Mail.created_at)
        .join(Mail, Mail.id == MailNotice.mail_id)
        .join(sender, sender.id == Mail.caused_by_id)
        .where(
            MailNotice.person_id.in_(sorted(set(ids))),
            MailNotice.stage == NUDGED,
            MailNotice.withdrawn_at.is_(None),
        )
        .order_by(Mail.created_at, Mail.id)
    )
    if since is not None:
        statement = statement.where(Mail.created_at > since)
    return {
        (person, thing): (name, created)
        for person, thing, name, created in session.execute(statement)
    }
