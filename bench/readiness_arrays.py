"""The floor of working things out: the same questions answered by NumPy, with all in memory.

It knows the sample state: two requirements of teams are verified (two people who may be counted,
one of them trained to assess), all shifts of an area begin and end together, and everybody on
them is on site. Of each team and each shift it says whether it is covered by what is verified; the
portal says more. What it says is compared with what the portal says, before anything is measured.
"""

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection, text

from portal.domain.coverage.instants import instant, midnight
from portal.domain.staffing import Able

Array = np.ndarray[Any, Any]
DAYS = 7
CORE = (
    "crisis-intervention",
    "harm-reduction",
    "trauma-informed-care",
    "crisis-assessment",
    "safety-planning",
)
ASSESSMENT = CORE.index("crisis-assessment")
NALOXONE = len(CORE)
_ASSESSES, _CARRIES, _CLINICIANS, _COUNTED = 1 << 8, 1 << 16, 1 << 24, 1 << 32
_FIELD = 0xFF
NEEDED = 2
"""Two people who are there, in the lowest eight bits of a sum, and one in the next."""
_FOREVER = date.max.toordinal()


class Teams:
    """Who is on which team, and who has a place on which part of a shift."""

    def __init__(self, connection: Connection) -> None:
        ask = _Asker(connection)
        team, county = ask("SELECT id, county_fips FROM team ORDER BY id")
        self.county_of_team = np.zeros(team.max() + 1, np.int64)
        self.counties, numbers = np.unique(county, return_inverse=True)
        self.county_of_team[team] = numbers
        self.member, self.team, starts, ends = ask(
            "SELECT person_id, team_id, starts_on, ends_on FROM affiliation"
            " WHERE team_id IS NOT NULL"
        )
        self.first, self.until = _days(starts, 0), _days(ends, _FOREVER - 1) + 1
        self._shifts(ask)

    def _shifts(self, ask: "_Asker") -> None:
        """Shifts cut at midnight, by weekday, with the people of each in one row."""
        area, county = ask("SELECT id, county_fips FROM service_area ORDER BY county_fips, id")
        place = {number: at for at, number in enumerate(area.tolist())}
        self.first_area = np.searchsorted(county, self.counties)
        team, area = ask("SELECT team_id, area_id FROM team_area")
        area_of = {each: place[one] for each, one in zip(team.tolist(), area.tolist(), strict=True)}
        self.areas = len(place)
        rows = ask.rows(
            "SELECT shift.id, team_id, weekday, starts, ends, person_id, assigned.mode,"
            " assigned.last_on FROM shift JOIN shift_assignment AS assigned ON shift_id = shift.id"
            " ORDER BY shift.id"
        )
        people: dict[int, list[int]] = {}
        about: dict[int, tuple[int, int, time, time]] = {}
        for shift, team_id, weekday, starts, ends, person, mode, last_on in rows:
            assert (mode, last_on) == ("on-site", None)  # noqa: S101 (what this floor can do)
            people.setdefault(shift, []).append(person)
            about[shift] = (area_of[team_id], weekday, _time(starts), _time(ends))
        parts: list[list[tuple[int, tuple[time, time], int]]] = [[] for _ in range(7)]
        for shift, (at, weekday, starts, ends) in about.items():
            if starts < ends:
                parts[weekday].append((at, (starts, ends), shift))
            else:
                parts[weekday].append((at, (starts, time.max), shift))
                parts[(weekday + 1) % 7].append((at, (time.min, ends), shift))
        self.slots = sorted({slot for day in parts for _, slot, _ in day})
        self.days = [self._day(day, people) for day in parts]

    def _day(
        self, parts: list[tuple[int, tuple[time, time], int]], people: dict[int, list[int]]
    ) -> tuple[Array, Array, Array]:
        """The people of each part one after the other; where each begins; its area and slot."""
        numbers = {slot: number for number, slot in enumerate(self.slots)}
        cells = [area * len(self.slots) + numbers[slot] for area, slot, _ in parts]
        sizes = [len(people[shift]) for _, _, shift in parts]
        begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        placed = [person for _, _, shift in parts for person in people[shift]]
        return np.array(placed), begins.astype(np.int64), np.array(cells)

    def ready(self, weights: Array, day: int) -> Array:
        """How many teams of each county could answer with everybody on them."""
        on = (self.first <= day) & (day < self.until)
        sums = np.bincount(self.team[on], weights[self.member[on]], len(self.county_of_team))
        ready = _is_covered(sums.astype(np.int64))
        return np.bincount(self.county_of_team[ready], minlength=len(self.counties))

    def uncovered(self, weights: list[Array], first: date) -> Array:
        """In how many minutes of seven days some area of each county is not covered."""
        total = np.zeros(len(self.counties))
        for number, known in enumerate(weights):
            day = first + timedelta(number)
            placed, begins, cells = self.days[day.weekday()]
            covered = np.zeros(self.areas * len(self.slots), bool)
            covered[cells[_is_covered(np.add.reduceat(known[placed], begins))]] = True
            somewhere = np.logical_or.reduceat(
                ~covered.reshape(self.areas, len(self.slots)), self.first_area
            )
            total += somewhere @ self._minutes(day)
        return total

    def _minutes(self, day: date) -> Array:
        """How long each part of the day is; hours that the clocks skip or show twice included."""
        lengths = []
        for starts, ends in self.slots:
            until = midnight(day + timedelta(1)) if ends == time.max else instant(day, ends)
            lengths.append((until - instant(day, starts)) / timedelta(minutes=1))
        return np.array(lengths)


class Windows:
    """What people bring, as stretches of days worked out before: only to be looked up."""

    def __init__(self, connection: Connection, teams: Teams) -> None:
        self.teams = teams
        ask = _Asker(connection)
        self.person, self.starts, self.ends, judged = ask(
            "SELECT person_id, starts, ends, judged FROM kept_person"
        )
        counts, assesses = int(Able.COUNTS), int(Able.ASSESSES)
        self.weight = ((judged & counts) > 0) + _ASSESSES * ((judged & assesses) > 0)
        self.people = self.person.max() + 1

    def on(self, day: int) -> Array:
        """What everybody adds to a team on a day."""
        now = (self.starts <= day) & (day < self.ends)
        found = np.zeros(self.people, np.int64)
        found[self.person[now]] = self.weight[now]
        return found

    def state(self, first: date) -> tuple[Array, Array]:
        """Teams that are ready on a day, and minutes not covered from then on, by county."""
        return self.teams.ready(self.on(first.toordinal()), first.toordinal()), self.week(first)

    def week(self, first: date) -> Array:
        """Minutes that are not covered in seven days, by county."""
        days = range(first.toordinal(), first.toordinal() + DAYS)
        return self.teams.uncovered([self.on(day) for day in days], first)


class Facts:
    """What people bring, from their facts as they are recorded."""

    def __init__(self, connection: Connection, teams: Teams) -> None:
        self.teams = teams
        ask = _Asker(connection)
        self.people = ask("SELECT max(id) FROM person")[0][0] + 1
        person, slug, claimed = ask(
            "SELECT training.person_id, requirement, claimed_on FROM claim"
            " JOIN outside_training AS training ON training.id = training_id"
            " JOIN equivalency ON equivalency.id = equivalency_id"
        )
        other, _, completed = ask(
            "SELECT person_id, subject, completed_on FROM outside_training"
            " WHERE subject = 'naloxone'"
        )
        numbers = {name: number for number, name in enumerate(CORE)}
        which = np.array([numbers[name] for name in slug.tolist()] + [NALOXONE] * len(other))
        self.completed = np.concatenate([person, other]) + which * self.people
        self.from_day = np.concatenate([_days(claimed, 0), _days(completed, 0)])
        self.carrier, *days = ask(
            "SELECT person_id, starts_on, ends_on FROM duty_held WHERE duty = 'carries-naloxone'"
        )
        self.carries = _stretch(*days)
        self.belongs, *days = ask("SELECT person_id, starts_on, ends_on FROM affiliation")
        self.belonging = _stretch(*days)
        self.clinician, *days = ask(
            "SELECT person_id, starts_on, expires_on FROM credential"
            " WHERE provider_type IN ('lcsw', 'lmft')"
        )
        self.licensed = _stretch(*days)

    def on(self, day: int) -> Array:
        """What everybody adds to a team on a day: five things, each in a few bits."""
        has = np.zeros((NALOXONE + 1, self.people), bool)
        has.ravel()[self.completed[self.from_day <= day]] = True
        there = self._some(self.belongs, self.belonging, day)
        carries = self._some(self.carrier, self.carries, day) & has[NALOXONE]
        clinician = self._some(self.clinician, self.licensed, day)
        weight = there + _ASSESSES * has[ASSESSMENT] + _CARRIES * carries
        weight += _CLINICIANS * clinician + _COUNTED * has[:NALOXONE].all(axis=0)
        return weight * there

    def _some(self, people: Array, stretch: tuple[Array, Array], day: int) -> Array:
        found = np.zeros(self.people, bool)
        found[people[(stretch[0] <= day) & (day < stretch[1])]] = True
        return found

    def state(self, first: date) -> tuple[Array, Array]:
        """Teams that are ready on a day, and minutes not covered from then on, by county."""
        days = range(first.toordinal(), first.toordinal() + DAYS)
        weights = [self.on(day) for day in days]
        return self.teams.ready(weights[0], days[0]), self.teams.uncovered(weights, first)


def _is_covered(sums: Array) -> Array:
    return ((sums & _FIELD) >= NEEDED) & ((sums & _FIELD << 8) > 0)


class _Asker:
    """Rows as columns."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def rows(self, asked: str) -> list[Any]:
        return list(self.connection.execute(text(asked)))

    def __call__(self, asked: str) -> list[Array]:
        return [np.array(column) for column in zip(*self.rows(asked), strict=True)]


def _stretch(starts: Array, ends: Array) -> tuple[Array, Array]:
    return _days(starts, 0), _days(ends, _FOREVER - 1) + 1


def _days(values: Array, otherwise: int) -> Array:
    """Days as numbers; SQLite has them as text."""

    def number(value: Any) -> int:
        if value is None:
            return otherwise
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return int(day.toordinal())

    return np.array([number(value) for value in values.tolist()])


def _time(value: Any) -> time:
    return datetime.fromisoformat(f"2000-01-01 {value}").time() if isinstance(value, str) else value
