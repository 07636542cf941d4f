"""Where each step of a fix is done: the form that records it, filled in as the step says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for

from portal.domain.coverage import Shift, occurrences
from portal.domain.dates import civil_date, date_text
from portal.domain.facts import Duty, holds
from portal.domain.requirements import Rulebook
from portal.domain.rosters import WEEKDAYS
from portal.domain.staffing import Change, Fix, Mode, Step
from portal.views.readiness.words import monday_of

_FILLS = "Fills an hour that was not covered"


@dataclass(frozen=True, slots=True)
class Link:
    """Where a step can be done."""

    words: str
    about: str
    """What only a screen reader says, to tell apart links with the same words."""
    url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The roster of a team, for who may change it, at the moment that a fix is for."""

    team: int
    on: date
    shifts: tuple[tuple[Shift, date], ...] = ()
    """Those that last then, with the date on which each begins; most people first."""

    @property
    def week(self) -> str:
        """The roster of the week."""
        return url_for("rosters.weeks.roster", team=self.team, week=monday_of(self.on).isoformat())

    def links(self, fix: Fix, rulebook: Rulebook) -> tuple[Link, ...]:
        """For every step of a fix, in order; each address once."""
        several = len({step.person for step in fix.steps}) > 1
        found: dict[str, Link] = {}
        for step in fix.steps:
            named = f"{step.name}: " if several else ""
            for link in self._step(step, named, rulebook):
                found.setdefault(link.url, link)
        return tuple(found.values())

    def _step(self, step: Step, named: str, rulebook: Rulebook) -> Iterator[Link]:
        if step.change is Change.GAIN:
            for slug in step.needs:
                yield _gaining(step, slug, rulebook, self.on)
        elif not self.shifts:
            yield Link("Open the roster", "", self.week)
        else:
            yield from self._places(step, named)

    def _places(self, step: Step, named: str) -> Iterator[Link]:
        """Every week, where there is no place in the way, and on the one date."""
        mode = Mode.ON_CALL if step.change is Change.CALL else Mode.ON_SITE
        shift, on = self._shift(step)
        weekday, day = WEEKDAYS[shift.weekday], date_text(on)
        about = f": {step.name}, {mode.label.lower()} on {shift.name}"
        here: dict[str, Any] = {"team": self.team, "shift": shift.id, "mode": mode.value}
        place = _place(shift, step.person, on)
        every_week = ""
        if place is None:
            asked: dict[str, Any] = {"person": step.person, "on": on.isoformat()}
            every_week = url_for("rosters.people.new", **here, **asked)
        elif step.change is Change.COME:
            from_on = on.isoformat()
            every_week = url_for("rosters.people.correct", place=place, on=from_on, **here)
        if every_week:
            yield Link(f"{named}Every {weekday}", about, every_week)
        once: dict[str, Any] = {
            "on": on.isoformat(),
            "kind": "on",
            "comes": step.person,
            "reason": _FILLS,
        }
        url = url_for("rosters.exceptions.new", **here, **once)
        yield Link(f"{named}Only {day}", about, url)

    def _shift(self, step: Step) -> tuple[Shift, date]:
        """The shift that the person is on already, else the one with most people."""
        mine = (each for each in self.shifts if _place(each[0], step.person, each[1]) is not None)
        return next(mine, self.shifts[0])


def filling(team: int, shifts: Sequence[Shift], at: datetime) -> Link:
    """Where somebody is put on a team's shift on which nobody is; else the roster of the week."""
    for each in occurrences(shifts, at, at + timedelta(minutes=1)):
        if each.team == team:
            here: dict[str, Any] = {"team": team, "shift": each.shift}
            url = url_for("rosters.people.new", **here, on=each.on.isoformat())
            name = next(shift.name for shift in shifts if shift.id == each.shift)
            return Link(f"Put somebody on {name}", "", url)
    return Link("Open the roster", "", Desk(team, civil_date(at)).week)


def _place(shift: Shift, person: int, on: date) -> int | None:
    """The number of the place that somebody has on the shift every week; None for none."""
    for each in shift.assigned:
        if each.person == person and holds(each.first_on, each.last_on, on):
            return int(each.fact.key.rpartition(":")[2])
    return None


def _gaining(step: Step, slug: str, rulebook: Rulebook, on: date) -> Link:
    """Where it is recorded that somebody meets a requirement."""
    found = rulebook.requirements[slug]
    match found.check:
        case "completed":
            url = url_for("evidence.new_training", person=step.person, requirement=slug)
            return Link(f"Record the training of {step.name}", f" in {found.title}", url)
        case "someone_on_site_carries_naloxone":
            duty = Duty.CARRIES_NALOXONE.value
            url = url_for("duties.new", person=step.person, duty=duty, since=on.isoformat())
            return Link(f"Record that {step.name} carries it", f": {found.title}", url)
        case "qualified_provider":
            url = url_for("people.person", person=step.person)
            return Link(f"Open the professions and licenses of {step.name}", "", url)
        case _:
            url = url_for("evidence.of_person", person=step.person)
            return Link(f"Open the page of {step.name}", "", url)
