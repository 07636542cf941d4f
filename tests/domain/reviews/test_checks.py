"""A reviewer is asked about each point that was entered, and told what the portal found."""

from dataclasses import replace
from datetime import date

from portal.domain.reviews import Entered, Finding, asked, said

ENTERED = Entered(
    ("Ana María Flores", "Ana"),
    "Naloxone basics",
    "Red Cross",
    date(2026, 3, 3),
    90,
    "Naloxone",
    has_document=True,
)
TEXT = said("This certifies that Ana Maria Flores completed Naloxone Basics on 03/03/2026.")


def findings(entered=ENTERED, text=TEXT):
    return {check.key: check.finding for check in asked(entered, text)}


def test_each_point_is_asked_with_what_was_found():
    assert findings() == {
        "whole": Finding.NOT_LOOKED,
        "name": Finding.FOUND,
        "title": Finding.FOUND,
        "provider": Finding.NOT_FOUND,
        "day": Finding.FOUND,
        "hours": Finding.NOT_LOOKED,
        "subject": Finding.NOT_LOOKED,
    }


def test_what_was_not_entered_is_not_asked():
    assert not {"hours", "subject"} & findings(replace(ENTERED, ce_minutes=0, subject="")).keys()


def test_in_a_picture_nothing_is_looked_up():
    assert set(findings(text=said("")).values()) == {Finding.NOT_LOOKED}


def test_without_a_document_the_reviewer_says_to_have_seen_one():
    first = asked(replace(ENTERED, has_document=False), said(""))[0]
    assert first.words == "No document is attached: I have seen one that shows it."
