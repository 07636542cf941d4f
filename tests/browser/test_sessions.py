"""A live session from making it to credit: 30 seats, 5 waiting, two people of one name."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal import clock
from portal.models import Mail, Team
from tests import events, factories
from tests.browser.conftest import DESK
from tests.browser.hands import Pointer
from tests.browser.journey import person_signs_in, sees_heading
from tests.browser.served import Portal
from tests.browser.test_accessible import Look

pytestmark = pytest.mark.browser
TITLE = "De-escalation, live"
FAMILY = "Quillfeather"
FIRST = "Ada Bo Cleo Dov Esme Farid Gita Hugo Ines Jose Kim Lea Max Nia Oz Pia Quin Rae Sol Tia"
FIRST += " Uma Vik Wes Xia Yan Zoe Abe Bea Cal Dee Eli Fay Gus Maria Maria"
STARTS, ENDS = "10:00 AM", "11:30 AM"


@pytest.fixture
def look(visitor) -> Iterator[Look]:
    """What looks; the test fails with everything that it found."""
    look = Look(visitor(DESK))
    yield look
    assert not look.wrong, "\n".join(look.wrong)


def people_of_fresno(portal: Portal) -> None:
    """35 more members, two of them of one name."""
    with portal.session.begin() as session:
        team = session.scalars(select(Team).where(Team.name == "North Night Team")).one()
        for number, first in enumerate(FIRST.split()):
            email = f"{first.lower()}{number}@example.org"
            person = factories.person(session, f"{first} {FAMILY}", email=email)
            factories.affiliation(session, person, team.county_fips, team=team)


def test_a_session_for_30_with_5_who_wait(look: Look, portal: Portal):
    people_of_fresno(portal)
    page, hand = look.page, Pointer(look.page)
    person_signs_in(hand, "rosa@sample.example")
    look.at("/sessions", "the sessions")
    hand.follow("Make a session")
    hand.press("Make this session")
    look("a session that cannot be")
    hand.pick("Training", "Crisis intervention and de-escalation")
    hand.type("Title", TITLE)
    hand.type("Trainers", "Rosa Delgado")
    hand.type("Day", f"{clock.now() + timedelta(days=9):%Y-%m-%d}")
    hand.type("Starts at", "10:00")
    hand.type("Ends at", "11:30")
    hand.pick("Where it takes place", "Online")
    hand.type("Seats", "30")
    hand.type("Places on the wait list", "5")
    hand.type("Least presence, in percent of the minutes", "80")
    hand.type("Continuing education, in minutes", "90")
    hand.type("Stated by", "Sample CE provider 000")
    hand.press("Make this session")
    sees_heading(page, TITLE)
    look("a session")
    address = page.url

    hand.follow("Register people")
    hand.type("Name or e-mail address", FAMILY)
    hand.press("Show")
    for box in page.get_by_role("checkbox").all():
        box.check()
    look("registering people")
    hand.press("Register those ticked")
    expect(page.get_by_role("main")).to_contain_text("30 with a seat, 5 on the wait list")
    sees_heading(page, "35 people registered")
    look("a roster to come")
    hand.follow(f"Ada {FAMILY}")
    look("somebody in a session")
    hand.follow("Cancel this registration")
    look("cancelling for somebody")
    hand.press("Cancel this registration")
    sees_heading(page, "34 people registered")
    waited = page.get_by_role("row").filter(has_text="Wait list")
    expect(waited).to_have_count(4)

    day = events.the_day_passes(portal.session, TITLE)
    first = FIRST.split()
    rows = [(f"{name} {FAMILY}", "", STARTS, ENDS) for name in first[1:31]]
    rows += [(f"Maria {FAMILY}", "", STARTS, "10:40 AM"), (f"Maria {FAMILY}", "", STARTS, ENDS)]
    page.goto(f"{address}/attendance-files")
    look("attendance files")
    content = events.zoom(*rows, day=day)
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "zoom.csv", "mimeType": "text/csv", "buffer": content}
    )
    hand.press("Look at this file")
    sees_heading(page, "zoom.csv: 2 rows to decide")
    look("two of one name")
    for row, email in ((35, "maria33"), (36, "maria34")):
        choice = page.get_by_label(f"Who is row {row}?")
        choice.select_option(value=choice.locator("option", has_text=email).get_attribute("value"))
    hand.press("Keep these choices")
    sees_heading(page, "zoom.csv: ready to be taken in")
    hand.press("Take in all that is clear")
    sees_heading(page, "31 of 34 people meet the rule")
    look("a roster to confirm")
    hand.press("Confirm who was there")
    expect(page.get_by_role("main")).to_contain_text("31 people get credit")
    look("a roster with credit")
    hand.follow(f"Bo {FAMILY}")
    hand.follow("Correct the times")
    look("a correction")
    hand.type("From", "11:00")
    hand.type("Why", "The sign-in sheet says 11.")
    hand.press("Correct the entry")
    expect(page.get_by_role("main")).to_contain_text("The credit that it gave is withdrawn.")
    look("a corrected entry")
    page.goto(f"{address}/people")
    look("adding to the roster of a session that is over")
    page.goto(address)
    look("a session that is over")
    page.goto("/account/calendar")
    hand.press("Make an address")
    look("ones own calendar")


def test_a_member_registers_and_cancels(look: Look):
    page, hand = look.page, Pointer(look.page)
    person_signs_in(hand, "ana@sample.example")
    page.goto("/sessions")
    hand.follow("Questions and answers for the counties")
    hand.press("Register")
    hand.follow("Cancel my registration")
    sees_heading(page, "Cancel your registration?")
    look("cancelling")
    hand.press("Cancel my registration")
    sees_heading(page, "Questions and answers for the counties")


def test_a_visitor_registers_by_mail(look: Look, portal: Portal):
    page, hand = look.page, Pointer(look.page)
    page.goto("/sessions")
    hand.follow("Questions and answers for the counties")
    hand.type("Your name", "Zoe Quinn")
    hand.press("Mail me the link")
    look("a visitor without an address")
    hand.type("Your e-mail address", "zoe@example.org")
    hand.press("Mail me the link")
    expect(page.get_by_role("main")).to_contain_text("the link there registers you")
    with portal.session.begin() as session:
        text = session.scalars(select(Mail.text).where(Mail.recipient == "zoe@example.org")).one()
    link = next(word for word in text.split() if "/sessions/visitors/" in word)
    page.goto(f"/sessions/visitors/{link.rpartition('/')[2]}")
    look("a visitor’s link")
    hand.press("Register me")
    sees_heading(page, "You have a seat")
    look("a visitor’s seat")
