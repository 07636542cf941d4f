"""Who asks whom, by when, in words."""

from __future__ import annotations

from datetime import date

from portal.domain.assignments.values import Assignment, Basis, Reach, When, Whom
from portal.domain.dates import date_text


def who_asked(assignment: Assignment, came_on: date | None) -> str:
    """Who asked, as a sentence. `came_on` is the day of whoever came after it was made."""
    by, made = assignment.by or "The portal", date_text(assignment.made_on)
    if came_on is None:
        return f"{by} asked for it on {made}."
    return (
        f"{by} asks it of everybody who comes to be {assignment.group}, by a rule made on {made}."
    )


def when_words(when: When) -> str:
    """The rule for the date: “by January 31, 2027”, “30 days after the first day on the team”."""
    if when.on is not None:
        return f"by {date_text(when.on)}"
    length = when.unit.words(when.count)
    if when.basis is Basis.DUTY and when.duty is not None:
        return f"{length} after the first day of “{when.duty.label}”"
    return f"{length} after {FROM[when.basis]}"


FROM = {
    Basis.FIXED: "the day",
    Basis.HIRE: "the first day of working there",
    Basis.DUTY: "the first day of that duty",
    Basis.TEAM: "the first day on the team",
}
"""What is counted from, in words."""


def group_words(whom: Whom, county: str | None, called: str) -> str:
    """The group in words that follow “everybody”. `called` is the name of its team or agency."""
    where = f"in {county} County" if county else "in California"
    if whom.reach is Reach.TEAM:
        return f"on {called}"
    if whom.reach is Reach.AGENCY:
        return f"with {called} {where}"
    if whom.reach is Reach.DUTY and whom.duty is not None:
        return f"with the duty “{whom.duty.label}” {where}"
    if whom.reach is Reach.PEOPLE:
        return f"chosen by name, {where}"
    return f"working {where}"
