"""What the sentences of several checks have in common."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from portal.domain.certification.days import first_day, last_day
from portal.domain.certification.verdicts import Reason, State
from portal.domain.dates import date_text
from portal.domain.facts import Decided, DecisionKind, Leave, LicenseHeld, holds
from portal.domain.requirements import Requirement, Rulebook, Version

SUPPLY = "Somebody who may verify rules can supply it from the source."


class Moment(NamedTuple):
    """What is asked about: a version in force on a day, and the state that was worked out."""

    rulebook: Rulebook
    requirement: Requirement
    version: Version
    number: int
    """Its place among the versions."""
    day: date
    state: State
    due: date | None

    @property
    def rule(self) -> str:
        """The rule by its short number."""
        return f"rule {self.requirement.rule}"

    @property
    def title(self) -> str:
        """What is required, in quotation marks."""
        return f"“{self.requirement.title}”"

    def says(self, judging: str, advising: str) -> str:
        """The rule and its verb: plain when it is verified, and conditional when it is not."""
        return f"Rule {self.requirement.rule} {judging if self.version.is_verified else advising}"


def rule_reason(requirement: Requirement, version: Version) -> Reason:
    """Which version it is, and whether it judges or advises."""
    words = f"Rule {requirement.rule}, in force in this form since {date_text(version.starts)}"
    if version.verified is not None:
        return Reason(f"{words}, was last read at its source on {date_text(version.verified)}.")
    if version.confidence.is_recalled:
        return Reason(f"{words}, is advisory; the source could not be read.")
    return Reason(f"{words}, is advisory: nobody has verified it here yet.")


def not_in_force(requirement: Requirement, day: date) -> Reason:
    """Why nothing is asked on a day."""
    words = f"Rule {requirement.rule} is not in force on {date_text(day)}"
    coming = next((each for each in requirement.versions if each.starts > day), None)
    if coming is not None:
        return Reason(f"{words}; it begins on {date_text(coming.starts)}.")
    ended = [each.ends for each in requirement.versions if each.ends is not None]
    return Reason(f"{words}; it ended before {date_text(max(ended))}." if ended else f"{words}.")


def unverified(rule: Requirement) -> Reason:
    """A rule about other rules, which would change something if somebody had verified it."""
    return Reason(f"Rule {rule.rule} ({rule.title}) is not verified, so it changes nothing here.")


def decision_reasons(decisions: Iterable[Decided], day: date) -> list[Reason]:
    """The waivers and extensions that had begun by a day."""
    return [
        Reason(f"{_decision(each, day)} {sentence(each.reason)}", each.fact.key)
        for each in decisions
        if each.starts_on <= day and each.starts_on <= each.ends_on
    ]


def _decision(each: Decided, day: date) -> str:
    what = "A waiver" if each.kind is DecisionKind.WAIVER else "An extension"
    if each.ends_on < day:
        return f"{what} ended with {date_text(each.ends_on)}; nothing else has moved."
    days = f"from {date_text(each.starts_on)} through {date_text(each.ends_on)}"
    return f"{what} helps {days}."


def leave_reasons(leaves: Iterable[Leave], day: date) -> list[Reason]:
    """Being away, which stops no clock."""
    return [
        Reason(
            f"On leave since {date_text(each.starts_on)}. "
            "What somebody holds keeps running, and so do deadlines.",
            each.fact.key,
        )
        for each in leaves
        if holds(each.starts_on, each.ends_on, day)
    ]


def since(starts_on: date | None) -> str:
    """Since when something is so, at the end of a sentence."""
    if starts_on is None:
        return "; the day this began is not recorded"
    return f" since {date_text(starts_on)}"


def through(until: date) -> str:
    """The last day before an edge."""
    last = last_day(until)
    return "the end of the calendar" if last is None else date_text(last)


def by(due: date | None) -> str:
    """A last day, at the end of a sentence; “now” when there is none."""
    return "now" if due is None else f"by {date_text(due)}"


def days_text(days: int) -> str:
    """A number of days: “1 day”, “90 days”."""
    return "1 day" if days == 1 else f"{days} days"


def sentence(text: str) -> str:
    """What somebody wrote, closed like a sentence."""
    words = text.strip()
    return words if not words or words[-1] in ".!?…" else f"{words}."


def of_no_profession(licenses: Iterable[LicenseHeld], day: date) -> list[LicenseHeld]:
    """The entries of a day that say no profession, and so count for none."""
    return [
        each for each in licenses if each.provider_type is None and first_day(each.starts_on) <= day
    ]


def no_profession_said(found: Iterable[LicenseHeld]) -> list[Reason]:
    """What is wrong with them."""
    return [
        Reason(
            f"An entry “{each.title}” does not say which profession it licenses; "
            "correct it on the person's page.",
            each.fact.key,
        )
        for each in found
    ]
