"""The check `completed` in sentences."""

from __future__ import annotations

from datetime import date

from portal.domain.certification.answering import Stretch
from portal.domain.certification.completed import (
    ASSESSORS,
    BEFORE,
    Asked,
    CompletedCase,
)
from portal.domain.certification.days import days_later
from portal.domain.certification.verdicts import Reason, State
from portal.domain.certification.wording.phrases import (
    SUPPLY,
    Moment,
    by,
    days_text,
    decision_reasons,
)
from portal.domain.certification.wording.requiring import making, requiring, what
from portal.domain.certification.wording.validities import validities
from portal.domain.dates import date_text
from portal.domain.facts import Affiliated, Completion, DutyHeld
from portal.domain.requirements import UNKNOWN


def explain(case: CompletedCase, now: Moment) -> list[Reason]:
    """The derivation, step by step."""
    asked = case.plan.asked[now.number]
    found = requiring(case, asked, now)
    found += validities(case, asked, now)
    none = not case.counting(now.day, asked)
    if none:
        found += _nothing(asked)
    if none or now.state in (State.NOT_YET_DUE, State.IN_PROGRESS):
        found += _deadline(case, asked, now)
    begun = case.under_way(now.day, asked)
    if begun is not None:
        day = date_text(begun.started_on)
        found.append(Reason(f"“{begun.title}” is under way here since {day}.", begun.fact.key))
    return found + decision_reasons(case.decisions, now.day)


def _nothing(asked: Asked) -> list[Reason]:
    found = [Reason("No training that counts is recorded.")]
    if not asked.courses_known:
        found.append(Reason(f"Which trainings count is not known. {SUPPLY}"))
    elif not asked.courses and not asked.subjects:
        found.append(Reason(_ONLY_BY_DECISION))
    return found


_ONLY_BY_DECISION = (
    "The portal has no training of its own for it: one taken elsewhere counts by a decision."
)


def _deadline(case: CompletedCase, asked: Asked, now: Moment) -> list[Reason]:
    stretch = case.applies(now.day, asked)
    if stretch is None or asked.required_of == UNKNOWN:
        return []
    first = "assessment" if asked.required_of == ASSESSORS else "response"
    if asked.deadline == BEFORE:
        return [Reason(f"{now.says('asks', 'would ask')} for it before the first {first}.")]
    if not isinstance(asked.deadline, int):
        return [Reason(f"By when {now.rule} asks for it is not known. {SUPPLY}")]
    words = f"{now.says('gives', 'would give')} {days_text(asked.deadline)} after the beginning"
    if stretch[0] == date.min:
        return [
            Reason(
                f"{words}, and the day this began is not recorded. "
                "The county's trainer can record it."
            )
        ]
    due = days_later(stretch[0], asked.deadline)
    found = [Reason(f"{words}: from {date_text(stretch[0])} that is {date_text(due)}.")]
    return found + _later_reasons(making(case.known.facts, asked, now.day), stretch, asked.deadline)


def _later_reasons(
    because: list[DutyHeld | Affiliated], stretch: Stretch, days: int
) -> list[Reason]:
    """What by itself would give until a later day; the earliest counts."""
    return [
        Reason(
            f"{what(each)} since {date_text(each.starts_on)}: by itself that would give until "
            f"{date_text(days_later(each.starts_on, days))}. The earliest day counts.",
            each.fact.key,
        )
        for each in because
        if each.starts_on is not None and each.starts_on > stretch[0]
    ]


def next_step(case: CompletedCase, now: Moment) -> str:
    """What to do next, as a sentence; empty when there is nothing to do."""
    asked = case.plan.asked[now.number]
    waiting = _waiting(case, asked, now)
    if waiting is not None:
        return f"Ask the county's trainer to confirm “{waiting.title}”."
    complete = _complete(case, asked, now)
    match now.state:
        case State.RENEW_NOW | State.GRACE | State.EXPIRED:
            return f"Complete {now.title} again {by(now.due)}."
        case State.MISSING | State.IN_PROGRESS:
            return f"{complete}{_when(asked, now)}."
        case State.UNKNOWN:
            return _find_out(complete.rstrip(","), asked, now)
        case State.NOT_YET_DUE:
            return f"{complete} {by(now.due)}."
        case State.WAIVED if now.due is not None:
            return f"{complete} {by(now.due)}, when the waiver ends."
        case State.NOT_REQUIRED if now.due is not None:
            return f"{complete} {by(now.due)}: from the next day on it is required."
    return ""


def _waiting(case: CompletedCase, asked: Asked, now: Moment) -> Completion | None:
    """What would help if somebody confirmed it; the latest of several."""
    if now.state in (State.VALID, State.WAIVED):
        return None
    counted = max((each.on for each in case.counting(now.day, asked)), default=date.min)
    found = [each for each in case.unconfirmed(now.day, asked) if each.completed_on > counted]
    return max(found, key=lambda each: each.completed_on, default=None)


def _complete(case: CompletedCase, asked: Asked, now: Moment) -> str:
    begun = case.under_way(now.day, asked)
    if begun is not None:
        return f"Finish “{begun.title}”"
    if asked.courses or asked.subjects:
        return f"Complete {now.title}"
    return f"Hand in a training in {now.title} that was taken elsewhere, for a decision,"


def _when(asked: Asked, now: Moment) -> str:
    if asked.deadline == BEFORE:
        return f" before {'assessing' if asked.required_of == ASSESSORS else 'answering calls'}"
    if now.due is not None:
        return f" {by(now.due)}"
    return " now" if now.state is State.MISSING else ""


def _find_out(complete: str, asked: Asked, now: Moment) -> str:
    if asked.required_of == UNKNOWN:
        return f"Verify {now.rule}: of whom it is required is not known."
    if not asked.courses_known:
        return f"Verify {now.rule}: which trainings count is not known."
    if not isinstance(asked.deadline, int):
        return f"{complete}; by when is not known until it is verified."
    return f"{complete}, and record the day on which this began."
