"""Those who are there, judged by every team requirement, with reasons in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.domain.dates import date_text
from portal.domain.requirements import Requirement, Rulebook, Subject, Version
from portal.domain.staffing.outcomes import answer, outcome_of
from portal.domain.staffing.present import Present, each_once
from portal.domain.staffing.rules import NOT_COUNTED, TeamRule, team_rules
from portal.domain.staffing.tally import Level, somebody_there, weight
from portal.domain.staffing.verdicts import Answer, Line, TeamVerdict
from portal.domain.staffing.wording import found, named, names, sentence


def judge_together(present: Sequence[Present], rulebook: Rulebook, on: date) -> TeamVerdict:
    """A line for every team requirement, in the order of the rulebook.

    When nobody is there, the requirement to be there around the clock stands first.
    """
    there = each_once(present)
    rules = team_rules(rulebook, on)
    tally = sum(weight(each.mode, each.able) for each in there)
    outcome, decides = outcome_of(tally, rules)
    in_force = {rule.slug: rule for rule in rules.rules}
    lines = []
    if rules.around_the_clock and not somebody_there(tally):
        lines.append(_nobody(rulebook.requirements[rules.around_the_clock], there, on))
    for requirement in rulebook.of(Subject.TEAM):
        rule, version = in_force.get(requirement.slug), requirement.on(on)
        if rule is None or version is None:
            because = f"This was not in force on {date_text(on)}."
            lines.append(Line(requirement, None, Answer.NOT_IN_FORCE, False, because, ()))
        else:
            lines.append(_line(requirement, version, rule, there, tally))
    return TeamVerdict(outcome, tuple(lines), decides)


def _nobody(requirement: Requirement, there: list[Present], on: date) -> Line:
    version = requirement.on(on)
    away = [each for each in there if not each.able.there]
    on_call = [each for each in there if each.able.there]
    because = "Nobody is on site or remote."
    if on_call:
        because += f" {names(on_call)} can only be reached."
    if away:
        verbs = "are on leave or belong" if len(away) > 1 else "is on leave or belongs"
        because += f" {names(away)} {verbs} nowhere that day."
    advisory = version is None or not version.is_verified
    people = tuple(each.person for each in there)
    return Line(requirement, version, Answer.NOT_MET, advisory, because, people)


def _line(
    requirement: Requirement,
    version: Version,
    rule: TeamRule,
    there: list[Present],
    tally: int,
) -> Line:
    judged = answer(rule, tally, Level.JUDGED)
    advised = answer(rule, tally, Level.ADVISED)
    judges = version.is_verified and (judged is not Answer.MET or advised is Answer.MET)
    level, said = (Level.JUDGED, judged) if judges else (Level.ADVISED, advised)
    all_found = found(rule, there, level)
    if rule.check == NOT_COUNTED and said is Answer.MET and not all_found.sure:
        said = Answer.NOT_APPLICABLE
    who = named(rule, all_found, said)
    because = sentence(rule, who, said, level)
    people = [*who.sure, *who.maybe]
    if not judges:
        sure = found(rule, there, Level.JUDGED).sure if version.is_verified else ()
        left_out = [each for each in sure if each not in all_found.sure]
        because += f" {_advisory(version, left_out)}"
        people += [each for each in left_out if each not in people]
    return Line(
        requirement, version, said, not judges, because, tuple(each.person for each in people)
    )


def _advisory(version: Version, left_out: list[Present]) -> str:
    """Why a line advises and does not judge."""
    if version.is_verified:
        if not left_out:
            return "This is advisory: it rests on a number that nobody has verified."
        who = names(left_out)
        return f"This is advisory: only requirements that nobody has verified leave out {who}."
    if version.confidence.is_recalled:
        return "This is advisory; the source could not be read."
    return "This is advisory; nobody has verified it yet."
