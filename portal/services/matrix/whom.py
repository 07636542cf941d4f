"""Who works in some counties on a day; and whom those counties may see only as they were."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import String, bindparam, or_, select, type_coerce
from sqlalchemy.orm import Session

from portal.domain.dates import civil_date
from portal.domain.people import ProviderType
from portal.models import Affiliation, Agency, County, Person, PersonProviderType, Team
from portal.services import directory
from portal.services.affiliations import over, within
from portal.services.places import Counties
from portal.services.rosters.known import recorded_by, stands

_PROFESSIONS = {one.value: one for one in ProviderType}


class Work(NamedTuple):
    """Where somebody works that day."""

    county: str
    """Its name."""
    fips: str
    agency_id: int
    agency: str
    team_id: int | None
    team: str
    """Empty for none."""
    position: str


class Hidden(NamedTuple):
    """How the people are read who may be seen only as they were."""

    then: frozenset[int]
    """Who has left since."""
    never: frozenset[int]
    """Who did not work there by then, as is known now."""


@lru_cache(maxsize=2)
def _affiliated(then: bool) -> list[Any]:
    known_at: Any = bindparam("known_at") if then else None
    return [
        *_SAID_TO_WORK,
        *recorded_by(Affiliation.recorded_at, known_at),
        stands(Affiliation, known_at),
    ]


_SAID_TO_WORK = (
    Affiliation.county_fips.in_(bindparam("counties", expanding=True)),
    or_(Affiliation.starts_on.is_(None), Affiliation.starts_on <= bindparam("on")),
    or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= bindparam("on")),
)
SAID_THERE = select(Affiliation.person_id).where(*_SAID_TO_WORK)
"""Who works there that day by any entry, corrected or not: a few too many, and quicker to find."""


@lru_cache(maxsize=2)
def _who(then: bool) -> Any:
    return (
        select(
            Person.id,
            Person.called,
            County.name,
            County.fips,
            Agency.id,
            Agency.name,
            Team.id,
            Team.name,
            Affiliation.position,
        )
        .join(Person, Person.id == Affiliation.person_id)
        .join(County, County.fips == Affiliation.county_fips)
        .join(Agency, Agency.id == Affiliation.agency_id)
        .outerjoin(Team, Team.id == Affiliation.team_id)
        .where(*_affiliated(then))
    )


@lru_cache(maxsize=2)
def _what_they_are(then: bool) -> Any:
    known_at: Any = bindparam("known_at") if then else None
    held = PersonProviderType
    return (
        select(held.person_id, type_coerce(held.provider_type, String))
        .where(
            held.person_id.in_(SAID_THERE),
            or_(held.starts_on.is_(None), held.starts_on <= bindparam("on")),
            or_(held.ends_on.is_(None), held.ends_on >= bindparam("on")),
            *recorded_by(held.recorded_at, known_at),
            stands(held, known_at),
        )
        .order_by(held.id)
    )


@lru_cache(maxsize=2)
def _there(then: bool) -> Any:
    """The numbers of those who work in `counties` on the day `on`; `then`: as of `known_at`."""
    return select(Affiliation.person_id).where(*_affiliated(then))


def _rows(
    session: Session,
    statement: Any,
    counties: frozenset[str],
    day: date,
    known_at: datetime | None,
) -> Sequence[Any]:
    asked: dict[str, Any] = {"counties": sorted(counties), "on": day}
    if known_at is not None:
        asked["known_at"] = known_at
    return session.connection().execute(statement, asked).all()


def work_on(
    session: Session, counties: frozenset[str], day: date, known_at: datetime | None
) -> dict[int, tuple[str, list[Work]]]:
    """Everybody's name and the places where they work."""
    found: dict[int, tuple[str, list[Work]]] = {}
    rows = _rows(session, _who(known_at is not None), counties, day, known_at)
    for person, called, county, fips, agency, agency_name, team, named, job in rows:
        place = Work(county, fips, agency, agency_name, team, named or "", job)
        found.setdefault(person, (called, []))[1].append(place)
    return found


def professions_on(
    session: Session, counties: frozenset[str], day: date, known_at: datetime | None
) -> dict[int, tuple[ProviderType, ...]]:
    """What each of them is by profession, perhaps with others; nobody who is nothing."""
    found: dict[int, tuple[ProviderType, ...]] = {}
    rows = _rows(session, _what_they_are(known_at is not None), counties, day, known_at)
    for person, provider_type in rows:
        found[person] = (*found.get(person, ()), _PROFESSIONS[provider_type])
    return found


def named_on(
    session: Session,
    counties: frozenset[str],
    scope: Counties,
    day: date,
    words: str,
    now: datetime,
) -> frozenset[int]:
    """Who of them has all these words in a name or an address, as in the list of people."""
    named = directory.named(words, scope, civil_date(now))
    statement = select(Person.id).where(Person.id.in_(SAID_THERE), *named)
    asked = {"counties": sorted(counties), "on": day}
    return frozenset(session.connection().execute(statement, asked).scalars())


def hidden_on(
    session: Session,
    counties: frozenset[str],
    scope: Counties,
    day: date,
    known_at: datetime | None,
    now: datetime,
) -> Hidden:
    """Whom these counties may see only as they were, or not at all, by what is known now."""
    today = civil_date(now)
    if scope is None or (day >= today and known_at is None):
        return Hidden(frozenset(), frozenset())
    those = _there(known_at is not None)
    mine = (Affiliation.person_id.in_(those), stands(Affiliation, None), *within(scope))
    statement = select(Affiliation).where(*mine)
    asked: dict[str, Any] = {"counties": sorted(counties), "on": day}
    if known_at is not None:
        asked["known_at"] = known_at
    until: dict[int, list[date | None]] = defaultdict(list)
    for row in session.scalars(statement, asked):
        until[row.person_id].append(over(row, today))
    then: set[int] = set()
    never: set[int] = set()
    for person in session.connection().execute(those, asked).scalars():
        last = until.get(person)
        if not last:
            never.add(person)
        elif None not in last:
            known = max(one for one in last if one is not None)
            (then if day <= known else never).add(person)
    return Hidden(frozenset(then), frozenset(never))
