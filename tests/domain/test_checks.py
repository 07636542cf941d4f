"""The table of checks, and their settings in forms, on pages and as JSON."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest

from portal.domain.checks import CHECKS, Kind, SettingShape
from portal.domain.errors import Invalid
from portal.domain.requirements import FOR_GOOD, UNKNOWN, Setting, Subject, Tier
from portal.domain.settings import (
    fitting,
    parse_setting,
    setting_text,
    setting_words,
    settings_from_json,
    settings_to_json,
)


def shape(check: str, setting: str) -> SettingShape:
    return CHECKS[check].settings[setting]


MINIMUM = shape("members_at_least", "minimum")
DEADLINE = shape("completed", "deadline")
COURSES = shape("completed", "courses")
REQUIRED_OF = shape("completed", "required_of")
TYPES = shape("qualified_provider", "types")
SUBJECTS = shape("license_renewed", "subjects")
OUTSIDE = shape("completed", "subjects")
CYCLE = shape("license_renewed", "cycle_months")
VALID = shape("refreshed", "valid_months")
DUE = shape("done_by", "due")
COUNTIES = shape("done_by", "counties")
TRAINING = shape("someone_on_site_trained_in", "training")

SAID = [
    (MINIMUM, 2, "2", "2"),
    (MINIMUM, UNKNOWN, "unknown", "unknown"),
    (DEADLINE, 90, "90", "90 days"),
    (DEADLINE, 1, "1", "1 day"),
    (DEADLINE, "before", "before", "Before the first response"),
    (VALID, 24, "24", "24 months"),
    (VALID, FOR_GOOD, "for good", "For good"),
    (REQUIRED_OF, "assessors", "assessors", "Everyone who conducts crisis assessments"),
    (TYPES, ("emt", "lvn"), "emt, lvn", "Emergency medical technician, Licensed vocational nurse"),
    (COURSES, (), "none", "none"),
    (SUBJECTS, {"law-and-ethics": 6, "hiv-aids": 3}, "Law and ethics 6, HIV and AIDS 3", None),
    (OUTSIDE, ("hiv-aids", "naloxone"), "HIV and AIDS, Naloxone", "HIV and AIDS, Naloxone"),
    (SUBJECTS, {}, "none", "none"),
    (DUE, date(2027, 1, 1), "2027-01-01", "January 1, 2027"),
    (DUE, "go-live", "go-live", "The day the benefit began in the county"),
    (COUNTIES, "all", "all", "All counties"),
    (COUNTIES, ("06019", "06001"), "06019, 06001", "Fresno, Alameda"),
    (TRAINING, "crisis-assessment", "crisis-assessment", "crisis-assessment"),
]


@pytest.mark.parametrize(("kind", "value", "text", "words"), SAID)
def test_what_a_form_shows_it_also_reads(
    kind: SettingShape, value: Setting, text: str, words: str | None
) -> None:
    assert setting_text(kind, value) == text
    assert parse_setting(kind, text) == value
    assert setting_words(kind, value) == (words or "6 in Law and ethics, 3 in HIV and AIDS")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (DEADLINE, " 90 days ", 90),
        (DEADLINE, "Before", "before"),
        (VALID, "24 months", 24),
        (VALID, "For good", "for good"),
        (TYPES, "Paramedic,\nPeace officer", ("paramedic", "peace-officer")),
        (REQUIRED_OF, "everyone who answers calls", "responders"),
        (SUBJECTS, "law-and-ethics: 6\ntelehealth = 3", {"law-and-ethics": 6, "telehealth": 3}),
        (SUBJECTS, "Law and ethics 6, hiv and aids 7", {"law-and-ethics": 6, "hiv-aids": 7}),
        (OUTSIDE, " Naloxone, De-escalation ", ("naloxone", "de-escalation")),
        (COUNTIES, "06019, Del Norte", ("06019", "06015")),
    ],
)
def test_a_form_understands_what_people_write(
    kind: SettingShape, text: str, value: Setting
) -> None:
    assert parse_setting(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (MINIMUM, "", "Write a whole number, or “unknown”."),
        (MINIMUM, "two", "Write a whole number, or “unknown”."),
        (MINIMUM, "2.5", "Write a whole number, or “unknown”."),
        (MINIMUM, "-1", "Write a whole number, or “unknown”."),
        (MINIMUM, "for good", "Write a whole number, or “unknown”."),
        (MINIMUM, "1234567", "Write a whole number, or “unknown”."),
        (MINIMUM, "0", "Write a number of at least 1."),
        (CYCLE, "0", "Write a number of at least 1."),
        (DEADLINE, "soon", "Write a whole number of days, “before”, or “unknown”."),
        (VALID, "a year", "Write a whole number of months, “for good”, or “unknown”."),
        (DUE, "1/1/2027", "Write a day as 2026-11-22, “go-live”, or “unknown”."),
        (DUE, "2027-02-30", "Write a day as 2026-11-22, “go-live”, or “unknown”."),
        (TYPES, "emt, emt", "“emt” is there twice. Take one out."),
        (TYPES, "parametic", "“parametic” is not known here. Did you mean “paramedic”?"),
        (COUNTIES, "06000", "“06000” is not known here. Known: 06001, 06003, … 06115."),
        (COURSES, "unknown", "This is never unknown. Write a list."),
        (REQUIRED_OF, " ", "Write one of: responders, assessors, nobody, or “unknown”."),
        (
            REQUIRED_OF,
            "everybody",
            "“everybody” is not known here. Known: responders, assessors, nobody.",
        ),
        (
            SUBJECTS,
            "6 hours of law",
            "“6 hours of law” is not a subject and a number. Write a subject and its hours, "
            "several with commas between, or “unknown”.",
        ),
        (SUBJECTS, "ethics 3, ethics 4", "“ethics” is there twice. Take one out."),
        (SUBJECTS, "!! 3", "“!!” is no word of small letters, digits and single hyphens."),
        (
            TRAINING,
            "Crisis assessment",
            "“Crisis assessment” is no word of small letters, digits and single hyphens.",
        ),
    ],
)
def test_a_form_says_what_to_write_instead(kind: SettingShape, text: str, message: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_setting(kind, text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (MINIMUM, True),
        (MINIMUM, "2"),
        (DUE, datetime(2027, 1, 1)),  # noqa: DTZ001
        (TYPES, "emt"),
        (TYPES, [3]),
        (SUBJECTS, ["law-and-ethics"]),
        (SUBJECTS, {"law-and-ethics": "6"}),
        (REQUIRED_OF, 3),
        (TRAINING, 3),
    ],
)
def test_a_file_cannot_write_one_kind_for_another(kind: SettingShape, value: object) -> None:
    with pytest.raises(Invalid):
        fitting(kind, value)


def test_lists_of_a_file_are_frozen() -> None:
    assert fitting(TYPES, ["emt", "lvn"]) == ("emt", "lvn")


def test_settings_come_back_from_json_as_they_were() -> None:
    settings: dict[str, Setting] = {
        "minimum": 2,
        "deadline": "before",
        "valid_months": UNKNOWN,
        "types": ("emt", "lvn"),
        "subjects": {"law-and-ethics": 6},
        "due": date(2027, 1, 1),
    }
    kept = json.loads(json.dumps(settings_to_json(settings)))
    assert kept["due"] == "2027-01-01"
    assert settings_from_json(kept) == settings


def test_only_a_validity_can_be_for_good() -> None:
    endless = {
        (name, setting)
        for name, check in CHECKS.items()
        for setting, shape in check.settings.items()
        if shape.may_be_for_good
    }
    assert endless == {("designated", "valid_months"), ("refreshed", "valid_months")}


def test_every_check_has_tiers_that_go_with_its_subject() -> None:
    for name, check in CHECKS.items():
        of_others = {Tier.TEAM: Subject.TEAM, Tier.COUNTY: Subject.COUNTY}
        assert {of_others.get(tier, Subject.MEMBER) for tier in check.tiers} == {check.subject}, (
            name
        )


def test_every_setting_tells_whoever_fills_it_in_what_it_is() -> None:
    for name, check in CHECKS.items():
        for setting, asked in check.settings.items():
            assert asked.label, (name, setting)
            assert asked.hint.endswith("."), (name, setting)
            assert (asked.choices is not None) or asked.kind is not Kind.WORD, (name, setting)
