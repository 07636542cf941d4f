"""Columns are proposed by headings as HR systems, learning systems and people write them."""

import pytest

from portal.domain.imports.headings import digest, header_row, propose
from portal.domain.imports.kinds import CREDENTIALS, KINDS, PEOPLE, TRAININGS


@pytest.mark.parametrize(
    ("kind", "header", "fields"),
    [
        (
            PEOPLE,
            [
                "Employee ID",
                "Last Name",
                "First Name",
                "Work Email Address",
                "Job Title",
                "Hire Date",
            ],
            {"last_name": 1, "first_name": 2, "email": 3, "position": 4, "starts_on": 5},
        ),
        (
            PEOPLE,
            ["NAME", "e-mail *", "Crisis Team", "Employer", "Provider Type", "County"],
            {"name": 0, "email": 1, "team": 2, "agency": 3, "profession": 4, "county": 5},
        ),
        (
            TRAININGS,
            ["User", "User Email", "Course Name", "Completion Date", "CEUs", "Vendor"],
            {"name": 0, "email": 1, "title": 2, "completed_on": 3, "ce_minutes": 4, "provider": 5},
        ),
        (
            CREDENTIALS,
            ["Staff", "License Type", "License #", "Issue Date", "Exp. Date", "Board"],
            {"name": 0, "title": 1, "starts_on": 3, "expires_on": 4, "issuer": 5, "number": 2},
        ),
        (
            CREDENTIALS,
            ["Name", "License", "Original Issue Date", "Effective Date", "Expiration Date"],
            {"name": 0, "title": 1, "first_licensed_on": 2, "starts_on": 3, "expires_on": 4},
        ),
        (PEOPLE, ["Emp Name", "Lic Type", "Hire Dt"], {"name": 0, "profession": 1, "starts_on": 2}),
        (PEOPLE, ["Shoe size", "", "Colour"], {}),
    ],
)
def test_columns_are_proposed(kind, header, fields):
    assert propose(kind, header) == fields


def test_a_title_above_the_headings_is_passed_over():
    rows = [["Crisis staff, Fresno 2026", ""], ["", ""], ["Name", "Email"], ["Ana", "a@b.org"]]
    assert header_row(PEOPLE, rows) == 2
    assert header_row(PEOPLE, [["", ""], ["x", "y"]]) == 1
    assert header_row(PEOPLE, []) == 0


def test_headings_are_the_same_whatever_their_capitals():
    assert digest(PEOPLE, ["E-mail", "NAME"]) == digest(PEOPLE, ["e mail", "Name *"])
    assert digest(PEOPLE, ["Name"]) != digest(TRAININGS, ["Name"])
    assert digest(PEOPLE, ["a", "b"]) != digest(PEOPLE, ["b", "a"])


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.slug)
def test_every_template_would_be_understood(kind):
    header = [one.label for one in kind.fields if one.name not in {"first_name", "last_name"}]
    found = propose(kind, header)
    assert set(found) == {
        one.name for one in kind.fields if one.name not in {"first_name", "last_name"}
    }
    for one in kind.fields:
        assert len(set(one.headings)) == len(one.headings)
