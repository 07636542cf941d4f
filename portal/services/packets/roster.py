"""The roster of a packet's day: who was on which shift, who said so, and what that came to."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal.domain.certification import all_spans
from portal.domain.coverage import AreaTeam, Occurrence, Shift, midnight, occurrences, stretches
from portal.domain.facts import PersonFacts, holds
from portal.domain.packets import HoursJudged, ShiftHeld
from portal.domain.requirements import Rulebook
from portal.domain.staffing import ability_spans, team_rules
from portal.services.certification import Described
from portal.services.packets.asked import Asked
from portal.services.packets.telling import tell
from portal.services.rosters.loading import shifts_of

Facts = Mapping[int, PersonFacts]


class Roster:
    """The shifts of the team that touch the day, from midnight to midnight in California."""

    def __init__(self, session: Session, asked: Asked) -> None:
        self.team = asked.team.id
        self.starts_at = midnight(asked.day)
        self.ends_at = midnight(asked.day + timedelta(days=1))
        shifts = shifts_of(session, [self.team], asked.known_at)[self.team]
        self.shifts = {each.id: each for each in shifts}
        self.held = occurrences(shifts, self.starts_at, self.ends_at)

    @property
    def people(self) -> set[int]:
        """Everybody who was on shift that day."""
        return {person for each in self.held for person, _ in each.people}

    @property
    def keys(self) -> set[str]:
        """The facts that it rests on."""
        return {key for each in self.held for key in _keys(each, self.shifts[each.shift])}

    def told(self, facts: Facts, described: Mapping[str, Described]) -> tuple[ShiftHeld, ...]:
        """The shifts in words."""
        return tuple(self._shift(each, facts, described) for each in self.held)

    def _shift(
        self, held: Occurrence, facts: Facts, described: Mapping[str, Described]
    ) -> ShiftHeld:
        shift = self.shifts[held.shift]
        found = []
        for fact in tell(_keys(held, shift), described):
            about = described[fact.key].person
            name = f"{facts[about].name}: " if about is not None and about in facts else ""
            found.append(replace(fact, text=name + fact.text))
        return ShiftHeld(
            name=shift.name,
            starts_at=held.starts_at,
            ends_at=held.ends_at,
            people=tuple((facts[person].name, mode.label) for person, mode in held.people),
            facts=tuple(found),
        )

    def hours(self, facts: Facts, rulebook: Rulebook) -> tuple[HoursJudged, ...]:
        """What this team alone came to at every instant of the day."""
        able = {
            person: ability_spans(each, rulebook, all_spans(each, rulebook))
            for person, each in facts.items()
            if person in self.people
        }
        found = stretches(
            [AreaTeam(self.team, date.min, None)],
            list(self.shifts.values()),
            able,
            lambda day: team_rules(rulebook, day),
            self.starts_at,
            self.ends_at,
        )
        return tuple(
            HoursJudged(
                starts_at=each.starts_at,
                ends_at=each.ends_at,
                outcome=each.outcome,
                requirement=each.requirement,
                people=tuple(facts[person].name for person, _ in each.people),
            )
            for each in found
        )


def _keys(held: Occurrence, shift: Shift) -> list[str]:
    there = {person for person, _ in held.people}
    assigned = [
        each.fact.key
        for each in shift.assigned
        if each.person in there and holds(each.first_on, each.last_on, held.on)
    ]
    return assigned + [each.fact.key for each in shift.exceptions if each.on == held.on]
