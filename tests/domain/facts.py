"""One small function per kind of fact about a person, with days as ISO text or dates.

    ana = person(responds("2026-01-10"), completed("2026-03-10"))

`person` sorts facts into their places. Each fact gets a key of its kind and a number.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from portal.domain.facts import (
    Affiliated,
    Begun,
    Claim,
    Completion,
    Decided,
    DecisionKind,
    DesignationHeld,
    Duty,
    DutyHeld,
    Equivalency,
    Leave,
    LicenseHeld,
    PersonFacts,
    Profession,
    Recorded,
)
from portal.domain.people import ProviderType

AT = datetime(2026, 1, 5, 20, tzinfo=UTC)
Day = date | str
_NUMBERS = count(1)
_PLACES = {
    Affiliated: "affiliations",
    DutyHeld: "duties",
    Profession: "professions",
    LicenseHeld: "licenses",
    DesignationHeld: "designations",
    Completion: "completions",
    Begun: "begun",
    Decided: "decisions",
    Leave: "leaves",
}


def person(*facts: Any, name: str = "Ana Reyes") -> PersonFacts:
    """Somebody of whom this is known."""
    places: dict[str, list[Any]] = {}
    for fact in facts:
        places.setdefault(_PLACES[type(fact)], []).append(fact)
    return PersonFacts(1, name, **{place: tuple(found) for place, found in places.items()})


def day(value: Day | None) -> date | None:
    """A day from its ISO text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def certainly(value: Day) -> date:
    """A day that is known."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def recorded(kind: str, by: str = "Tess Ong") -> Recorded:
    """Who recorded it; each has its own number."""
    return Recorded(f"{kind}:{next(_NUMBERS)}", AT, by)


def duty(which: Duty, starts: Day | None = "2026-01-10", ends: Day | None = None) -> DutyHeld:
    """Somebody does something."""
    return DutyHeld(recorded("duty"), which, day(starts), day(ends))


def responds(starts: Day | None = "2026-01-10", ends: Day | None = None) -> DutyHeld:
    """Somebody answers calls."""
    return duty(Duty.RESPONDS, starts, ends)


def affiliated(
    starts: Day | None = "2026-01-10",
    ends: Day | None = None,
    *,
    team: int | None = 1,
    county: str = "06019",
) -> Affiliated:
    """Somebody works in a county, on a team unless said otherwise."""
    return Affiliated(recorded("affiliation"), county, team, day(starts), day(ends))


def profession(
    which: ProviderType = ProviderType.PEER_SUPPORT_SPECIALIST,
    starts: Day | None = None,
    ends: Day | None = None,
) -> Profession:
    """What somebody is."""
    return Profession(recorded("profession"), which, day(starts), day(ends))


def licensed(
    expires: Day | None,
    which: ProviderType | None = ProviderType.PEER_SUPPORT_SPECIALIST,
    starts: Day | None = None,
    title: str = "Peer certification",
    first: Day | None = None,
) -> LicenseHeld:
    """A license."""
    return LicenseHeld(recorded("credential"), title, which, day(starts), day(expires), day(first))


def designated(
    starts: Day | None = "2026-01-10", ends: Day | None = None, county: str = "06019"
) -> DesignationHeld:
    """A county's designation."""
    return DesignationHeld(recorded("designation"), county, day(starts), day(ends))


def completed(
    on: Day,
    course: str = "assessment",
    *,
    title: str = "Crisis assessment",
    edition: int = 1,
    superseded: Day | None = None,
    revoked: Day | None = None,
    by: str = "",
) -> Completion:
    """A training of the portal. With `superseded`, its edition counts no more from that day."""
    return Completion(
        recorded("training-record", by),
        title,
        certainly(on),
        course,
        edition,
        superseded is None,
        day(superseded),
        day(revoked),
        "",
        0,
        (),
        confirmed=True,
    )


def outside(
    on: Day,
    *claims: Callable[[], Claim] | Claim,
    subject: str = "",
    minutes: int = 0,
    revoked: Day | None = None,
    title: str = "Assessing a crisis",
    confirmed: bool = True,
) -> Completion:
    """A training taken elsewhere."""
    return Completion(
        recorded("outside-training"),
        title,
        certainly(on),
        "",
        0,
        True,
        None,
        day(revoked),
        subject,
        minutes,
        tuple(each() if callable(each) else each for each in claims),
        confirmed,
    )


def precedent(
    requirement: str = "crisis-assessment",
    *,
    starts: Day = "2024-01-01",
    ends: Day | None = None,
    recency_months: int | None = None,
    revoked: Day | None = None,
) -> Equivalency:
    """A decision that a training from elsewhere meets a requirement."""
    return Equivalency(
        recorded("equivalency"),
        requirement,
        certainly(starts),
        day(ends),
        recency_months,
        day(revoked),
        "Assessing a crisis",
        "The contents are the same.",
    )


def claim(on: Day, under: Equivalency | None = None) -> Claim:
    """Credit under a precedent."""
    return Claim(recorded("claim"), under or precedent(), certainly(on))


def begun(
    started: Day,
    ended: Day | None = None,
    course: str = "assessment",
    title: str = "Crisis assessment",
) -> Begun:
    """A training of the portal that is under way."""
    return Begun(recorded("enrolment"), course, title, certainly(started), day(ended))


def decision(
    kind: DecisionKind,
    starts: Day,
    ends: Day,
    requirement: str = "crisis-assessment",
    reason: str = "The county asked for it.",
) -> Decided:
    """A waiver or an extension."""
    return Decided(
        recorded("decision"), kind, requirement, certainly(starts), certainly(ends), reason
    )


def waiver(starts: Day, ends: Day, requirement: str = "crisis-assessment") -> Decided:
    """A waiver."""
    return decision(DecisionKind.WAIVER, starts, ends, requirement)


def extension(starts: Day, ends: Day, requirement: str = "crisis-assessment") -> Decided:
    """An extension."""
    return decision(DecisionKind.EXTENSION, starts, ends, requirement)


def leave(starts: Day, ends: Day | None = None) -> Leave:
    """Somebody is away."""
    return Leave(recorded("leave"), certainly(starts), day(ends))
