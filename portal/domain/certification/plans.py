"""Requirements and the rules about them, read once per rulebook into what is quick to ask."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, Protocol, TypeVar

from portal.domain.certification.answering import Known
from portal.domain.certification.days import NEVER, day_after, first_day
from portal.domain.certification.verdicts import State
from portal.domain.facts import Completion, Decided, DecisionKind, Duty, holds
from portal.domain.requirements import FOR_GOOD, Requirement, Rulebook, Version


class Window(NamedTuple):
    """The days of one version."""

    starts: date
    until: date
    version: Version


class Refresh(NamedTuple):
    """How long a training is good for, as verified rules say for some stretch of days."""

    starts: date
    until: date
    months: int | None
    """None: the number is not known, or it never has to be repeated."""
    for_good: bool
    renew_days: int | None
    grace_days: int
    """0 where the number is not known: nobody can be told to rely on it."""
    requirement: Requirement
    version: Version


class Exempt(NamedTuple):
    """Whose only duties exempt them, as a verified rule says for some stretch of days."""

    starts: date
    until: date
    duties: frozenset[Duty]
    requirement: Requirement


class Windowed(Protocol):
    """Something that holds for a stretch of days."""

    @property
    def starts(self) -> date: ...
    @property
    def until(self) -> date: ...


Held = TypeVar("Held", bound=Windowed)


def in_force(windows: Iterable[Held], day: date) -> Held | None:
    """The one that holds on a day."""
    for window in windows:
        if window.starts <= day < window.until:
            return window
    return None


class Case(Protocol):
    """One person and one requirement. Between two events only the calendar changes a state."""

    def events(self) -> list[date]:
        """The days on which a fact, or a rule about the requirement, starts or stops to matter."""
        ...

    def at(self, day: date, number: int) -> tuple[State, date]:
        """The state under one version, and the day from which the calendar alone may change it."""
        ...


class Plan(ABC):
    """A requirement with its versions. Each check has its own kind."""

    def __init__(self, requirement: Requirement, _rulebook: Rulebook) -> None:
        self.requirement = requirement
        self.windows = tuple(
            Window(each.starts, each.ends or NEVER, each) for each in requirement.versions
        )

    by_licenses = False
    """Whether licenses decide it, besides other facts."""

    def counts(self, _completion: Completion) -> bool:
        """Whether a training may decide it, as it is credited."""
        return False

    @abstractmethod
    def case(self, known: Known) -> Case:
        """The person's side of it."""

    def number(self, day: date) -> int | None:
        """Which version is in force on a day."""
        for number, window in enumerate(self.windows):
            if window.starts <= day < window.until:
                return number
        return None


def refreshes(requirement: Requirement, rulebook: Rulebook) -> tuple[Refresh, ...]:
    """The verified rules by which it has to be repeated."""
    return tuple(
        Refresh(
            version.starts,
            version.ends or NEVER,
            months if isinstance(months := version.settings.get("valid_months"), int) else None,
            months == FOR_GOOD,
            days if isinstance(days := version.settings.get("renew_days"), int) else None,
            grace if isinstance(grace := version.settings.get("grace_days"), int) else 0,
            rule,
            version,
        )
        for rule, version in scope(requirement, rulebook, "refreshed")
        if version.is_verified
    )


def exemptions(requirement: Requirement, rulebook: Rulebook) -> tuple[Exempt, ...]:
    """The verified rules that exempt people by their duties."""
    return tuple(
        Exempt(
            version.starts,
            version.ends or NEVER,
            frozenset(Duty(each) for each in words(version, "duties")),
            rule,
        )
        for rule, version in scope(requirement, rulebook, "exempted")
        if version.is_verified
    )


def scope(
    requirement: Requirement, rulebook: Rulebook, check: str
) -> list[tuple[Requirement, Version]]:
    """The versions of rules of one kind that name the requirement's tier, in order."""
    return [
        (rule, version)
        for rule in rulebook.checked_by(check)
        for version in rule.versions
        if requirement.tier.value in words(version, "tiers")
    ]


def words(version: Version, name: str) -> tuple[str, ...]:
    """A setting that is a list; empty when it is not known."""
    value = version.settings.get(name)
    return value if isinstance(value, tuple) else ()


def decided(decisions: Iterable[Decided], kind: DecisionKind, day: date) -> bool:
    """Whether a decision of a kind helps on a day."""
    return any(each.kind is kind and holds(each.starts_on, each.ends_on, day) for each in decisions)


def decision_days(decisions: Iterable[Decided]) -> list[date]:
    """The days on which decisions start and stop to help."""
    return [
        day for each in decisions for day in (first_day(each.starts_on), day_after(each.ends_on))
    ]
