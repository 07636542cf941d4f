"""Small rosters for tests, random ones too, and who is there at a minute by reading the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from portal.domain.coverage import (
    Assigned,
    DatedException,
    ExceptionKind,
    People,
    Shift,
)
from portal.domain.dates import CALIFORNIA
from portal.domain.facts import Recorded
from portal.domain.staffing import Mode

SPRING = date(2026, 3, 8)
"""A Sunday on which the clocks skip the hour after two."""
FALL = date(2026, 11, 1)
"""A Sunday on which the clocks show the hour after one twice."""
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A local time that is shown once, in UTC."""
    return datetime.combine(day, time(hour, minute), CALIFORNIA).astimezone(UTC)


def recorded(number: int = 1, day: int = 1) -> Recorded:
    return Recorded(f"shift-exception:{number}", datetime(2026, 1, day, tzinfo=UTC), "A. Trainer")


def assigned(
    person: int,
    mode: Mode = Mode.ON_SITE,
    first_on: date = date(2025, 1, 1),
    last_on: date | None = None,
) -> Assigned:
    return Assigned(recorded(), person, mode, first_on, last_on)


def shift(
    starts: time,
    ends: time,
    *people: int | Assigned,
    weekday: int = 6,
    team: int = 1,
    number: int = 1,
    first_on: date = date(2025, 1, 1),
    last_on: date | None = None,
    exceptions: tuple[DatedException, ...] = (),
) -> Shift:
    """A shift on Sundays, unless it is said otherwise."""
    return Shift(
        id=number,
        team=team,
        name="Night",
        weekday=weekday,
        starts=starts,
        ends=ends,
        first_on=first_on,
        last_on=last_on,
        assigned=tuple(assigned(each) if isinstance(each, int) else each for each in people),
        exceptions=exceptions,
    )


def exception(
    on: date,
    kind: ExceptionKind,
    person: int | None = None,
    mode: Mode = Mode.ON_SITE,
    number: int = 1,
    day: int = 1,
) -> DatedException:
    return DatedException(recorded(number, day), on, kind, person, mode)


def minutes(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Every minute, and the latest reading that clocks in California have shown by then."""
    now = start - 2 * DAY
    latest = now.astimezone(CALIFORNIA).replace(tzinfo=None)
    while now < end:
        latest = max(latest, now.astimezone(CALIFORNIA).replace(tzinfo=None))
        if now >= start:
            yield now, latest
        now += MINUTE


def there(shift: Shift, reading: datetime) -> People | None:
    """Who is on the shift when clocks have come to this reading; None: it is not on."""
    for on in (reading.date() - DAY, reading.date()):
        if on.weekday() != shift.weekday or on < shift.first_on:
            continue
        if shift.last_on is not None and on > shift.last_on:
            continue
        until = on + DAY if shift.ends <= shift.starts else on
        began = datetime.combine(on, shift.starts)
        if began <= reading < datetime.combine(until, shift.ends):
            return _crew(shift, on)
    return None


def _crew(shift: Shift, on: date) -> People | None:
    said = _said(shift, on, None)
    if said is not None and said.kind is ExceptionKind.CANCELLED:
        return None
    people = {each.person for each in shift.assigned}
    people |= {each.person for each in shift.exceptions if each.person is not None}
    modes = {person: _mode(shift, on, person) for person in people}
    return tuple(sorted((person, mode) for person, mode in modes.items() if mode is not None))


def _mode(shift: Shift, on: date, person: int) -> Mode | None:
    said = _said(shift, on, person)
    if said is not None and said.kind in {ExceptionKind.ON, ExceptionKind.OFF}:
        return said.mode if said.kind is ExceptionKind.ON else None
    usual = {
        each.mode
        for each in shift.assigned
        if each.person == person and each.first_on <= on <= (each.last_on or date.max)
    }
    return next((mode for mode in Mode if mode in usual), None)


def _said(shift: Shift, on: date, person: int | None) -> DatedException | None:
    about = [each for each in shift.exceptions if (each.on, each.person) == (on, person)]
    number = {each.fact.key: int(each.fact.key.split(":")[1]) for each in about}
    return max(about, key=lambda each: (each.fact.at, number[each.fact.key]), default=None)


TIMES = st.sampled_from([time(), time(1), time(1, 30), time(2), time(2, 30), time(3)]) | st.builds(
    time, st.integers(0, 23), st.integers(0, 59)
)
PEOPLE = st.integers(1, 5)
MODES = st.sampled_from(Mode)


def some_shifts(around: date, teams: int = 2, most: int = 6) -> st.SearchStrategy[list[Shift]]:
    """Random shifts near a day, with assignments and exceptions that come and go about then."""
    near = st.integers(-4, 4).map(lambda days: around + days * DAY)
    places = st.builds(
        Assigned,
        fact=st.just(recorded()),
        person=PEOPLE,
        mode=MODES,
        first_on=st.just(date(2025, 1, 1)) | near,
        last_on=st.none() | near,
    )
    facts = st.builds(recorded, st.integers(1, 2000), st.integers(1, 3))
    about_people = st.builds(
        DatedException,
        fact=facts,
        on=near,
        kind=st.sampled_from([ExceptionKind.ON, ExceptionKind.OFF, ExceptionKind.USUAL]),
        person=PEOPLE,
        mode=MODES,
    )
    about_all = st.builds(
        DatedException,
        fact=facts,
        on=near,
        kind=st.sampled_from([ExceptionKind.CANCELLED, ExceptionKind.USUAL]),
        person=st.none(),
        mode=st.just(Mode.ON_SITE),
    )
    one = st.builds(
        Shift,
        id=st.integers(1, 99),
        team=st.integers(1, teams),
        name=st.just("Some"),
        weekday=st.integers(0, 6),
        starts=TIMES,
        ends=TIMES,
        first_on=st.just(date(2025, 1, 1)) | near,
        last_on=st.none() | near,
        assigned=st.lists(places, max_size=4).map(tuple),
        exceptions=st.lists(
            about_people | about_all,
            max_size=5,
            unique_by=lambda each: each.fact.key,
        ).map(tuple),
    )
    return st.lists(one, min_size=1, max_size=most, unique_by=lambda each: each.id)
