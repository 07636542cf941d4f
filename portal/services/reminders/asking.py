"""Who can be reminded on a day, and what one sweep asks with."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.assignments import Due, Item
from portal.domain.certification import State
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.requirements import Rulebook
from portal.models import AddressBounce, Affiliation, Leave, Person
from portal.services.assignments import due_dates
from portal.services.certification.statements import table_of
from portal.services.readiness import World
from portal.services.readiness.people import on, states_of

_affiliation, _leave = table_of(Affiliation).c, table_of(Leave).c
_later, _later_leave = table_of(Affiliation).alias("later").c, table_of(Leave).alias("later").c


_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Asking:
    """What a sweep asks with. `ids` narrows it to some people; None means everybody."""

    session: Session
    rulebook: Rulebook
    catalogue: Catalogue
    at: datetime
    ids: tuple[int, ...] | None = None

    @cached_property
    def today(self) -> date:
        """The civil day."""
        return civil_date(self.at)

    @cached_property
    def world(self) -> World:
        """States of people, kept or not."""
        return World(self.session, self.rulebook, self.catalogue)

    @cached_property
    def assigned(self) -> list[Due]:
        """What trainers ask of these people, done or not."""
        return due_dates(self.session, self.rulebook, self.catalogue, self.today, people=self.ids)

    @cached_property
    def counties(self) -> dict[int, list[str]]:
        """Who works somewhere today and is not on leave, with the counties."""
        asked: dict[str, Any] = {"on": self.today}
        if self.ids is not None:
            asked["ids"] = list(self.ids)
        connection = self.session.connection()
        found: dict[int, list[str]] = defaultdict(list)
        for person, county in connection.execute(_working(self.ids is not None), asked).all():
            if county not in found[person]:  # several teams of one
                found[person].append(county)
        for person in self.away:
            found.pop(person, None)
        return found

    @cached_property
    def away(self) -> frozenset[int]:
        """Who is on leave today."""
        asked: dict[str, Any] = {"on": self.today}
        return self._among(_AWAY, _leave.person_id, asked)

    @cached_property
    def unreachable(self) -> frozenset[int]:
        """Who has no address, or one from which mail came back."""
        return self._among(_NO_ADDRESS, Person.id) | self._among(_BOUNCED, Person.id)

    def _among(
        self, statement: Select[int], column: Any, asked: Mapping[str, Any] = _NOTHING
    ) -> frozenset[int]:
        """The numbers that a statement finds, among the people asked about."""
        if self.ids is not None:
            statement = statement.where(column.in_(self.ids))
        return frozenset(self.session.connection().execute(statement, asked).scalars())

    @cached_property
    def people(self) -> frozenset[int]:
        """Who is to be asked about: who works somewhere today and is there."""
        return frozenset(self.counties)


@lru_cache(maxsize=2)
def _working(some: bool) -> Any:
    conditions = [
        or_(_affiliation.starts_on.is_(None), _affiliation.starts_on <= bindparam("on")),
        or_(_affiliation.ends_on.is_(None), _affiliation.ends_on >= bindparam("on")),
        ~select(_later.id).where(_later.supersedes_id == _affiliation.id).exists(),
    ]
    if some:
        conditions.append(_affiliation.person_id.in_(bindparam("ids", expanding=True)))
    return select(_affiliation.person_id, _affiliation.county_fips).where(*conditions)


_AWAY = select(_leave.person_id).where(
    _leave.starts_on <= bindparam("on"),
    or_(_leave.ends_on.is_(None), _leave.ends_on >= bindparam("on")),
    ~select(_later_leave.id).where(_later_leave.supersedes_id == _leave.id).exists(),
)
_NO_ADDRESS = select(Person.id).where(Person.email == "")
_BOUNCED = select(Person.id).join(
    AddressBounce,
    (AddressBounce.address == func.lower(Person.email)) & AddressBounce.cleared_at.is_(None),
)


def some(asking: Asking, ids: Iterable[int]) -> Asking:
    """The same for these people alone."""
    return Asking(
        asking.session, asking.rulebook, asking.catalogue, asking.at, tuple(sorted(set(ids)))
    )


def addresses(session: Session, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Name and address of these people."""
    statement = select(Person.id, Person.called, Person.email)
    rows = session.execute(statement.where(Person.id.in_(ids)))
    return {person: (called, email) for person, called, email in rows}


_SETTLED = frozenset({State.VALID, State.WAIVED, State.NOT_REQUIRED})


def asked_for(asked: Due | Item) -> str:
    """The thing's name: the same, whether a rule or a trainer asks for a requirement."""
    return f"training:{asked.course}" if asked.course else f"requirement:{asked.requirement}"


def unsettled(asking: Asking, ids: Iterable[int]) -> set[tuple[int, str]]:
    """What somebody may still be nudged about today: a rule or a trainer asks it, unmet so far."""
    asked = some(asking, ids)
    stretches = asked.world.people(asked.ids or ())
    return {
        (person, f"requirement:{slug}")
        for person, mine in stretches.items()
        for slug, (state, _) in states_of(on(mine, asking.today), asking.rulebook).items()
        if state not in _SETTLED
    } | {(each.person, asked_for(each)) for each in asked.assigned if each.is_open}
