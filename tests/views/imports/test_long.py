"""A long list is taken in beside the page, which shows how far it is and may be left."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import working
from portal.models import ImportBatch, Person, RoleGrant
from portal.services import imports
from portal.services.imports import asking
from tests.factories import AT
from tests.lists import ANA, PEOPLE, lines

BEN = "Ben Okafor,ben@example.org,North,Peer,Peer Support Specialist,01/17/2026"
CAL = "Cal Diaz,cal@example.org,North,Peer,,01/18/2026"


@pytest.fixture(autouse=True)
def _two_rows_are_many(monkeypatch):
    monkeypatch.setattr(asking, "LONG", 2)


@pytest.fixture
def asked(trainer, hand_in):
    """The page of a list that somebody has asked to be taken in."""
    hand_in(lines(PEOPLE, ANA, BEN, CAL)).submit("Look at the rows", follow=True)
    return trainer.submit("Take in all of it", follow=True)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_it_may_be_left_and_come_back_to(app, session, asked, trainer):
    before = count(session, Person)
    assert trainer.h1 == "staff.csv: being taken in"
    assert "looked at 0 of 3 rows. None of them is taken in yet" in trainer.main
    page = trainer.path
    trainer.post(page, {}, 303)  # a double click
    trainer.get("/imports")
    assert "Being taken in" in trainer.main
    session.rollback()
    assert working.take_in_lists(app, AT) == 1
    assert working.take_in_lists(app, AT) == 0
    trainer.get(page)
    assert trainer.h1 == "staff.csv: taken in"
    assert "3 new people" in trainer.main
    assert count(session, Person) == before + 3


def test_how_far_it_is(app, session, asked, trainer):
    imports.note(session, 1, 2)
    trainer.get(trainer.path)
    assert "Step 1 of 2: looked at 2 of 3 rows" in trainer.main
    imports.note(session, 1, 3)
    trainer.get(trainer.path)
    assert "Step 2 of 2: all 3 rows are looked at, and are being taken in together" in trainer.main


def test_meanwhile_nothing_of_it_is_changed(app, session, asked, trainer):
    page = trainer.path
    trainer.get(f"{page}/rows/2", 409)
    trainer.post(f"{page}/rows", {"act": "leave-out"}, 409)
    assert trainer.get(f"{page}/columns", 303).location == page
    trainer.post(f"{page}/columns", {"column_name": "0", "column_team": "2"}, 409)


def test_what_has_come_to_wait_is_put_right_first(app, session, asked, trainer, team):
    before = count(session, Person)
    team.name = "South"
    session.commit()
    assert working.take_in_lists(app, AT) == 0
    trainer.get(trainer.path)
    assert trainer.h1 == "staff.csv: 3 rows wait for you"
    assert count(session, Person) == before


def test_nothing_is_taken_in_for_who_has_lost_the_role(app, session, asked, trainer, tess):
    session.scalars(select(RoleGrant).filter_by(person_id=tess.id)).one().ended_at = AT
    session.commit()
    assert working.take_in_lists(app, AT) == 0
    session.expire_all()
    batch = session.scalars(select(ImportBatch)).one()
    assert (batch.asked_at, batch.taken_at) == (None, None)


def test_an_error_leaves_the_list_open(app, session, asked, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(imports, "take_in", fail)
    session.commit()
    with pytest.raises(RuntimeError):
        working.take_in_lists(app, AT)
    batch = session.scalars(select(ImportBatch)).one()
    assert (batch.asked_at, batch.taken_at) == (None, None)


def test_who_waits_long_may_ask_again(app, session, asked, trainer, time_machine):
    assert "It takes longer than it should" not in trainer.main
    time_machine.move_to(AT + timedelta(minutes=4), tick=False)
    trainer.get(trainer.path)
    trainer.submit("Ask again", follow=True)
    assert trainer.h1 == "staff.csv: being taken in"


@pytest.fixture
def going(app, session, asked, trainer):
    """The page of a list that was taken in, and that somebody has asked to be undone."""
    session.commit()
    working.take_in_lists(app, AT)
    trainer.get(trainer.path)
    return trainer.submit("Undo the list", follow=True)


def test_it_is_undone_beside_the_page_too(app, session, going, trainer):
    page = trainer.path
    assert trainer.h1 == "staff.csv: being undone"
    assert "Until that is done, all of it holds." in trainer.main
    trainer.post(f"{page}/undo", {}, 303)  # a double click
    trainer.get("/imports")
    assert "Being undone" in trainer.main
    session.rollback()
    assert working.take_in_lists(app, AT) == 1
    assert working.take_in_lists(app, AT) == 0
    trainer.get(page)
    assert trainer.h1 == "staff.csv: undone"
    assert "by Tess Trainer" in trainer.main
    trainer.post(f"{page}/undo", {}, 303)  # from another tab
    trainer.get(page)
    assert trainer.h1 == "staff.csv: undone"


def test_it_is_not_undone_for_who_has_lost_the_role(app, session, going, trainer, tess):
    session.scalars(select(RoleGrant).filter_by(person_id=tess.id)).one().ended_at = AT
    session.commit()
    assert working.take_in_lists(app, AT) == 0
    session.expire_all()
    batch = session.scalars(select(ImportBatch)).one()
    assert (batch.undo_asked_at, batch.undone_at) == (None, None)


def test_an_error_in_undoing_lets_it_be_asked_for_again(app, session, going, trainer, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("the disk is full")

    session.commit()
    with monkeypatch.context() as patched:
        patched.setattr(imports, "undo", fail)
        with pytest.raises(RuntimeError):
            working.take_in_lists(app, AT)
    trainer.get(trainer.path)
    assert trainer.h1 == "staff.csv: taken in"
    trainer.submit("Undo the list", follow=True)
    session.rollback()
    assert working.take_in_lists(app, AT) == 1
