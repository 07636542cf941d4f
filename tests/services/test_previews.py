"""What verifying would change, asked for and worked out: nothing is recorded for it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.errors import Conflict, Invalid
from portal.models import RulePreview, RuleVerification
from portal.services import previews, rulebook
from portal.services.previews import Withdrawing
from portal.services.rulebook import Reading
from tests import factories, rules, worlds
from tests.worlds import NOW, TODAY

FILES = rules.rulebook()
READ = Reading(
    rules.MEMBERS.slug,
    rules.MEMBERS.versions[-1].starts,
    {"minimum": 1},
    rules.NEW.key,
    "1",
    date(2026, 1, 5),
    TODAY,
)
TYPED = [("section", "1"), ("setting_minimum", "1")]


@pytest.fixture
def by(session):
    return factories.person(session, "Priya Staff").id


def catalogue():
    return worlds.NO_COURSES


def ask(session, by, asked=READ, at=NOW):
    return previews.ask(session, READ.requirement, READ.version, asked, TYPED, by=by, at=at)


def test_asking_again_while_it_waits_changes_nothing(session, by):
    number = ask(session, by)
    assert ask(session, by) == number
    assert previews.waiting(session, NOW) == [number]
    assert ask(session, factories.person(session).id) != number


def test_what_was_asked_comes_back(session, by):
    row = session.get_one(RulePreview, ask(session, by))
    assert previews.asked_of(row) == READ
    assert previews.changes_of(row) is None
    taken = factories.verification(session)
    asked = Withdrawing(taken.id, TODAY, "It was another notice.")
    assert previews.asked_of(session.get_one(RulePreview, ask(session, by, asked))) == asked


def test_one_works_it_out_and_who_died_is_overtaken(session, by):
    number = ask(session, by)
    assert previews.claim(session, number, NOW)
    assert not previews.claim(session, number, NOW)
    previews.note(session, number, 5, NOW + previews.STALE)
    assert not previews.claim(session, number, NOW + previews.STALE + timedelta(seconds=1))
    assert previews.claim(session, number, NOW + 2 * previews.STALE + timedelta(seconds=1))


def test_what_was_asked_long_ago_is_forgotten(session, by):
    later = NOW + previews.KEPT + timedelta(seconds=1)
    ask(session, by)
    ask(session, by, at=later)
    assert list(session.scalars(select(RulePreview.recorded_at))) == [later]


def test_nothing_is_recorded_for_it(session, by):
    told = []
    changes = previews.work_out(session, FILES, catalogue(), READ, NOW, told.append)
    assert told == list(range(1, 59))
    assert changes.on == TODAY
    assert session.scalar(select(func.count()).select_from(RuleVerification)) == 0
    number = ask(session, by)
    previews.finish(session, number, changes)
    session.expire_all()
    assert previews.changes_of(session.get_one(RulePreview, number)) == changes
    assert previews.waiting(session, NOW) == []


def test_what_cannot_be_recorded_is_refused(session, by):
    wrong = Reading(**vars(READ) | {"section": " "})
    with pytest.raises(Invalid, match="section"):
        previews.check(session, FILES, wrong, NOW)
    row = rulebook.record(session, FILES, **vars(READ), by=by, at=NOW)
    rulebook.withdraw(session, row.id, TODAY, "Misread.", by=by, at=NOW)
    again = Withdrawing(row.id, TODAY, "Misread twice.")
    with pytest.raises(Conflict, match="withdrawn already"):
        previews.work_out(session, FILES, catalogue(), again, NOW)
    number = ask(session, by, again)
    previews.refuse(session, number, Invalid("Withdrawn already."))
    assert previews.waiting(session, NOW) == []
