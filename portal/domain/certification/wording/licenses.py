"""The check `license_renewed` in sentences."""

from __future__ import annotations

from datetime import date, timedelta

from portal.domain.certificates import hours_text
from portal.domain.certification.days import NEVER, days_earlier, months_earlier
from portal.domain.certification.licenses import (
    NONE_NEEDED,
    Credited,
    First,
    LicenseCase,
    Terms,
)
from portal.domain.certification.verdicts import Reason, State
from portal.domain.certification.wording.phrases import (
    SUPPLY,
    Moment,
    by,
    decision_reasons,
    no_profession_said,
    of_no_profession,
    since,
)
from portal.domain.dates import date_text, months_later
from portal.domain.evidence import months_text, subject_words
from portal.domain.facts import Completion, LicenseHeld
from portal.domain.requirements import UNKNOWN

_RECORD_FIRST = (
    "For a first renewal none are needed: then record, with the license, the day it was first "
    "licensed."
)


def explain(case: LicenseCase, now: Moment) -> list[Reason]:
    """The derivation, step by step."""
    asks = case.plan.terms[now.number]
    found = []
    if not asks.types_known:
        found.append(Reason(f"To which professions {now.rule} applies is not known. {SUPPLY}"))
    held = case.held_on(now.day, asks.types if asks.types_known else None)
    if not held:
        return [*found, Reason("No profession that it is about is recorded for the day.")]
    found += [
        Reason(f"{each.provider_type.label}{since(each.starts_on)}.", each.fact.key)
        for each in held
    ]
    if asks.types_known:
        found += _license(case, case.license(held, now.day), asks, now)
    return found + decision_reasons(case.decisions, now.day)


def _license(case: LicenseCase, held: LicenseHeld | None, asks: Terms, now: Moment) -> list[Reason]:
    if held is None:
        return no_profession_said(of_no_profession(case.known.facts.licenses, now.day)) or [
            Reason("No license for it is on record, so the day it expires is not recorded.")
        ]
    if held.expires_on is None:
        return [Reason(f"“{held.title}”: the day it expires is not recorded.", held.fact.key)]
    good = "is good" if now.day <= held.expires_on else "was good"
    found = [Reason(f"“{held.title}” {good} through {date_text(held.expires_on)}.", held.fact.key)]
    if asks.cycle_months is None:
        found.append(Reason(f"How long a cycle is, {now.rule} does not say. {SUPPLY}"))
    first = case.first_renewal(held, asks) if asks.cycle_months is not None else None
    if first is not None:
        found += _first(first, held, asks, now)
        if first.is_first and asks.first_renewal == NONE_NEEDED and not first.is_longer:
            return found
    if asks.hours is None:
        found.append(Reason(f"How many hours {now.rule} asks for is not known. {SUPPLY}"))
    if asks.cycle_months is None or asks.hours is None:
        return found
    begins = months_earlier(held.expires_on, asks.cycle_months) + timedelta(days=1)
    found.append(
        Reason(
            f"The cycle is the {months_text(asks.cycle_months)} up to that day: "
            f"from {date_text(begins)} on."
        )
    )
    credited = case.credited(held.expires_on, now.day, asks)
    found += [_earned(each) for each in credited.counted]
    found += _sums(credited, asks, now)
    found += _without_credit(case, begins, now)
    if now.state is State.RENEW_NOW:
        opens = date_text(days_earlier(held.expires_on, asks.renew_days))
        why = f"Renewal shows {asks.renew_days} days before the end, from {opens} on."
        found.append(Reason(why))
    renewal = case.renewal(held, now.day)
    if renewal is not None:
        on = date_text(renewal.starts_on or NEVER)
        found.append(Reason(f"It is renewed: “{renewal.title}” begins {on}.", renewal.fact.key))
    return found


def _first(first: First, held: LicenseHeld, asks: Terms, now: Moment) -> list[Reason]:
    """What a rule with an exception for the first renewal says, and whether this is it."""
    if asks.first_renewal == UNKNOWN:
        asked = f"Whether {now.rule} asks hours for the first renewal is not known."
    elif asks.first_renewal == NONE_NEEDED:
        asked = f"{now.says('asks', 'would ask')} no hours for the first renewal."
    else:
        return []
    if first.because is None:
        asked += " On which day it was first licensed is not recorded, so hours are asked."
        return [Reason(asked, held.fact.key)]
    because = _longer(held, asks) if first.is_longer else _whether_first(first.because, held, asks)
    return [Reason(asked), Reason(because, first.because.fact.key)]


def _longer(held: LicenseHeld, asks: Terms) -> str:
    """Why a first license asks for something that the rule does not say."""
    first_on = date_text(held.first_licensed_on or NEVER)
    cycle = months_text(asks.cycle_months or 0)
    return (
        f"It was first licensed on {first_on}. A first license may last up to "
        f"{months_text(asks.longest_first)}, so this renewal is the first, but it is more than "
        f"{cycle} after that day: whether hours are asked for the time beyond is not known."
    )


def _whether_first(because: LicenseHeld, held: LicenseHeld, asks: Terms) -> str:
    """Why a renewal is the first, or not."""
    longest, expires_on = asks.longest_first, held.expires_on or NEVER
    days = [day for day in (because.first_licensed_on, because.starts_on) if day is not None]
    if days and months_later(min(days), longest) < expires_on:
        return (
            f"It was licensed on {date_text(min(days))} or before, more than "
            f"{months_text(longest)} before it expires: this renewal does not count as the first."
        )
    if because.fact.key != held.fact.key:
        ended = date_text(because.expires_on or NEVER)
        return f"“{because.title}” through {ended} is an earlier license: it has been renewed."
    return (
        f"It was first licensed on {date_text(because.first_licensed_on or NEVER)}, and expires "
        f"within {months_text(asks.cycle_months or 0)} of that day: this renewal is the first."
    )


def _earned(completion: Completion) -> Reason:
    about = f" in {subject_words(completion.subject)}" if completion.subject else ""
    own = "" if completion.confirmed else ", as the person entered it"
    return Reason(
        f"“{completion.title}” on {date_text(completion.completed_on)}: "
        f"{hours_text(completion.ce_minutes)}{about}{own}.",
        completion.fact.key,
    )


def _sums(credited: Credited, asks: Terms, now: Moment) -> list[Reason]:
    asked = hours_text((asks.hours or 0) * 60)
    found = [
        Reason(
            f"{now.says('asks', 'would ask')} for {asked}; "
            f"{hours_text(credited.minutes)} are recorded."
        )
    ]
    if asks.subjects is None:
        found.append(Reason(f"How many of them in which subject is not known. {SUPPLY}"))
    for name, hours in (asks.subjects or {}).items():
        recorded = hours_text(credited.by_subject[name])
        found.append(
            Reason(f"Of these {hours_text(hours * 60)} in {subject_words(name)}: {recorded}.")
        )
    return found


def _without_credit(case: LicenseCase, begins: date, now: Moment) -> list[Reason]:
    here = [
        each
        for each in case.known.facts.completions
        if each.course and begins <= each.completed_on <= now.day
    ]
    if not here:
        return []
    return [
        Reason("Trainings of this portal count no hours: whether they give credit is not known.")
    ]


def next_step(case: LicenseCase, now: Moment) -> str:
    """What to do next, as a sentence; empty when there is nothing to do."""
    asks = case.plan.terms[now.number]
    held = case.license(case.held_on(now.day, asks.types), now.day)
    expires_on = None if held is None else held.expires_on
    first = None if held is None else case.first_renewal(held, asks)
    excepted = asks.first_renewal == NONE_NEEDED
    nameless = of_no_profession(case.known.facts.licenses, now.day)
    match now.state:
        case State.EXPIRED | State.GRACE | State.WAIVED:
            return "Renew the license, and record through when it is good."
        case State.UNKNOWN if asks.types_known and held is None and nameless:
            return f"Say on the person's page which profession “{nameless[-1].title}” licenses."
        case State.UNKNOWN if asks.types_known and expires_on is None:
            return "Record the license, and the day it expires."
        case State.UNKNOWN if first and first.is_longer and excepted and asks.hours is not None:
            return (
                "Ask the board whether hours are needed for this first renewal, or earn them. "
                f"Apply for renewal by {date_text(expires_on or NEVER)}."
            )
        case State.UNKNOWN:
            return f"Verify {now.rule}: it is not known what it asks for."
        case State.VALID if held is not None and case.renewal(held, now.day) is not None:
            return ""
        case State.VALID if expires_on is not None:
            needs_none = first is not None and first.is_first is True and not first.is_longer
            return _apply(expires_on, asks, now, first=needs_none and excepted)
        case State.NOT_YET_DUE | State.IN_PROGRESS | State.RENEW_NOW if expires_on is not None:
            earn = _earn(case.credited(expires_on, now.day, asks), asks, now)
            return (
                f"{earn} {_RECORD_FIRST}" if excepted and first and first.is_first is None else earn
            )
    return ""


def _apply(expires_on: date, asks: Terms, now: Moment, *, first: bool) -> str:
    opens = now.day if asks.apply_days is None else days_earlier(expires_on, asks.apply_days)
    start = f"from {date_text(opens)} on, " if now.day < opens else ""
    hours = "No hours are needed for the first renewal." if first else "The hours are complete."
    return f"{hours} Apply for renewal {start}by {date_text(expires_on)}."


def _earn(credited: Credited, asks: Terms, now: Moment) -> str:
    missing = (asks.hours or 0) * 60 - credited.minutes
    by_subject = [
        f"{hours_text(hours * 60 - credited.by_subject[name])} in {subject_words(name)}"
        for name, hours in (asks.subjects or {}).items()
        if hours * 60 > credited.by_subject[name]
    ]
    if missing <= 0 and asks.subjects is None:
        return f"Ask the board in which subjects the hours have to be, and apply {by(now.due)}."
    if missing <= 0:
        return f"Earn {' and '.join(by_subject)} {by(now.due)}."
    more = f"Earn {hours_text(missing)} more {by(now.due)}"
    return f"{more}, with {' and '.join(by_subject)}." if by_subject else f"{more}."
