"""What a person brings to a team: from facts and states to abilities, for any day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from portal.domain.certification import Span, State, responds
from portal.domain.certification.days import NEVER, day_after, first_day
from portal.domain.facts import Duty, PersonFacts, Profession, holds
from portal.domain.requirements import Rulebook
from portal.domain.staffing.person_rules import Counted, PersonRules, person_rules
from portal.domain.staffing.present import MAYBE, Abilities, Able

States = Mapping[str, tuple[State, bool]]
"""By requirement: the state, and whether it only advises."""

_COUNTS, _NALOXONE, _ASSESSES = int(Able.COUNTS), int(Able.NALOXONE), int(Able.ASSESSES)
_CLINICIAN, _PEER = int(Able.CLINICIAN), int(Able.PEER)
_THERE, _EXCLUDED = int(Able.THERE), int(Able.EXCLUDED)
_NOT_JUDGED = (State.UNKNOWN, True)


@dataclass(frozen=True, slots=True)
class AbilitySpan:
    """A stretch of days with the same abilities. Spans of a person tile time."""

    starts: date
    """The first day; `date.min` for “always”."""
    ends: date | None
    """The first day of the next span; None for “from then on”."""
    able: Abilities


def abilities(facts: PersonFacts, rulebook: Rulebook, on: date, states: States) -> Abilities:
    """What somebody brings on a day; nothing when they are on leave or belong nowhere.

    `states` are those of the day. Somebody of a profession that is never counted brings nothing
    else: at both levels when that rule is verified, and only as advised when it is not.
    """
    return _abilities(facts, person_rules(rulebook).on(on), on, states)


def ability_spans(
    facts: PersonFacts, rulebook: Rulebook, spans: Mapping[str, tuple[Span, ...]]
) -> tuple[AbilitySpan, ...]:
    """The same for all time, from the spans of the person's states by requirement."""
    rules = person_rules(rulebook)
    looked_at = [
        (slug, [span.starts for span in spans[slug]], spans[slug])
        for slug in _slugs(rules.made)
        if spans.get(slug)
    ]
    days = set(rules.starts) | _changes(facts)
    for _, starts, _ in looked_at:
        days.update(starts)
    found: list[tuple[date, Abilities]] = []
    for day in sorted(days):
        states = {}
        for slug, starts, of_slug in looked_at:
            span = of_slug[bisect_right(starts, day) - 1]
            states[slug] = (span.state, span.advisory)
        able = _abilities(facts, rules.on(day), day, states)
        if not found or found[-1][1] != able:
            found.append((day, able))
    ends = [*(day for day, _ in found[1:]), None]
    return tuple(AbilitySpan(day, end, able) for (day, able), end in zip(found, ends, strict=True))


def _slugs(made: Iterable[PersonRules]) -> list[str]:
    slugs: dict[str, None] = {}
    for rules in made:
        slugs.update(dict.fromkeys(each.slug for each in rules.counted))
        slugs.update(dict.fromkeys(each for each in (rules.naloxone, rules.assessment) if each))
    return list(slugs)


def _changes(facts: PersonFacts) -> set[date]:
    stretches: list[tuple[date | None, date | None]] = [
        *((each.starts_on, each.ends_on) for each in facts.affiliations),
        *((each.starts_on, each.ends_on) for each in facts.duties),
        *((each.starts_on, each.ends_on) for each in facts.professions),
        *((each.starts_on, each.ends_on) for each in facts.leaves),
        *((each.starts_on, each.expires_on) for each in facts.licenses),
    ]
    edges = {first_day(starts_on) for starts_on, _ in stretches}
    return (edges | {day_after(ends_on) for _, ends_on in stretches}) - {NEVER}


def _abilities(facts: PersonFacts, rules: PersonRules, on: date, states: States) -> Abilities:
    if not is_there(facts, on):
        return _pair(0, 0)
    held = [each for each in facts.professions if holds(each.starts_on, each.ends_on, on)]
    types = {str(each.provider_type) for each in held}
    practiced = {str(each.provider_type) for each in held if may_practice(facts, each, on)}
    known = _THERE | _trained(facts, rules, on, states)
    known |= _professional(rules, practiced if held else None)
    answers = responds(facts, on)
    judged, advised = [], []
    for each in rules.counted:
        state, advisory = states.get(each.slug, (State.UNKNOWN, not each.verified))
        allowed = allows(each, state, answers=answers)
        advised.append(allowed)
        if not advisory:
            judged.append(allowed)
    never = _THERE | _EXCLUDED
    return _pair(
        never if types & rules.excluded_for_sure else known | _maybe(_COUNTS, _all(judged)),
        never if types & rules.excluded else known | _maybe(_COUNTS, _all(advised)),
    )


def _all(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def _maybe(ability: int, answer: bool | None) -> int:
    if answer is None:
        return ability << MAYBE
    return ability if answer else 0


def _trained(facts: PersonFacts, rules: PersonRules, on: date, states: States) -> int:
    mask = 0
    if rules.naloxone is not None and carries_naloxone(facts, on):
        mask |= _maybe(_NALOXONE, _has(rules.naloxone, states))
    if rules.assessment is not None:
        mask |= _maybe(_ASSESSES, _has(rules.assessment, states))
    return mask


def _professional(rules: PersonRules, practiced: set[str] | None) -> int:
    mask = 0
    for ability, named in ((_CLINICIAN, rules.clinicians), (_PEER, rules.peers)):
        if named is not None:
            mask |= _maybe(ability, None if practiced is None else bool(practiced & named))
    return mask


def _has(slug: str, states: States) -> bool | None:
    state, _ = states.get(slug, _NOT_JUDGED)
    return None if state is State.UNKNOWN else state.holds


def allows(counted: Counted, state: State, *, answers: bool) -> bool | None:
    """Whether a requirement lets somebody in this state be counted; None: it cannot be said.

    One that asks nothing of somebody because they do not answer calls says nothing about when
    they do.
    """
    if state is State.NOT_REQUIRED and counted.of_responders and not answers:
        return None
    return state.satisfies


def is_there(facts: PersonFacts, on: date) -> bool:
    """Whether somebody belongs somewhere on a day and is not on leave."""
    return any(holds(each.starts_on, each.ends_on, on) for each in facts.affiliations) and not any(
        holds(each.starts_on, each.ends_on, on) for each in facts.leaves
    )


def may_practice(facts: PersonFacts, profession: Profession, on: date) -> bool:
    """Whether no license that is recorded for somebody's profession has run out on a day."""
    begun = [
        each
        for each in facts.licenses
        if each.provider_type is profession.provider_type and holds(each.starts_on, None, on)
    ]
    return not begun or any(holds(None, each.expires_on, on) for each in begun)


def carries_naloxone(facts: PersonFacts, on: date) -> bool:
    """Whether it is recorded that somebody carries naloxone on a day."""
    return any(
        each.duty is Duty.CARRIES_NALOXONE and holds(each.starts_on, each.ends_on, on)
        for each in facts.duties
    )


@lru_cache(maxsize=1024)
def _pair(judged: int, advised: int) -> Abilities:
    return Abilities(Able(judged), Able(advised))
