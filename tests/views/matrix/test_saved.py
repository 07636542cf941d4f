"""Saved views: one's own, by name, once."""

import pytest
from sqlalchemy import select

from portal.models import MatrixView
from portal.services.matrix import saved


def rows(session):
    session.expire_all()
    return [
        (row.name, row.query) for row in session.scalars(select(MatrixView).order_by(MatrixView.id))
    ]


def save(page, name, asked="state=short&group=core", status=None):
    page.get(f"/matrix?{asked}").click("Save this view")
    return page.submit("Save", status, name=name)


def test_a_view_is_its_address_and_opens_it(trainer, session, story):
    save(trainer, "What is missing", "page=2&state=short&view=list&group=&within=")
    assert trainer.location == "/matrix?state=short&view=list"
    trainer.get(trainer.location)
    assert "Saved as “What is missing”." in trainer.text
    trainer.get("/matrix").click("What is missing")
    assert trainer.path == "/matrix?state=short&view=list"


def test_two_clicks_save_once(trainer, session, story):
    trainer.get("/matrix?group=core").click("Save this view")
    for _ in range(2):
        trainer.submit("Save", name="Core")
    assert rows(session) == [("Core", "group=core")]


def test_one_name_for_one_view(trainer, session, story):
    save(trainer, "Core")
    save(trainer, "Core", "group=enhanced", 422)
    assert "Another view of yours is called “Core”. Choose another name." in trainer.main
    assert trainer.all(".//input[@name='query']")[0].get("value") == "group=enhanced"
    trainer.submit("Save", name="More")
    assert [name for name, _ in rows(session)] == ["Core", "More"]


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "\u202egnol", "…"])
def test_a_wrong_name_is_said_and_nothing_saved(trainer, session, story, name):
    save(trainer, name, status=422)
    assert "Name of the view: " in trainer.main
    assert rows(session) == []


def test_renamed_and_deleted_by_its_owner_only(trainer, staff, session, story):
    save(trainer, "Core")
    save(trainer, "Other", "group=enhanced")
    trainer.get("/matrix/views").click("Rename or delete Core")
    address = trainer.path
    trainer.submit("Rename", 422, name="Other")
    assert "Another view of yours is called “Other”" in trainer.main
    trainer.submit("Rename", follow=True, name="Core trainings")
    assert "Core trainings" in trainer.links()
    staff.get("/matrix/views")
    assert "Core trainings" not in staff.text
    staff.get(address, 403)
    staff.get("/matrix/views")
    staff.post(address, {"name": "Mine"}, 403)
    staff.get("/matrix/views")
    staff.post(f"{address}/delete", status=403)
    assert len(rows(session)) == 2
    trainer.get(address).submit("Delete this view")
    trainer.post(f"{address}/delete", follow=True)
    assert "The view is deleted." in trainer.text
    assert rows(session) == [("Other", "group=enhanced")]


def test_two_people_may_use_the_same_name(trainer, staff, session, story):
    save(trainer, "Core")
    staff.get("/matrix/views?group=core").submit("Save", name="Core")
    assert len(rows(session)) == 2


def test_there_is_an_end_to_them(trainer, session, story, monkeypatch):
    monkeypatch.setattr(saved, "MOST", 1)
    save(trainer, "Core")
    save(trainer, "More", "group=enhanced", 422)
    assert "You have 1 views, which is the most." in trainer.main
    save(trainer, "Core")  # the same again is no further one
