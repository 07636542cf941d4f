"""Cells are read or refused, with the remedy; nothing is guessed."""

from datetime import date

import pytest

from portal.domain.imports.cells import How, Lists, read
from portal.domain.imports.kinds import CREDENTIALS, PEOPLE, TRAININGS
from portal.domain.imports.problems import Wrong
from portal.domain.people import ProviderType

LISTS = Lists(
    date(2026, 1, 15),
    "Fresno",
    {"north van": 7},
    {"valley crisis services": 3},
    {"hiv aids": "hiv-aids"},
)
FIELDS = {one.name: one for kind in (CREDENTIALS, TRAININGS, PEOPLE) for one in kind.fields}


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("name", "Zoë O’Neil", "Zoë O’Neil"),
        ("email", "Ana@Example.ORG", "ana@example.org"),
        ("email", "Ana Flores <Ana@Example.org >;", "ana@example.org"),
        ("email", "<ana@example.org>", "ana@example.org"),
        ("email", "mailto:ana@example.org", "ana@example.org"),
        ("email", "ana@example.org;", "ana@example.org"),
        ("team", "NORTH van", 7),
        ("agency", "Valley Crisis Services", 3),
        ("county", "Fresno County", "Fresno"),
        ("county", "County of Fresno", "Fresno"),
        ("profession", "L.C.S.W", None),
        ("profession", "lcsw", ProviderType.LCSW),
        ("profession", "Registered Nurse", ProviderType.REGISTERED_NURSE),
        ("subject", "HIV/AIDS", "hiv-aids"),
        ("ce_minutes", "1.5", 90),
        ("ce_minutes", "90 min", 90),
        ("ce_minutes", ".5 hrs", 30),
        ("ce_minutes", "2 CEUs", 120),
        ("phone", "(555) 555-0100 x12", "(555) 555-0100 x12"),
        ("starts_on", "2026-09-01", date(2026, 9, 1)),
    ],
)
def test_what_is_understood(field, text, value):
    if value is None:
        with pytest.raises(Wrong):
            read(text, FIELDS[field], How(), LISTS)
    else:
        assert read(text, FIELDS[field], How(), LISTS) == value


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("name", "=cmd()", "is a formula"),
        ("name", "@SUM(A1)", "is a formula"),
        ("name", "#N/A", "an error of the spreadsheet"),
        ("name", "JosÃ© Diaz", "has signs in place of letters"),
        ("name", "A\u200bna", "cannot be seen"),
        ("name", "12345", "has no letter"),
        ("name", "ana@example.org", "is an e-mail address"),
        ("name", "Flores, Ana", "has a comma"),
        ("name", "x" * 121, "It has 121 characters"),
        ("email", "ana@example", "is not an e-mail address"),
        ("email", "ana@example..org", "is not an e-mail address"),
        ("email", "ana@example.org; ben@example.org", "is not an e-mail address"),
        ("email", "Ana <ana@example.org>, Ben <ben@example.org>", "is not an e-mail address"),
        ("email", "Ana <>", "is not an e-mail address"),
        ("email", "mailto:", "is not an e-mail address"),
        ("team", "North Vam", "One with a name like it is “North Van”."),
        ("agency", "Nobody Inc", "The portal knows no agency “Nobody Inc”."),
        ("county", "Kern", "this file about Fresno County"),
        ("profession", "Wizard", "is no profession"),
        ("subject", "Cooking", "is no subject"),
        ("ce_minutes", "lots", "is not a number of hours"),
        ("ce_minutes", "480", "would be 480 hours"),
        ("phone", "ask Ana", "is not a phone number"),
        ("completed_on", "2026-01-16", "has not come yet"),
        ("starts_on", "2030-01-01", "is years ahead"),
        ("expires_on", "2062-01-31", "is decades ahead"),
    ],
)
def test_what_is_refused(field, text, reason):
    with pytest.raises(Wrong) as wrong:
        read(text, FIELDS[field], How(), LISTS)
    assert reason in wrong.value.reason
    assert wrong.value.remedy


def test_a_comma_means_what_was_said():
    assert read("Flores, Ana", FIELDS["name"], How(last_first=True), LISTS) == "Ana Flores"
    assert read("Ana Flores, RN", FIELDS["name"], How(last_first=False), LISTS) == "Ana Flores, RN"
