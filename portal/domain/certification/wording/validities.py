"""Completions and how long they are good for, in sentences with their arithmetic."""

from __future__ import annotations

from datetime import date

from portal.domain.certification.completed import Asked, CompletedCase, longest
from portal.domain.certification.days import NEVER, last_day
from portal.domain.certification.plans import Refresh, in_force, scope
from portal.domain.certification.validity import Credit, Cycle, cycles, refusal
from portal.domain.certification.verdicts import Reason
from portal.domain.certification.wording.phrases import (
    SUPPLY,
    Moment,
    days_text,
    sentence,
    through,
    unverified,
)
from portal.domain.dates import date_text
from portal.domain.evidence import months_text
from portal.domain.facts import Completion
from portal.domain.requirements import UNKNOWN


def validities(case: CompletedCase, asked: Asked, now: Moment) -> list[Reason]:
    """Each completion, whether it counts, and the end that all of them give together."""
    counting = case.counting(now.day, asked)
    found = _not_counting(case, counting, now)
    chain = _chain(longest(case.cycles(now.day, asked))) if counting else []
    shown = {cycle.credit: cycle for cycle in chain}
    for credit in counting:
        found.append(_completed(credit.completion))
        found += _credit_reasons(credit, now)
        cycle = shown.get(credit)
        found += _arithmetic(cycle) if cycle else _alone(credit, case, now)
    if counting:
        found += _afterwards(chain[-1], now.day)
        found += _notes(now, credited=any(each.claims for each in counting))
    return found


def _chain(cycle: Cycle) -> list[Cycle]:
    chain = [cycle]
    while chain[-1].before is not None:
        chain.append(chain[-1].before)
    return chain[::-1]


def _completed(completion: Completion) -> Reason:
    edition = f", edition {completion.edition}" if completion.course else ", taken elsewhere"
    return Reason(
        f"Completed on {date_text(completion.completed_on)} ({completion.title}{edition}).",
        completion.fact.key,
    )


def _arithmetic(cycle: Cycle) -> list[Reason]:
    refresh, credit = cycle.refresh, cycle.credit
    if refresh is None or refresh.months is None:
        return [_no_end(refresh)]
    rule, months = f"rule {refresh.requirement.rule}", months_text(refresh.months)
    found = []
    if not refresh.starts <= credit.on < refresh.until:
        found.append(
            Reason(
                "How long it lasts was not known on the day of completion; what "
                f"{rule} says from {date_text(refresh.starts)} on applies."
            )
        )
    if cycle.before is None:
        words = f"R{rule[1:]} says it lasts {months}: good through {through(cycle.until)}."
    else:
        words = (
            f"That is within the time to renew, from {date_text(cycle.before.opens)} on, so "
            f"{rule} adds {months} to {through(cycle.before.until)}: "
            f"good through {through(cycle.until)}."
        )
    return [*found, Reason(words)]


def _no_end(refresh: Refresh | None) -> Reason:
    if refresh is None:
        return Reason("No verified rule says how long it lasts, so no end is known.")
    rule = f"Rule {refresh.requirement.rule}"
    if refresh.for_good:
        return Reason(f"{rule} says it never has to be repeated.")
    return Reason(f"{rule} does not say for how many months, so no end is known. {SUPPLY}")


def _alone(credit: Credit, case: CompletedCase, now: Moment) -> list[Reason]:
    """One that the best end does not rest on."""
    refreshes = case.plan.refreshes
    cycle = cycles([credit], refreshes, in_force(refreshes, now.day))[0]
    if cycle.until == NEVER:
        return [Reason("It has no known end either.")]
    return [Reason(f"By itself it would be good through {through(cycle.until)}.")]


def _afterwards(cycle: Cycle, day: date) -> list[Reason]:
    """From when renewing adds to the end, and the days of grace after it."""
    refresh, last = cycle.refresh, last_day(cycle.until)
    if refresh is None or last is None:
        return []
    found: list[Reason] = []
    if day < cycle.until and refresh.renew_days is not None:
        opens = date_text(cycle.opens)
        found.append(Reason(f"Renewing from {opens} on adds to that end; no day is lost."))
    elif day < cycle.until:
        found.append(
            Reason(
                "From when on renewing adds to that end is not known. "
                "Until it is, the later of both ends holds."
            )
        )
    if refresh.version.settings.get("grace_days") == UNKNOWN:
        found.append(Reason("Whether there are days of grace after it is not known."))
    elif refresh.grace_days:
        days = days_text(refresh.grace_days)
        found.append(Reason(f"After it: {days} of grace, through {through(cycle.graced)}."))
    return found


def _credit_reasons(credit: Credit, now: Moment) -> list[Reason]:
    """The decision that credits a training from elsewhere, where it rests on one."""
    found = []
    for claim in credit.completion.claims:
        precedent = claim.equivalency
        if precedent.requirement != now.requirement.slug or claim.claimed_on > now.day:
            continue
        if refusal(credit.completion, claim) or now.day >= (precedent.revoked_on or NEVER):
            continue
        found += [
            Reason(
                f"Credited from {date_text(claim.claimed_on)} on by a decision about "
                f"“{precedent.title}”.",
                claim.fact.key,
            ),
            Reason(f"The decision's reason: {sentence(precedent.reason)}", precedent.fact.key),
        ]
    return found


def _notes(now: Moment, *, credited: bool) -> list[Reason]:
    """Rules about repeating and crediting that nobody has verified."""
    found = [
        unverified(rule)
        for rule, version in scope(now.requirement, now.rulebook, "refreshed")
        if version.covers(now.day) and not version.is_verified
    ]
    if credited:
        for rule in now.rulebook.checked_by("credited_by_decision"):
            version = rule.on(now.day)
            if version is not None and version.is_verified:
                found.append(Reason(f"Rule {rule.rule} ({rule.title}) lets a decision credit it."))
            elif version is not None:
                found.append(unverified(rule))
    return found


def _not_counting(case: CompletedCase, counting: list[Credit], now: Moment) -> list[Reason]:
    """What was completed by the day and does not count on it, each with why."""
    counted = {credit.completion.fact.key for credit in counting}
    asked = case.plan.asked[now.number]
    waiting = [
        Reason(
            f"“{each.title}” was entered by the person and waits for a trainer to confirm it.",
            each.fact.key,
        )
        for each in case.unconfirmed(now.day, asked)
    ]
    return waiting + [
        Reason(f"{_completed(each).text} {why}", each.fact.key)
        for each in case.known.facts.completions
        if each.completed_on <= now.day
        and each.fact.key not in counted
        and (why := _why_not(each, case, now))
    ]


def _why_not(completion: Completion, case: CompletedCase, now: Moment) -> str:
    if completion.revoked_on is not None and completion.revoked_on <= now.day:
        mine = any(credit.completion is completion for credit in case.credits)
        return f"It was revoked on {date_text(completion.revoked_on)}." if mine else ""
    for claim in completion.claims:
        precedent = claim.equivalency
        if precedent.requirement != now.requirement.slug:
            continue
        if refused := refusal(completion, claim):
            return f"The decision about “{precedent.title}” does not credit it. {refused}"
        if precedent.revoked_on is not None and precedent.revoked_on <= now.day:
            return (
                f"The decision that credited it was revoked on {date_text(precedent.revoked_on)}."
            )
        return f"It is credited from {date_text(claim.claimed_on)} on, and not before."
    if completion.course in case.plan.courses and not completion.still_counts:
        day = (
            "" if completion.superseded_on is None else f" of {date_text(completion.superseded_on)}"
        )
        return f"The newest edition{day} says that this one no longer counts."
    return ""
