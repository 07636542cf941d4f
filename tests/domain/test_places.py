"""Counties are called by their names in sentences."""

import csv
from pathlib import Path

from portal.domain.places import COUNTIES, county_words

ROWS = Path(__file__).parents[2] / "migrations" / "data" / "counties.csv"


def test_the_names_are_those_that_the_database_is_filled_with() -> None:
    with ROWS.open(encoding="utf-8") as rows:
        assert {row["fips"]: row["name"] for row in csv.DictReader(rows)} == COUNTIES


def test_a_code_that_no_county_has_is_said_as_a_code() -> None:
    assert county_words("06019") == "Fresno County"
    assert county_words("32003") == "the county with code 32003"
