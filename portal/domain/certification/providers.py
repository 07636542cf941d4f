"""The check `qualified_provider`: who may be counted by profession."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from portal.domain.certification.answering import Known
from portal.domain.certification.days import NEVER, day_after, first_day
from portal.domain.certification.plans import Plan, decided, decision_days, words
from portal.domain.certification.verdicts import State
from portal.domain.facts import DecisionKind, LicenseHeld, PersonFacts, Profession, holds
from portal.domain.requirements import UNKNOWN, Requirement, Rulebook, Version


class Listed(NamedTuple):
    """What one version lists."""

    types: frozenset[str]
    types_known: bool
    never: frozenset[str]


def listed(version: Version) -> Listed:
    """A version's settings."""
    never = frozenset(words(version, "never"))
    known = version.settings.get("types", UNKNOWN) != UNKNOWN
    return Listed(frozenset(words(version, "types")) - never, known, never)


class ProviderPlan(Plan):
    """The lists of professions."""

    by_licenses = True

    def __init__(self, requirement: Requirement, rulebook: Rulebook) -> None:
        super().__init__(requirement, rulebook)
        self.listed = tuple(listed(each) for each in requirement.versions)

    def case(self, known: Known) -> ProviderCase:
        """The person's side of it."""
        return ProviderCase(self, known)


class ProviderCase:
    """A person's professions and licenses."""

    def __init__(self, plan: ProviderPlan, known: Known) -> None:
        self.plan = plan
        self.known = known
        self.decisions = known.decisions(plan.requirement.slug)

    def events(self) -> list[date]:
        """The days on which a profession, a license or a decision starts or stops to matter."""
        days = decision_days(self.decisions)
        for each in self.known.facts.professions:
            days += (first_day(each.starts_on), day_after(each.ends_on))
        for license_held in self.known.facts.licenses:
            days += (first_day(license_held.starts_on), day_after(license_held.expires_on))
        return days

    def at(self, day: date, number: int) -> tuple[State, date]:
        """The state under one version. Nothing but facts changes it."""
        state = self.state(day, self.plan.listed[number])
        if not self.decisions or state is State.VALID:
            return state, NEVER
        if decided(self.decisions, DecisionKind.WAIVER, day):
            return State.WAIVED, NEVER
        extended = decided(self.decisions, DecisionKind.EXTENSION, day)
        return State.GRACE if extended and state is State.EXPIRED else state, NEVER

    def state(self, day: date, listed: Listed) -> State:
        """The state before any decision."""
        held = self.professions(day)
        if not held:
            return State.UNKNOWN
        if self.never_counted(held, listed):
            return State.MISSING
        if not listed.types_known:
            return State.UNKNOWN
        counted = [each for each in held if each.provider_type.value in listed.types]
        if not counted:
            return State.MISSING
        valid = any(is_licensed(self.known.facts, each, day) is not False for each in counted)
        return State.VALID if valid else State.EXPIRED

    def never_counted(self, held: list[Profession], listed: Listed) -> bool:
        """Whether one of these professions is never counted: whatever else somebody is."""
        return any(each.provider_type.value in listed.never for each in held)

    def professions(self, day: date) -> list[Profession]:
        """What somebody is on a day."""
        return [
            each
            for each in self.known.facts.professions
            if holds(each.starts_on, each.ends_on, day)
        ]


def licenses_for(facts: PersonFacts, profession: Profession, day: date) -> list[LicenseHeld]:
    """The licenses for a profession that had begun by a day, good or not."""
    return [
        each
        for each in facts.licenses
        if each.provider_type is profession.provider_type and first_day(each.starts_on) <= day
    ]


def is_licensed(facts: PersonFacts, profession: Profession, day: date) -> bool | None:
    """Whether a license for it is good on a day; None: none is on record, so none has run out."""
    held = licenses_for(facts, profession, day)
    return any(day < day_after(each.expires_on) for each in held) if held else None
