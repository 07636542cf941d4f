"""A team's roster as the rows of a file that reads back as the same roster."""

from collections.abc import Iterator
from datetime import date, time

from sqlalchemy.orm import Session

from portal.content.rosters import plain
from portal.domain.coverage import Assigned, Shift
from portal.domain.rosters import WEEKDAYS
from portal.domain.staffing import Mode
from portal.models import Team
from portal.services.rosters.shifts import of_team
from portal.services.rosters.staff import directory

Cells = tuple[str | date | None, ...]


def rows(session: Session, team: Team) -> list[Cells]:
    """For each weekly shift a row about the shift itself, then one for everybody on it.

    What is different on single dates is not among them.
    """
    shifts = of_team(session, team.id)
    people = {place.person for shift in shifts for place in shift.assigned}
    called = _called(session, team.county_fips, people)
    return [row for shift in shifts for row in _rows(team, shift, called)]


def _rows(team: Team, shift: Shift, called: dict[int, str]) -> Iterator[Cells]:
    about = (
        _kept(team.name),
        _kept(shift.name),
        WEEKDAYS[shift.weekday],
        _clock(shift.starts),
        _clock(shift.ends),
    )
    yield (*about, "", "", shift.first_on, shift.last_on)
    for place in shift.assigned:
        first_on, last_on = within(shift, place)
        if last_on is None or first_on <= last_on:
            yield (*about, called[place.person], _words(place.mode), first_on, last_on)


def within(shift: Shift, place: Assigned) -> tuple[date, date | None]:
    """A place's dates, as far as the shift takes place at all."""
    ends = [day for day in (shift.last_on, place.last_on) if day is not None]
    return max(shift.first_on, place.first_on), min(ends, default=None)


def _called(session: Session, county: str, people: set[int]) -> dict[int, str]:
    """How a file names them: by the address, or by number where that is not theirs alone."""
    known = directory(session, county).by_text
    alone = {found[0]: text for text, found in known.items() if len(found) == 1 and "@" in text}
    return {number: _kept(alone.get(number, f"#{number}")) for number in people}


def _kept(text: str) -> str:
    """With one more apostrophe where reading would else take one away."""
    return f"'{text}" if plain(text) != text else text


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _words(mode: Mode) -> str:
    return mode.label.lower()
