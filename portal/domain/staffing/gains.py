"""What somebody could still gain, and which requirements they would have to meet for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.domain.certification import State
from portal.domain.facts import PersonFacts
from portal.domain.requirements import Rulebook
from portal.domain.staffing.abilities import States, abilities_of, allows
from portal.domain.staffing.person_rules import PersonRules, person_rules
from portal.domain.staffing.present import MAYBE, Abilities, Able
from portal.domain.staffing.spans import AbilitySpan
from portal.domain.staffing.standings import Standing, standing_on

Gains = dict[Able, tuple[str, ...]]


def gains_of(facts: PersonFacts, rulebook: Rulebook, on: date, states: States) -> Gains:
    """Each ability that somebody there lacks or may lack, with the requirements still to be met.

    To carry naloxone stands as the team's requirement that asks for it. What no training gives is
    left out: nobody gains a profession.
    """
    rules = person_rules(rulebook).on(on)
    standing = standing_on(facts, on)
    has = abilities_of(standing, rules, states).advised
    if not has or has & Able.EXCLUDED:
        return {}
    needs = {
        Able.COUNTS: _to_be_counted(standing, rules, states),
        Able.NALOXONE: _for_naloxone(standing, rules, states),
        Able.ASSESSES: _trainings(rules.assessment, states),
    }
    return {ability: slugs for ability, slugs in needs.items() if slugs and not has & ability}


def _to_be_counted(standing: Standing, rules: PersonRules, states: States) -> tuple[str, ...]:
    missing = []
    for each in rules.counted:
        state, _ = states.get(each.slug, (State.UNKNOWN, True))
        if allows(each, state, standing) is not True:
            if each.of_profession and state is State.MISSING:
                return ()
            missing.append(each.slug)
    return tuple(missing)


def _for_naloxone(standing: Standing, rules: PersonRules, states: States) -> tuple[str, ...]:
    if rules.naloxone is None or rules.carrying is None:
        return ()
    carrying = () if standing.carries else (rules.carrying,)
    return _trainings(rules.naloxone, states) + carrying


def _trainings(slug: str | None, states: States) -> tuple[str, ...]:
    if slug is None:
        return ()
    state, _ = states.get(slug, (State.UNKNOWN, True))
    return () if state.holds else (slug,)


def as_if_gained(spans: Sequence[AbilitySpan], gained: Able, on: date) -> tuple[AbilitySpan, ...]:
    """What somebody would bring, and when, had they gained abilities by this day for good.

    Where they are away, or of a profession that is never counted, nothing is gained.
    """
    found: list[AbilitySpan] = []
    for span in spans:
        if span.ends is not None and span.ends <= on:
            found.append(span)
            continue
        if span.starts < on:
            found.append(AbilitySpan(span.starts, on, span.able))
        able = Abilities(_with(span.able.judged, gained), _with(span.able.advised, gained))
        found.append(AbilitySpan(max(span.starts, on), span.ends, able))
    return tuple(found)


def _with(able: Able, gained: Able) -> Able:
    if not able or able & Able.EXCLUDED:
        return able
    return Able((able & ~(int(gained) << MAYBE)) | gained)
