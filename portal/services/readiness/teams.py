"""A team with everybody on it: whether it could answer, until when, and what each brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.certification import State
from portal.domain.curriculum import Catalogue
from portal.domain.errors import NotFound
from portal.domain.facts import PersonFacts
from portal.domain.requirements import Rulebook
from portal.domain.staffing import (
    Abilities,
    Answer,
    Mode,
    Outcome,
    Present,
    TeamSpan,
    TeamVerdict,
    judge_together,
)
from portal.models import Team
from portal.services.certification import facts_of
from portal.services.history import by_id
from portal.services.readiness.looking import Kept
from portal.services.readiness.members import memberships, modes_on
from portal.services.readiness.people import PersonStretch, called, states_of
from portal.services.readiness.people import on as stretch_on
from portal.services.readiness.world import World

READY = frozenset({Outcome.COVERED, Outcome.ADVISORY})
"""What nobody verified never keeps a team from answering."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a team stands on a day, and what comes next."""

    outcome: Outcome
    requirement: str
    """The slug of the first requirement that fails; empty when covered."""
    answer: Answer | None
    """What that says of the team, where the outcome leaves it open: it advises."""
    breaks_on: date | None
    """Ready: the first day on which it will not be; None: no such day is known."""
    well_on: date | None
    """Not ready: the first day on which it will be; None: no such day is known."""

    @property
    def ready(self) -> bool:
        """Whether it could answer, as far as verified rules go."""
        return self.outcome in READY


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is on the team on the day."""

    person: int
    name: str
    mode: Mode
    able: Abilities
    states: Mapping[str, tuple[State, bool]]
    """By requirement: the state, and whether it only advises."""

    @property
    def lacks(self) -> list[str]:
        """The slugs of what the person falls short of, advisory ones too."""
        return [slug for slug, (state, _) in self.states.items() if state.satisfies is False]


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A team on a day."""

    id: int
    name: str
    county_fips: str
    standing: Standing
    spans: tuple[TeamSpan, ...]
    members: tuple[Member, ...]
    verdict: TeamVerdict
    facts: Mapping[int, PersonFacts]
    """Of the members, where something has to be said of them: where more could be met, or somebody
    is not there."""


def outcome_on(spans: Sequence[TeamSpan], on: date) -> Outcome:
    """The outcome on a day."""
    return spans[place_on(spans, on)].outcome


def place_on(spans: Sequence[TeamSpan], on: date) -> int:
    """Which span a day lies in."""
    return max(place for place, span in enumerate(spans) if span.starts <= on)


def standing_on(spans: Sequence[TeamSpan], on: date) -> Standing:
    """Where the team stands on a day; spans before it say nothing about that."""
    place = place_on(spans, on)
    ready = spans[place].outcome in READY
    later = [span for span in spans[place + 1 :] if (span.outcome in READY) is not ready]
    turns_on = later[0].starts if later else None
    return Standing(
        spans[place].outcome,
        spans[place].requirement,
        spans[place].answer,
        turns_on if ready else None,
        None if ready else turns_on,
    )


def team(
    session: Session,
    team_id: int,
    on: date,
    rulebook: Rulebook,
    catalogue: Catalogue,
    known_at: datetime | None = None,
    kept: Kept | None = None,
) -> TeamPage:
    """A team on a day, with everybody who is on it. Raises NotFound.

    `kept`: what is kept, if somebody has looked already.
    """
    row: Team | None = by_id(session, Team, team_id)
    if row is None:
        message = "There is no team with this number. Look for its name on the Teams page."
        raise NotFound(message)
    world = World(session, rulebook, catalogue, known_at, kept=kept)
    modes = modes_on(memberships(session, [team_id], known_at)[team_id], on)
    now, names = world.people(modes), called(session, modes)
    members = [
        _member(person, names[person], mode, stretch_on(now[person], on), rulebook)
        for person, mode in modes.items()
    ]
    members.sort(key=lambda member: (member.name.casefold(), member.person))
    present = [Present(each.person, each.name, each.mode, each.able) for each in members]
    spans = world.teams([team_id])[team_id]
    verdict = judge_together(present, rulebook, on)
    is_well = verdict.outcome is Outcome.COVERED and all(each.able.there for each in members)
    return TeamPage(
        team_id,
        row.name,
        row.county_fips,
        standing_on(spans, on),
        spans,
        tuple(members),
        verdict,
        {} if is_well else facts_of(session, modes, catalogue, known_at),
    )


def _member(person: int, name: str, mode: Mode, now: PersonStretch, rulebook: Rulebook) -> Member:
    return Member(person, name, mode, now.able, states_of(now, rulebook))
