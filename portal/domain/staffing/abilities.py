"""What a person brings to a team: from facts and states to abilities."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from portal.domain.certification import State
from portal.domain.facts import PersonFacts
from portal.domain.requirements import Rulebook
from portal.domain.staffing.person_rules import Counted, PersonRules, person_rules
from portal.domain.staffing.present import MAYBE, Abilities, Able
from portal.domain.staffing.standings import Standing, standing_on

States = Mapping[str, tuple[State, bool]]
"""By requirement: the state, and whether it only advises."""

_COUNTS, _NALOXONE, _ASSESSES = int(Able.COUNTS), int(Able.NALOXONE), int(Able.ASSESSES)
_CLINICIAN, _PEER = int(Able.CLINICIAN), int(Able.PEER)
_THERE, _EXCLUDED = int(Able.THERE), int(Able.EXCLUDED)
_NOT_JUDGED = (State.UNKNOWN, True)


def abilities(facts: PersonFacts, rulebook: Rulebook, on: date, states: States) -> Abilities:
    """What somebody brings on a day; nothing when they are on leave or belong nowhere.

    `states` are those of the day. Somebody of a profession that is never counted brings nothing
    else: at both levels when that rule is verified, and only as advised when it is not.
    """
    return abilities_of(standing_on(facts, on), person_rules(rulebook).on(on), states)


def abilities_of(standing: Standing, rules: PersonRules, states: States) -> Abilities:
    """The same from what is recorded for the day, and from its rules."""
    if not standing.there:
        return _pair(0, 0)
    known = _THERE | _trained(standing, rules, states) | _professional(standing, rules)
    judged, advised = [], []
    for each in rules.counted:
        state, advisory = states.get(each.slug, (State.UNKNOWN, not each.verified))
        allowed = allows(each, state, standing)
        advised.append(allowed)
        if not advisory:
            judged.append(allowed)
    never = _THERE | _EXCLUDED
    return _pair(
        never
        if standing.types & rules.excluded_for_sure
        else known | _maybe(_COUNTS, _all(judged)),
        never if standing.types & rules.excluded else known | _maybe(_COUNTS, _all(advised)),
    )


def allows(counted: Counted, state: State, standing: Standing) -> bool | None:
    """Whether a requirement lets somebody in this state be counted; None: it cannot be said.

    One that asks nothing of somebody because they do not answer calls says nothing about when
    they do.
    """
    if state is State.NOT_REQUIRED and counted.of_responders and not standing.answers:
        return None
    return state.satisfies


def _all(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def _maybe(ability: int, answer: bool | None) -> int:
    if answer is None:
        return ability << MAYBE
    return ability if answer else 0


def _trained(standing: Standing, rules: PersonRules, states: States) -> int:
    mask = 0
    if rules.naloxone is not None and standing.carries:
        mask |= _maybe(_NALOXONE, _has(rules.naloxone, states))
    if rules.assessment is not None:
        mask |= _maybe(_ASSESSES, _has(rules.assessment, states))
    return mask


def _has(slug: str, states: States) -> bool | None:
    state, _ = states.get(slug, _NOT_JUDGED)
    return None if state is State.UNKNOWN else state.holds


def _professional(standing: Standing, rules: PersonRules) -> int:
    mask = 0
    for ability, named in ((_CLINICIAN, rules.clinicians), (_PEER, rules.peers)):
        if named is not None:
            is_one = bool(standing.practiced & named) if standing.types else None
            mask |= _maybe(ability, is_one)
    return mask


@lru_cache(maxsize=1024)
def _pair(judged: int, advised: int) -> Abilities:
    return Abilities(Able(judged), Able(advised))
