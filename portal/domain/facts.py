"""What is known about a person, a roster and a county: the facts that verdicts are made from.

Every fact says when it was true and who recorded it when. The caller hands over only what was
known at the moment asked about, with superseded facts left out; verdicts see nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.domain.people import ProviderType


@dataclass(frozen=True, slots=True)
class Recorded:
    """Which fact it is, and how the portal came to know it."""

    key: str
    """Names the fact for good, such as “outside-training:12”."""
    at: datetime
    by: str
    """Who recorded it; empty when the portal itself did."""


class Duty(StrEnum):
    """What somebody does on the job that rules ask about."""

    RESPONDS = "responds"
    """Answers calls as a member of a team, on site or remote."""
    DISPATCHES = "dispatches"
    CONSULTS = "consults"
    """Is reached for advice, and not counted as a member."""
    ASSESSES = "assesses"
    """Conducts crisis assessments."""
    CARRIES_NALOXONE = "carries-naloxone"

    @property
    def label(self) -> str:
        """As people say it."""
        return {
            Duty.RESPONDS: "Answers calls",
            Duty.DISPATCHES: "Dispatches calls",
            Duty.CONSULTS: "Is on call for consultation",
            Duty.ASSESSES: "Conducts crisis assessments",
            Duty.CARRIES_NALOXONE: "Carries naloxone",
        }[self]


@dataclass(frozen=True, slots=True)
class DutyHeld:
    """Somebody does something from a day through a day."""

    fact: Recorded
    duty: Duty
    starts_on: date | None
    """None: the day is not known."""
    ends_on: date | None
    """The last day; None while it goes on."""


@dataclass(frozen=True, slots=True)
class Affiliated:
    """Somebody works in a county, perhaps on a team. To be on a team is to answer calls."""

    fact: Recorded
    county: str
    team: int | None
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Profession:
    """What somebody is, from a day through a day."""

    fact: Recorded
    provider_type: ProviderType
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class LicenseHeld:
    """A license, registration or certification."""

    fact: Recorded
    title: str
    provider_type: ProviderType | None
    """The profession that it licenses; None when it was not said."""
    starts_on: date | None
    expires_on: date | None
    """The last day it is good for; None when not known or without end."""
    first_licensed_on: date | None
    """The day on which it was issued for the first time; None when not known."""


@dataclass(frozen=True, slots=True)
class DesignationHeld:
    """A county has designated somebody to place holds under W&I 5150."""

    fact: Recorded
    county: str
    starts_on: date | None
    ends_on: date | None
    """The last day; None when the county set no end."""


@dataclass(frozen=True, slots=True)
class Equivalency:
    """A decision that a training from elsewhere meets a requirement: a precedent for all."""

    fact: Recorded
    requirement: str
    starts_on: date
    """Claims are credited from this day on."""
    ends_on: date | None
    """No new claims after this day; credit given stays."""
    recency_months: int | None
    """At most so old may the training be on the day it is claimed; None: any age."""
    revoked_on: date | None
    """From this day nothing rests on it any more; what it gave before stays as it was."""
    title: str
    """The training that it credits."""
    reason: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A training from elsewhere is credited under a precedent."""

    fact: Recorded
    equivalency: Equivalency
    claimed_on: date
    """The day on which the training's age is measured, and from which the credit counts."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A training that somebody completed, here or elsewhere."""

    fact: Recorded
    title: str
    completed_on: date
    course: str
    """The slug of the portal's own training; empty for one taken elsewhere."""
    edition: int
    """The portal's edition; 0 for one taken elsewhere."""
    still_counts: bool
    """Whether the newest edition accepts it; True for one taken elsewhere."""
    superseded_on: date | None
    """When the newest edition came out, if it no longer counts."""
    revoked_on: date | None
    """From this day it counts for nothing; before it, as it stood."""
    subject: str
    """What one from elsewhere was about, such as “naloxone” or “law-and-ethics”; may be empty."""
    ce_minutes: int
    """Continuing education credit in minutes; 0 when none was given."""
    claims: tuple[Claim, ...]
    """The precedents it was claimed under; empty: no credit by decision."""
    confirmed: bool
    """Whether somebody other than the person recorded or confirmed it; one of the portal always is.

    Until then its subject meets no requirement for a training. Credit by a decision does not
    depend on it. Hours toward a license count, and reasons say whose word they are.
    """


@dataclass(frozen=True, slots=True)
class Begun:
    """A training of the portal that is under way."""

    fact: Recorded
    course: str
    title: str
    started_on: date
    ended_on: date | None
    """The day it was completed; None while it goes on."""


class DecisionKind(StrEnum):
    """What was decided about one person and one requirement."""

    WAIVER = "waiver"
    EXTENSION = "extension"

    @property
    def label(self) -> str:
        """As people say it."""
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Decided:
    """A waiver, or an extension of a deadline or of a validity, with its end."""

    fact: Recorded
    kind: DecisionKind
    requirement: str
    starts_on: date
    ends_on: date
    """The last day it helps."""
    reason: str


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody is away. What they hold keeps running; they are not there to answer calls."""

    fact: Recorded
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Everything known about one person that rules ask about."""

    person: int
    name: str
    affiliations: tuple[Affiliated, ...] = ()
    duties: tuple[DutyHeld, ...] = ()
    professions: tuple[Profession, ...] = ()
    licenses: tuple[LicenseHeld, ...] = ()
    designations: tuple[DesignationHeld, ...] = ()
    completions: tuple[Completion, ...] = ()
    begun: tuple[Begun, ...] = ()
    decisions: tuple[Decided, ...] = ()
    leaves: tuple[Leave, ...] = ()


@dataclass(frozen=True, slots=True)
class CountyFact:
    """Something a county has done or decided that a requirement asks of it."""

    fact: Recorded
    requirement: str
    done_on: date
    ends_on: date | None
    """The last day it holds; None while it goes on."""
    note: str


def holds(starts_on: date | None, ends_on: date | None, day: date) -> bool:
    """Whether a stretch with these first and last days covers the day; None is open."""
    return (starts_on is None or starts_on <= day) and (ends_on is None or day <= ends_on)
