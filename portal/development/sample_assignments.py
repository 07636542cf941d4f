"""The sample world's assignments: a standing rule of a county, a team's, and one of the state."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.assignments import Basis, Choice, Problem, Reach, Unit, When, Whom
from portal.domain.assignments.things import Thing
from portal.domain.curriculum import Catalogue
from portal.domain.dates import civil_date
from portal.domain.requirements import Rulebook
from portal.models import Person, Team
from portal.services.assignments import making, planning
from portal.services.assignments.planning import Settled, Wanted

_NO_RULES = Rulebook({}, {})
_SETTLED = {
    Problem.ASKED_ALREADY: Settled(Choice.KEEP),
    Problem.DATE_PAST: Settled(Choice.IN_DAYS, days=60),
    Problem.NO_START: Settled(Choice.IN_DAYS, days=60),
    Problem.THERE_ALREADY: Settled(Choice.KEEP),
    Problem.ON_LEAVE: Settled(Choice.KEEP),
}
"""Nobody is left out; what is done already shows as done."""


def create(session: Session, catalogue: Catalogue, at: datetime, fresno: str) -> None:
    """Some done, some late, some with time; asked by Rosa for Fresno and by Priya for the state."""
    rosa, priya = (_number(session, name) for name in ("Rosa Delgado", "Priya Raman"))
    night = session.scalars(select(Team).where(Team.name == "North Night Team")).one()
    today = civil_date(at)
    first = catalogue.courses[0].slug
    county = Whom(Reach.COUNTY, fresno)
    for number, (by, days_ago, wanted, note) in enumerate(
        (
            (
                rosa,
                30,
                _wanted(county, ["crisis-assessment", "safety-planning"], _counted(45), later=True),
                "Sample: before you go out alone.",
            ),
            (
                rosa,
                25,
                _wanted(
                    Whom(Reach.TEAM, fresno, team=night.id),
                    [first],
                    When(Basis.FIXED, on=today - timedelta(days=4)),
                ),
                "",
            ),
            (
                priya,
                10,
                _wanted(
                    Whom(Reach.COUNTY, None),
                    ["provider-safety"],
                    When(Basis.FIXED, on=today + timedelta(days=75)),
                ),
                "Sample: asked of everybody in the state.",
            ),
        ),
        start=1,
    ):
        if not all(catalogue.current(thing.course) for thing in wanted.things):
            continue  # another catalogue, such as that of the tests
        then = at - timedelta(days=days_ago)
        plan = planning.plan(session, wanted, _NO_RULES, catalogue, None, civil_date(then))
        outcomes = plan.outcomes(_SETTLED, civil_date(then))
        making.make(session, wanted, outcomes, note, f"sample-{number}", by=by, at=then)


def _counted(days: int) -> When:
    return When(Basis.HIRE, None, days, Unit.DAYS)


def _wanted(whom: Whom, courses: list[str], when: When, *, later: bool = False) -> Wanted:
    things = tuple(Thing(course=slug) for slug in courses)
    return Wanted(whom, frozenset(), present=True, newcomers=later, things=things, when=when)


def _number(session: Session, name: str) -> int:
    return session.scalars(select(Person.id).where(Person.legal_name == name)).one()
