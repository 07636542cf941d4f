"""Trainings taken elsewhere: what they can be about, and whether a precedent can credit one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.domain.dates import date_text, months_later
from portal.domain.requirements import UNKNOWN, Requirement, Rulebook, Subject, Tier

NOT_COMPLETED_YET = "This day has not come yet. Enter the day on which the training was completed."
"""Said of a training that is dated after today."""
NOT_CREDITED_YET = "This day has not come yet. Enter today or an earlier day."
"""Said of credit from a day after today."""
_SPOKEN = {"hiv-aids": "HIV and AIDS", "occupational-therapy": "Occupational therapy delivery"}


def subjects(rulebook: Rulebook) -> dict[str, str]:
    """The subjects that requirements name, with their words, in alphabetical order of those."""
    named = {
        subject
        for requirement in rulebook.requirements.values()
        for version in requirement.versions
        if (words := version.settings.get("subjects")) is not None and words != UNKNOWN
        if isinstance(words, tuple | Mapping)
        for subject in words
    }
    spoken = {subject: subject_words(subject) for subject in named}
    return dict(sorted(spoken.items(), key=lambda pair: pair[1]))


def by_subject(rulebook: Rulebook, day: date) -> dict[str, tuple[str, ...]]:
    """For each subject the slugs of the requirements that it meets on a day."""
    found: dict[str, list[str]] = {}
    for slug, requirement in rulebook.requirements.items():
        version = requirement.on(day)
        words = version.settings.get("subjects") if version else None
        if words is not None and words != UNKNOWN and isinstance(words, tuple | Mapping):
            for subject in words:
                found.setdefault(subject, []).append(slug)
    return {subject: tuple(slugs) for subject, slugs in found.items()}


def subject_words(subject: str) -> str:
    """A subject as people say it: “Law and ethics” for “law-and-ethics”."""
    return _SPOKEN.get(subject, subject.replace("-", " ").capitalize())


def subject_named(words: str) -> str:
    """The subject that people call so, as files write it; what cannot be one stays as it is."""
    for subject, spoken in _SPOKEN.items():
        if spoken.casefold() == words.strip().casefold():
            return subject
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-") or words


def decidable(rulebook: Rulebook) -> dict[str, Requirement]:
    """What can be waived, extended or credited: the requirements that a person meets or does not.

    By slug, in the order of the files. Left out are those that only say how others apply, and
    those of licensing boards, which decide for themselves.
    """
    return {
        requirement.slug: requirement
        for requirement in rulebook.of(Subject.MEMBER)
        if requirement.tier not in (Tier.SCOPE, Tier.LICENSE)
    }


def creditable(rulebook: Rulebook) -> dict[str, Requirement]:
    """Those of them that a training can meet."""
    return {
        slug: requirement
        for slug, requirement in decidable(rulebook).items()
        if requirement.check == "completed"
    }


@dataclass(frozen=True, slots=True)
class Limits:
    """When a precedent credits trainings, and how old they may be."""

    starts_on: date
    ends_on: date | None
    recency_months: int | None
    revoked_on: date | None

    def refusal(self, completed_on: date, claimed_on: date) -> str:
        """Why it does not credit such a training on that day, as a sentence; empty when it does.

        Like every validity, the age and the last day hold through the day.
        """
        if self.revoked_on is not None:
            return f"It is revoked from {date_text(self.revoked_on)} on."
        if claimed_on < self.starts_on:
            return f"It gives credit from {date_text(self.starts_on)} on, and not before."
        if self.ends_on is not None and claimed_on > self.ends_on:
            return f"It gave new credit through {date_text(self.ends_on)}."
        if self.recency_months is not None:
            through = months_later(completed_on, self.recency_months)
            if claimed_on > through:
                return (
                    f"The training is too old: it was completed on {date_text(completed_on)} and "
                    f"may be at most {months_text(self.recency_months)} old when it is credited, "
                    f"so it could be credited through {date_text(through)}."
                )
        return ""


def months_text(months: int) -> str:
    """A number of months in words: “1 month”, “24 months”."""
    return "1 month" if months == 1 else f"{months} months"
