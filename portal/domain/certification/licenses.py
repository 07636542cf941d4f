"""The check `license_renewed`: continuing education within the cycle of a license."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from portal.domain.certification.answering import Known
from portal.domain.certification.days import (
    NEVER,
    day_after,
    days_earlier,
    first_day,
    months_earlier,
)
from portal.domain.certification.plans import Plan, decided, decision_days, words
from portal.domain.certification.verdicts import State
from portal.domain.dates import months_later
from portal.domain.facts import Completion, DecisionKind, LicenseHeld, Profession, holds
from portal.domain.requirements import UNKNOWN, Requirement, Rulebook, Version

NONE_NEEDED = "none"
"""The setting of a rule that asks no hours for the first renewal."""
RENEW_DAYS = 60
"""Where nobody says from when one may apply, so many days before the end it shows."""


class Terms(NamedTuple):
    """What one version asks."""

    types: frozenset[str]
    types_known: bool
    hours: int | None
    cycle_months: int | None
    subjects: Mapping[str, int] | None
    """Hours by subject; None when they are not known."""
    apply_days: int | None
    """So many days before it expires one may apply; None where nobody says so."""
    first_renewal: str | None
    """“none”: no hours are asked for the first renewal; None or “asked”: like any other."""
    first_months: int | None
    """So long may the first license last, where that is more than a cycle; None: no longer."""

    @property
    def longest_first(self) -> int:
        """Whoever was licensed more months before the license expires has renewed since."""
        return max(self.cycle_months or 0, self.first_months or 0)

    @property
    def renew_days(self) -> int:
        """So many days before it expires it presses."""
        return RENEW_DAYS if self.apply_days is None else self.apply_days


def terms(version: Version) -> Terms:
    """A version's settings."""
    says = version.settings
    subjects = says.get("subjects", {})
    return Terms(
        frozenset(words(version, "types")),
        says.get("types", UNKNOWN) != UNKNOWN,
        hours if isinstance(hours := says.get("hours"), int) else None,
        months if isinstance(months := says.get("cycle_months"), int) else None,
        subjects if isinstance(subjects, Mapping) else None,
        days if isinstance(days := says.get("apply_days"), int) else None,
        first if isinstance(first := says.get("first_renewal"), str) else None,
        longest if isinstance(longest := says.get("first_months"), int) else None,
    )


class LicensePlan(Plan):
    """What each version asks of whom."""

    by_licenses = True

    def __init__(self, requirement: Requirement, rulebook: Rulebook) -> None:
        super().__init__(requirement, rulebook)
        self.terms = tuple(terms(each) for each in requirement.versions)
        self.types = frozenset(word for each in self.terms for word in each.types)
        self.asks_all = not all(each.types_known for each in self.terms)

    def counts(self, completion: Completion) -> bool:
        """Whether a training may decide it: by its hours of continuing education."""
        return completion.ce_minutes > 0

    def case(self, known: Known) -> LicenseCase:
        """The person's side of it."""
        return LicenseCase(self, known)


class Credited(NamedTuple):
    """Continuing education within a cycle, in minutes."""

    minutes: int
    by_subject: Mapping[str, int]
    """Of the subjects that are asked for."""
    counted: tuple[Completion, ...]

    def meets(self, hours: int, subjects: Mapping[str, int] | None) -> bool:
        """Whether it is enough for sure; it is not where the subjects are not known."""
        if self.minutes < hours * 60 or subjects is None:
            return False
        return all(self.by_subject[name] >= each * 60 for name, each in subjects.items())


class First(NamedTuple):
    """Whether a renewal is the first."""

    is_first: bool | None
    """None: the day of the first issue is not recorded, and nothing else tells."""
    because: LicenseHeld | None
    """What tells."""
    is_longer: bool = False
    """Whether that first license lasts longer than a cycle."""


class LicenseCase:
    """A person's license and credit."""

    def __init__(self, plan: LicensePlan, known: Known) -> None:
        self.plan = plan
        self.known = known
        self.decisions = known.decisions(plan.requirement.slug)
        self.professions = [
            each
            for each in known.facts.professions
            if plan.asks_all or each.provider_type.value in plan.types
        ]

    def events(self) -> list[date]:
        """The days on which a fact starts or stops to matter."""
        if not self.professions:
            return []
        days = decision_days(self.decisions)
        for each in self.professions:
            days += (first_day(each.starts_on), day_after(each.ends_on))
        for license_held in self.known.facts.licenses:
            days += (first_day(license_held.starts_on), day_after(license_held.expires_on))
        for completion in self.known.facts.completions:
            if completion.ce_minutes:
                days += (completion.completed_on, completion.revoked_on or NEVER)
        return days

    def at(self, day: date, number: int) -> tuple[State, date]:
        """The state under one version, and the day from which the calendar alone may change it."""
        asks = self.plan.terms[number]
        state, change = self.state(day, asks)
        if not self.decisions or state.holds or state is State.NOT_REQUIRED:
            return state, change
        if decided(self.decisions, DecisionKind.WAIVER, day):
            return State.WAIVED, change
        extended = decided(self.decisions, DecisionKind.EXTENSION, day)
        return State.GRACE if extended and state is State.EXPIRED else state, change

    def state(self, day: date, asks: Terms) -> tuple[State, date]:
        """The state before any decision."""
        if not asks.types_known:
            return State.UNKNOWN if self.held_on(day, None) else State.NOT_REQUIRED, NEVER
        held = self.held_on(day, asks.types)
        if not held:
            return State.NOT_REQUIRED, NEVER
        license_held = self.license(held, day)
        if license_held is None or license_held.expires_on is None:
            return State.UNKNOWN, NEVER
        if day > license_held.expires_on:
            return State.EXPIRED, NEVER
        if asks.cycle_months is None:
            return State.UNKNOWN, NEVER
        first = self.first_renewal(license_held, asks)
        if first.is_first and asks.first_renewal == NONE_NEEDED and not first.is_longer:
            return State.VALID, NEVER
        if asks.hours is None:
            return State.UNKNOWN, NEVER
        credited = self.credited(license_held.expires_on, day, asks)
        if credited.meets(asks.hours, asks.subjects):
            return State.VALID, NEVER
        if first.is_first and asks.first_renewal in (NONE_NEEDED, UNKNOWN):
            return State.UNKNOWN, NEVER
        opens = days_earlier(license_held.expires_on, asks.renew_days)
        if day >= opens:
            renewed = self.renewal(license_held, day) is not None
            return State.VALID if renewed else State.RENEW_NOW, NEVER
        return State.NOT_YET_DUE, opens

    def held_on(self, day: date, types: frozenset[str] | None) -> list[Profession]:
        """The professions of a day that it is about; all of them where nobody knows which."""
        return [
            each
            for each in self.professions
            if holds(each.starts_on, each.ends_on, day)
            and (types is None or each.provider_type.value in types)
        ]

    def license(self, held: list[Profession], day: date) -> LicenseHeld | None:
        """The license for one of these professions that is good on a day, or the last that was.

        Of several, the one with the latest expiry that is known.
        """
        types = {each.provider_type for each in held}
        begun = [
            each
            for each in self.known.facts.licenses
            if each.provider_type in types and first_day(each.starts_on) <= day
        ]
        good = [each for each in begun if day < day_after(each.expires_on)]
        return max(good or begun, key=lambda each: each.expires_on or date.min, default=None)

    def renewal(self, held: LicenseHeld, day: date) -> LicenseHeld | None:
        """The license that is to follow this one without a day between, when it is recorded."""
        ends = day_after(held.expires_on)
        following = (
            each
            for each in self.known.facts.licenses
            if each.provider_type is held.provider_type
            and each.starts_on is not None
            and day < each.starts_on <= ends < day_after(each.expires_on)
        )
        return min(following, key=lambda each: each.starts_on or NEVER, default=None)

    def first_renewal(self, held: LicenseHeld, asks: Terms) -> First:
        """Whether the license has not been renewed before, when it expires on a day that is known.

        Whoever was licensed longer before that day than a first license lasts has renewed since.
        """
        expires_on, longest = held.expires_on or NEVER, asks.longest_first
        for each in self.known.facts.licenses:
            if each.provider_type is None or each.provider_type.value not in asks.types:
                continue
            ended_before = (
                each.provider_type is held.provider_type
                and each.expires_on is not None
                and each.expires_on < expires_on
            )
            days = [day for day in (each.first_licensed_on, each.starts_on) if day is not None]
            if ended_before or any(months_later(day, longest) < expires_on for day in days):
                return First(is_first=False, because=each)
        if held.first_licensed_on is None:
            return First(is_first=None, because=None)
        cycle_ends = months_later(held.first_licensed_on, asks.cycle_months or 0)
        return First(is_first=True, because=held, is_longer=cycle_ends < expires_on)

    def credited(self, expires_on: date, day: date, asks: Terms) -> Credited:
        """The credit of the cycle that ends with an expiry, as it stands on a day."""
        begins = months_earlier(expires_on, asks.cycle_months or 0)
        counted = tuple(
            each
            for each in self.known.facts.completions
            if each.ce_minutes
            and begins < each.completed_on <= min(expires_on, day)
            and day < (each.revoked_on or NEVER)
        )
        return Credited(
            sum(each.ce_minutes for each in counted),
            {
                name: sum(each.ce_minutes for each in counted if each.subject == name)
                for name in asks.subjects or ()
            },
            counted,
        )
