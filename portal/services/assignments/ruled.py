"""The dates of verified rules, for what assignments ask of people and is not there."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.assignments import Asked
from portal.domain.assignments.ruled import OPEN, Ruled, ruled
from portal.domain.assignments.things import Met, Thing
from portal.domain.certification import STATES, judge
from portal.domain.curriculum import Catalogue
from portal.domain.requirements import Rulebook
from portal.services.certification import facts_of
from portal.services.readiness import World
from portal.services.readiness.people import on as stretch_on

By = dict[tuple[int, Thing], list[Ruled]]
"""By person and thing."""


def ruled_dates(
    session: Session,
    rulebook: Rulebook,
    catalogue: Catalogue,
    asked: Sequence[Asked],
    on: date,
    known_at: datetime | None = None,
) -> By:
    """The dates, with their derivation.

    Where no rule is verified there are none, at no cost. Else the number of queries is constant,
    and only the facts of people who have something to do by such a rule are read.
    """
    met = Met(rulebook, catalogue, on)
    wanted: dict[int, dict[Thing, list[str]]] = defaultdict(dict)
    for one in asked:
        if one.progress.is_asked and not one.progress.is_settled:
            thing = Thing(one.item.course, one.item.requirement)
            slugs = [thing.requirement] if thing.requirement else met.met_by(thing.course)
            if judging := [slug for slug in slugs if _judges(met, slug, on)]:
                wanted[one.person][thing] = judging
    if not wanted:
        return {}
    open_now = _open(World(session, rulebook, catalogue, known_at), met, wanted, on)
    facts = facts_of(session, open_now, catalogue, known_at, names=False)
    found: By = {}
    for person, todo in open_now.items():
        dates: dict[str, Ruled | None] = {}
        for slug in todo:
            requirement = met.requirement(slug)
            if requirement is not None and person in facts:
                dates[slug] = ruled(judge(facts[person], requirement, rulebook, on))
        for thing, named in wanted[person].items():
            given = [each for slug in named if (each := dates.get(slug)) is not None]
            if given:
                found[person, thing] = given
    return found


def _judges(met: Met, slug: str, on: date) -> bool:
    requirement = met.requirement(slug)
    version = requirement.on(on) if requirement else None
    return version is not None and version.is_verified


def _open(
    world: World, met: Met, wanted: dict[int, dict[Thing, list[str]]], on: date
) -> dict[int, set[str]]:
    """Which of these requirements people have something to do about."""
    found: dict[int, set[str]] = {}
    for person, stretches in world.people(wanted).items():
        states = stretch_on(stretches, on).states
        slugs = {slug for named in wanted[person].values() for slug in named}
        some = {
            slug
            for slug in slugs
            if (place := met.place(slug)) is not None and STATES[states[place]] in OPEN
        }
        if some:
            found[person] = some
    return found
