"""Whether those who are there may answer a call: the quick way, over a tally of them."""

from __future__ import annotations

from collections.abc import Iterable

from portal.domain.staffing import rules as checks
from portal.domain.staffing.present import Abilities, Mode
from portal.domain.staffing.rules import Decided, TeamRule, TeamRules
from portal.domain.staffing.tally import (
    Level,
    counted,
    somebody_there,
    weight,
)
from portal.domain.staffing.verdicts import Answer, Outcome


def outcome(present: Iterable[tuple[Mode, Abilities]], rules: TeamRules) -> tuple[Outcome, str]:
    """What all requirements together say, and the slug of the one that decides.

    Each person stands in `present` once. The slug is empty when covered, and when nobody is there
    and the rulebook has no requirement to say so.
    """
    return outcome_of(sum(weight(mode, able) for mode, able in present), rules)


def outcome_of(tally: int, rules: TeamRules) -> tuple[Outcome, str]:
    """The same for the sum of everybody's weight."""
    return decided(tally, rules)[:2]


def decided(tally: int, rules: TeamRules) -> Decided:
    """The same, with what the requirement says where the outcome leaves that open."""
    known = rules.decided.get(tally)
    if known is None:
        known = rules.decided[tally] = _decide(tally, rules)
    return known


def _decide(tally: int, rules: TeamRules) -> Decided:
    if not somebody_there(tally):
        return Outcome.NOT_COVERED, rules.around_the_clock, None
    worst, decides = Outcome.COVERED, None
    for rule in rules.rules:
        found = said(rule, tally)
        if found is not Outcome.COVERED and found.rank < worst.rank:
            worst, decides = found, rule
    if decides is None:
        return Outcome.COVERED, "", None
    advises = worst is Outcome.ADVISORY
    return worst, decides.slug, answer(decides, tally, Level.ADVISED) if advises else None


def said(rule: TeamRule, tally: int) -> Outcome:
    """The best outcome that one requirement leaves open."""
    part = tally & rule.looks_at
    known = rule.said.get(part)
    if known is None:
        known = rule.said[part] = _say(rule, part)
    return known


def _say(rule: TeamRule, tally: int) -> Outcome:
    if not rule.blocks:
        return Outcome.COVERED
    if rule.verified:
        judged = answer(rule, tally, Level.JUDGED)
        if judged is Answer.NOT_MET:
            return Outcome.NOT_COVERED
        if judged is not Answer.MET:
            return Outcome.UNKNOWN
    advised = answer(rule, tally, Level.ADVISED)
    return Outcome.COVERED if advised is Answer.MET else Outcome.ADVISORY


def answer(rule: TeamRule, tally: int, level: Level) -> Answer:
    """What one requirement says at one level."""
    if not rule.answerable:
        return Answer.UNKNOWN_SETTING
    if _is_met(rule, tally, level, at_best=0):
        return Answer.MET
    return Answer.NO_EVIDENCE if _is_met(rule, tally, level, at_best=1) else Answer.NOT_MET


def _is_met(rule: TeamRule, tally: int, level: Level, at_best: int) -> bool:
    counts = [counted(tally, level, at_best, each) for each in rule.counts]
    if rule.check != checks.ON_SITE_AT_LEAST:
        return sum(counts) >= rule.needed
    on_site, remote = counts
    return on_site >= rule.needed and on_site + min(remote, rule.remote) >= rule.minimums[level]
