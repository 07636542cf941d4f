"""Whether a row of a file makes sense by itself: its team, its person and its dates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from portal.domain.dates import date_text
from portal.domain.roster_files import Part, Problem, Row
from portal.domain.rosters import WEEKDAYS, first_from, wrong_year
from portal.models import County
from portal.services.places import TeamName
from portal.services.rosters.staff import Directory, not_affiliated, works


@dataclass(frozen=True, slots=True)
class Meant:
    """A row with the rows of the database that it names."""

    row: Row
    team: int
    person: int | None

    @property
    def key(self) -> tuple[object, ...]:
        """What makes rows be about one shift, but for its dates."""
        row = self.row
        return self.team, row.shift.casefold(), row.weekday, row.starts, row.ends

    @property
    def until(self) -> date:
        """The last date, as one that can be compared."""
        return self.row.last_on or date.max


@dataclass(frozen=True, slots=True)
class Known:
    """What rows are judged against."""

    county: County
    teams: Mapping[str, TeamName]
    """By name in small letters."""
    people: Directory
    today: date

    def meant(self, row: Row) -> Meant | list[Problem]:
        """What the row means, or everything that is wrong with it."""
        if problems := self.wrong(row):
            return problems
        person = self.people.by_text[row.person.casefold()][0] if row.person else None
        return Meant(row, self.teams[row.team.casefold()].id, person)

    def wrong(self, row: Row | Part) -> list[Problem]:
        """Everything that is wrong with what a row says."""
        return [Problem(row.number, *found) for found in (*self._days(row), *self._names(row))]

    def _days(self, row: Row | Part) -> Iterator[tuple[str, str, str]]:
        """Field, reason and remedy for dates that cannot be."""
        for name, day in (("first_on", row.first_on), ("last_on", row.last_on)):
            if day is not None and (wrong := wrong_year(day, self.today)):
                reason, _, remedy = wrong.partition(". ")
                yield name, f"{reason}.", remedy
        if row.first_on is None or row.last_on is None:
            return
        if row.last_on < row.first_on:
            reason = f"The last date is before the first one, {date_text(row.first_on)}."
            yield "last_on", reason, "Correct one of the two."
        elif isinstance(row, Part) or row.person:
            return
        elif first_from(row.first_on, row.weekday) > row.last_on:
            reason = f"There is no {WEEKDAYS[row.weekday]} from the first date through the last."
            yield "weekday", reason, "Correct the day of the week, or the dates."

    def _names(self, row: Row | Part) -> Iterator[tuple[str, str, str]]:
        """The same for a team or a person that is not known, or not at that time."""
        county = self.county.name
        if row.team and row.team.casefold() not in self.teams:
            reason = f"There is no team “{row.team}” in {county} County."
            yield "team", reason, "Correct the name, or add the team first."
        if not row.person:
            return
        found = self.people.by_text.get(row.person.casefold(), [])
        if not found:
            reason = f"Nobody known as “{row.person}” works in {county} County."
            yield "person_email", reason, "Correct the address, or add the person first."
        elif len(found) > 1:
            numbers = " or ".join(f"#{number}" for number in found)
            reason = f"{len(found)} people have the address {row.person}."
            yield "person_email", reason, f"Write {numbers} instead, whoever is meant."
        else:
            for name, day in (("first_on", row.first_on), ("last_on", row.last_on)):
                if day is not None and not works(self.people.days[found[0]], day):
                    yield name, *not_affiliated(self.people.names[found[0]], county, day)
