"""The table of checks: what a file may write and what a form may ask."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.checks.shapes import CheckShape, Kind, SettingShape
from portal.domain.facts import Duty
from portal.domain.people import ProviderType
from portal.domain.places import COUNTIES
from portal.domain.requirements import FOR_GOOD, Subject, Tier

_TYPES = {each.value: each.label for each in ProviderType}
_TIERS = {each.value: each.value.capitalize() for each in Tier if each is not Tier.SCOPE}
_DUTIES = {each.value: each.label for each in Duty}
_TRAININGS = frozenset({Tier.CORE, Tier.ENHANCED, Tier.SUPPLEMENTAL, Tier.PROVIDER})
_OF_PROVIDERS = frozenset({Tier.PROVIDER})
_OF_LICENSES = frozenset({Tier.LICENSE})
_OF_SCOPE = frozenset({Tier.SCOPE})
_OF_TEAMS = frozenset({Tier.TEAM})
_OF_COUNTIES = frozenset({Tier.COUNTY})

_WHO = {
    "responders": "Everyone who answers calls",
    "assessors": "Everyone who conducts crisis assessments",
    "nobody": "Nobody; it is good to have",
}


def _types(label: str, hint: str) -> SettingShape:
    return SettingShape(Kind.WORDS, label, hint, choices=_TYPES)


def _tiers(hint: str) -> SettingShape:
    return SettingShape(Kind.WORDS, "Which requirements", hint, choices=_TIERS)


def _training(what: str) -> SettingShape:
    return SettingShape(Kind.REQUIREMENT, "The training", f"The requirement for {what}.")


_MEMBER = {
    "completed": CheckShape(
        Subject.MEMBER,
        {
            "courses": SettingShape(
                Kind.COURSES,
                "Trainings of the portal",
                "Completing any one of them counts.",
                may_be_unknown=False,
            ),
            "subjects": SettingShape(
                Kind.WORDS,
                "Subjects of outside trainings",
                "One with such a subject counts without a decision. In words, such as “Naloxone”; "
                "several with commas between.",
                may_be_unknown=False,
            ),
            "required_of": SettingShape(
                Kind.WORD, "Who has to complete it", "As the source says it.", choices=_WHO
            ),
            "deadline": SettingShape(
                Kind.DAYS,
                "By when",
                "Days count from the day somebody begins to answer calls.",
                instead={"before": "Before the first response"},
            ),
        },
        _TRAININGS,
    ),
    "qualified_provider": CheckShape(
        Subject.MEMBER,
        {
            "types": _types("Professions that may be counted", "All that the source lists."),
            "never": _types("Professions that are never counted", "Whatever else somebody is."),
        },
        _OF_PROVIDERS,
    ),
    "license_renewed": CheckShape(
        Subject.MEMBER,
        {
            "types": _types("Professions", "Whose license, registration or certification it is."),
            "hours": SettingShape(
                Kind.NUMBER, "Hours in a cycle", "Hours of continuing education."
            ),
            "cycle_months": SettingShape(
                Kind.MONTHS, "Length of a cycle", "Two years are 24 months.", at_least=1
            ),
            "subjects": SettingShape(
                Kind.TABLE,
                "Hours by subject",
                "A subject and its hours, such as “Law and ethics 6”; several with commas between.",
            ),
            "apply_days": SettingShape(
                Kind.DAYS,
                "Apply from",
                "So many days before it expires somebody may apply for renewal.",
                optional=True,
            ),
            "first_renewal": SettingShape(
                Kind.WORD,
                "Hours for the first renewal",
                "Whether they are asked for when a license is renewed for the first time. Not "
                "said: like any other.",
                choices={"asked": "Asked for like any other", "none": "None are needed"},
                optional=True,
            ),
            "first_months": SettingShape(
                Kind.MONTHS,
                "The first license may last",
                "Where that is more than a cycle. What holds beyond the cycle is then not known.",
                at_least=1,
                optional=True,
            ),
        },
        _OF_LICENSES,
    ),
    "designated": CheckShape(
        Subject.MEMBER,
        {
            "valid_months": SettingShape(
                Kind.MONTHS,
                "Valid for",
                "Each county sets its own.",
                instead={FOR_GOOD: "For good"},
                at_least=1,
            ),
        },
        _OF_LICENSES,
    ),
}

_SCOPE = {
    "refreshed": CheckShape(
        Subject.MEMBER,
        {
            "tiers": _tiers("The trainings that have to be repeated."),
            "valid_months": SettingShape(
                Kind.MONTHS,
                "Valid for",
                "Months count from the day it was completed.",
                instead={FOR_GOOD: "For good"},
                at_least=1,
            ),
            "renew_days": SettingShape(
                Kind.DAYS,
                "Renewal opens",
                "So many days before the end; renewing from then on adds to the end.",
            ),
            "grace_days": SettingShape(
                Kind.DAYS, "Grace", "So many days after the end it still counts."
            ),
        },
        _OF_SCOPE,
    ),
    "exempted": CheckShape(
        Subject.MEMBER,
        {
            "duties": SettingShape(
                Kind.WORDS, "Whose only duties are", "Nothing else on that day.", choices=_DUTIES
            ),
            "tiers": _tiers("What does not apply to them."),
        },
        _OF_SCOPE,
    ),
    "included": CheckShape(
        Subject.MEMBER, {"tiers": _tiers("What applies to them as well.")}, _OF_SCOPE
    ),
    "credited_by_decision": CheckShape(Subject.MEMBER, {}, _OF_SCOPE),
}

_TEAM = {
    "members_at_least": CheckShape(
        Subject.TEAM,
        {
            "minimum": SettingShape(
                Kind.NUMBER, "How many", "Members who may be counted.", at_least=1
            )
        },
        _OF_TEAMS,
    ),
    "on_site_at_least": CheckShape(
        Subject.TEAM,
        {
            "on_site": SettingShape(Kind.NUMBER, "On site, at least", "Members who are there."),
            "remote": SettingShape(
                Kind.NUMBER, "Remote, at most", "Members who may join by telephone or video."
            ),
        },
        _OF_TEAMS,
    ),
    "someone_on_site_carries_naloxone": CheckShape(
        Subject.TEAM, {"training": _training("naloxone training")}, _OF_TEAMS
    ),
    "someone_on_site_trained_in": CheckShape(
        Subject.TEAM, {"training": _training("what somebody on site is trained in")}, _OF_TEAMS
    ),
    "clinician_within_reach": CheckShape(
        Subject.TEAM,
        {"types": _types("Professions", "One of them is there or can be reached.")},
        _OF_TEAMS,
    ),
    "not_counted": CheckShape(
        Subject.TEAM,
        {"types": _types("Professions that are not counted", "They may come along.")},
        _OF_TEAMS,
    ),
    "someone_is": CheckShape(
        Subject.TEAM,
        {
            "types": _types("Professions", "Any of them."),
            "minimum": SettingShape(Kind.NUMBER, "How many", "At least so many.", at_least=1),
        },
        _OF_TEAMS,
    ),
}

_COUNTY = {
    "covered_around_the_clock": CheckShape(Subject.COUNTY, {}, _OF_COUNTIES),
    "done_by": CheckShape(
        Subject.COUNTY,
        {
            "due": SettingShape(
                Kind.DAY,
                "Due",
                "The last day to have it done.",
                instead={"go-live": "The day the benefit began in the county"},
            ),
            "counties": SettingShape(
                Kind.WORDS,
                "Which counties",
                "Whom the source names.",
                choices=COUNTIES,
                instead={"all": "All counties", "listed": "Those on a list of the state"},
            ),
        },
        _OF_COUNTIES,
    ),
    "noted": CheckShape(Subject.COUNTY, {}, _OF_COUNTIES),
}

CHECKS: Mapping[str, CheckShape] = {**_MEMBER, **_SCOPE, **_TEAM, **_COUNTY}
"""Every check by its name. A change of logic is a new check with a new name."""
