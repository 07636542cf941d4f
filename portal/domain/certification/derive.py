"""The states of a person and a requirement through all time, and on one day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from portal.domain.certification.answering import Known
from portal.domain.certification.completed import CompletedPlan
from portal.domain.certification.days import LAST, NEVER
from portal.domain.certification.designations import DesignationPlan
from portal.domain.certification.licenses import LicensePlan
from portal.domain.certification.plans import Case, Plan
from portal.domain.certification.providers import ProviderPlan
from portal.domain.certification.verdicts import Span, State
from portal.domain.facts import Completion, PersonFacts
from portal.domain.remembering import once_per_rulebook
from portal.domain.requirements import Requirement, Rulebook, Subject, Tier

PLANS: Mapping[str, type[Plan]] = {
    "completed": CompletedPlan,
    "qualified_provider": ProviderPlan,
    "license_renewed": LicensePlan,
    "designated": DesignationPlan,
}
"""What judges each check of a person."""


@once_per_rulebook
def _plans(rulebook: Rulebook) -> dict[str, Plan]:
    return {
        each.slug: PLANS[each.check](each, rulebook)
        for each in rulebook.of(Subject.MEMBER)
        if each.tier is not Tier.SCOPE
    }


@once_per_rulebook
def judged_requirements(rulebook: Rulebook) -> tuple[Requirement, ...]:
    """What a person is judged by, in the order of the files. Rules of scope only change others."""
    return tuple(each.requirement for each in _plans(rulebook).values())


def plan_of(requirement: Requirement, rulebook: Rulebook) -> Plan:
    """The requirement, ready to be asked about people."""
    plan = _plans(rulebook).get(requirement.slug)
    if plan is None or plan.requirement is not requirement:
        return PLANS[requirement.check](requirement, rulebook)
    return plan


def standing(
    facts: PersonFacts, requirement: Requirement, rulebook: Rulebook, on: date
) -> tuple[State, bool]:
    """The state on a day, and whether it only advises."""
    return _standing(plan_of(requirement, rulebook), Known(facts), min(on, LAST))


def standings(facts: PersonFacts, rulebook: Rulebook, on: date) -> dict[str, tuple[State, bool]]:
    """The same for each requirement, by slug: what several need to know is worked out once."""
    known, on = Known(facts), min(on, LAST)
    return {slug: _standing(plan, known, on) for slug, plan in _plans(rulebook).items()}


def _standing(plan: Plan, known: Known, on: date) -> tuple[State, bool]:
    number = plan.number(on)
    if number is None:
        return State.NOT_REQUIRED, False
    state, _ = plan.case(known).at(on, number)
    return state, not plan.windows[number].version.is_verified


def spans(facts: PersonFacts, requirement: Requirement, rulebook: Rulebook) -> tuple[Span, ...]:
    """All states, in order: from `date.min` on, without gap or overlap, equal neighbors as one."""
    plan = plan_of(requirement, rulebook)
    return spans_of(plan, plan.case(Known(facts)))


def all_spans(
    facts: PersonFacts, rulebook: Rulebook, slugs: Iterable[str] | None = None
) -> dict[str, tuple[Span, ...]]:
    """The states for each requirement, by slug, in their order; or for these alone.

    What several requirements need to know about the person is worked out once.
    """
    known, plans = Known(facts), _plans(rulebook)
    asked = plans if slugs is None else [slug for slug in slugs if slug in plans]
    return {slug: spans_of(plans[slug], plans[slug].case(known)) for slug in asked}


def decided_by(
    completions: Iterable[Completion], rulebook: Rulebook, *, licenses: bool
) -> tuple[str, ...]:
    """The requirements of which some of these trainings, or any license, may decide the state."""
    trainings = tuple(completions)
    return tuple(
        slug
        for slug, plan in _plans(rulebook).items()
        if (licenses and plan.by_licenses) or any(plan.counts(each) for each in trainings)
    )


def spans_of(plan: Plan, case: Case) -> tuple[Span, ...]:
    """The states of a case: asked on every day on which anything may change, and only then."""
    found: list[tuple[date, State, bool]] = []
    days = sorted(set(case.events()))
    place, count = 0, len(days)
    day = date.min
    for number, (starts, until, version) in enumerate(plan.windows):
        if day < starts:
            _put(found, day, State.NOT_REQUIRED, advisory=False)
            day = starts
        advisory = not version.is_verified
        while day < until:
            state, change = case.at(day, number)
            _put(found, day, state, advisory=advisory)
            while place < count and days[place] <= day:
                place += 1
            day = min(change, until, days[place] if place < count else NEVER)
    if day < NEVER:
        _put(found, day, State.NOT_REQUIRED, advisory=False)
    ends = [each[0] for each in found[1:]]
    return tuple(
        Span(starts, end, state, advisory)
        for (starts, state, advisory), end in zip(found, [*ends, None], strict=True)
    )


def _put(found: list[tuple[date, State, bool]], day: date, state: State, *, advisory: bool) -> None:
    if not found or found[-1][1] is not state or found[-1][2] is not advisory:
        found.append((day, state, advisory))
