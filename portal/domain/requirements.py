"""The law as values: sources, requirements with dated versions, and what people have verified.

A requirement says who is judged and by which check; each of its versions says from which day, with
which settings, and where that is written. A version that nobody has verified advises and never
blocks. Windows are half-open: a version ends on the day the next one starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

UNKNOWN = "unknown"
"""A setting whose value nobody could confirm. Unknown is an answer, not a default."""
FOR_GOOD = "for good"
"""A setting that is known to have no end, such as a training that never has to be repeated."""

Setting = int | str | date | tuple[str, ...] | Mapping[str, int]
"""A number, a word (or `UNKNOWN`, `FOR_GOOD`), a day, a list of words, or numbers by word."""


class Subject(StrEnum):
    """What is judged."""

    MEMBER = "member"
    """One person."""
    TEAM = "team"
    """The people who are there together."""
    COUNTY = "county"


class Tier(StrEnum):
    """Which part of the requirements one belongs to; refresh and exemption rules name tiers."""

    TEAM = "team"
    CORE = "core"
    ENHANCED = "enhanced"
    SUPPLEMENTAL = "supplemental"
    PROVIDER = "provider"
    """Who may be counted at all: profession, naloxone, designation."""
    SCOPE = "scope"
    """To whom, and for how long, others apply: refresh, exemptions, credit."""
    LICENSE = "license"
    COUNTY = "county"

    @property
    def label(self) -> str:
        """The tier as a heading."""
        return {
            Tier.TEAM: "Those who are there together",
            Tier.CORE: "Core trainings",
            Tier.ENHANCED: "Enhanced trainings",
            Tier.SUPPLEMENTAL: "Supplemental trainings",
            Tier.PROVIDER: "Who may be counted",
            Tier.SCOPE: "To whom, and for how long",
            Tier.LICENSE: "Licenses, certifications and designations",
            Tier.COUNTY: "Counties",
        }[self]


class Severity(StrEnum):
    """What it means to fall short, once the version is verified."""

    BLOCK = "block"
    """Somebody cannot be counted, or an hour is not covered."""
    DUE = "due"
    """Something has to be done by a day."""
    INFO = "info"
    """Good to know; never a shortfall."""


class Confidence(StrEnum):
    """How the content of a version is known to those who wrote it down."""

    VERIFIED = "V"
    """Read on a page whose publisher owns the fact."""
    REPORTED = "V2"
    """Read on a page that reports somebody else's rule."""
    DERIVED = "D"
    """Worked out here from what was read."""
    RECALLED_HIGH = "RH"
    RECALLED_MEDIUM = "RM"
    RECALLED_LOW = "RL"

    @property
    def is_recalled(self) -> bool:
        """Whether nobody could read the source when it was written down."""
        return self.value.startswith("R")

    @property
    def label(self) -> str:
        """In words, for the reader."""
        return {
            Confidence.VERIFIED: "read at the source",
            Confidence.REPORTED: "read in a report of the source",
            Confidence.DERIVED: "worked out from what was read",
        }.get(self, "recalled; the source could not be read")


@dataclass(frozen=True, slots=True)
class Source:
    """A notice, statute, regulation or page that requirements rest on."""

    key: str
    title: str
    publisher: str
    issued: date | None
    """The day it was issued or took effect; None when that is not known."""
    url: str
    """Where it can be read; empty when no address is known."""
    supersedes: str
    """The key of the source it takes the place of; empty for none."""
    note: str
    """What of it was read, how, and when; or that it was not."""
    notice: str | None = None
    """The slug of the notice in the library that this source is."""


@dataclass(frozen=True, slots=True)
class Version:
    """A requirement as it stands from a day on."""

    starts: date
    ends: date | None
    """The first day it is no longer in force; None while it goes on."""
    settings: Mapping[str, Setting]
    """What the check is called with, by name."""
    source: str
    """The key of a source; empty when none is known."""
    section: str
    confidence: Confidence
    verified: date | None
    """The last day a person read the source; None: the version advises."""
    verified_by: int | None = None
    """The verification recorded in the portal; None when the file itself says so."""

    @property
    def is_verified(self) -> bool:
        """Whether it judges rather than advises."""
        return self.verified is not None

    def covers(self, day: date) -> bool:
        """Whether it is in force on the day."""
        return self.starts <= day and (self.ends is None or day < self.ends)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The settings whose value is not known."""
        return tuple(name for name, value in self.settings.items() if value == UNKNOWN)


@dataclass(frozen=True, slots=True)
class Beside:
    """What another source says of the same, short of what the requirement asks."""

    source: str
    """The key of a source that somebody read."""
    section: str
    says: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something the rules ask of a person, of those who are there together, or of a county."""

    slug: str
    rule: str
    """Its short number, such as “C-01”."""
    title: str
    """What is required, as a noun phrase or sentence for headings."""
    statement: str
    """One or two plain sentences: what it asks."""
    subject: Subject
    tier: Tier
    severity: Severity
    check: str
    """The name of the function that judges it."""
    versions: tuple[Version, ...]
    """In order of their start, without overlap."""
    beside: tuple[Beside, ...] = ()
    """Nothing is judged by it: it is there for the reader."""

    def on(self, day: date) -> Version | None:
        """The version in force on a day; None: not in force."""
        return next((version for version in reversed(self.versions) if version.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every requirement and source, as known at one moment."""

    sources: Mapping[str, Source]
    requirements: Mapping[str, Requirement]

    def of(self, subject: Subject) -> tuple[Requirement, ...]:
        """The requirements for one kind of subject, in the order of the files."""
        return tuple(each for each in self.requirements.values() if each.subject is subject)

    def checked_by(self, check: str) -> tuple[Requirement, ...]:
        """The requirements that one check judges."""
        return tuple(each for each in self.requirements.values() if each.check == check)

    def superseded_by(self, key: str) -> Source | None:
        """The source that takes the place of this one."""
        return next((each for each in self.sources.values() if each.supersedes == key), None)


@dataclass(frozen=True, slots=True)
class Verification:
    """Somebody read the source and says that a version holds, perhaps with settings filled in."""

    id: int
    requirement: str
    version: date
    """The start of the version in the file that it confirms."""
    settings: Mapping[str, Setting]
    """Those that were filled in or changed; the others stay as the file has them."""
    source: str
    section: str
    read_on: date
    """The day the person read the source."""
    starts_on: date
    """From this day the version judges instead of advising."""
    ends_on: date | None
    """From this day it advises again; None while the verification stands."""
    recorded_at: datetime
    recorded_by: str


def with_verifications(rulebook: Rulebook, verifications: Iterable[Verification]) -> Rulebook:
    """The rulebook in which each verified stretch of time judges with its settings.

    A version is cut at the start and the end of each of its verifications. Where two cover the
    same day, the one recorded later (with the larger id) counts. A verification of a version that
    the files no longer have is left out.
    """
    by_requirement: dict[str, list[Verification]] = {}
    for each in sorted(verifications, key=lambda one: one.id):
        by_requirement.setdefault(each.requirement, []).append(each)
    changed = {
        slug: replace(
            requirement,
            versions=tuple(
                piece
                for version in requirement.versions
                for piece in _pieces(
                    version, [each for each in known if each.version == version.starts]
                )
            ),
        )
        for slug, known in by_requirement.items()
        if (requirement := rulebook.requirements.get(slug)) is not None
    }
    return replace(rulebook, requirements={**rulebook.requirements, **changed})


def _pieces(version: Version, verifications: list[Verification]) -> list[Version]:
    cuts = {version.starts}
    for each in verifications:
        cuts |= {day for day in (each.starts_on, each.ends_on) if day and version.covers(day)}
    starts = sorted(cuts)
    pieces: list[Version] = []
    for start, end in zip(starts, [*starts[1:], version.ends], strict=True):
        standing = [
            each
            for each in verifications
            if each.starts_on <= start and (each.ends_on is None or start < each.ends_on)
        ]
        piece = replace(version, starts=start, ends=end)
        if standing:
            last = standing[-1]
            piece = replace(
                piece,
                settings={**version.settings, **last.settings},
                source=last.source,
                section=last.section,
                verified=last.read_on,
                verified_by=last.id,
            )
        if pieces and replace(pieces[-1], ends=end) == replace(piece, starts=pieces[-1].starts):
            pieces[-1] = replace(pieces[-1], ends=end)
        else:
            pieces.append(piece)
    return pieces
