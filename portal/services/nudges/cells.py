"""Nudging about cells of the matrix: requirements that somebody is short of."""

from collections.abc import Sequence

from portal.domain.certification import State, judge, judged_requirements
from portal.services import certification
from portal.services.matrix.chosen import Cell
from portal.services.nudges.preparing import Candidate
from portal.services.readiness.people import on, states_of
from portal.services.reminders.asking import Asking

OPEN = frozenset({State.MISSING, State.EXPIRED, State.IN_PROGRESS, State.GRACE, State.RENEW_NOW})
"""The states in which there is something to do now."""


def open_places(asking: Asking, person: int) -> list[int]:
    """The places of the requirements that somebody has to see to today, and is not at."""
    found = asking.world.people([person])
    if person not in found:
        return []
    states = states_of(on(found[person], asking.today), asking.rulebook)
    return [
        place
        for place, each in enumerate(judged_requirements(asking.rulebook))
        if states[each.slug][0] in OPEN - {State.IN_PROGRESS}
    ]


def of_cells(asking: Asking, cells: Sequence[Cell]) -> list[Candidate]:
    """These cells as they stand today."""
    ids = sorted({one.person.id for one in cells})
    facts = certification.facts_of(asking.session, ids, asking.catalogue)
    found = []
    for one in cells:
        verdict = judge(facts[one.person.id], one.requirement, asking.rulebook, asking.today)
        state = verdict.state.label.lower()
        found.append(
            Candidate(
                one.person.id,
                one.name,
                one.person.email,
                f"requirement:{one.requirement.slug}",
                one.requirement.title,
                state,
                verdict.action,
                "" if verdict.state in OPEN else f"there is nothing to do now: {state}",
            )
        )
    return found
