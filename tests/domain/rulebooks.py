"""Small rulebooks, put together by hand, for the tests of what is judged by them.

    book = rulebook(training(deadline=90), refresh(12, starts=date(2025, 1, 1)))

Everything is verified unless said otherwise. A requirement with several versions is made by
`changing(first, then, …)`: each one ends on the day the next one starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from portal.domain.requirements import (
    Confidence,
    Requirement,
    Rulebook,
    Setting,
    Severity,
    Source,
    Subject,
    Tier,
    Version,
)

START = date(2023, 6, 19)
"""The day from which rules are in force unless said otherwise."""
NOTICE = Source("notice", "A notice", "The state", START, "", "", "Made up for tests.")


def requirement(
    slug: str,
    check: str,
    settings: Mapping[str, Setting],
    *,
    rule: str = "",
    tier: Tier = Tier.CORE,
    severity: Severity = Severity.BLOCK,
    subject: Subject = Subject.MEMBER,
    starts: date = START,
    ends: date | None = None,
    verified: bool = True,
    confidence: Confidence | None = None,
) -> Requirement:
    """A requirement with one version."""
    version = Version(
        starts=starts,
        ends=ends,
        settings=settings,
        source=NOTICE.key,
        section="II",
        confidence=confidence or (Confidence.VERIFIED if verified else Confidence.RECALLED_LOW),
        verified=START if verified else None,
    )
    title = slug.replace("-", " ").capitalize()
    return Requirement(
        slug, rule or slug, title, f"{title}.", subject, tier, severity, check, (version,)
    )


def training(
    slug: str = "crisis-assessment",
    *,
    courses: Setting = ("assessment",),
    subjects: Setting = (),
    required_of: str = "responders",
    deadline: Setting = "before",
    rule: str = "C-04",
    tier: Tier = Tier.CORE,
    severity: Severity = Severity.BLOCK,
    starts: date = START,
    ends: date | None = None,
    verified: bool = True,
    confidence: Confidence | None = None,
) -> Requirement:
    """A training that has to be completed before the first response, unless said otherwise."""
    return requirement(
        slug,
        "completed",
        {
            "courses": courses,
            "subjects": subjects,
            "required_of": required_of,
            "deadline": deadline,
        },
        rule=rule,
        tier=tier,
        severity=severity,
        starts=starts,
        ends=ends,
        verified=verified,
        confidence=confidence,
    )


def refresh(
    months: Setting = 12,
    *,
    renew_days: Setting = 60,
    grace_days: Setting = 0,
    tiers: Setting = ("core", "enhanced"),
    starts: date = START,
    ends: date | None = None,
    verified: bool = True,
) -> Requirement:
    """Trainings have to be repeated after so many months."""
    settings = {
        "tiers": tiers,
        "valid_months": months,
        "renew_days": renew_days,
        "grace_days": grace_days,
    }
    return scope("refresh", "refreshed", settings, "R-01", starts, ends, verified=verified)


def exempt(
    *duties: str,
    slug: str = "dispatch-only",
    rule: str = "X-01",
    starts: date = START,
    ends: date | None = None,
    verified: bool = True,
) -> Requirement:
    """Whoever does only this need not take core and enhanced trainings."""
    settings = {"duties": duties, "tiers": ("core", "enhanced")}
    return scope(slug, "exempted", settings, rule, starts, ends, verified=verified)


def scope(
    slug: str,
    check: str,
    settings: Mapping[str, Setting],
    rule: str,
    starts: date = START,
    ends: date | None = None,
    *,
    verified: bool = True,
) -> Requirement:
    """A rule about how others apply."""
    return requirement(
        slug,
        check,
        settings,
        rule=rule,
        tier=Tier.SCOPE,
        severity=Severity.DUE,
        starts=starts,
        ends=ends,
        verified=verified,
    )


def qualified(
    *types: str,
    never: Setting = ("peace-officer",),
    known: bool = True,
    verified: bool = True,
) -> Requirement:
    """Who may be counted by profession."""
    return requirement(
        "qualified-provider",
        "qualified_provider",
        {"types": types if known else "unknown", "never": never},
        rule="T-08",
        tier=Tier.PROVIDER,
        verified=verified,
    )


def license_rule(
    hours: Setting = 20,
    *,
    types: Setting = ("peer-support-specialist",),
    cycle_months: Setting = 24,
    subjects: Setting = "unknown",
    apply_days: Setting | None = None,
    first_renewal: Setting | None = None,
    first_months: Setting | None = None,
    severity: Severity = Severity.DUE,
    verified: bool = True,
) -> Requirement:
    """Continuing education for a license."""
    settings: dict[str, Setting] = {
        "types": types,
        "hours": hours,
        "cycle_months": cycle_months,
        "subjects": subjects,
    }
    if apply_days is not None:
        settings["apply_days"] = apply_days
    if first_renewal is not None:
        settings["first_renewal"] = first_renewal
    if first_months is not None:
        settings["first_months"] = first_months
    return requirement(
        "peer-certification",
        "license_renewed",
        settings,
        rule="L-90",
        tier=Tier.LICENSE,
        severity=severity,
        verified=verified,
    )


def designation(valid_months: Setting = "unknown", *, verified: bool = True) -> Requirement:
    """Designated by the county to place holds."""
    return requirement(
        "hold-designation",
        "designated",
        {"valid_months": valid_months},
        rule="L-91",
        tier=Tier.LICENSE,
        verified=verified,
    )


def changing(*each: Requirement) -> Requirement:
    """One requirement whose versions are those of each, every one ending as the next one starts."""
    versions = [version for one in each for version in one.versions]
    following = [version.starts for version in versions[1:]]
    return replace(
        each[0],
        versions=tuple(
            replace(version, ends=end)
            for version, end in zip(versions, [*following, versions[-1].ends], strict=True)
        ),
    )


def rulebook(*requirements: Requirement) -> Rulebook:
    """These requirements, and the notice they cite."""
    return Rulebook({NOTICE.key: NOTICE}, {each.slug: each for each in requirements})
