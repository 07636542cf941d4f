"""What is recorded about a person on a day, apart from trainings, as far as a team cares."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from portal.domain.certification import responds
from portal.domain.certification.days import NEVER, day_after, first_day
from portal.domain.certification.providers import is_licensed
from portal.domain.facts import Duty, PersonFacts, holds


class Standing(NamedTuple):
    """Quick to compare: the same for many days, and for many people."""

    there: bool
    """Belongs somewhere and is not on leave."""
    types: frozenset[str]
    """What they are; empty when nothing is recorded for the day."""
    practiced: frozenset[str]
    """Of these, the professions whose license has not run out."""
    carries: bool
    """Carries naloxone."""
    answers: bool
    """Answers calls."""


def standing_on(facts: PersonFacts, on: date) -> Standing:
    """What is recorded for a day."""
    held = [each for each in facts.professions if holds(each.starts_on, each.ends_on, on)]
    return Standing(
        there=_belongs(facts, on) and not _is_away(facts, on),
        types=frozenset(str(each.provider_type) for each in held),
        practiced=frozenset(
            str(each.provider_type) for each in held if is_licensed(facts, each, on) is not False
        ),
        carries=any(
            each.duty is Duty.CARRIES_NALOXONE and holds(each.starts_on, each.ends_on, on)
            for each in facts.duties
        ),
        answers=responds(facts, on),
    )


def standing_days(facts: PersonFacts) -> set[date]:
    """The days on which that may change; `date.min` stands for always."""
    stretches: list[tuple[date | None, date | None]] = [
        *((each.starts_on, each.ends_on) for each in facts.affiliations),
        *((each.starts_on, each.ends_on) for each in facts.duties),
        *((each.starts_on, each.ends_on) for each in facts.professions),
        *((each.starts_on, each.ends_on) for each in facts.leaves),
        *((each.starts_on, each.expires_on) for each in facts.licenses),
    ]
    days = {date.min}
    for starts_on, ends_on in stretches:
        days.add(first_day(starts_on))
        days.add(day_after(ends_on))
    return days - {NEVER}


def _belongs(facts: PersonFacts, on: date) -> bool:
    return any(holds(each.starts_on, each.ends_on, on) for each in facts.affiliations)


def _is_away(facts: PersonFacts, on: date) -> bool:
    return any(holds(each.starts_on, each.ends_on, on) for each in facts.leaves)
