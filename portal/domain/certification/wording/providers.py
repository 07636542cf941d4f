"""The check `qualified_provider` in sentences."""

from __future__ import annotations

from portal.domain.certification.days import day_after
from portal.domain.certification.providers import Listed, ProviderCase, licenses_for
from portal.domain.certification.verdicts import Reason, State
from portal.domain.certification.wording.phrases import (
    SUPPLY,
    Moment,
    decision_reasons,
    no_profession_said,
    of_no_profession,
    since,
)
from portal.domain.dates import date_text
from portal.domain.facts import Profession


def explain(case: ProviderCase, now: Moment) -> list[Reason]:
    """The derivation, step by step."""
    listed = case.plan.listed[now.number]
    held = case.professions(now.day)
    found = [] if held else [Reason("No profession is recorded for the day.")]
    for each in held:
        found.append(Reason(f"{each.provider_type.label}{since(each.starts_on)}.", each.fact.key))
        found += _counted(case, each, listed, now)
    if not listed.types_known:
        found.append(Reason(f"Which professions {now.rule} lists is not known. {SUPPLY}"))
    return found + decision_reasons(case.decisions, now.day)


def _counted(
    case: ProviderCase, profession: Profession, listed: Listed, now: Moment
) -> list[Reason]:
    kind = profession.provider_type
    if kind.value in listed.never:
        return [Reason(f"{kind.label}s are not counted, whatever else they are.")]
    if not listed.types_known:
        return []
    if kind.value not in listed.types:
        return [Reason(f"{now.says('does', 'would')} not list this profession.")]
    return [
        Reason(f"{now.says('lists', 'would list')} this profession."),
        *_licenses(case, profession, now),
    ]


def _licenses(case: ProviderCase, profession: Profession, now: Moment) -> list[Reason]:
    held = licenses_for(case.known.facts, profession, now.day)
    if not held:
        return no_profession_said(of_no_profession(case.known.facts.licenses, now.day)) or [
            Reason("No license entry for it is on record, so none can have expired.")
        ]
    found = []
    for each in held:
        if each.expires_on is None:
            words = f"“{each.title}” is on record without a day on which it expires."
        elif now.day < day_after(each.expires_on):
            words = f"“{each.title}” is good through {date_text(each.expires_on)}."
        else:
            words = f"“{each.title}” was good through {date_text(each.expires_on)}."
        found.append(Reason(words, each.fact.key))
    return found


def next_step(case: ProviderCase, now: Moment) -> str:
    """What to do next, as a sentence; empty when there is nothing to do."""
    match now.state:
        case State.UNKNOWN:
            if case.professions(now.day):
                return f"Verify {now.rule}: which professions it lists is not known."
            return "Record the profession."
        case State.EXPIRED | State.GRACE:
            return "Renew the license, and record through when it is good."
        case State.MISSING:
            listed = case.plan.listed[now.number]
            if case.never_counted(case.professions(now.day), listed):
                return "Somebody else has to be counted."
            return "Somebody else has to be counted: no profession on the list is recorded."
    return ""
