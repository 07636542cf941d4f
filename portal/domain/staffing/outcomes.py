"""Whether those who are there may answer a call: the quick way, over sums of numbers.

Each person adds a weight to a tally: one long number in which sixteen bits each count the people
on site who may be counted, those who carry naloxone, and so on, at both levels, for sure and at
best. A tally is all that the requirements look at, so that equal tallies have equal outcomes.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache

from portal.domain.staffing import rules as checks
from portal.domain.staffing.present import MAYBE, Abilities, Able, Mode
from portal.domain.staffing.rules import TeamRule, TeamRules
from portal.domain.staffing.verdicts import Answer, Outcome

_BITS = 16
_MASK = (1 << _BITS) - 1
_COUNTED_ON_SITE, _COUNTED_REMOTE, _NALOXONE, _ASSESSES, _CLINICIAN, _PEER, _FIELDS = range(7)
_THERE = 4 * _FIELDS * _BITS
_FIELD_OF = {
    checks.NALOXONE: _NALOXONE,
    checks.TRAINED: _ASSESSES,
    checks.CLINICIAN: _CLINICIAN,
    checks.SOMEONE_IS: _PEER,
}
_EVERYWHERE = {Able.CLINICIAN: _CLINICIAN, Able.PEER: _PEER}
_COUNTS_IN = {
    Mode.ON_SITE: {
        Able.COUNTS: _COUNTED_ON_SITE,
        Able.NALOXONE: _NALOXONE,
        Able.ASSESSES: _ASSESSES,
        **_EVERYWHERE,
    },
    Mode.REMOTE: {Able.COUNTS: _COUNTED_REMOTE, **_EVERYWHERE},
    Mode.ON_CALL: _EVERYWHERE,
}
"""What somebody's ability is counted as, by how they take part."""


class Level(IntEnum):
    """Whose word is taken: that of verified requirements alone, or of all."""

    JUDGED = 0
    ADVISED = 1


@lru_cache(maxsize=4096)
def weight(mode: Mode, able: Abilities) -> int:
    """What one person adds to the tally of those present."""
    total = 0
    for level, mask in ((Level.JUDGED, able.judged), (Level.ADVISED, able.advised)):
        for ability, place in _COUNTS_IN[mode].items():
            if mask & ability:
                total += (1 << _shift(level, 0, place)) + (1 << _shift(level, 1, place))
            elif mask & (ability << MAYBE):
                total += 1 << _shift(level, 1, place)
    return total + (1 << _THERE if able.there and mode is not Mode.ON_CALL else 0)


def _shift(level: Level, at_best: int, place: int) -> int:
    return ((level * 2 + at_best) * _FIELDS + place) * _BITS


def outcome(present: Iterable[tuple[Mode, Abilities]], rules: TeamRules) -> tuple[Outcome, str]:
    """What all requirements together say, and the slug of the one that decides.

    Each person stands in `present` once. The slug is empty when covered, and when nobody is there
    and the rulebook has no requirement to say so.
    """
    return outcome_of(sum(weight(mode, able) for mode, able in present), rules)


def outcome_of(tally: int, rules: TeamRules) -> tuple[Outcome, str]:
    """The same for the sum of everybody's weight."""
    known = rules.decided.get(tally)
    if known is None:
        known = rules.decided[tally] = _decide(tally, rules)
    return known


def _decide(tally: int, rules: TeamRules) -> tuple[Outcome, str]:
    if not somebody_there(tally):
        return Outcome.NOT_COVERED, rules.around_the_clock
    worst, decides = Outcome.COVERED, ""
    for rule in rules.rules:
        found = said(rule, rules, tally)
        if found.rank < worst.rank:
            worst, decides = found, rule.slug
    return worst, decides


SOMEBODY_THERE = -1 << _THERE
"""The bits of a tally that count who is there at all."""


def somebody_there(tally: int) -> bool:
    """Whether anybody is on site or remote at all."""
    return bool(tally >> _THERE)


def said(rule: TeamRule, rules: TeamRules, tally: int) -> Outcome:
    """The best outcome that one requirement leaves open."""
    if not rule.blocks:
        return Outcome.COVERED
    if rule.verified:
        judged = answer(rule, rules, tally, Level.JUDGED)
        if judged is Answer.NOT_MET:
            return Outcome.NOT_COVERED
        if judged is not Answer.MET:
            return Outcome.UNKNOWN
    advised = answer(rule, rules, tally, Level.ADVISED)
    return Outcome.COVERED if advised is Answer.MET else Outcome.ADVISORY


def answer(rule: TeamRule, rules: TeamRules, tally: int, level: Level) -> Answer:
    """What one requirement says at one level."""
    if not rule.answerable:
        return Answer.UNKNOWN_SETTING
    if _is_met(rule, rules, tally >> _shift(level, 0, 0), level):
        return Answer.MET
    if _is_met(rule, rules, tally >> _shift(level, 1, 0), level):
        return Answer.NO_EVIDENCE
    return Answer.NOT_MET


def looked_at(rule: TeamRule) -> int:
    """The bits of a tally that one requirement looks at."""
    counted = rule.check in (checks.AT_LEAST, checks.ON_SITE_AT_LEAST)
    places = [_COUNTED_ON_SITE, _COUNTED_REMOTE] if counted else [_FIELD_OF[rule.check]]
    return sum(
        _MASK << _shift(level, at_best, place)
        for level in Level
        for at_best in (0, 1)
        for place in places
    )


def _is_met(rule: TeamRule, rules: TeamRules, counts: int, level: Level) -> bool:
    if rule.check == checks.NOT_COUNTED:
        return True  # whoever it names brings nothing, so the others' answers show it
    on_site = counts & _MASK
    remote = counts >> _COUNTED_REMOTE * _BITS & _MASK
    if rule.check == checks.AT_LEAST:
        return on_site + remote >= rule.needed
    if rule.check == checks.ON_SITE_AT_LEAST:
        enough = on_site + min(remote, rule.remote) >= rules.minimums[level]
        return on_site >= rule.needed and enough
    return counts >> _FIELD_OF[rule.check] * _BITS & _MASK >= (rule.needed or 1)
