"""Who may be put on a roster: people affiliated with the county that day."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from portal.domain.dates import date_text
from portal.domain.errors import Invalid
from portal.domain.facts import holds
from portal.domain.text import as_searched
from portal.models import Affiliation, County, Person
from portal.services.affiliations import stands

Days = list[tuple[date | None, date | None]]
"""From when to when somebody is affiliated; None is open."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be put on a shift."""

    id: int
    name: str
    """As they are called; followed by their address or number where others are called the same."""
    on_team: bool


def candidates(session: Session, county: str, team_id: int, day: date) -> list[Candidate]:
    """Who is affiliated with the county on the day, by name; who is on the team comes first."""
    statement = (
        select(Person, Affiliation.team_id)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .where(
            Affiliation.county_fips == county,
            stands(),
            or_(Affiliation.starts_on.is_(None), Affiliation.starts_on <= day),
            or_(Affiliation.ends_on.is_(None), Affiliation.ends_on >= day),
        )
        .order_by(Person.id)
    )
    people: dict[int, Person] = {}
    on_team = set()
    for person, team in session.execute(statement):
        people[person.id] = person
        if team == team_id:
            on_team.add(person.id)
    bearers = Counter(one.called.casefold() for one in people.values())
    found = [
        Candidate(
            one.id,
            one.called if bearers[one.called.casefold()] == 1 else _told_apart(one),
            one.id in on_team,
        )
        for one in people.values()
    ]
    return sorted(found, key=lambda one: (not one.on_team, as_searched(one.name), one.id))


def _told_apart(one: Person) -> str:
    return f"{one.called} ({one.email or f'#{one.id}'})"


@dataclass(frozen=True, slots=True)
class Directory:
    """Everybody who ever worked in a county, as files of shifts name them."""

    by_text: dict[str, list[int]]
    """By address in small letters, and by # and number."""
    names: dict[int, str]
    days: dict[int, Days]


def directory(session: Session, county: str) -> Directory:
    """Who works or worked in the county, and when."""
    statement = (
        select(Person, Affiliation.starts_on, Affiliation.ends_on)
        .join(Affiliation, Affiliation.person_id == Person.id)
        .where(Affiliation.county_fips == county, *_begun())
        .order_by(Person.id)
    )
    found = Directory(defaultdict(list), {}, defaultdict(list))
    for person, starts_on, ends_on in session.execute(statement):
        if person.id not in found.names:
            found.names[person.id] = person.called
            for text in {f"#{person.id}", person.email.casefold()} - {""}:
                found.by_text[text].append(person.id)
        found.days[person.id].append((starts_on, ends_on))
    return found


def names(session: Session, people: Collection[int]) -> dict[int, str]:
    """What these people are called, in the order of their names."""
    asked = select(Person.id, Person.called).where(Person.id.in_(people))
    return dict(sorted(session.execute(asked).all(), key=lambda one: as_searched(one[1])))


def affiliated(session: Session, county: str, people: Collection[int]) -> dict[int, Days]:
    """When each of these people works in the county; who never does is left out."""
    statement = select(Affiliation.person_id, Affiliation.starts_on, Affiliation.ends_on).where(
        Affiliation.county_fips == county, Affiliation.person_id.in_(people), *_begun()
    )
    found: dict[int, Days] = defaultdict(list)
    for person, starts_on, ends_on in session.execute(statement):
        found[person].append((starts_on, ends_on))
    return found


def worked(session: Session, person: int) -> dict[str, Days]:
    """When somebody works in each county, of those in which they do or did."""
    statement = select(Affiliation.county_fips, Affiliation.starts_on, Affiliation.ends_on).where(
        Affiliation.person_id == person, *_begun()
    )
    found: dict[str, Days] = defaultdict(list)
    for county, starts_on, ends_on in session.execute(statement):
        found[county].append((starts_on, ends_on))
    return found


def _begun() -> list[ColumnElement[bool]]:
    """The affiliation holds, and was not withdrawn before it began."""
    ends = or_(
        Affiliation.starts_on.is_(None),
        Affiliation.ends_on.is_(None),
        Affiliation.ends_on >= Affiliation.starts_on,
    )
    return [stands(), ends]


def works(days: Days, day: date) -> bool:
    """Whether one of the affiliations covers the day."""
    return any(holds(starts_on, ends_on, day) for starts_on, ends_on in days)


def check(
    session: Session,
    county: str,
    person_id: int,
    days: Mapping[str, date | None],
    *,
    field: str = "person",
) -> Person:
    """The person, if they work in the county on these days, each given with its field.

    Raises Invalid.
    """
    person = session.get(Person, person_id)
    spans = affiliated(session, county, [person_id]).get(person_id)
    name = session.get_one(County, county).name
    if person is None or spans is None:
        message = f"Choose somebody who works in {name} County."
        raise Invalid(message, field)
    for its_field, day in days.items():
        if day is not None and not works(spans, day):
            reason, remedy = not_affiliated(person.called, name, day)
            raise Invalid(f"{reason} {remedy}", its_field)
    return person


def not_affiliated(person: str, county: str, day: date) -> tuple[str, str]:
    """What to say when somebody does not work in the county on a day, and the remedy."""
    return (
        f"{person} is not affiliated with {county} County on {date_text(day)}.",
        "Choose another date or somebody else, or record the affiliation first.",
    )
