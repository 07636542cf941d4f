"""Which completions count, and how long they are good for.

A training completed again from so many days before its end adds to that end; earlier, the later of
both ends holds; after the end, a new validity begins. People get the best that their completions
give together: one more never takes anything away.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from portal.domain.certification.days import NEVER, day_after, days_earlier, days_later, first_day
from portal.domain.certification.plans import Refresh, in_force
from portal.domain.dates import months_later
from portal.domain.evidence import Limits
from portal.domain.facts import Claim, Completion


class Credit(NamedTuple):
    """A completion that may count for a requirement."""

    on: date
    until: date
    """From this day it counts no more: revoked, or its edition is superseded."""
    course: str
    subject: str
    """Empty while only the person says so."""
    claims: tuple[tuple[date, date], ...]
    """When a decision credits it."""
    completion: Completion


class Cycle(NamedTuple):
    """A validity: what it rests on, and through when it runs."""

    until: date
    """The first day after it; `NEVER` when no end is known."""
    opens: date
    """The first day on which renewing adds to its end; where that is not known, `until`."""
    graced: date
    """The first day after the days of grace."""
    refresh: Refresh | None
    """The rule that says how long; None when none does."""
    credit: Credit
    before: Cycle | None
    """The validity to whose end it was added."""


def credits(
    completions: Iterable[Completion],
    requirement: str,
    courses: frozenset[str],
    subjects: frozenset[str],
) -> list[Credit]:
    """The completions that some version may count, in the order of their days."""
    found = []
    for each in completions:
        claims = _claims(each, requirement) if each.claims else ()
        subject = each.subject if each.confirmed else ""
        if claims or each.course in courses or subject in subjects:
            credit = Credit(each.completed_on, _until(each), each.course, subject, claims, each)
            found.append(credit)
    if len(found) > 1:
        found.sort(key=lambda credit: credit.on)
    return found


def _until(completion: Completion) -> date:
    revoked = NEVER if completion.revoked_on is None else completion.revoked_on
    if completion.still_counts:
        return revoked
    return min(revoked, first_day(completion.superseded_on))


def _claims(completion: Completion, requirement: str) -> tuple[tuple[date, date], ...]:
    return tuple(
        (claim.claimed_on, claim.equivalency.revoked_on or NEVER)
        for claim in completion.claims
        if claim.equivalency.requirement == requirement and credited(completion, claim)
    )


def credited(completion: Completion, claim: Claim) -> bool:
    """Whether the precedent took claims on that day, and of trainings of that age."""
    return not refusal(completion, claim)


def refusal(completion: Completion, claim: Claim) -> str:
    """Why it did not, as a sentence; empty when it did. A later revocation is another matter."""
    precedent = claim.equivalency
    limits = Limits(precedent.starts_on, precedent.ends_on, precedent.recency_months, None)
    return limits.refusal(completion.completed_on, claim.claimed_on)


def counts(credit: Credit, courses: frozenset[str], subjects: frozenset[str], day: date) -> bool:
    """Whether it counts on a day under a version that names these courses and subjects."""
    if not credit.on <= day < credit.until:
        return False
    if credit.course in courses or credit.subject in subjects:
        return True
    return any(starts <= day < until for starts, until in credit.claims)


def cycles(
    credits: Sequence[Credit], refreshes: tuple[Refresh, ...], today: Refresh | None
) -> list[Cycle]:
    """Every validity that some of these completions give together, as seen on a day.

    The rule of the day of completion says how long, if it knew; otherwise `today`, the rule of
    the day on which it is asked.
    """
    found: dict[tuple[date, date, date], Cycle] = {}
    for credit in credits:
        refresh = _refresh_of(credit, refreshes, today) if refreshes else None
        if refresh is None or refresh.months is None:
            return [Cycle(NEVER, NEVER, NEVER, refresh, credit, None)]
        made = [_cycle(credit, credit.on, refresh, None)]
        made += [
            _cycle(credit, earlier.until, refresh, earlier)
            for earlier in found.values()
            if earlier.opens <= credit.on < earlier.until
        ]
        for cycle in made:
            found.setdefault(cycle[:3], cycle)
    return list(found.values())


def _refresh_of(
    credit: Credit, refreshes: tuple[Refresh, ...], today: Refresh | None
) -> Refresh | None:
    refresh = in_force(refreshes, credit.on)
    knew = refresh is not None and (refresh.months is not None or refresh.for_good)
    return refresh if knew else today


def _cycle(credit: Credit, base: date, refresh: Refresh, before: Cycle | None) -> Cycle:
    """Months counted from a day of completion, or from the edge after an earlier validity."""
    last = base if before is None else days_earlier(base, 1)
    through = months_later(last, refresh.months or 0)
    until = day_after(through)
    window = None if until == NEVER else refresh.renew_days
    opens = until if window is None else days_earlier(through, window)
    return Cycle(until, opens, days_later(until, refresh.grace_days), refresh, credit, before)
