"""Small rulebooks about teams, put together by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from portal.domain.requirements import (
    Confidence,
    Requirement,
    Rulebook,
    Setting,
    Severity,
    Subject,
    Tier,
    Version,
)

START = date(2023, 6, 19)
READ = date(2026, 1, 5)
DAY = date(2026, 3, 1)

CORE = {
    "required_of": "responders",
    "deadline": "before",
    "courses": (),
    "subjects": (),
}
SETTINGS: dict[str, dict[str, Setting]] = {
    "two-members": {"minimum": 2},
    "one-on-site": {"on_site": 1, "remote": 1},
    "naloxone": {"training": "naloxone-training"},
    "assessor": {"training": "crisis-assessment"},
    "clinician": {"types": ("lcsw", "lmft", "registered-nurse")},
    "officers": {"types": ("peace-officer",)},
    "peer": {"types": ("peer-support-specialist",), "minimum": 1},
    "crisis-intervention": {**CORE},
    "crisis-assessment": {**CORE, "required_of": "assessors"},
    "qualified": {"types": ("lcsw", "emt"), "never": ("peace-officer",)},
    "naloxone-training": {**CORE, "required_of": "nobody"},
    "children": {**CORE, "deadline": 90},
    "around-the-clock": {},
}
SHAPES: dict[str, tuple[str, Subject, Tier, Severity, str]] = {
    "two-members": ("T-01", Subject.TEAM, Tier.TEAM, Severity.BLOCK, "members_at_least"),
    "one-on-site": ("T-02", Subject.TEAM, Tier.TEAM, Severity.BLOCK, "on_site_at_least"),
    "naloxone": (
        "T-03",
        Subject.TEAM,
        Tier.TEAM,
        Severity.BLOCK,
        "someone_on_site_carries_naloxone",
    ),
    "assessor": ("T-04", Subject.TEAM, Tier.TEAM, Severity.BLOCK, "someone_on_site_trained_in"),
    "clinician": ("T-05", Subject.TEAM, Tier.TEAM, Severity.BLOCK, "clinician_within_reach"),
    "officers": ("T-06", Subject.TEAM, Tier.TEAM, Severity.BLOCK, "not_counted"),
    "peer": ("T-07", Subject.TEAM, Tier.TEAM, Severity.INFO, "someone_is"),
    "qualified": ("T-08", Subject.MEMBER, Tier.PROVIDER, Severity.BLOCK, "qualified_provider"),
    "naloxone-training": ("T-09", Subject.MEMBER, Tier.PROVIDER, Severity.BLOCK, "completed"),
    "crisis-intervention": ("C-01", Subject.MEMBER, Tier.CORE, Severity.BLOCK, "completed"),
    "crisis-assessment": ("C-04", Subject.MEMBER, Tier.CORE, Severity.BLOCK, "completed"),
    "children": ("E-01", Subject.MEMBER, Tier.ENHANCED, Severity.DUE, "completed"),
    "around-the-clock": (
        "K-01",
        Subject.COUNTY,
        Tier.COUNTY,
        Severity.DUE,
        "covered_around_the_clock",
    ),
}
TEAM = tuple(slug for slug, shape in SHAPES.items() if shape[1] is Subject.TEAM)
MEMBER = tuple(slug for slug, shape in SHAPES.items() if shape[1] is Subject.MEMBER)


def version(slug: str, *, verified: bool, starts: date = START, **settings: Setting) -> Version:
    """A version without an end; only recalled unless it is verified."""
    return Version(
        starts=starts,
        ends=None,
        settings={**SETTINGS[slug], **settings},
        source="notice",
        section="IV",
        confidence=Confidence.VERIFIED if verified else Confidence.RECALLED_HIGH,
        verified=READ if verified else None,
    )


def requirement(slug: str, *versions: Version) -> Requirement:
    """One of the requirements above with these versions."""
    rule, subject, tier, severity, check = SHAPES[slug]
    return Requirement(
        slug=slug,
        rule=rule,
        title=f"Title of {slug}",
        statement=f"What {slug} asks.",
        subject=subject,
        tier=tier,
        severity=severity,
        check=check,
        versions=versions,
    )


def rulebook(
    verified: Iterable[str] = (),
    *,
    only: Iterable[str] = tuple(SHAPES),
    settings: Mapping[str, Mapping[str, Setting]] | None = None,
) -> Rulebook:
    """These requirements, each in force since `START`, the named ones verified."""
    changed = settings or {}
    known = set(verified)
    chosen = set(only)
    return Rulebook(
        sources={},
        requirements={
            slug: requirement(slug, version(slug, verified=slug in known, **changed.get(slug, {})))
            for slug in SHAPES
            if slug in chosen
        },
    )


def with_versions(book: Rulebook, slug: str, *versions: Version) -> Rulebook:
    """The rulebook in which one requirement has these versions instead."""
    changed = replace(book.requirements[slug], versions=versions)
    return replace(book, requirements={**book.requirements, slug: changed})
