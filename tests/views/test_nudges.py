"""Nudging: looked at first, sent once, refused within a day, and written down."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import held
from portal.domain.access import Role
from portal.domain.certification import judged_requirements
from portal.domain.mail import MailKind
from portal.models import AddressBounce, AuditEntry, Mail, MailNotice
from portal.services import ledger
from tests import factories
from tests.factories import FRESNO, KERN
from tests.queries import counted
from tests.signing_in import signed_in_as
from tests.stories import NOW, RECORDED, SINCE, tell


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def story(session):
    """With Ivy of the Night Team, who has none of the trainings."""
    story = tell(session)
    ivy = story.people["Ivy"] = factories.person(session, "Ivy", at=RECORDED)
    team = story.night_team
    factories.affiliation(session, ivy, team=team, starts_on=SINCE, at=RECORDED)
    return story


@pytest.fixture
def rosa(app, session, story):
    return signed_in_as(app, session, factories.person(session, "Rosa"), Role.TRAINER, FRESNO)


@pytest.fixture
def places(app):
    return {one.slug: n for n, one in enumerate(judged_requirements(held.regulations(app)))}


@pytest.fixture
def key(story, places):
    return lambda who, slug: f"{story.people[who].id}.{places[slug]}"


def new(*cells):
    return "/nudges/new?" + "&".join(f"cell={one}" for one in cells)


SEND = "Send to 1 person"


def mails(session):
    session.expire_all()
    return session.scalars(select(Mail).where(Mail.kind == MailKind.NUDGE).order_by(Mail.id)).all()


def test_the_mail_is_shown_sent_once_and_written_down(session, rosa, story, key):
    page = rosa.get(new(key("Ivy", "safety-planning")))
    assert page.h1 == "Nudge Ivy"
    assert "Rosa asks you to see to one thing" in page.main
    page.submit(SEND)
    [mail] = mails(session)
    assert mail.person_id == story.people["Ivy"].id
    assert "Could you see to them this week?" in mail.text
    assert mail.stop_url == ""
    [notice] = session.scalars(select(MailNotice))
    assert (notice.thing, notice.stage) == ("requirement:safety-planning", "nudged")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "nudged")).one()
    assert entry.detail == {"about": ["requirement:safety-planning"]}


def test_words_are_shown_anew_before_they_are_sent_and_are_escaped(session, rosa, key):
    words = "Call me <b>today</b> & bring\nthe form."
    page = rosa.get(new(key("Ivy", "safety-planning")))
    page.submit(SEND, data={"words": words}, status=422)
    assert mails(session) == []
    assert "not what you have seen" in page.text
    page.submit(SEND)
    [mail] = mails(session)
    assert "> Call me <b>today</b> & bring" in mail.text
    assert "&lt;b&gt;today&lt;/b&gt; &amp; bring" in mail.html
    assert "<b>" not in mail.html


def test_no_words_are_an_error_that_keeps_the_form(session, rosa, key):
    page = rosa.get(new(key("Ivy", "safety-planning")))
    page.submit(SEND, data={"words": " "}, status=422)
    assert "Write a sentence or two." in page.text
    assert mails(session) == []


def test_a_double_click_sends_once(session, rosa, key):
    page = rosa.get(new(key("Ivy", "safety-planning")))
    page.submit(SEND)
    form = {
        "cell": key("Ivy", "safety-planning"),
        "words": "x",
        "form_key": mails(session)[0].key.split(":")[2],
        "send": "1",
    }
    page.post("/nudges/new", data=form)
    assert len(mails(session)) == 1


def test_a_second_nudge_within_a_day_is_refused_with_who_sent_the_first(
    app, session, rosa, key, time_machine
):
    rosa.get(new(key("Ivy", "safety-planning"))).submit(SEND)
    tom = signed_in_as(app, session, factories.person(session, "Tom"), Role.TA_STAFF)
    page = tom.get(new(key("Ivy", "safety-planning"), key("Ivy", "harm-reduction")))
    assert "Rosa nudged about it at" in page.main
    page.submit(SEND)
    told = session.scalars(select(MailNotice.thing).order_by(MailNotice.id)).all()
    assert told == ["requirement:safety-planning", "requirement:harm-reduction"]
    time_machine.move_to(NOW + timedelta(days=1, minutes=1), tick=False)
    assert "nudged about it" not in tom.get(new(key("Ivy", "safety-planning"))).main


def test_who_is_left_out_and_why(session, rosa, story, key):
    session.add(
        AddressBounce(address=story.people["Ivy"].email.lower(), bounced_at=NOW, words="gone")
    )
    session.commit()
    page = rosa.get(new(key("Ivy", "safety-planning"), key("Ana", "safety-planning")))
    assert page.h1 == "Nobody to nudge"
    assert "came back" in page.main
    assert "nothing to do now: valid" in page.main


def test_whoever_is_left_out_has_one_line_for_all_of_it(session, rosa, story, key):
    story.people["Ivy"].email = ""
    session.commit()
    page = rosa.get(new(key("Ivy", "safety-planning"), key("Ivy", "harm-reduction")))
    assert "Ivy: no e-mail address is known (Harm reduction; Safety planning)" in page.main
    assert page.main.count("Ivy") == 1


def test_from_a_persons_page_it_is_about_all_that_is_open(rosa, story):
    page = rosa.get(f"/people/{story.people['Ivy'].id}")
    page.click("Nudge")
    assert page.h1 == "Nudge Ivy"
    assert "Safety planning" in page.main


def test_a_trainer_of_another_county_nudges_nobody_here(app, session, story, key):
    kim = signed_in_as(app, session, factories.person(session, "Kim"), Role.TRAINER, KERN)
    kim.get(new(key("Ivy", "safety-planning")), status=403)
    kim.get(f"/nudges/new?person={story.people['Ivy'].id}", status=403)


def test_in_the_evening_it_waits_until_morning(session, rosa, key, time_machine):
    time_machine.move_to(NOW + timedelta(hours=8), tick=False)
    page = rosa.get(new(key("Ivy", "safety-planning")))
    assert "8:00 a.m." in page.main
    page.submit(SEND)
    [mail] = mails(session)
    assert mail.next_try_at > NOW + timedelta(hours=8)
    assert ledger.state_of(mail, NOW + timedelta(hours=8)) == "planned"


def test_many_cells_cost_no_more_queries(app, rosa, story):
    def cost(cells):
        with counted(app) as statements:
            rosa.get(new(*cells))
        return len(statements)

    def cells(*names):
        return [f"{story.people[name].id}.{place}" for name in names for place in range(6)]

    few, many = cells("Ana", "Ivy"), cells("Ana", "Ben", "Cleo", "Dev", "Eli", "Fay", "Ivy")
    assert cost(few) == cost(many)
