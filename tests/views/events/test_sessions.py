"""Making a session, finding it, registering, the wait list's mails, and its calendar."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.models import Event, EventRegistration, Mail
from tests import events, factories
from tests.events import END, START
from tests.factories import FRESNO, KERN
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.trainings import SLUG

SAID = {
    "training": SLUG,
    "trainers": "Rosa Delgado",
    "day": "2026-03-10",
    "starts": "10:00",
    "ends": "11:30",
    "format": "online",
    "meeting_url": "https://meeting.example/room",
    "seats": "30",
    "waiting": "5",
    "least_percent": "80",
    "latest_minutes": "15",
}


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def subjects(session):
    return list(session.scalars(select(Mail.subject).order_by(Mail.id)))


def members(session, number):
    people = [factories.person(session) for _ in range(number)]
    for person in people:
        factories.affiliation(session, person)
    return people


# Making and changing


def test_a_trainer_makes_a_session(trainer, session):
    trainer.get("/sessions")
    trainer.click("Make a session")
    trainer.submit("Make this session", 303, **SAID)
    trainer.get(trainer.location)
    assert trainer.h1 == "Sample course"
    assert "Tuesday, March 10, 2026, 10:00 a.m. to 11:30 a.m. Pacific time" in trainer.main
    assert (
        "presence for at least 80 % of the minutes and arrival at most 15 minutes" in trainer.main
    )
    assert "People who work in Fresno County" in trainer.main
    assert "meeting.example" not in trainer.html


def test_the_same_form_twice_makes_one(trainer, session):
    trainer.get("/sessions/new")
    for _ in range(2):
        trainer.submit("Make this session", 303, **SAID)
    assert count(session, Event) == 1


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"day": "2026-02-10"}, "would be over already"),
        ({"starts": "13:00", "ends": "03:00"}, "That would take 14 hours."),
        ({"ends": "10:00"}, "That would take 24 hours."),
        ({"day": "soon"}, "Enter the day, such as"),
        ({"seats": "many"}, "Enter a whole number from 1 to 10,000."),
        ({"training": ""}, "Choose the training, or enter a title."),
        ({"format": "room"}, "Enter where the room is."),
        ({"meeting_url": "meeting"}, "begins with https://"),
        ({"day": "2026-03-08", "starts": "02:30"}, "the clocks skip this time"),
        ({"training": "", "title": "Other", "quiz": True}, "questions for a closing quiz"),
        ({"ce_minutes": "60"}, "Say who gives the continuing education"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_kept(trainer, session, more, words):
    trainer.get("/sessions/new")
    trainer.submit("Make this session", 422, **SAID | more)
    assert words in trainer.main
    assert 'value="Rosa Delgado"' in trainer.html
    assert count(session, Event) == 0


def test_ta_staff_hold_for_the_whole_state_and_for_everybody(staff, client, session):
    staff.get("/sessions/new")
    said = SAID | {"held_by": "state", "audience": "public", "title": "Open forum", "training": ""}
    staff.submit("Make this session", 303, **said)
    address = staff.location
    visitor = type(staff)(client)
    visitor.get("/sessions").click("Open forum")
    assert visitor.path == address
    assert "Sign in to register" in visitor.main


def test_a_county_holds_none_for_everybody(staff):
    staff.get("/sessions/new")
    said = SAID | {"held_by": FRESNO, "audience": "public"}
    staff.submit("Make this session", 422, **said)
    assert "is for people who work in counties" in staff.main


def test_another_time_is_told_to_everybody_registered(trainer, session, rosa, ana):
    event = events.make(session, rosa)
    events.register(session, event, [ana])
    trainer.get(f"/sessions/{event.id}/change")
    trainer.submit("Save", 303, day="2026-03-11")
    assert subjects(session) == ["Changed: Saying hello, live"]
    trainer.get(trainer.location)
    assert "Wednesday, March 11" in trainer.main


def test_a_cancelled_session_says_why_and_is_told(trainer, member, session, rosa, ana):
    event = events.make(session, rosa)
    events.register(session, event, [ana])
    trainer.get(f"/sessions/{event.id}").click("Cancel this session")
    trainer.submit("Cancel this session", 422)
    trainer.submit("Cancel this session", 303, reason="The trainer is ill.")
    assert subjects(session) == ["Cancelled: Saying hello, live"]
    member.get(f"/sessions/{event.id}")
    assert "The trainer is ill." in member.main


# Registering


def test_a_member_registers_and_cancels(member, session, rosa):
    event = events.make(session, rosa)
    member.get("/learning")
    member.get("/sessions").click("Saying hello, live")
    member.submit("Register", follow=True)
    assert "You have a seat" in member.main
    member.get("/learning")
    assert "Your next sessions" in member.main
    member.get(f"/sessions/{event.id}")
    member.click("Cancel my registration")
    assert "You can register again as long as one is left." in member.main
    member.submit("Cancel my registration", follow=True)
    assert "Your registration is cancelled." in member.main
    member.get(f"/sessions/{event.id}/withdraw", 303)  # there is nothing to cancel any more


def test_a_double_click_registers_once(member, session, rosa):
    event = events.make(session, rosa)
    member.get(f"/sessions/{event.id}")
    for _ in range(2):
        member.post(f"/sessions/{event.id}/register")
    assert count(session, EventRegistration) == 1


def test_who_moves_up_gets_one_mail(app, member, session, rosa, ana):
    event = events.make(session, rosa, seats=1)
    (ben,) = members(session, 1)
    events.register(session, event, [ana, ben])
    member.get(f"/sessions/{event.id}").click("Cancel my registration")
    assert "Your seat goes at once to the first of 1 who waits" in member.main
    for _ in range(2):
        member.submit("Cancel my registration")
    mails = session.scalars(select(Mail)).all()
    assert [(mail.person_id, mail.subject) for mail in mails] == [
        (ben.id, "You have a seat: Saying hello, live")
    ]
    assert f"/sessions/{event.id}" in mails[0].text


def test_a_trainer_is_asked_before_cancelling_for_somebody_who_is_told_once(
    trainer, session, rosa, ana
):
    event = events.make(session, rosa, seats=1)
    (ben,) = members(session, 1)
    events.register(session, event, [ana, ben])
    page = f"/sessions/{event.id}/people/{ana.id}"
    trainer.get(page).click("Cancel this registration")
    assert trainer.h1 == f"Cancel the registration of {ana.name_used or ana.legal_name}?"
    assert "This seat goes at once to the first of 1 who waits" in trainer.main
    for _ in range(2):
        trainer.submit("Cancel this registration", 303)
    mails = session.scalars(select(Mail).order_by(Mail.person_id)).all()
    assert {(mail.person_id, mail.subject) for mail in mails} == {
        (ana.id, "Your registration is cancelled: Saying hello, live"),
        (ben.id, "You have a seat: Saying hello, live"),
    }
    assert len(mails) == 2
    assert rosa.legal_name in next(mail.text for mail in mails if mail.person_id == ana.id)
    assert trainer.get(f"{page}/withdraw", 303).location.endswith("/roster")


def test_the_wait_list_says_the_place(member, session, rosa):
    event = events.make(session, rosa, seats=1)
    events.register(session, event, members(session, 1))
    member.get(f"/sessions/{event.id}")
    member.submit("Join the wait list", follow=True)
    assert "You are number 1 on the wait list." in member.main


def test_full_is_said(member, session, rosa):
    event = events.make(session, rosa, seats=1, waiting=0)
    events.register(session, event, members(session, 1))
    member.get(f"/sessions/{event.id}")
    assert "Every seat is taken" in member.main
    member.post(f"/sessions/{event.id}/register", status=409)


def test_a_trainer_registers_many_and_each_is_told(trainer, session, rosa, ana):
    event = events.make(session, rosa, seats=2)
    people = [ana, *members(session, 2)]
    trainer.get(f"/sessions/{event.id}/people")
    ids = [str(person.id) for person in people]
    trainer.submit("Register those ticked", 303, people=ids)
    assert subjects(session) == [
        "You are registered: Saying hello, live",
        "You are registered: Saying hello, live",
        "You are on the wait list: Saying hello, live",
    ]
    trainer.get(trainer.location)
    assert "Wait list: number 1" in trainer.main


def test_nobody_ticked(trainer, session, rosa, ana):
    event = events.make(session, rosa)
    trainer.get(f"/sessions/{event.id}/people")
    trainer.submit("Register those ticked", 422)
    assert "Tick at least one person." in trainer.main


def test_an_error_keeps_the_search_and_the_ticks(trainer, session, rosa):
    """Whoever was found by a search must not be hidden behind all the others by the error."""
    event = events.make(session, rosa, seats=2, waiting=0)
    several = members(session, 4)
    for person in several[:3]:
        person.legal_name += " Quillmarsh"
    session.flush()
    trainer.get(f"/sessions/{event.id}/people?words=Quillmarsh")
    ids = [str(person.id) for person in several[:3]]
    trainer.submit("Register those ticked", 422, people=ids)
    assert "You chose 3 people, and 2 places are left" in trainer.main
    assert several[3].legal_name not in trainer.main
    ticked = trainer.all(".//input[@name='people'][@checked]")
    assert [box.get("value") for box in ticked] == ids
    assert trainer.all(".//input[@name='words']")[0].get("value") == "Quillmarsh"


def test_a_trainer_registers_nobody_of_another_county(trainer, session, rosa):
    event = events.make(session, rosa)
    kim = factories.person(session, "Kim of Kern")
    factories.affiliation(session, kim, KERN)
    page = f"/sessions/{event.id}/people"
    trainer.get(page)
    assert "Kim of Kern" not in trainer.main
    trainer.post(page, {"people": [kim.id]}, 403)
    trainer.post(page, {"people": [2**40]}, 403)


def test_a_county_sees_only_its_people_in_a_session_of_the_state(trainer, session, staff, ana):
    priya = factories.person(session)
    event = events.make(session, priya, county=None, audience=events.Audience.SIGNED_IN)
    kim = factories.person(session, "Kim of Kern")
    factories.affiliation(session, kim, KERN)
    events.register(session, event, [ana, kim])
    trainer.get(f"/sessions/{event.id}/roster")
    assert "Ana Flores" in trainer.main
    assert "Kim of Kern" not in trainer.html
    assert "1 person of other counties" in trainer.main
    trainer.get(f"/sessions/{event.id}/roster.csv")
    assert "Kim" not in trainer.html
    staff.get(f"/sessions/{event.id}/roster")
    assert "Kim of Kern" in staff.main


# Lists


def test_lists_and_filters(member, session, rosa, time_machine):
    events.make(session, rosa, title="Soon")
    events.make(session, rosa, title="In a room", format=events.Format.ROOM, place="Room 5")
    member.get("/sessions?format=room")
    assert member.h1 == "1 session to come"
    assert "Room 5" in member.main
    member.get("/sessions?mine=y")
    assert member.h1 == "No sessions to come"
    time_machine.move_to(END + timedelta(minutes=1), tick=False)
    member.get("/sessions?show=past")
    assert member.h1 == "2 sessions that are over"


def test_the_cost_of_the_list_does_not_grow(app, member, session, rosa):
    def cost(number):
        for _ in range(number):
            event = events.make(session, rosa)
            events.register(session, event, members(session, 3))
        session.commit()
        with counted(app) as statements:
            member.get("/sessions")
        return len(statements)

    assert cost(2) == cost(15)


# Calendars


def entries(page):
    return Calendar.from_ical(page.response.get_data()).walk("VEVENT")


def test_the_calendar_file_of_a_session(member, trainer, session, rosa):
    event = events.make(session, rosa)
    member.get(f"/sessions/{event.id}/session.ics")
    (entry,) = entries(member)
    assert (entry["UID"], entry["SEQUENCE"], entry["STATUS"]) == (event.uid, 0, "CONFIRMED")
    assert (entry.decoded("DTSTART"), entry.decoded("DTEND")) == (START, END)
    assert "meeting.example" not in member.html
    trainer.get(f"/sessions/{event.id}/cancel")
    trainer.submit("Cancel this session", 303, reason="Ill")
    member.get(f"/sessions/{event.id}/session.ics")
    (entry,) = entries(member)
    assert (entry["UID"], entry["SEQUENCE"], entry["STATUS"]) == (event.uid, 1, "CANCELLED")


def test_ones_own_calendar_is_private_and_revocable(app, member, client, session, rosa, ana):
    event = events.make(session, rosa)
    events.make(session, rosa, title="Somebody else's")
    events.register(session, event, [ana])
    member.get("/account").click("Show my sessions in my calendar program")
    member.submit("Make an address", follow=True)
    (address,) = [e.get("value") for e in member.all(".//input[@id='address']")]
    program = type(member)(client)
    path = address.removeprefix("http://localhost")
    program.get(path)
    assert [str(entry["SUMMARY"]) for entry in entries(program)] == ["Saying hello, live"]
    assert program.response.headers["Cache-Control"].startswith("private")
    tag = program.response.headers["ETag"]
    program.get(path, 304, headers={"If-None-Match": tag})
    member.submit("Make a new address", follow=True)
    program.get(path, 404)
    (other,) = [e.get("value") for e in member.all(".//input[@id='address']")]
    program.get(other.removeprefix("http://localhost"))
    member.submit("Revoke the address", follow=True)
    program.get(other.removeprefix("http://localhost"), 404)
    assert "You have no such address now." in member.main


def test_the_calendar_shows_who_waits_as_tentative(member, client, session, rosa, ana):
    event = events.make(session, rosa, seats=1)
    events.register(session, event, [*members(session, 1), ana])
    member.get(f"/sessions/{event.id}/session.ics")
    (entry,) = entries(member)
    assert entry["STATUS"] == "TENTATIVE"


def test_two_clicks_make_one_address(member, session):
    from portal.models import CalendarFeed

    member.get("/account/calendar")
    (form,) = member.all(".//form[@action='/account/calendar']")
    (key,) = [e.get("value") for e in form.iter("input") if e.get("name") == "key"]
    for _ in range(2):
        member.post("/account/calendar", {"key": key})
    assert count(session, CalendarFeed) == 1
    member.get("/account/calendar")
    assert "from before" not in member.main, "there was none"
    member.submit("Make a new address", follow=True)
    assert "The one from before does not work any more." in member.main


def test_a_trainer_of_elsewhere_does_not_see_the_session(app, session, rosa):
    event = events.make(session, rosa)
    other = signed_in_as(app, session, factories.person(session), Role.TRAINER, KERN)
    other.get(f"/sessions/{event.id}", 403)
    other.get(f"/sessions/{event.id}/session.ics", 403)
    other.get("/sessions")
    assert other.h1 == "No sessions to come"
