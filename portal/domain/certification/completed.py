"""The check `completed`: a training that has to be completed, by some, by some day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from portal.domain.certification.answering import (
    Known,
    Stretch,
    covering,
    duties_on,
    edges,
)
from portal.domain.certification.days import NEVER, day_after, days_later
from portal.domain.certification.plans import (
    Plan,
    Refresh,
    decided,
    decision_days,
    exemptions,
    in_force,
    refreshes,
    words,
)
from portal.domain.certification.validity import Credit, Cycle, counts, credits, cycles
from portal.domain.certification.verdicts import State
from portal.domain.facts import Begun, Completion, DecisionKind
from portal.domain.requirements import UNKNOWN, Requirement, Rulebook, Version

BEFORE = "before"
RESPONDERS = "responders"
ASSESSORS = "assessors"
NOBODY = "nobody"


class Asked(NamedTuple):
    """What one version asks."""

    courses: frozenset[str]
    subjects: frozenset[str]
    courses_known: bool
    required_of: str
    deadline: int | str
    """Whole days, `BEFORE` or `UNKNOWN`."""


def asked(version: Version) -> Asked:
    """A version's settings."""
    deadline = version.settings.get("deadline")
    who = version.settings.get("required_of")
    return Asked(
        frozenset(words(version, "courses")),
        frozenset(words(version, "subjects")),
        UNKNOWN not in (version.settings.get("courses"), version.settings.get("subjects")),
        who if isinstance(who, str) and who in (RESPONDERS, ASSESSORS, NOBODY) else UNKNOWN,
        deadline if isinstance(deadline, int) else BEFORE if deadline == BEFORE else UNKNOWN,
    )


class CompletedPlan(Plan):
    """A training's versions, and the verified rules about repeating it and being exempt."""

    def __init__(self, requirement: Requirement, rulebook: Rulebook) -> None:
        super().__init__(requirement, rulebook)
        self.asked = tuple(asked(each) for each in requirement.versions)
        self.courses = frozenset(word for each in self.asked for word in each.courses)
        self.subjects = frozenset(word for each in self.asked for word in each.subjects)
        self.refreshes = refreshes(requirement, rulebook)
        self.exemptions = exemptions(requirement, rulebook)
        self.who = frozenset(each.required_of for each in self.asked)

    def counts(self, completion: Completion) -> bool:
        """Whether a training may decide it, as it is credited."""
        return bool(credits([completion], self.requirement.slug, self.courses, self.subjects))

    def case(self, known: Known) -> CompletedCase:
        """The person's side of it."""
        return CompletedCase(self, known)


class CompletedCase:
    """A person and a training."""

    def __init__(self, plan: CompletedPlan, known: Known) -> None:
        self.plan = plan
        self.known = known
        slug = plan.requirement.slug
        self.credits = credits(known.facts.completions, slug, plan.courses, plan.subjects)
        self.decisions = known.decisions(slug) if known.facts.decisions else []
        self.seen: tuple[list[Credit], Refresh | None, list[Cycle]] | None = None
        """The validities that were worked out last, and from what."""
        self.begun = [each for each in known.facts.begun if each.course in plan.courses]

    def events(self) -> list[date]:
        """The days on which a fact, or a rule about the requirement, starts or stops to matter."""
        days = [day for who in self.plan.who for each in self.stretches(who) for day in each]
        for credit in self.credits:
            days += (credit.on, credit.until)
            days += [day for claim in credit.claims for day in claim]
        if self.credits:
            days += [day for each in self.plan.refreshes for day in (each.starts, each.until)]
        for begun in self.begun:
            days += (begun.started_on, begun.ended_on or NEVER)
        if self.plan.exemptions:
            days += [day for each in self.plan.exemptions for day in (each.starts, each.until)]
            days += edges(self.known.facts.duties)
        return days + decision_days(self.decisions)

    def at(self, day: date, number: int) -> tuple[State, date]:
        """The state under one version, and the day from which the calendar alone may change it."""
        asked = self.plan.asked[number]
        found = self.cycles(day, asked) if self.credits else []
        stretch = self.applies(day, asked)
        if found:
            best = longest(found)
            if day < best.until:
                if stretch is None:
                    return State.VALID, best.until
                if day < best.opens:
                    return State.VALID, best.opens
                return State.RENEW_NOW, best.until
            graced = max(each.graced for each in found)
            if day < graced:
                return State.GRACE, graced
        if stretch is None:
            return State.NOT_REQUIRED, NEVER
        if decided(self.decisions, DecisionKind.WAIVER, day):
            return State.WAIVED, NEVER
        if asked.required_of == UNKNOWN or not asked.courses_known:
            return State.UNKNOWN, NEVER
        extended = decided(self.decisions, DecisionKind.EXTENSION, day)
        if found and extended:
            return State.GRACE, NEVER
        state, change = waiting(asked.deadline, stretch[0], day, extended=extended)
        if found and state is not State.NOT_YET_DUE:
            # Who begins anew has the time that anybody has who never completed it.
            return State.EXPIRED, NEVER
        if state is State.MISSING and asked.deadline == BEFORE and self.under_way(day, asked):
            # Beginning costs nobody anything: whoever has time left is not short of it by that.
            return State.IN_PROGRESS, change
        return state, change

    def applies(self, day: date, asked: Asked) -> Stretch | None:
        """The unbroken stretch of days, with this one, in which it is required; None: it is not."""
        stretch = covering(self.stretches(asked.required_of), day)
        return None if stretch is None or self.exempt(day) else stretch

    def stretches(self, required_of: str) -> tuple[Stretch, ...]:
        """When they are among those of whom it is required, or may be."""
        if required_of == RESPONDERS:
            return self.known.answering
        if required_of == ASSESSORS:
            return self.known.assessing
        return () if required_of == NOBODY else self.known.either

    def exempt(self, day: date) -> bool:
        """Whether verified rules exempt them: all they do that day is named."""
        in_place = [each for each in self.plan.exemptions if each.starts <= day < each.until]
        if not in_place:
            return False
        held = duties_on(self.known.facts, day)
        return bool(held) and held <= frozenset().union(*(each.duties for each in in_place))

    def cycles(self, day: date, asked: Asked) -> list[Cycle]:
        """The validities that completions give, as seen on a day."""
        counting = self.counting(day, asked)
        today = in_force(self.plan.refreshes, day)
        if self.seen is None or self.seen[0] != counting or self.seen[1] is not today:
            self.seen = counting, today, cycles(counting, self.plan.refreshes, today)
        return self.seen[2]

    def counting(self, day: date, asked: Asked) -> list[Credit]:
        """The completions that count on a day."""
        return [each for each in self.credits if counts(each, asked.courses, asked.subjects, day)]

    def unconfirmed(self, day: date, asked: Asked) -> list[Completion]:
        """What would count by its subject if somebody else confirmed what the person entered."""
        counted = [each.completion for each in self.counting(day, asked)]
        return [
            each
            for each in self.known.facts.completions
            if not each.confirmed
            and each.subject in asked.subjects
            and each.completed_on <= day < (each.revoked_on or NEVER)
            and each not in counted
        ]

    def under_way(self, day: date, asked: Asked) -> Begun | None:
        """The portal's training, while they are taking it."""
        for begun in self.begun:
            if begun.course in asked.courses and (
                begun.started_on <= day < (begun.ended_on or NEVER)
            ):
                return begun
        return None


def longest(found: Iterable[Cycle]) -> Cycle:
    """The validity that runs longest."""
    return max(found, key=lambda cycle: cycle.until)


def waiting(deadline: int | str, since: date, day: date, *, extended: bool) -> tuple[State, date]:
    """The state of whoever has never completed it, and the day from which it may change."""
    if extended:
        return State.NOT_YET_DUE, NEVER
    if deadline == BEFORE:
        return State.MISSING, NEVER
    if not isinstance(deadline, int) or since == date.min:
        return State.UNKNOWN, NEVER
    late = day_after(days_later(since, deadline))
    return (State.NOT_YET_DUE, late) if day < late else (State.MISSING, NEVER)
