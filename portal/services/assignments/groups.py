"""Whom one may ask: the groups of a county with how many they are, and the people by name."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.domain.access import Grant, Permission
from portal.domain.assignments import Reach, Whom, Worker, matches
from portal.domain.assignments.reach import in_scope, spoken_of
from portal.domain.errors import Forbidden, Invalid
from portal.domain.facts import Duty
from portal.models import Affiliation, Agency, Person, Team
from portal.models.searched import AsSearched, contains
from portal.services.affiliations import affiliated, not_ended
from portal.services.assignments.people import AT_ONCE, Whose, workers
from portal.services.people import visible_to
from portal.services.places import Counties

LISTED = 100
"""So many people are listed to choose from; a name or a team narrows them down."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many people are in each group of a county, or of California, now or soon."""

    everybody: int
    teams: Counter[int]
    agencies: Counter[int]
    duties: Counter[Duty]


def sizes(session: Session, county: str | None, today: date) -> Sizes:
    """All groups counted at once. Three queries."""
    found = Sizes(0, Counter(), Counter(), Counter())
    everybody = 0
    for worker in workers(session, _there(county)).values():
        if spoken_of(in_scope(worker, county), today) is None:
            continue
        everybody += 1
        here = [each for each in worker.work if county is None or each.county == county]
        for team in {each.team for each in here if each.team is not None}:
            found.teams[team] += matches(worker, Whom(Reach.TEAM, county, team=team), today)
        for agency in {each.agency for each in here}:
            found.agencies[agency] += matches(
                worker, Whom(Reach.AGENCY, county, agency=agency), today
            )
        on_team = {Duty.RESPONDS} if any(each.team is not None for each in here) else set()
        for duty in on_team | {each[0] for each in worker.duties}:
            found.duties[duty] += matches(worker, Whom(Reach.DUTY, county, duty=duty), today)
    return Sizes(everybody, found.teams, found.agencies, found.duties)


def _there(county: str | None) -> Whose:
    return Whose(counties=None if county is None else frozenset({county}))


def members(session: Session, whom: Whom, people: Iterable[int], today: date) -> dict[int, Worker]:
    """The people of a group now or soon; of those chosen by name (`people`), all of them."""
    if whom.reach is Reach.PEOPLE:
        chosen = frozenset(people)
        return workers(session, Whose(chosen)) if chosen else {}
    return {
        person: worker
        for person, worker in workers(session, _there(whom.county)).items()
        if matches(worker, whom, today)
    }


_NAMES = select(Person.id, Person.called).where(Person.id.in_(bindparam("ids", expanding=True)))


def names(session: Session, people: Iterable[int]) -> dict[int, str]:
    """How pages call these people."""
    ids = sorted(set(people))
    found: dict[int, str] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = {"ids": ids[start : start + AT_ONCE]}
        found |= dict(session.connection().execute(_NAMES, some).all())
    return found


def to_choose(
    session: Session,
    county: str | None,
    grants: Iterable[Grant],
    today: date,
    *,
    words: str = "",
    team: int | None = None,
    chosen: Iterable[int] = (),
) -> dict[str, str]:
    """People to choose from, as numbers and names: those chosen first, then the first `LISTED`.

    Those whom somebody with these grants may ask, who work in the county now or soon; narrowed
    down by parts of a name, and to a team.
    """
    where = None if county is None else frozenset({county})
    may_be = [visible_to(grants, Permission.ASSIGN, today)]
    if where is not None:
        may_be.append(affiliated(where, not_ended(today)))
    people = (
        select(Person.id, Person.called)
        .where(*may_be)
        .order_by(AsSearched(Person.called), Person.id)
    )
    narrowed = people
    for word in words.split():
        narrowed = narrowed.where(contains(Person.called, word))
    if team is not None:
        narrowed = narrowed.where(affiliated(where, not_ended(today), Affiliation.team_id == team))
    ids = sorted(set(chosen))
    found = session.execute(people.where(Person.id.in_(ids))).all() if ids else []
    listed = session.execute(narrowed.where(Person.id.not_in(ids)).limit(LISTED)).all()
    return {str(person): name for person, name in (*found, *listed)}


def county_of(session: Session, people: Iterable[int], scope: Counties, today: date) -> str | None:
    """A county of the scope where all of these people work now or soon; None: there is none."""
    shared: set[str] | None = None
    for worker in workers(session, Whose(frozenset(people))).values():
        here = {
            each.county
            for each in worker.work
            if (scope is None or each.county in scope)
            and spoken_of(in_scope(worker, each.county), today) is not None
        }
        shared = here if shared is None else shared & here
    return min(shared, default=None) if shared else None


def check_people(
    session: Session, people: Iterable[int], grants: Iterable[Grant], today: date
) -> None:
    """Refuse people whom somebody with these grants may not ask. Raises Forbidden."""
    ids = set(people)
    if not ids:
        return
    statement = select(Person.id).where(
        Person.id.in_(ids), visible_to(grants, Permission.ASSIGN, today)
    )
    if len(set(session.scalars(statement))) < len(ids):
        message = (
            "One of these people does not work in a county of yours. Choose the people anew; "
            "nothing was changed."
        )
        raise Forbidden(message)


def check_group(session: Session, whom: Whom) -> None:
    """Refuse a group that there is not. Raises Invalid, naming the field."""
    if whom.reach is Reach.TEAM:
        team = session.get(Team, whom.team) if whom.team is not None else None
        if team is None or (whom.county is not None and team.county_fips != whom.county):
            message = "There is no such team in this county. Choose a team."
            raise Invalid(message, "team")
    if whom.reach is Reach.AGENCY and (
        whom.agency is None or session.get(Agency, whom.agency) is None
    ):
        message = "There is no such agency. Choose an agency."
        raise Invalid(message, "agency")
