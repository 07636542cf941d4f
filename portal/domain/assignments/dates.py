"""The date by which an assignment asks somebody for something, and how it comes about."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from portal.domain.assignments.doing import doing
from portal.domain.assignments.reach import in_group, in_scope, spoken_of
from portal.domain.assignments.stretches import Stretch, unbroken
from portal.domain.assignments.values import (
    Ask,
    Assignment,
    Basis,
    Reach,
    Unit,
    When,
    Whom,
    Worker,
)
from portal.domain.assignments.wording import FROM
from portal.domain.certification.days import days_later
from portal.domain.dates import date_text, months_later


class Derived(NamedTuple):
    """A date and its derivation."""

    due: date | None
    """The last day; None where there is nothing to count from."""
    words: str
    """The derivation as a sentence."""


def derived(
    when: When, whom: Whom, worker: Worker, day: date, came_on: date | None = None
) -> Derived:
    """By when a person is asked, by the rule of the assignment alone.

    `day` is the one on which they were asked. Who came later, or was recorded later, has the time
    that the rule gives from that day (`came_on`), even where what it counts from began before.
    """
    if when.on is not None:
        return Derived(when.on, f"Due {date_text(when.on)}, the same day for everybody asked.")
    stretch = spoken_of(_counted(when, whom, worker), came_on or day)
    what = FROM[when.basis]
    if stretch is None:
        return Derived(None, f"No date yet: {what} is not recorded, so nothing can be counted.")
    if stretch.starts is None:
        return Derived(
            None, f"No date yet: the day is not known of {what}, so nothing can be counted."
        )
    length = when.unit.words(when.count)
    if came_on is not None and came_on > stretch.starts:
        due = later(came_on, when.count, when.unit)
        return Derived(
            due,
            f"Due {date_text(due)}: {length} after {date_text(came_on)}, "
            f"{_came(whom, worker, came_on)}, which is later than {what}, "
            f"{date_text(stretch.starts)}.",
        )
    due = later(stretch.starts, when.count, when.unit)
    return Derived(
        due, f"Due {date_text(due)}: {length} after {date_text(stretch.starts)}, {what}."
    )


def _came(whom: Whom, worker: Worker, came_on: date) -> str:
    """What there was on the day they came: they began, or what had begun before was recorded."""
    group = spoken_of(in_group(worker, whom), came_on)
    if group is not None and group.starts == came_on:
        return "the first day in the group that is asked"
    return "the day they were recorded in the group that is asked"


def due_of(
    assignment: Assignment, worker: Worker, ask: Ask | None, came_on: date | None
) -> Derived:
    """The same with what was said about this person: a date of their own takes its place."""
    if ask is not None and ask.due_on is not None:
        why = f" Reason: {ask.reason}" if ask.reason else ""
        return Derived(
            ask.due_on,
            f"Due {date_text(ask.due_on)}, a date set for this person on {date_text(ask.on)}.{why}",
        )
    day = ask.on if ask is not None else assignment.made_on
    return derived(assignment.when, assignment.whom, worker, day, came_on)


def later(day: date, count: int, unit: Unit) -> date:
    """So many days or months later; a month without such a day gives its last one."""
    return months_later(day, count) if unit is Unit.MONTHS else days_later(day, count)


def _counted(when: When, whom: Whom, worker: Worker) -> list[Stretch]:
    """The times whose first day is counted from."""
    if when.basis is Basis.DUTY:
        return doing(worker, when.duty, whom.county)
    if when.basis is Basis.TEAM:
        if whom.reach is Reach.TEAM:
            return in_group(worker, whom)
        return unbroken(
            (each.starts_on, each.ends_on)
            for each in worker.work
            if each.team is not None and (whom.county is None or each.county == whom.county)
        )
    if whom.reach is Reach.AGENCY:
        return in_group(worker, whom)
    return in_scope(worker, whom.county)
