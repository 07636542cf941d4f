"""An auditor's packet filled from what is recorded: one team, one day, as known at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.certification import judge_all
from portal.domain.curriculum import Catalogue
from portal.domain.facts import PersonFacts, holds
from portal.domain.packets import Packet, PersonThere, RuleText, SourceText
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
    judge_together,
)
from portal.models import Affiliation
from portal.services import rulebook as rules
from portal.services.certification import describe, facts_of
from portal.services.packets.asked import Asked, Making
from portal.services.packets.names import called
from portal.services.packets.roster import Roster
from portal.services.packets.telling import revocations, tell
from portal.services.readiness.members import memberships, modes_on

_ALL_MET = "Every requirement in force that could keep the team from answering is met."


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
        self.trainings = catalogue.titles
        team, day, known_at = asked.team.id, asked.day, asked.known_at
        self.roster = Roster(session, asked)
        once_on_team = session.scalars(
            select(Affiliation.person_id)
            .where(Affiliation.team_id == team, Affiliation.recorded_at <= known_at)
            .distinct()
        )
        loaded = facts_of(session, {*once_on_team, *self.roster.people}, catalogue, known_at)
        self.members = {
            person
            for person, facts in loaded.items()
            if any(
                each.team == team and holds(each.starts_on, each.ends_on, day)
                for each in facts.affiliations
            )
        }
        there = self.members | self.roster.people
        self.called = called(session, there, known_at)
        self.facts = {
            person: replace(through(loaded[person], day), name=self.called[person].name)
            for person in sorted(there)
        }
        self.modes = modes_on(memberships(session, [team], known_at)[team], day)
        self.verdicts = {
            person: tuple(judge_all(facts, rulebook, day)) for person, facts in self.facts.items()
        }
        self.able = {person: self._able(facts) for person, facts in self.facts.items()}
        self.described = describe(session, rulebook, self._keys())

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
        return keys | self.roster.keys

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
        hours = self.roster.hours(self.facts, self.rulebook)
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
            because=deciding.because if deciding else _ALL_MET,
            team_answers=tuple(map(team_answer, verdict.lines)),
            people=tuple(self._person(person) for person in sorted(self.facts, key=self._in_order)),
            shifts=self.roster.told(self.facts, self.described),
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
        revoked = revocations(facts)
        told = [
            replace(each, text=each.text + revoked.get(each.key, ""))
            for each in tell(keys, self.described)
        ]
        return PersonThere(
            number=person,
            name=facts.name,
            legal_name=self.called[person].legal_name,
            profession=", ".join(types) or "Profession not recorded",
            mode=self._mode(person),
            counted=counted(self.able[person]),
            answers=tuple(map(member_answer, self.verdicts[person])),
            decisions=decisions,
            facts=tuple(told),
        )

    def _mode(self, person: int) -> str:
        """How somebody is taken to join when everybody on the team does, as a sentence."""
        if person not in self.members:
            return "On a shift of the team that day, without being on the team"
        if person not in self.modes:
            return "Only dispatches calls, so is not taken to be there"
        return f"Taken to be {self.modes[person].label.lower()}"

    def _rules(self, others: set[str]) -> tuple[RuleText, ...]:
        """Every requirement of teams and members, and whatever else decides an hour."""
        verifiers: Mapping[int, str] = {
            each.id: each.recorded_by
            for each in rules.verifications(self.session, self.asked.known_at)
        }
        return tuple(
            rule_text(each, self.rulebook, self.asked.day, verifiers, self.trainings)
            for each in self.rulebook.requirements.values()
            if each.subject is not Subject.COUNTY or each.slug in others
        )

    def _sources(self, written: Sequence[RuleText]) -> tuple[SourceText, ...]:
        used = {each.source for each in written}
        used |= {one.source for each in written for one in each.beside}
        return tuple(
            source_text(each, self.rulebook)
            for key, each in self.rulebook.sources.items()
            if key in used
        )
