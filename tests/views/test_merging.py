"""Two rows of one person are compared, brought together, found at one address, and taken apart."""

import pytest
from sqlalchemy import func, select

from portal.domain.access import Role
from portal.models import PersonMerge
from portal.services import people
from tests import factories
from tests.factories import ALAMEDA, AT, FRESNO
from tests.queries import counted
from tests.reviews import enter
from tests.signing_in import signed_in_as
from tests.trainings import NOW, completed


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ana(session):
    ana = factories.person(session, "Ana Flores", email="ana@county.example")
    factories.affiliation(session, ana, FRESNO)
    return ana


@pytest.fixture
def again(session):
    again = factories.person(session, "Ana Flores", email="")
    factories.affiliation(session, again, FRESNO)
    return again


@pytest.fixture
def trainer(app, session):
    person = factories.person(session, "Tess Trainer")
    return signed_in_as(app, session, person, Role.TRAINER, FRESNO)


@pytest.fixture
def staff(app, session):
    return signed_in_as(app, session, factories.person(session, "Sam Staff"), Role.TA_STAFF)


def bring_together(browser, ana, again):
    browser.get(f"/people/{ana.id}/merge/{again.id}")
    browser.submit(
        "Bring them together", keep=str(ana.id), reason="I asked her.", sure=True, follow=True
    )


def test_a_trainer_finds_compares_and_brings_together(trainer, session, ana, again):
    enter(session, again, "Naloxone basics")
    trainer.get("/people").click("Duplicates")
    assert trainer.h1 == "1 person may be recorded twice"
    trainer.click(f"Ana Flores and Ana Flores, numbers {ana.id} and {again.id}")
    assert "1 training taken elsewhere" in trainer.main
    assert "Both work for Valley Crisis Services in Fresno County." in trainer.main
    trainer.submit("Bring them together", 422)
    assert "Choose the row that stays." in trainer.main
    bring_together(trainer, ana, again)
    assert trainer.path == f"/people/{ana.id}"
    assert "Both rows are one person now." in trainer.main
    trainer.get(f"/people/{ana.id}/evidence")
    assert "Naloxone basics" in trainer.main
    trainer.get("/people")
    assert trainer.h1 == "1 person in Fresno County"


def test_the_old_address_leads_to_the_one_that_stays(trainer, staff, session, ana, again):
    bring_together(trainer, ana, again)
    for browser in (trainer, staff):
        browser.get(f"/people/{again.id}", 303)
        assert browser.location == f"/people/{ana.id}"
        browser.get(f"/people/{again.id}/evidence", 303)
        assert browser.location == f"/people/{ana.id}/evidence"
        browser.get(f"/people/{again.id}/record?course=x", 303)
        assert browser.location == f"/people/{ana.id}/record?course=x"
        browser.post(f"/people/{again.id}/edit", {"legal_name": "No"}, 409)


def test_it_is_undone_from_the_persons_page(trainer, session, ana, again):
    enter(session, again, "Naloxone basics")
    bring_together(trainer, ana, again)
    trainer.click("Duplicates")
    assert "by Tess Trainer: “I asked her.”" in trainer.main
    trainer.submit("Undo this for Ana Flores", follow=True)
    assert "Undone on" in trainer.main
    trainer.get(f"/people/{again.id}/evidence")
    assert "Naloxone basics" in trainer.main


def test_certificates_can_still_be_checked(trainer, page, session, ana, again):
    record = completed(session, again)
    bring_together(trainer, ana, again)
    page.get(f"/check/{record.code}")
    assert "Ana Flores" in page.main
    trainer.get(f"/people/{ana.id}/record")
    assert record.course_title in trainer.main


def test_both_have_to_be_of_ones_own_county(app, trainer, staff, session, ana):
    other = factories.person(session, "Ana Flores", email="secret@elsewhere.example")
    factories.affiliation(session, other, ALAMEDA)
    for url in (f"/people/{ana.id}/merge/{other.id}", f"/people/{other.id}/merge/{ana.id}"):
        trainer.get(url, 403)
        trainer.post(url, {"keep": str(ana.id)}, 403)
    trainer.get(f"/people/{ana.id}/merge?q=secret")
    assert "elsewhere.example" not in trainer.html.replace('value="secret"', "")
    trainer.get("/people/duplicates")
    assert "Nobody seems to be recorded twice" in trainer.main
    staff.get("/people/duplicates")
    assert "secret@elsewhere.example" in staff.main
    assert session.scalar(select(func.count()).select_from(PersonMerge)) == 0


def test_nobody_takes_roles_beyond_their_own_by_a_merge(trainer, staff, session, ana, again):
    factories.grant(session, again, Role.ADMINISTRATOR)
    for url in (f"/people/{ana.id}/merge/{again.id}", f"/people/{again.id}/merge/{ana.id}"):
        for browser in (trainer, staff):
            browser.get(url, 403)
            browser.post(url, {"keep": str(ana.id)}, 403)
    assert session.scalar(select(func.count()).select_from(PersonMerge)) == 0


def test_nobody_merges_themself(app, session, ana):
    tess = factories.person(session, "Tess Trainer")
    factories.affiliation(session, tess, FRESNO)
    browser = signed_in_as(app, session, tess, Role.TRAINER, FRESNO)
    browser.get(f"/people/{tess.id}/merge", 403)
    browser.get(f"/people/{ana.id}/merge/{tess.id}", 403)
    browser.get(f"/people/{tess.id}")
    assert "Duplicates" not in browser.links()


def test_a_double_click_merges_once(trainer, session, ana, again):
    trainer.get(f"/people/{ana.id}/merge/{again.id}")
    said = {"keep": str(ana.id), "reason": "I asked her.", "sure": True}
    for _ in range(2):
        trainer.submit("Bring them together", **said)
        assert trainer.location == f"/people/{ana.id}"
    assert session.scalar(select(func.count()).select_from(PersonMerge)) == 1


def test_the_pages_cost_the_same_for_many(app, session, trainer, ana, again):
    def queries(url):
        session.commit()
        with counted(app) as statements:
            trainer.get(url)
        return len(statements)

    urls = (f"/people/{ana.id}/merge", "/people/duplicates", f"/people/{ana.id}/merge/{again.id}")
    few = [queries(url) for url in urls]
    for _ in range(9):
        more = factories.person(session, "Ana Flores", at=AT)
        factories.affiliation(session, more, FRESNO)
        enter(session, again, f"Course {more.id}")
    assert [queries(url) for url in urls] == few


def test_a_merged_person_is_found_by_nobody(session, ana, again):
    from portal.domain.access import Grant, Permission
    from portal.domain.errors import Forbidden, Moved
    from portal.services import merging

    boss = factories.person(session)
    merging.merge(session, ana.id, again.id, "Why", by=boss.id, at=NOW)
    today = NOW.date()
    for grant in (Grant(Role.TA_STAFF), Grant(Role.TRAINER, FRESNO)):
        with pytest.raises(Moved) as caught:
            people.find(session, again.id, [grant], Permission.SEE_PEOPLE, today)
        assert caught.value.number == ana.id
    with pytest.raises(Forbidden):
        people.find(session, again.id, [Grant(Role.TRAINER, ALAMEDA)], Permission.SEE_PEOPLE, today)
