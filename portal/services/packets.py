"""An auditor's packet filled from what is recorded: one team, one day, as known at one moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.certification import all_spans, judge, judged_requirements
from portal.domain.coverage import AreaTeam, Occurrence, Shift, midnight, occurrences, stretches
from portal.domain.curriculum import Catalogue
from portal.domain.facts import PersonFacts, holds
from portal.domain.packets import (
    HoursJudged,
    Packet,
    PersonThere,
    RuleText,
    ShiftHeld,
    SourceText,
    Told,
)
from portal.domain.packets.copying import (
    counted,
    decisions_of,
    member_answer,
    rule_text,
    source_text,
    team_answer,
    through,
)
from portal.domain.requirements import Rulebook, Subject
from portal.domain.staffing import (
    Abilities,
    Present,
    abilities,
    ability_spans,
    judge_together,
    team_rules,
)
from portal.models import Affiliation, Team
from portal.services import rulebook as rules
from portal.services.certification import describe, facts_of
from portal.services.readiness.members import memberships, modes_on
from portal.services.rosters.loading import shifts_of


@dataclass(frozen=True, slots=True)
class Asked:
    """Which question a packet answers."""

    team: Team
    county: str
    agency: str
    day: date
    known_at: datetime


@dataclass(frozen=True, slots=True)
class Making:
    """By whom, when and with what a packet is made."""

    at: datetime
    by: str
    portal: str
    key: str
    is_development: bool
    is_sample: bool


def packet(
    session: Session, asked: Asked, rulebook: Rulebook, catalogue: Catalogue, making: Making
) -> Packet:
    """The packet. The number of queries is constant, however many people are on the team.

    `rulebook` is the one known at the moment asked about.
    """
    work = _Work(session, asked, rulebook, catalogue)
    return work.packet(making)


class _Work:
    """Everything loaded once, then put into words."""

    def __init__(
        self, session: Session, asked: Asked, rulebook: Rulebook, catalogue: Catalogue
    ) -> None:
        self.asked, self.rulebook, self.session = asked, rulebook, session
        team, day, known_at = asked.team.id, asked.day, asked.known_at
        self.starts_at, self.ends_at = midnight(day), midnight(day + timedelta(days=1))
        self.shifts = shifts_of(session, [team], known_at)[team]
        self.held = occurrences(self.shifts, self.starts_at, self.ends_at)
        on_shift = {person for each in self.held for person, _ in each.people}
        once_on_team = session.scalars(
            select(Affiliation.person_id)
            .where(Affiliation.team_id == team, Affiliation.recorded_at <= known_at)
            .distinct()
        )
        loaded = facts_of(session, {*once_on_team, *on_shift}, catalogue, known_at)
        self.facts = {person: through(facts, day) for person, facts in loaded.items()}
        self.members = {
            person
            for person, facts in self.facts.items()
            if any(
                each.team == team and holds(each.starts_on, each.ends_on, day)
                for each in facts.affiliations
            )
        }
        self.modes = modes_on(memberships(session, [team], known_at)[team], day)
        self.verdicts = {
            person: tuple(
                judge(facts, each, rulebook, day) for each in judged_requirements(rulebook)
            )
            for person, facts in self.facts.items()
        }
        self.able = {person: self._able(facts) for person, facts in self.facts.items()}
        self.told = describe(session, rulebook, self._keys())

    def _able(self, facts: PersonFacts) -> Abilities:
        verdicts = self.verdicts[facts.person]
        states = {each.requirement.slug: (each.state, each.advisory) for each in verdicts}
        return abilities(facts, self.rulebook, self.asked.day, states)

    def _keys(self) -> set[str]:
        """Every fact that is told of."""
        keys = {
            reason.fact
            for verdicts in self.verdicts.values()
            for verdict in verdicts
            for reason in verdict.reasons
        }
        keys |= {
            made.fact.key
            for facts in self.facts.values()
            for made in decisions_of(facts, self.asked.day)
        }
        return keys | {key for each in self.held for key in self._shift_keys(each)}

    def packet(self, making: Making) -> Packet:
        """All of it."""
        asked = self.asked
        verdict = judge_together(
            [
                Present(person, self._name(person), mode, self.able[person])
                for person, mode in sorted(self.modes.items())
            ],
            self.rulebook,
            asked.day,
        )
        deciding = verdict.first_failing
        hours = self._hours()
        others = {each.requirement for each in hours}
        written = self._rules(others | {each.requirement.slug for each in verdict.lines})
        return Packet(
            team=asked.team.name,
            county=asked.county,
            agency=asked.agency,
            day=asked.day,
            known_at=asked.known_at,
            made_at=making.at,
            made_by=making.by,
            portal=making.portal,
            key=making.key,
            is_development=making.is_development,
            is_sample=making.is_sample,
            outcome=verdict.outcome,
            deciding=deciding.requirement.slug if deciding else "",
            because=deciding.because if deciding else "Every requirement in force is met.",
            team_answers=tuple(map(team_answer, verdict.lines)),
            people=tuple(self._person(person) for person in sorted(self.facts, key=self._in_order)),
            shifts=tuple(map(self._shift, self.held)),
            hours=hours,
            rules=written,
            sources=self._sources(written),
        )

    def _name(self, person: int) -> str:
        return self.facts[person].name

    def _in_order(self, person: int) -> tuple[bool, str, int]:
        return person not in self.members, self._name(person).casefold(), person

    def _person(self, person: int) -> PersonThere:
        facts, day = self.facts[person], self.asked.day
        types = [
            each.provider_type.label
            for each in facts.professions
            if holds(each.starts_on, each.ends_on, day)
        ]
        decisions = decisions_of(facts, day)
        keys = {reason.fact for verdict in self.verdicts[person] for reason in verdict.reasons} | {
            made.fact.key for made in decisions
        }
        return PersonThere(
            number=person,
            name=facts.name,
            profession=", ".join(types) or "Profession not recorded",
            mode=self._mode(person),
            counted=counted(self.able[person]),
            answers=tuple(map(member_answer, self.verdicts[person])),
            decisions=decisions,
            facts=self._tell(keys),
        )

    def _mode(self, person: int) -> str:
        """How somebody is taken to join when everybody on the team does, as a sentence."""
        if person not in self.members:
            return "On a shift of the team that day, without being on the team"
        if person not in self.modes:
            return "Only dispatches calls, so is not taken to be there"
        return f"Taken to be {self.modes[person].label.lower()}"

    def _tell(self, keys: Iterable[str]) -> tuple[Told, ...]:
        found = ((key, self.told[key]) for key in sorted(keys, key=_by_number) if key in self.told)
        return tuple(
            Told(key, each.words, each.recorded_at, each.recorded_by) for key, each in found
        )

    def _shift_keys(self, held: Occurrence) -> list[str]:
        shift = self._shift_of(held)
        there = {person for person, _ in held.people}
        assigned = [
            each.fact.key
            for each in shift.assigned
            if each.person in there and holds(each.first_on, each.last_on, held.on)
        ]
        return assigned + [each.fact.key for each in shift.exceptions if each.on == held.on]

    def _shift_of(self, held: Occurrence) -> Shift:
        return next(each for each in self.shifts if each.id == held.shift)

    def _shift(self, held: Occurrence) -> ShiftHeld:
        return ShiftHeld(
            name=self._shift_of(held).name,
            starts_at=held.starts_at,
            ends_at=held.ends_at,
            people=tuple((self._name(person), mode.label) for person, mode in held.people),
            facts=tuple(
                replace(each, text=self._about(each)) for each in self._tell(self._shift_keys(held))
            ),
        )

    def _about(self, fact: Told) -> str:
        """The words of a fact of the roster, after the name of whom it is about."""
        person = self.told[fact.key].person
        return f"{self._name(person)}: {fact.text}" if person in self.facts else fact.text

    def _hours(self) -> tuple[HoursJudged, ...]:
        able = {
            person: ability_spans(facts, self.rulebook, all_spans(facts, self.rulebook))
            for person, facts in self.facts.items()
        }
        found = stretches(
            [AreaTeam(self.asked.team.id, date.min, None)],
            self.shifts,
            able,
            lambda day: team_rules(self.rulebook, day),
            self.starts_at,
            self.ends_at,
        )
        return tuple(
            HoursJudged(
                starts_at=each.starts_at,
                ends_at=each.ends_at,
                outcome=each.outcome,
                requirement=each.requirement,
                people=tuple(self._name(person) for person, _ in each.people),
            )
            for each in found
        )

    def _rules(self, others: set[str]) -> tuple[RuleText, ...]:
        """Every requirement of teams and members, and whatever else decides an hour."""
        verifiers: Mapping[int, str] = {
            each.id: each.recorded_by
            for each in rules.verifications(self.session, self.asked.known_at)
        }
        return tuple(
            rule_text(each, self.rulebook, self.asked.day, verifiers)
            for each in self.rulebook.requirements.values()
            if each.subject is not Subject.COUNTY or each.slug in others
        )

    def _sources(self, written: Sequence[RuleText]) -> tuple[SourceText, ...]:
        used = {each.source for each in written}
        return tuple(
            source_text(each, self.rulebook)
            for key, each in self.rulebook.sources.items()
            if key in used
        )


def _by_number(key: str) -> tuple[str, list[int]]:
    kind, _, number = key.partition(":")
    return kind, [int(part) for part in number.split("-") if part.isdecimal()]
