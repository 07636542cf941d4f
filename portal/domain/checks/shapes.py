"""How a check and its settings are described."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.domain.requirements import FOR_GOOD, Subject, Tier


class Kind(StrEnum):
    """What a setting's value is."""

    NUMBER = "number"
    DAYS = "days"
    """A number of days."""
    MONTHS = "months"
    """A number of months."""
    WORD = "word"
    """One of the choices."""
    REQUIREMENT = "requirement"
    """The slug of another requirement."""
    DAY = "day"
    WORDS = "words"
    """A list; of the choices, if there are any."""
    COURSES = "courses"
    """A list of the portal's own trainings, by their slugs."""
    TABLE = "table"
    """Numbers by word."""


@dataclass(frozen=True, slots=True)
class SettingShape:
    """One setting of a check."""

    kind: Kind
    label: str
    """What a form calls it."""
    hint: str
    choices: Mapping[str, str] | None = None
    """The words that may be used, with their labels; None: any kebab-case word."""
    instead: Mapping[str, str] = field(default_factory=dict)
    """Words that may stand in place of a value, such as “before”, and how people say them."""
    at_least: int = 0
    """The smallest number that makes sense."""
    optional: bool = False
    """Whether a version may leave it out."""
    may_be_unknown: bool = True
    """Whether nobody may know it. Not so for what the portal decides, such as its courses."""

    @property
    def may_be_for_good(self) -> bool:
        """Whether it can be known to have no end."""
        return FOR_GOOD in self.instead


@dataclass(frozen=True, slots=True)
class CheckShape:
    """A check: whom it judges and what it is called with."""

    subject: Subject
    settings: Mapping[str, SettingShape]
    tiers: frozenset[Tier]
    """The tiers in which a requirement may use it."""
