"""Somebody who is recorded twice: compared, brought together, and taken apart again."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.models import Person, PersonMerge
from tests.browser.conftest import DESK
from tests.browser.hands import Pointer
from tests.browser.journey import person_signs_in, sees_heading
from tests.browser.test_accessible import Look

pytestmark = pytest.mark.browser


def test_two_rows_become_one_and_two_again(open_page, site):
    look = Look(open_page(DESK))
    page, hand = look.page, Pointer(look.page)
    person_signs_in(hand, "rosa@sample.example")
    page.goto("/people")
    hand.follow("Duplicates")
    sees_heading(page, "1 person may be recorded twice")
    look("duplicates")
    with site.session() as session:
        again = select(Person).where(Person.email == "again@sample.example")
        name = session.scalars(again).one().legal_name
    hand.follow(f"{name} and {name}")
    hand.press("Bring them together")
    look("a merge that says too little")
    page.get_by_role("radio", name=re.compile("again@sample.example")).check()
    hand.type("How you know that they are one person", "I asked them.")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Bring them together").dblclick()
    sees_heading(page, name)
    expect(page.get_by_role("main")).to_contain_text("North Night Team")
    page.goto("/people/duplicates")
    sees_heading(page, "Nobody seems to be recorded twice")
    page.go_back()
    hand.follow("Duplicates")
    look("a person’s merges")
    hand.press("Undo this")
    expect(page.get_by_role("main")).to_contain_text("The merge is undone")
    page.goto("/people/duplicates")
    sees_heading(page, "1 person may be recorded twice")
    with site.session() as session:
        [merge] = session.scalars(select(PersonMerge)).all()
        assert merge.undone_at
    assert not look.wrong, "\n".join(look.wrong)
