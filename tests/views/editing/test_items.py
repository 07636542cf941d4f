"""An item's page: who saved what and why, compare, restore, checked today; a draft is nobody's."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from portal.domain.access import Role
from portal.domain.library.items import VISITOR, Ref
from portal.models import LibraryItem, LibraryVersion
from portal.services import library
from tests import editing, factories
from tests.queries import counted
from tests.signing_in import signed_in_as

AT = datetime(2026, 11, 28, 18, tzinfo=UTC)
HERE = "/library/faqs/what-counts"
REF = Ref.parse("faqs/what-counts")


@pytest.fixture(autouse=True)
def _at_ten(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def priya(app, session):
    """An editor, with an item that is published."""
    page = editing.editor(app, session)
    editing.faq(session)
    published(session, 1)
    session.commit()
    return page


def versions(session):
    session.rollback()
    wanted = select(LibraryVersion).join(LibraryItem, LibraryItem.id == LibraryVersion.item_id)
    wanted = wanted.where(LibraryItem.slug == "what-counts").order_by(LibraryVersion.number)
    return session.scalars(wanted).all()


def published(session, number):
    editing.publish(session, versions(session)[number - 1] if session.new else _at(session, number))


def _at(session, number):
    wanted = select(LibraryVersion).join(LibraryItem, LibraryItem.id == LibraryVersion.item_id)
    return session.scalars(
        wanted.where(LibraryItem.slug == "what-counts", LibraryVersion.number == number)
    ).one()


def shown(session):
    session.rollback()
    return library.load(session).get(REF, VISITOR, AT)


def test_the_page_says_who_changed_what_and_why(priya):
    priya.get(f"{HERE}/edit").submit(
        "Save", answer="Within two.", change="The rule was read again."
    )
    priya.get(HERE)
    newest, first, *_ = priya.texts(".//main//tbody/tr")
    assert "Priya" in newest
    assert "The rule was read again. Short answer" in newest
    assert "Never" in newest
    assert "goes on" in first
    assert "Changes waiting" in priya.main


def test_any_two_versions_are_compared(priya):
    priya.get(f"{HERE}/edit").submit("Save", answer="Within two hours.")
    priya.get(f"{HERE}/edit").submit("Save", owner="Sam")
    priya.get(HERE).submit("Compare", before="1", after="3")
    assert priya.texts(".//main//h2") == ["Owner", "Short answer"]
    priya.get(f"{HERE}/compare?before=2&after=2")
    assert "They say the same." in priya.main
    priya.get(f"{HERE}/compare?before=9&after=1", status=422)
    assert "Choose from the list" in priya.main


def test_restoring_is_a_further_version_and_a_double_click_one(priya, session):
    priya.get(f"{HERE}/edit").submit("Save", answer="Within two hours.")
    priya.get(f"{HERE}/versions/1").submit("Restore version 1 as the newest one")
    priya.post(f"{HERE}/restore/1", {"version": "3"})
    found = versions(session)
    assert [one.facts["answer"] for one in found] == [
        "Within an hour.",
        "Within two hours.",
        "Within an hour.",
    ]
    assert found[2].change == "As in version 1 again."
    assert shown(session).number == 1


def test_restoring_over_what_somebody_else_saved_is_refused(priya, session):
    priya.get(f"{HERE}/edit").submit("Save", answer="Two.")
    priya.get(f"{HERE}/versions/1")
    editing.save(session, REF, version=3, **{**editing.FACTS, "answer": "Three."})
    session.commit()
    priya.submit("Restore version 1 as the newest one", status=409)
    assert len(versions(session)) == 3


def test_checked_today_is_one_step_and_readers_see_it(priya, session):
    priya.get(HERE).submit("Mark checked today")
    assert shown(session).facts.checked_on == date(2026, 11, 28)
    assert shown(session).number == 2
    priya.post(f"{HERE}/checked", {"version": "2"})
    priya.post(f"{HERE}/checked", {"version": "3"})
    assert len(versions(session)) == 2
    priya.get(HERE)
    assert "Mark checked today" not in priya.texts(".//button")


def test_checked_while_changes_wait_waits_with_them(priya, session):
    priya.get(f"{HERE}/edit").submit("Save", answer="Within two.")
    priya.get(HERE).submit("Mark checked today", follow=True)
    assert "Readers see that once the version that waits is published." in priya.text
    assert shown(session).facts.answer == "Within an hour."
    assert shown(session).facts.checked_on is None


def test_checked_over_what_somebody_else_saved_is_refused(priya, session):
    priya.get(HERE)
    editing.save(session, REF, version=2, **{**editing.FACTS, "answer": "Three."})
    session.commit()
    priya.submit("Mark checked today", follow=True)
    assert "Somebody else saved it meanwhile." in priya.text
    assert len(versions(session)) == 2


def test_an_item_that_there_is_not_is_not_found(priya):
    for address in ("faqs/none", "faqs/none/edit", "things/x", "faqs/what-counts/versions/9"):
        priya.get(f"/library/{address}", status=404)


def test_a_page_costs_as_much_with_many_versions_as_with_one(app, priya, session):
    def cost():
        with counted(app) as statements:
            for address in ("", "/edit", "/publish?number=1", "/retire", "/versions/1"):
                priya.get(HERE + address)
        return len(statements)

    cost()  # what a process holds in memory is read once
    few = cost()
    for number in range(2, 12):
        editing.save(session, REF, version=number, **{**editing.FACTS, "owner": str(number)})
    for number in range(10):
        editing.save(session, f"faqs/other-{number}", **editing.FACTS)
    session.commit()
    assert cost() == few


@pytest.mark.parametrize("role", [None, Role.TEAM_MEMBER, Role.TRAINER, Role.ADMINISTRATOR])
def test_a_draft_is_at_no_address_for_others(app, session, client, role):
    editing.faq(session, answer="Secret for now.", title="A secret question?")
    visitor = client
    if role is not None:
        county = factories.FRESNO if role is Role.TRAINER else None
        visitor = signed_in_as(app, session, factories.person(session), role, county).client
    session.commit()
    for address in (
        "/",
        "/library",
        HERE,
        f"{HERE}/edit",
        f"{HERE}/versions/1",
        f"{HERE}/publish",
        f"{HERE}/compare?before=1&after=1",
        "/faqs/what-counts",
        "/faqs",
        "/initiatives/benefit",
    ):
        body = visitor.get(address, follow_redirects=True).get_data(as_text=True)
        assert "secret" not in body.lower(), address
