"""The check `designated` in sentences."""

from __future__ import annotations

from portal.domain.certification.days import NEVER
from portal.domain.certification.designations import RENEW_DAYS, DesignationCase, renewal
from portal.domain.certification.verdicts import Reason, State
from portal.domain.certification.wording.phrases import (
    SUPPLY,
    Moment,
    by,
    decision_reasons,
    since,
    through,
)
from portal.domain.dates import date_text
from portal.domain.evidence import months_text
from portal.domain.facts import DesignationHeld
from portal.domain.places import county_words


def explain(case: DesignationCase, now: Moment) -> list[Reason]:
    """The derivation, step by step."""
    begun = case.begun(now.day)
    if not begun:
        return [Reason("No county is recorded as having designated this person by the day.")]
    found = [reason for each in begun for reason in _one(case, each, now)]
    if case.plan.months[now.number] is None and any(each.ends_on is None for each in begun):
        found.append(Reason("How long a designation is good for is the county's to say. " + SUPPLY))
    return found + decision_reasons(case.decisions, now.day)


def _one(case: DesignationCase, held: DesignationHeld, now: Moment) -> list[Reason]:
    until = case.until(held, now.number)
    words = f"Designated by {county_words(held.county)}{since(held.starts_on)}"
    if until == NEVER:
        return [Reason(f"{words}; no end is recorded.", held.fact.key)]
    good = "good" if now.day < until else "it was good"
    found = [Reason(f"{words}; {good} through {through(until)}.", held.fact.key)]
    months = case.plan.months[now.number]
    if held.ends_on is None and months is not None:
        found.append(Reason(f"{now.says('says', 'would say')} {months_text(months)}."))
    if renewal(until) <= now.day < until:
        found.append(
            Reason(f"That is {RENEW_DAYS} days or less away: since {date_text(renewal(until))}.")
        )
    return found


def next_step(case: DesignationCase, now: Moment) -> str:
    """What to do next, as a sentence; empty when there is nothing to do."""
    if now.state not in (State.RENEW_NOW, State.GRACE, State.EXPIRED, State.WAIVED):
        return ""
    latest = max(case.begun(now.day), key=lambda each: case.until(each, now.number))
    return f"Ask {county_words(latest.county)} to designate this person again {by(now.due)}."
