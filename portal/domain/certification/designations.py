"""The check `designated`: who a county has designated to place holds."""

from __future__ import annotations

from datetime import date

from portal.domain.certification.answering import Known
from portal.domain.certification.days import NEVER, day_after, days_earlier, first_day, last_day
from portal.domain.certification.plans import Plan, decided, decision_days
from portal.domain.certification.verdicts import State
from portal.domain.dates import months_later
from portal.domain.facts import DecisionKind, DesignationHeld
from portal.domain.requirements import Requirement, Rulebook

RENEW_DAYS = 60
"""So many days before the end it shows that it will end."""


class DesignationPlan(Plan):
    """How long a designation is good for where the county's decision does not say so."""

    def __init__(self, requirement: Requirement, rulebook: Rulebook) -> None:
        super().__init__(requirement, rulebook)
        self.months = tuple(
            months if isinstance(months := each.settings.get("valid_months"), int) else None
            for each in requirement.versions
        )

    def case(self, known: Known) -> DesignationCase:
        """The person's side of it."""
        return DesignationCase(self, known)


class DesignationCase:
    """A person's designations, in whatever county."""

    def __init__(self, plan: DesignationPlan, known: Known) -> None:
        self.plan = plan
        self.held = known.facts.designations
        self.decisions = known.decisions(plan.requirement.slug)

    def events(self) -> list[date]:
        """The days on which a designation or a decision starts or stops to matter."""
        begun = [first_day(each.starts_on) for each in self.held]
        return [*begun, *decision_days(self.decisions)]

    def at(self, day: date, number: int) -> tuple[State, date]:
        """The state under one version, and the day from which the calendar alone may change it."""
        begun = self.begun(day)
        if not begun:
            return State.NOT_REQUIRED, NEVER
        until = max(self.until(each, number) for each in begun)
        opens = renewal(until)
        if day < opens:
            return State.VALID, opens
        if day < until:
            return State.RENEW_NOW, until
        if decided(self.decisions, DecisionKind.WAIVER, day):
            return State.WAIVED, NEVER
        extended = decided(self.decisions, DecisionKind.EXTENSION, day)
        return State.GRACE if extended else State.EXPIRED, NEVER

    def begun(self, day: date) -> list[DesignationHeld]:
        """The designations that had begun by a day, over or not."""
        return [each for each in self.held if first_day(each.starts_on) <= day]

    def until(self, held: DesignationHeld, number: int) -> date:
        """The first day after it. Its own end comes before a number of months."""
        months = self.plan.months[number]
        if held.ends_on is not None or held.starts_on is None or months is None:
            return day_after(held.ends_on)
        return day_after(months_later(held.starts_on, months))


def renewal(until: date) -> date:
    """The day from which it is time to renew what ends before this one."""
    last = last_day(until)
    return NEVER if last is None else days_earlier(last, RENEW_DAYS)
