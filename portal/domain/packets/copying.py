"""Rules, verdicts and facts into the plain words and days of a packet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from portal.domain.certification import Verdict
from portal.domain.facts import Claim, Completion, PersonFacts
from portal.domain.packets.values import (
    Because,
    BesideText,
    DecisionMade,
    MemberAnswer,
    RuleText,
    SourceText,
    TeamAnswer,
    Told,
)
from portal.domain.requirements import Requirement, Rulebook, Source
from portal.domain.settings import settings_words
from portal.domain.staffing import Abilities, Able, Line


def through(facts: PersonFacts, day: date) -> PersonFacts:
    """What of the facts had begun by the end of the day: what came later is nobody's business here.

    No state of the day rests on what is left out.
    """

    def begun(starts_on: date | None) -> bool:
        return starts_on is None or starts_on <= day

    return replace(
        facts,
        affiliations=tuple(each for each in facts.affiliations if begun(each.starts_on)),
        duties=tuple(each for each in facts.duties if begun(each.starts_on)),
        professions=tuple(each for each in facts.professions if begun(each.starts_on)),
        licenses=tuple(each for each in facts.licenses if begun(each.starts_on)),
        designations=tuple(each for each in facts.designations if begun(each.starts_on)),
        completions=tuple(
            replace(each, claims=tuple(one for one in each.claims if one.claimed_on <= day))
            for each in facts.completions
            if each.completed_on <= day
        ),
        begun=tuple(each for each in facts.begun if each.started_on <= day),
        decisions=tuple(each for each in facts.decisions if each.starts_on <= day),
        leaves=tuple(each for each in facts.leaves if each.starts_on <= day),
    )


def rule_text(
    requirement: Requirement,
    rulebook: Rulebook,
    day: date,
    verifiers: Mapping[int, str],
    trainings: Mapping[str, str],
) -> RuleText:
    """The text in force on the day.

    `verifiers` names who made each verification, and `trainings` the portal's own by their slugs.
    """
    version = requirement.on(day)
    text = RuleText(
        slug=requirement.slug,
        rule=requirement.rule,
        title=requirement.title,
        statement=requirement.statement,
        starts=None,
        ends=None,
        settings=(),
        source="",
        source_title="",
        section="",
        recalled=False,
        confidence="",
        verified=None,
        verified_by="",
        beside=tuple(
            BesideText(each.source, rulebook.sources[each.source].title, each.section, each.says)
            for each in requirement.beside
        ),
    )
    if version is None:
        return text
    source = rulebook.sources.get(version.source)
    return replace(
        text,
        starts=version.starts,
        ends=version.ends,
        settings=tuple(settings_words(requirement, version.settings, rulebook, trainings)),
        source=version.source if source else "",
        source_title=source.title if source else "",
        section=version.section,
        recalled=version.confidence.is_recalled,
        confidence=version.confidence.label,
        verified=version.verified,
        verified_by=verifiers.get(version.verified_by, "") if version.verified_by else "",
    )


def source_text(source: Source, rulebook: Rulebook) -> SourceText:
    """A source, and what took its place."""
    later = rulebook.superseded_by(source.key)
    return SourceText(
        key=source.key,
        title=source.title,
        publisher=source.publisher,
        issued=source.issued,
        url=source.url,
        superseded_by=later.title if later else "",
        note=source.note,
    )


def team_answer(line: Line) -> TeamAnswer:
    """One line of a verdict about a team."""
    return TeamAnswer(line.requirement.slug, line.answer, line.advisory, line.because)


def member_answer(verdict: Verdict) -> MemberAnswer:
    """A verdict about a person."""
    return MemberAnswer(
        requirement=verdict.requirement.slug,
        state=verdict.state,
        advisory=verdict.advisory,
        since=verdict.since,
        through=verdict.through,
        due=verdict.due,
        action=verdict.action,
        because=tuple(Because(each.text, each.fact) for each in verdict.reasons),
    )


def decisions_of(facts: PersonFacts, day: date) -> tuple[DecisionMade, ...]:
    """Waivers and extensions that help on the day, and credit given by then, with the reasons."""
    helping = [
        DecisionMade(
            kind=each.kind.label,
            requirement=each.requirement,
            starts=each.starts_on,
            ends=each.ends_on,
            about="",
            reason=each.reason,
            fact=Told(each.fact.key, "", each.fact.at, each.fact.by),
        )
        for each in facts.decisions
        if each.starts_on <= day <= each.ends_on
    ]
    credit = [
        _credit(training, claim)
        for training in facts.completions
        for claim in training.claims
        if claim.claimed_on <= day
    ]
    return (*helping, *credit)


def _credit(training: Completion, claim: Claim) -> DecisionMade:
    precedent = claim.equivalency
    return DecisionMade(
        kind="Credit for a training taken elsewhere",
        requirement=precedent.requirement,
        starts=claim.claimed_on,
        ends=None,
        about=training.title,
        reason=precedent.reason,
        fact=Told(precedent.fact.key, "", precedent.fact.at, precedent.fact.by),
    )


def counted(able: Abilities) -> str:
    """Whether somebody may be counted as a member of the response, as a sentence."""
    if not able.there:
        return "Was away that day, so is not taken to be there."
    if Able.EXCLUDED in able.judged:
        return "Is of a profession that is never counted."
    if Able.MAYBE_COUNTS in able.judged:
        return "Whether they may be counted cannot be said; something is not recorded."
    if Able.COUNTS not in able.judged:
        return "May not be counted as a member of the response."
    if Able.COUNTS not in able.advised:
        return "May be counted; requirements that nobody has verified advise otherwise."
    return "May be counted as a member of the response."
