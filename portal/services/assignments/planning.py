"""What an assignment would ask of whom, before anybody is asked: dates, and what to settle."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal.domain.assignments import (
    Act,
    Choice,
    Due,
    Evidence,
    Problem,
    When,
    Whom,
    derived,
    problem_of,
)
from portal.domain.assignments.reach import in_scope, spoken_of
from portal.domain.assignments.states import extended
from portal.domain.assignments.things import Met, Thing
from portal.domain.curriculum import Catalogue
from portal.domain.dates import date_text
from portal.domain.requirements import Rulebook
from portal.services.assignments.due import due_dates
from portal.services.assignments.groups import members, names
from portal.services.assignments.people import Whose, evidence
from portal.services.places import Counties


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody is about to ask for."""

    whom: Whom
    people: frozenset[int]
    """Those chosen by name."""
    present: bool
    """Whether those who are in the group now are asked."""
    newcomers: bool
    """Whether those who come later are."""
    things: tuple[Thing, ...]
    when: When
    pairs: frozenset[tuple[int, Thing]] | None = None
    """Only these of all people and things; None: all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that one person would be asked for."""

    person: int
    name: str
    thing: Thing
    due: date | None
    """The date by the assignment; None where there is nothing to count from."""
    words: str
    """How it comes about."""
    problem: Problem | None
    """What has to be settled first; None: nothing."""
    more: str
    """What to know about the problem, such as since when it is done; may be empty."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The choice for one group of lines."""

    choice: Choice
    days: int = 0
    """For `Choice.IN_DAYS`."""
    on: date | None = None
    """For `Choice.ON_DAY`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a line."""

    line: Line
    act: Act
    due_on: date | None
    """A date of their own; None: the assignment's."""

    @property
    def due(self) -> date | None:
        """The date that holds."""
        return self.due_on or self.line.due


@dataclass(frozen=True)
class Plan:
    """Everything that would be asked, by name and thing."""

    lines: tuple[Line, ...]
    titles: Mapping[Thing, str]
    problems: Mapping[Problem, Sequence[Line]] = field(default_factory=dict)

    @property
    def people(self) -> int:
        """How many people there are."""
        return len({line.person for line in self.lines})

    def outcomes(self, settled: Mapping[Problem, Settled], today: date) -> list[Outcome]:
        """What becomes of each line under these choices; what is not settled is left out."""
        return [_outcome(line, settled, today) for line in self.lines]


def _outcome(line: Line, settled: Mapping[Problem, Settled], today: date) -> Outcome:
    if line.problem is None:
        return Outcome(line, Act.ASK, None)
    how = settled.get(line.problem, Settled(Choice.SKIP))
    if how.choice is Choice.SKIP:
        return Outcome(line, Act.LEAVE_OUT, None)
    if how.choice is Choice.IN_DAYS:
        return Outcome(line, Act.ASK, today + timedelta(days=how.days))
    return Outcome(line, Act.ASK, how.on if how.choice is Choice.ON_DAY else None)


def plan(
    session: Session,
    wanted: Wanted,
    rulebook: Rulebook,
    catalogue: Catalogue,
    scope: Counties,
    today: date,
) -> Plan:
    """What would be asked of everybody who is in the group now or soon.

    `scope`: the counties whose other assignments the visitor may know of. The number of queries
    is constant.
    """
    there = members(session, wanted.whom, wanted.people, today)
    called = names(session, there)
    met = Met(rulebook, catalogue, today)
    have = evidence(
        session, Whose(frozenset(there)), wanted.things, rulebook, catalogue, today, known=there
    )
    asked = _asked_already(session, there, rulebook, catalogue, scope, today)
    lines = []
    for person, worker in there.items():
        stretches = in_scope(worker, wanted.whom.county)
        nowhere = wanted.whom.county is None and not stretches
        is_there = nowhere or spoken_of(stretches, today) is not None
        due, words = derived(wanted.when, wanted.whom, worker, today)
        away = worker.is_away(today)
        for thing in wanted.things:
            if wanted.pairs is not None and (person, thing) not in wanted.pairs:
                continue
            mine = have.get((person, thing), Evidence())
            other = asked.get((person, thing))
            date_, more = extended(due, mine)
            problem = problem_of(
                is_there=is_there,
                evidence=mine,
                is_asked=other is not None,
                due=date_,
                away=away,
                today=today,
            )
            lines.append(
                Line(
                    person,
                    called.get(person, ""),
                    thing,
                    due,
                    f"{words} {more}".strip(),
                    problem,
                    _more(problem, mine, other),
                )
            )
    order = {thing: place for place, thing in enumerate(wanted.things)}
    lines.sort(key=lambda line: (line.name.casefold(), line.person, order[line.thing]))
    problems: dict[Problem, list[Line]] = defaultdict(list)
    for line in lines:
        if line.problem is not None:
            problems[line.problem].append(line)
    ordered = {each: problems[each] for each in Problem if each in problems}
    return Plan(tuple(lines), {thing: met.title(thing) for thing in wanted.things}, ordered)


def _asked_already(
    session: Session,
    people: Mapping[int, object],
    rulebook: Rulebook,
    catalogue: Catalogue,
    scope: Counties,
    today: date,
) -> dict[tuple[int, Thing], Due]:
    found = due_dates(session, rulebook, catalogue, today, people=people, counties=scope)
    return {
        (each.person, Thing(each.course, each.requirement)): each for each in found if each.is_open
    }


def _more(problem: Problem | None, mine: Evidence, other: Due | None) -> str:
    if problem is Problem.THERE_ALREADY:
        return f"Since {date_text(mine.done_on)}" if mine.done_on else "Waived"
    if problem is Problem.ASKED_ALREADY and other is not None:
        by = f", due {date_text(other.due)}" if other.due else ""
        number = next(one.assignment for one in other.reasons if one.assignment is not None)
        return f"By assignment {number}{by}"
    return ""
