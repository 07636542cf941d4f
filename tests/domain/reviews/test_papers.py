"""The text of a document is looked up however people, days and accents are written."""

from datetime import date

import pytest

from portal.domain.reviews import said


@pytest.mark.parametrize(
    "written",
    [
        "March 3, 2026",
        "MARCH 3RD 2026",
        "Mar. 3, 2026",
        "3 March 2026",
        "3rd of March 2026",
        "03/03/2026",
        "3/3/26",
        "3 / 3 / 2026",
        "03-03-2026",
        "2026-03-03",
        "03.03.2026",
        "3-Mar-2026",
        "Completed:03/03/2026.",
    ],
)
def test_a_day_is_found(written):
    assert said(f"Issued on {written} in Fresno").has_day(date(2026, 3, 3))


@pytest.mark.parametrize(
    "written",
    [
        "13/3/2026",
        "3/3/2025",
        "3/31/2026",
        "March 30, 2026",
        "March 3",
        "2026-03-031",
        "March 2026",
    ],
)
def test_another_day_is_not(written):
    assert not said(f"Issued on {written} in Fresno").has_day(date(2026, 3, 3))


def test_a_name_is_found_in_any_order_and_spelling():
    text = said("FLORES, Ana Maria\nhas completed  O’Brien’s course")
    assert text.mentions("Ana María Flores")
    assert text.mentions("O'Brien's course")
    assert not text.mentions("Ana Florescu")
    assert text.mentions_one_of(["Rosa Delgado", "Ana Flores"])


def test_a_picture_has_no_text_and_nothing_is_found_in_it():
    text = said("  \n ")
    assert text.is_empty
    assert not text.mentions("")
    assert not text.mentions("Ana")
