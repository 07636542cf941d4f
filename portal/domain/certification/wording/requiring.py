"""Whether a training is required of somebody, in sentences."""

from __future__ import annotations

from datetime import date, timedelta

from portal.domain.certification.answering import ELSEWHERE, Stretch, duties_on
from portal.domain.certification.completed import ASSESSORS, NOBODY, Asked, CompletedCase
from portal.domain.certification.plans import scope, words
from portal.domain.certification.verdicts import Reason
from portal.domain.certification.wording.phrases import SUPPLY, Moment, since, unverified
from portal.domain.dates import date_text
from portal.domain.facts import Affiliated, Duty, DutyHeld, PersonFacts, holds
from portal.domain.requirements import UNKNOWN


def requiring(case: CompletedCase, asked: Asked, now: Moment) -> list[Reason]:
    """Who has to complete it, and whether this person is one of them."""
    if asked.required_of == NOBODY:
        return [Reason("It is required of nobody by itself; it is good to have.")]
    found = [_unknown(now)] if asked.required_of == UNKNOWN else []
    facts = case.known.facts
    because = making(facts, asked, now.day)
    stretch = case.applies(now.day, asked)
    if stretch is not None:
        found += [_since(each) for each in because]
        found += _unbroken(because, stretch)
    elif because:
        found += [_since(each) for each in because]
        found += _exempting(case, now)
    else:
        found.append(_not_among(facts, asked, now.day))
    return found + _earlier(case, asked, now.day) + _scope_notes(case, now)


def making(facts: PersonFacts, asked: Asked, day: date) -> list[DutyHeld | Affiliated]:
    """The facts of a day by which it is, or may be, required of somebody."""
    duties = {Duty.ASSESSES} if asked.required_of == ASSESSORS else {Duty.RESPONDS}
    if asked.required_of == UNKNOWN:
        duties = {Duty.ASSESSES, Duty.RESPONDS}
    held: list[DutyHeld | Affiliated] = [
        each
        for each in facts.duties
        if each.duty in duties and holds(each.starts_on, each.ends_on, day)
    ]
    if asked.required_of != ASSESSORS and not _only_elsewhere(facts, day):
        held += [
            each
            for each in facts.affiliations
            if each.team is not None and holds(each.starts_on, each.ends_on, day)
        ]
    return held


def _only_elsewhere(facts: PersonFacts, day: date) -> bool:
    held = duties_on(facts, day)
    return bool(held) and held <= ELSEWHERE


def what(fact: DutyHeld | Affiliated) -> str:
    """What somebody does, as the start of a sentence."""
    return fact.duty.label if isinstance(fact, DutyHeld) else "Is on a team, and so answers calls,"


def _since(fact: DutyHeld | Affiliated) -> Reason:
    return Reason(f"{what(fact)}{since(fact.starts_on)}.", fact.fact.key)


def _unknown(now: Moment) -> Reason:
    return Reason(f"Of whom {now.rule} requires it is not known. {SUPPLY}")


def _unbroken(because: list[DutyHeld | Affiliated], stretch: Stretch) -> list[Reason]:
    """Where what holds today took over from something earlier without a break."""
    starts = [each.starts_on for each in because]
    if None in starts or stretch[0] in starts:
        return []
    if stretch[0] == date.min:
        return [Reason("That goes back without a break to a day that is not recorded.")]
    return [Reason(f"That goes back without a break to {date_text(stretch[0])}.")]


def _earlier(case: CompletedCase, asked: Asked, day: date) -> list[Reason]:
    """An earlier time that does not count for the deadline."""
    ended = [each for each in case.stretches(asked.required_of) if each[1] <= day]
    if not ended or case.applies(day, asked) is None:
        return []
    last = date_text(ended[-1][1] - timedelta(days=1))
    return [
        Reason(f"An earlier time ended with {last}. What was earned stays; the time begins anew.")
    ]


def _not_among(facts: PersonFacts, asked: Asked, day: date) -> Reason:
    if asked.required_of == ASSESSORS:
        return Reason("Conducting crisis assessments is not among the duties recorded for the day.")
    if _only_elsewhere(facts, day):
        held = [each for each in facts.duties if holds(each.starts_on, each.ends_on, day)]
        listed = " and ".join(sorted({each.duty.label.lower() for each in held}))
        return Reason(f"Does not answer calls: {listed}, and nothing else.", held[0].fact.key)
    return Reason("Does not answer calls: neither that duty nor a team is recorded for the day.")


def _exempting(case: CompletedCase, now: Moment) -> list[Reason]:
    listed = ", ".join(sorted(each.label for each in duties_on(case.known.facts, now.day)))
    return [
        Reason(f"Rule {each.requirement.rule} exempts whoever does nothing else: {listed}.")
        for each in case.plan.exemptions
        if each.starts <= now.day < each.until
    ]


def _scope_notes(case: CompletedCase, now: Moment) -> list[Reason]:
    """Rules about whom it applies to that nobody has verified, or that change nothing."""
    held = {each.value for each in duties_on(case.known.facts, now.day)}
    found = [
        unverified(rule)
        for rule, version in scope(now.requirement, now.rulebook, "exempted")
        if version.covers(now.day)
        and not version.is_verified
        and held & {*words(version, "duties")}
    ]
    if Duty.RESPONDS.value in held:
        found += [
            Reason(f"Rule {rule.rule} ({rule.title}): it is the same for those who join remotely.")
            if version.is_verified
            else unverified(rule)
            for rule, version in scope(now.requirement, now.rulebook, "included")
            if version.covers(now.day)
        ]
    return found
