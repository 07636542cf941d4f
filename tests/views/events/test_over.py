"""Sessions that are over: recorded afterwards, and corrected after they were confirmed."""

import pytest
from sqlalchemy import select

from portal.domain.events.credit import Credit
from portal.models import (
    EventConfirmation,
    EventCredit,
    EventCreditEnd,
    EventPresence,
    EventPresenceEnd,
    Mail,
    TrainingRecord,
)
from portal.services.events import attending
from tests import events, factories
from tests.events import AFTER
from tests.trainings import course
from tests.views.events.test_sessions import SAID

LAST_WEEK = {**SAID, "day": "2026-02-24"}


# A class of last week


def test_a_class_of_last_week_is_recorded_with_its_attendance(trainer, session, ana):
    trainer.get("/sessions/new")
    trainer.submit("Make this session", 422, **LAST_WEEK)
    assert "tick that it has taken place" in trainer.main
    trainer.submit("Make this session", follow=True, over=True, **LAST_WEEK)
    assert trainer.h1 == "Add people to the roster"
    trainer.submit("Add those ticked", follow=True, people=[str(ana.id)])
    assert "Nobody gets a mail" in trainer.main
    assert session.scalars(select(Mail)).all() == []
    trainer.submit("They were there", follow=True, people=[str(ana.id)])
    trainer.submit("Confirm who was there", follow=True)
    assert "1 person gets credit" in trainer.main
    record = session.scalars(select(TrainingRecord)).one()
    assert (record.person_id, str(record.completed_on)) == (ana.id, "2026-02-24")


def test_what_is_to_come_has_not_taken_place(trainer, session):
    trainer.get("/sessions/new")
    trainer.submit("Make this session", 422, over=True, **SAID)
    assert "This session is not over yet." in trainer.main


def test_nobody_registers_themself_for_what_is_over(trainer, member, session, rosa, time_machine):
    event = events.make(session, rosa)
    session.commit()
    time_machine.move_to(AFTER, tick=False)
    member.post(f"/sessions/{event.id}/register", {}, 409)


# Correcting what was confirmed


@pytest.fixture
def confirmed(session, rosa, ana, time_machine):
    """Ana was there for all of it, which is confirmed, and has credit; Ben came late."""
    event = events.make(session, rosa, ce_minutes=60, ce_provider="Board 1")
    ben = factories.person(session, "Ben Okafor")
    factories.affiliation(session, ben)
    events.register(session, event, [ana, ben])
    events.was_there(session, event, ana, rosa)
    events.was_there(session, event, ben, rosa, late=60)
    assert events.confirm(session, event, rosa, course()) == 1
    session.commit()
    time_machine.move_to(AFTER, tick=False)
    return event


def correct(trainer, session, event, person, status=None, **said):
    (row,) = attending.of_person(session, event.id, person.id)
    trainer.get(f"/sessions/{event.id}/people/{person.id}")
    trainer.get(trainer.links()[next(w for w in trainer.links() if w.startswith("Correct the"))])
    follow = status is None
    trainer.submit("Correct the entry", status, follow=follow, **said)
    session.expire_all()
    return row


def test_credit_goes_with_the_correction_and_both_stay_readable(trainer, session, confirmed, ana):
    row = correct(
        trainer, session, confirmed, ana, arrives="11:00", leaves="11:30", reason="Came at 11."
    )
    assert "The credit that it gave is withdrawn." in trainer.main
    assert "Corrected: Came at 11." in trainer.main
    assert session.get(EventPresenceEnd, row.id).reason == "Corrected: Came at 11."
    ended = session.scalars(select(EventCreditEnd.reason)).all()
    assert ended == ["Who was there was corrected: Came at 11."] * 2
    trainer.get(f"/sessions/{confirmed.id}/roster")
    assert "Who was there is confirmed" in trainer.main


def test_credit_comes_with_the_correction(trainer, session, confirmed):
    ben = events.registered(session, confirmed)[1]
    correct(
        trainer,
        session,
        confirmed,
        ben,
        arrives="10:00",
        leaves="11:30",
        reason="The sign-in sheet says 10:00.",
    )
    assert "Now there is credit for it." in trainer.main
    kinds = session.scalars(select(EventCredit.kind).where(EventCredit.person_id == ben.id))
    assert set(kinds) == {Credit.SESSION, Credit.CE}
    assert len(session.scalars(select(EventConfirmation)).all()) == 2


def test_a_correction_that_changes_nothing_for_credit_leaves_it(trainer, session, confirmed, ana):
    correct(
        trainer, session, confirmed, ana, arrives="10:05", leaves="11:30", reason="Five minutes."
    )
    assert "The entry is corrected." in trainer.main
    assert session.scalars(select(EventCreditEnd)).all() == []


def test_what_cannot_be_is_refused(trainer, session, confirmed, ana):
    same = {"arrives": "10:00", "leaves": "11:30", "reason": "No change."}
    correct(trainer, session, confirmed, ana, 422, **same)
    assert "These are the times that are recorded." in trainer.main
    trainer.submit("Correct the entry", 422, arrives="09:00", leaves="11:30", reason="Early.")
    assert "Enter a time within the session" in trainer.main
    trainer.submit("Correct the entry", 422, arrives="10:10", leaves="11:30", reason="")
    assert "Say why the entry is corrected." in trainer.main
    assert len(session.scalars(select(EventPresence)).all()) == 2


def test_a_double_click_corrects_once(trainer, session, confirmed, ana):
    said = {"arrives": "11:00", "leaves": "11:30", "reason": "Came at 11."}
    row = correct(trainer, session, confirmed, ana, **said)
    path = f"/sessions/{confirmed.id}/people/{ana.id}/presence/{row.id}/correct"
    trainer.post(path, said, 409)
    assert len(attending.of_person(session, confirmed.id, ana.id)) == 1


def test_nobody_corrects_their_own(trainer, session, confirmed, rosa, ana):
    factories.affiliation(session, rosa)
    events.was_there(session, confirmed, rosa, ana, late=30)
    (row,) = attending.of_person(session, confirmed.id, rosa.id)
    said = {"arrives": "10:00", "leaves": "11:30", "reason": "I was."}
    path = f"/sessions/{confirmed.id}/people/{rosa.id}/presence/{row.id}/correct"
    trainer.post(path, said, 403)
