"""A small rulebook for tests: one requirement for each check, some verified, some advising.

`requirement("two-members", ...)` and `rulebook(...)` make others; `verified` turns a slug into one
that judges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from portal.domain.checks import CHECKS
from portal.domain.requirements import (
    UNKNOWN,
    Confidence,
    Requirement,
    Rulebook,
    Setting,
    Severity,
    Source,
    Tier,
    Version,
)

FIRST, SECOND = date(2022, 12, 19), date(2023, 6, 19)
"""The days from which the older and the newer notice of the tests hold."""
READ = date(2026, 1, 5)
OLD = Source("old-notice", "The old notice", "The state", FIRST, "", "", "Read in full.")
NEW = Source("new-notice", "The new notice", "The state", SECOND, "", "old-notice", "Read in full.")


def requirement(
    slug: str,
    check: str,
    tier: Tier,
    *settings: Mapping[str, Setting],
    severity: Severity = Severity.BLOCK,
    verified: bool = False,
    starts: tuple[date, ...] = (SECOND,),
) -> Requirement:
    """A requirement with a version for each of its settings."""
    ends = [*starts[1:], None]
    versions = tuple(
        Version(
            start,
            end,
            each,
            NEW.key if start >= SECOND else OLD.key,
            "II.A",
            Confidence.VERIFIED if verified else Confidence.RECALLED_MEDIUM,
            READ if verified else None,
        )
        for start, end, each in zip(starts, ends, settings, strict=True)
    )
    subject = CHECKS[check].subject
    title = slug.replace("-", " ").capitalize()
    return Requirement(slug, "", title, f"{title}.", subject, tier, severity, check, versions)


CRISIS = requirement(
    "crisis-training",
    "completed",
    Tier.CORE,
    {
        "courses": ("sample-course",),
        "subjects": (),
        "required_of": "responders",
        "deadline": 90,
    },
    {
        "courses": ("sample-course",),
        "subjects": ("crisis",),
        "required_of": "responders",
        "deadline": 30,
    },
    starts=(FIRST, SECOND),
    verified=True,
)
ASSESSMENT = requirement(
    "assessment-training",
    "completed",
    Tier.CORE,
    {
        "courses": (),
        "subjects": ("assessment",),
        "required_of": "assessors",
        "deadline": "before",
    },
)
CULTURE = requirement(
    "culture-training",
    "completed",
    Tier.ENHANCED,
    {"courses": (), "subjects": ("culture",), "required_of": "responders", "deadline": UNKNOWN},
    severity=Severity.DUE,
)
NALOXONE = requirement(
    "naloxone-training",
    "completed",
    Tier.PROVIDER,
    {"courses": (), "subjects": ("naloxone",), "required_of": "responders", "deadline": "before"},
    severity=Severity.DUE,
    verified=True,
)
PROVIDERS = requirement(
    "providers",
    "qualified_provider",
    Tier.PROVIDER,
    {"types": ("lcsw", "mhrs", "peer-support-specialist"), "never": ("peace-officer",)},
)
REFRESH = requirement(
    "refresh",
    "refreshed",
    Tier.SCOPE,
    {
        "tiers": ("core", "enhanced"),
        "valid_months": UNKNOWN,
        "renew_days": 60,
        "grace_days": UNKNOWN,
    },
)
MEMBERS = requirement("two-members", "members_at_least", Tier.TEAM, {"minimum": 2}, verified=True)
ON_SITE = requirement(
    "one-on-site", "on_site_at_least", Tier.TEAM, {"on_site": 1, "remote": 1}, verified=True
)
CARRIES = requirement(
    "naloxone-on-site",
    "someone_on_site_carries_naloxone",
    Tier.TEAM,
    {"training": "naloxone-training"},
)
ASSESSES = requirement(
    "assessor-on-site",
    "someone_on_site_trained_in",
    Tier.TEAM,
    {"training": "assessment-training"},
)
CLINICIAN = requirement(
    "clinician", "clinician_within_reach", Tier.TEAM, {"types": ("lcsw", "psychologist")}
)
NEVER = requirement(
    "not-peace-officers", "not_counted", Tier.TEAM, {"types": ("peace-officer",)}, verified=True
)
PEERS = requirement(
    "a-peer",
    "someone_is",
    Tier.TEAM,
    {"types": ("peer-support-specialist",), "minimum": 1},
    severity=Severity.INFO,
)
AROUND = requirement("around-the-clock", "covered_around_the_clock", Tier.COUNTY, {}, verified=True)
LINE = requirement(
    "crisis-line",
    "done_by",
    Tier.COUNTY,
    {"due": date(2024, 1, 1), "counties": ("all",)},
    severity=Severity.DUE,
)
ALL = (
    CRISIS,
    ASSESSMENT,
    CULTURE,
    NALOXONE,
    PROVIDERS,
    REFRESH,
    MEMBERS,
    ON_SITE,
    CARRIES,
    ASSESSES,
    CLINICIAN,
    NEVER,
    PEERS,
    AROUND,
    LINE,
)


def rulebook(*requirements: Requirement) -> Rulebook:
    """A rulebook of these requirements, or of all."""
    return Rulebook(
        {each.key: each for each in (OLD, NEW)},
        {each.slug: each for each in requirements or ALL},
    )


def verified(rules: Rulebook, *slugs: str, **settings: Setting) -> Rulebook:
    """The rulebook in which these requirements judge, perhaps with other settings."""
    changed = {
        slug: replace(
            known,
            versions=tuple(
                replace(version, verified=READ, settings={**version.settings, **settings})
                for version in known.versions
            ),
        )
        for slug in slugs
        for known in [rules.requirements[slug]]
    }
    return replace(rules, requirements={**rules.requirements, **changed})
