"""What is asked of many people at once: by when, why, and whether it is done."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.assignments import Asked, Due, Worker, asked_of, combined
from portal.domain.assignments.things import Met, Thing
from portal.domain.assignments.values import Basis, Reach
from portal.domain.curriculum import Catalogue
from portal.domain.requirements import Rulebook
from portal.services.assignments.asked import Asking, asking
from portal.services.assignments.people import Whose, evidence, workers
from portal.services.assignments.ruled import By, ruled_dates
from portal.services.places import Counties


def due_dates(
    session: Session,
    rulebook: Rulebook,
    catalogue: Catalogue,
    on: date,
    *,
    people: Iterable[int] | None = None,
    counties: Counties = None,
    known_at: datetime | None = None,
) -> list[Due]:
    """Everything that assignments ask of people on a day, done or not, by person and due date.

    One entry for each person and thing, with all reasons, those of verified rules too; the
    earliest date counts, and an extension is respected. What was taken back, and what was asked of
    people who are no longer there, is left out. It is worked out from facts: no job has to have
    run.

    people: of these only; None is everybody who is asked for anything.
    counties: only what these counties and the state ask for; None is all.
    known_at: as was known at that moment; None is now.

    The number of queries is constant. Who may see an entry is the caller's to decide.
    """
    found = asked_items(
        session,
        rulebook,
        catalogue,
        asking(session, on, people=people, counties=counties, known_at=known_at),
        on,
        people=people,
        known_at=known_at,
    )
    ruled = ruled_dates(session, rulebook, catalogue, found.asked, on, known_at)
    return together(found, Met(rulebook, catalogue, on), on, ruled)


def due_of_person(
    session: Session,
    person_id: int,
    rulebook: Callable[[], Rulebook],
    catalogue: Catalogue,
    on: date,
    *,
    counties: Counties = None,
    known_at: datetime | None = None,
) -> list[Due]:
    """The same for one person. Who is asked for nothing costs one query, and no rulebook."""
    people = [person_id]
    asks = asking(session, on, people=people, counties=counties, known_at=known_at)
    if not asks.assignments:
        return []
    rules = rulebook()
    found = asked_items(session, rules, catalogue, asks, on, people=people, known_at=known_at)
    ruled = ruled_dates(session, rules, catalogue, found.asked, on, known_at)
    return together(found, Met(rules, catalogue, on), on, ruled)


@dataclass(frozen=True, slots=True)
class Found:
    """What some assignments ask, item by item, and the people it is asked of."""

    asked: tuple[Asked, ...]
    """Taken back and gone ones too."""
    workers: dict[int, Worker]


def asked_items(
    session: Session,
    rulebook: Rulebook,
    catalogue: Catalogue,
    asking: Asking,
    on: date,
    *,
    people: Iterable[int] | None = None,
    known_at: datetime | None = None,
) -> Found:
    """What these assignments ask of people on a day, assignment by assignment."""
    if not asking.assignments:
        return Found((), {})
    whose = _whose(asking, people)
    counted = any(
        each.whom.reach is Reach.DUTY or each.when.basis is Basis.DUTY
        for each in asking.assignments
    )
    known = workers(session, whose, known_at, duties=counted)
    things = {Thing(i.course, i.requirement) for each in asking.assignments for i in each.items}
    there = evidence(session, whose, things, rulebook, catalogue, on, known_at, known=known)
    places = _places(known.values())
    found: list[Asked] = []
    for each in asking.assignments:
        said = asking.asks.get(each.number, {})
        county = each.whom.county
        for person in _candidates(said, places[county] if each.newcomers else ()):
            worker = known.get(person)
            if worker is None:
                continue
            mine = {
                item.number: fact
                for item in each.items
                if (fact := there.get((person, Thing(item.course, item.requirement)))) is not None
            }
            found += asked_of(each, worker, said.get(person, {}), mine, on)
    return Found(tuple(found), known)


def _places(workers: Iterable[Worker]) -> dict[str | None, list[int]]:
    """Who ever worked in each county, and (None) anywhere."""
    found: dict[str | None, list[int]] = defaultdict(list)
    for worker in workers:
        found[None].append(worker.person)
        for county in {each.county for each in worker.work}:
            found[county].append(worker.person)
    return found


def _candidates(said: Iterable[int], there: Iterable[int]) -> Iterable[int]:
    """Who was spoken of, and who may have come; each once."""
    return dict.fromkeys([*said, *there])


def _whose(asking: Asking, people: Iterable[int] | None) -> Whose:
    """Everybody whom these assignments may reach."""
    if people is not None:
        return Whose(frozenset(people))
    named = frozenset(person for said in asking.asks.values() for person in said)
    rules = [each.whom.county for each in asking.assignments if each.newcomers]
    counties = None if None in rules else frozenset(each for each in rules if each is not None)
    return Whose(named, counties)


def together(found: Found, met: Met, on: date, ruled: By) -> list[Due]:
    """All reasons for the same thing as one entry, those of the rules too."""
    groups: dict[tuple[int, str, str], list[Asked]] = defaultdict(list)
    for one in found.asked:
        if one.progress.is_asked:
            groups[one.person, one.item.course, one.item.requirement].append(one)
    due = [
        combined(
            met.title(Thing(course, requirement)),
            asked,
            away=found.workers[person].is_away(on),
            ruled=ruled.get((person, Thing(course, requirement)), ()),
            on=on,
        )
        for (person, course, requirement), asked in groups.items()
    ]
    return sorted(due, key=lambda one: (one.person, one.due is None, one.due or on, one.title))
