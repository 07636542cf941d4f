"""What a person brings to a team through all time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.domain.certification import Span, State, all_spans
from portal.domain.facts import PersonFacts
from portal.domain.requirements import Rulebook
from portal.domain.staffing.abilities import abilities_of
from portal.domain.staffing.person_rules import PersonRules, looked_at, person_rules
from portal.domain.staffing.present import Abilities, Able
from portal.domain.staffing.standings import Standing, standing_days, standing_on

_NOTHING = Abilities(Able(0), Able(0))


@dataclass(frozen=True, slots=True)
class AbilitySpan:
    """A stretch of days with the same abilities. Spans of a person tile time."""

    starts: date
    """The first day; `date.min` for “always”."""
    ends: date | None
    """The first day of the next span; None for “from then on”."""
    able: Abilities


def ability_spans(
    facts: PersonFacts, rulebook: Rulebook, spans: Mapping[str, tuple[Span, ...]]
) -> tuple[AbilitySpan, ...]:
    """What somebody brings, from the spans of their states by requirement."""
    rules = person_rules(rulebook)
    rules_from = dict(zip(rules.starts, rules.made, strict=True))
    standing_from = {day: standing_on(facts, day) for day in standing_days(facts)}
    tracks = [_Track(slug, spans.get(slug, ())) for slug in looked_at(rulebook)]
    days = {*rules_from, *standing_from, *(day for track in tracks for day in track.states)}
    in_force, standing = rules_from[date.min], standing_from[date.min]
    found: list[tuple[date, Abilities]] = []
    for day in sorted(days):
        in_force, standing = rules_from.get(day, in_force), standing_from.get(day, standing)
        for track in tracks:
            track.now = track.states.get(day, track.now)
        able = _remembered(in_force, standing, tracks) if standing.there else _NOTHING
        if not found or found[-1][1] != able:
            found.append((day, able))
    ends = [*(day for day, _ in found[1:]), None]
    return tuple(AbilitySpan(day, end, able) for (day, able), end in zip(found, ends, strict=True))


def abilities_through_time(facts: PersonFacts, rulebook: Rulebook) -> tuple[AbilitySpan, ...]:
    """The same from facts alone: only the requirements that decide it are judged."""
    return ability_spans(facts, rulebook, all_spans(facts, rulebook, looked_at(rulebook)))


class _Track:
    """The states of one requirement while walking through time."""

    __slots__ = ("now", "slug", "states")

    def __init__(self, slug: str, spans: tuple[Span, ...]) -> None:
        self.slug = slug
        self.states = {span.starts: (span.state, span.advisory) for span in spans}
        self.now: tuple[State, bool] | None = None


def _remembered(rules: PersonRules, standing: Standing, tracks: list[_Track]) -> Abilities:
    key = (standing, tuple([track.now for track in tracks]))
    able = rules.said.get(key)
    if able is None:
        states = {track.slug: track.now for track in tracks if track.now is not None}
        able = rules.said[key] = abilities_of(standing, rules, states)
    return able
