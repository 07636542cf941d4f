"""Cells of the matrix that somebody chose: whose they are, what they say today, and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.access import Grant, Permission
from portal.domain.certification import (
    Span,
    Verdict,
    judge,
    judged_requirements,
    spans,
)
from portal.domain.curriculum import Catalogue
from portal.domain.errors import Forbidden, NotFound
from portal.domain.requirements import Requirement, Rulebook
from portal.models import Decision, Person
from portal.services import certification, history
from portal.services.certification.describing import Described
from portal.services.history import Entry
from portal.services.people import visible_to

MOST = 100
"""Cells that may be chosen at once: as many as somebody can look through."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A person and a requirement."""

    person: Person
    name: str
    place: int
    """Of the requirement, in the order of all that judge people."""
    requirement: Requirement

    @property
    def key(self) -> str:
        """How forms and addresses say it."""
        return f"{self.person.id}.{self.place}"


@dataclass(frozen=True, slots=True)
class Looked:
    """A cell with its derivation and its history."""

    cell: Cell
    verdict: Verdict
    spans: Sequence[Span]
    decisions: Sequence[Entry[Decision]]
    """Waivers and extensions of it, superseded ones too, newest first."""


def cells(
    session: Session,
    keys: Iterable[str],
    rulebook: Rulebook,
    grants: Iterable[Grant],
    today: date,
) -> list[Cell]:
    """The cells with these keys, by name and requirement, each once.

    Raises NotFound for what is no cell, and Forbidden when one is of somebody whom the visitor
    may not decide about today.
    """
    requirements = judged_requirements(rulebook)
    wanted: dict[tuple[int, int], None] = {}
    for key in keys:
        person, _, place = key.partition(".")
        if not (_is_number(person) and _is_number(place) and int(place) < len(requirements)):
            message = "One of these is no cell of the matrix. Choose the cells anew."
            raise NotFound(message)
        wanted[int(person), int(place)] = None
    ids = {person for person, _ in wanted}
    rows = session.scalars(
        select(Person).where(Person.id.in_(ids), visible_to(grants, Permission.DECIDE, today))
    )
    people = {row.id: row for row in rows}
    if len(people) < len(ids):
        message = (
            "One of these cells is of somebody who does not work in a county of yours. "
            "Choose the cells anew; nothing was changed."
        )
        raise Forbidden(message)
    found = [
        Cell(people[person], people[person].called, place, requirements[place])
        for person, place in wanted
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.person.id, one.place))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def look(
    session: Session,
    chosen: Sequence[Cell],
    rulebook: Rulebook,
    catalogue: Catalogue,
    today: date,
) -> tuple[list[Looked], Mapping[str, Described]]:
    """Each cell with why it says so, and the facts by their keys. A fixed number of queries."""
    ids = {one.person.id for one in chosen}
    facts = certification.facts_of(session, ids, catalogue)
    decided = history.entries(session, Decision, sorted(ids), {})
    found = [
        Looked(
            one,
            judge(facts[one.person.id], one.requirement, rulebook, today),
            spans(facts[one.person.id], one.requirement, rulebook),
            [
                entry
                for entry in decided[one.person.id]
                if entry.row.requirement == one.requirement.slug
            ],
        )
        for one in chosen
    ]
    keys = {reason.fact for one in found for reason in one.verdict.reasons if reason.fact}
    return found, certification.describe(session, rulebook, sorted(keys))
