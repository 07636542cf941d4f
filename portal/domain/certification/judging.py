"""The whole verdict about a person and a requirement on a day, with its derivation in words."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from datetime import date, timedelta

from portal.domain.certification.answering import Known
from portal.domain.certification.completed import CompletedCase
from portal.domain.certification.days import LAST
from portal.domain.certification.derive import judged_requirements, plan_of, spans_of
from portal.domain.certification.designations import DesignationCase
from portal.domain.certification.licenses import LicenseCase
from portal.domain.certification.plans import Case
from portal.domain.certification.providers import ProviderCase
from portal.domain.certification.verdicts import Reason, Span, State, Verdict
from portal.domain.certification.wording import completed, designations, licenses, providers
from portal.domain.certification.wording.phrases import (
    Moment,
    leave_reasons,
    not_in_force,
    rule_reason,
)
from portal.domain.facts import Completion, PersonFacts
from portal.domain.requirements import Requirement, Rulebook

_WORSE = {
    State.MISSING: 0,
    State.EXPIRED: 0,
    State.UNKNOWN: 1,
    State.IN_PROGRESS: 1,
    State.GRACE: 2,
}
"""The smaller, the worse; every other state is better than these."""
_BEST = 3


def judge(facts: PersonFacts, requirement: Requirement, rulebook: Rulebook, on: date) -> Verdict:
    """Where somebody stands on a day, since when, until when, and why."""
    on = min(on, LAST)
    return _judge(_Asked(facts, on), requirement, rulebook)


def judge_all(facts: PersonFacts, rulebook: Rulebook, on: date) -> list[Verdict]:
    """The same for every requirement: what several need to know is worked out once."""
    asked = _Asked(facts, min(on, LAST))
    return [_judge(asked, each, rulebook) for each in judged_requirements(rulebook)]


class _Asked:
    """What is known of a person, and what of it had been done by the day asked about."""

    def __init__(self, facts: PersonFacts, on: date) -> None:
        self.facts, self.on = facts, on
        self.known = self.done = Known(facts)
        by = _by(facts, on)
        if by is not facts:
            self.done = Known(by)


def _judge(asked: _Asked, requirement: Requirement, rulebook: Rulebook) -> Verdict:
    facts, on = asked.facts, asked.on
    plan = plan_of(requirement, rulebook)
    case = plan.case(asked.known)
    tiles = spans_of(plan, case)
    place = _place(tiles, on)
    done = tiles if asked.done is asked.known else spans_of(plan, plan.case(asked.done))
    state, advisory, due = tiles[place].state, tiles[place].advisory, _due(done, on)
    number = plan.number(on)
    if number is None:
        version, action, reasons = None, "", [not_in_force(requirement, on)]
    else:
        version = requirement.versions[number]
        now = Moment(rulebook, requirement, version, number, on, state, due)
        said, action = words_of(case, now)
        reasons = [rule_reason(requirement, version), *said, *leave_reasons(facts.leaves, on)]
        if advisory and action:
            action = f"Advisory: {action[0].lower()}{action[1:]}"
    since, through = _days(tiles, place)
    return Verdict(
        requirement, version, state, advisory, since, through, due, action, tuple(reasons)
    )


def words_of(case: Case, now: Moment) -> tuple[list[Reason], str]:
    match case:
        case CompletedCase():
            return completed.explain(case, now), completed.next_step(case, now)
        case ProviderCase():
            return providers.explain(case, now), providers.next_step(case, now)
        case LicenseCase():
            return licenses.explain(case, now), licenses.next_step(case, now)
        case DesignationCase():
            return designations.explain(case, now), designations.next_step(case, now)
    raise TypeError(f"nobody has written the words of {type(case).__name__}")


def _days(tiles: tuple[Span, ...], place: int) -> tuple[date | None, date | None]:
    """The first and the last day of the state, whether it judges or advises meanwhile."""
    state, first, last = tiles[place].state, place, place
    while first and tiles[first - 1].state is state:
        first -= 1
    while last + 1 < len(tiles) and tiles[last + 1].state is state:
        last += 1
    starts, ends = tiles[first].starts, tiles[last].ends
    return (
        None if starts == date.min else starts,
        None if ends is None else ends - timedelta(days=1),
    )


def _due(tiles: tuple[Span, ...], on: date) -> date | None:
    """The last day before a worse state. `tiles`: as if no training were taken after that day.

    Where nothing is asked yet, it is the last day before it would be missing. What is not known
    has no last day.
    """
    place = _place(tiles, on)
    state = tiles[place].state
    if state is State.UNKNOWN:
        return None
    for later in tiles[place + 1 :]:
        worse = _WORSE.get(later.state, _BEST) < _WORSE.get(state, _BEST)
        if later.state is State.MISSING if state is State.NOT_REQUIRED else worse:
            return later.starts - timedelta(days=1)
    return None


def _by(facts: PersonFacts, on: date) -> PersonFacts:
    """What is known of a person, with the trainings completed and credited by a day.

    The very same, where none is later: mostly.
    """
    if not any(_is_later(each, on) for each in facts.completions):
        return facts
    return replace(
        facts,
        completions=tuple(
            replace(each, claims=tuple(one for one in each.claims if one.claimed_on <= on))
            for each in facts.completions
            if each.completed_on <= on
        ),
    )


def _is_later(each: Completion, on: date) -> bool:
    return each.completed_on > on or any(one.claimed_on > on for one in each.claims)


def _place(tiles: tuple[Span, ...], on: date) -> int:
    return bisect_right(tiles, on, key=lambda span: span.starts) - 1
