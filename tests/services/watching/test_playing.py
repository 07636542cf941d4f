"""What a player says is kept once, however often it says it, and only its end moves on."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.errors import TooMany
from portal.models import WatchedStretch
from portal.services.watching import playing
from portal.services.watching.playing import stretches
from tests import factories, watching
from tests.trainings import NOW, at_once
from tests.webinars import recording


@pytest.fixture
def ana(session):
    return factories.person(session, "Ana Flores")


@pytest.fixture
def kept(app, session):
    return recording(app, session)


def rows(session):
    session.expire_all()
    return session.scalars(select(WatchedStretch).order_by(WatchedStretch.id)).all()


def test_an_hour_of_words_about_one_part_is_one_row(session, ana, kept):
    for second in range(15, 91, 15):
        at = NOW + timedelta(seconds=second)
        assert watching.play(session, ana, kept, 0, second, at=at)
    (row,) = rows(session)
    assert (row.starts, row.ends, row.began_at) == (0, 90_000, NOW)
    assert row.ended_at == NOW + timedelta(seconds=90)
    assert (row.recorded_at, row.recorded_by_id) == (NOW + timedelta(seconds=15), ana.id)


def test_the_same_word_again_and_an_earlier_one_change_nothing(session, ana, kept):
    later = NOW + timedelta(seconds=30)
    watching.play(session, ana, kept, 0, 30, at=later)
    watching.play(session, ana, kept, 0, 60, at=NOW + timedelta(seconds=60))
    before = stretches(session, ana.id)
    for _ in range(2):
        watching.play(session, ana, kept, 0, 30, at=later)
    assert stretches(session, ana.id) == before


def test_two_requests_at_once_are_one_row_with_all_that_was_said(app, session, ana, kept):
    person, digest = ana.id, kept.sha256
    session.commit()

    def say(ends):
        def work(session):
            mine, row = session.get_one(type(ana), person), recording(app, session)
            assert row.sha256 == digest
            return watching.play(session, mine, row, 0, ends, at=NOW)

        return work

    assert at_once(app, say(30), say(60)) == [True, True]
    (row,) = rows(session)
    assert (row.starts, row.ends) == (0, 60_000)


def test_a_part_that_begins_elsewhere_is_no_longer_the_same(session, ana, kept):
    watching.play(session, ana, kept, 0, 30)
    assert not watching.play(session, ana, kept, 40, 80)
    assert [one.ends for one in stretches(session, ana.id)] == [30_000]


def test_what_cannot_be_true_leaves_no_row(session, ana, kept):
    assert not watching.play(session, ana, kept, 0, 90, opened_at=NOW)
    assert not watching.play(session, ana, kept, 89.5, 90)
    assert rows(session) == []


def test_the_same_key_of_somebody_else_is_another_row(session, ana, kept):
    ben = factories.person(session, "Ben Carter")
    watching.play(session, ana, kept, 0, 30)
    watching.play(session, ben, kept, 0, 60)
    assert [one.ends for one in stretches(session, ana.id)] == [30_000]
    assert [one.ends for one in stretches(session, ben.id)] == [60_000]


def test_what_was_played_within_another_part_counts_for_nothing_and_makes_no_row(
    session, ana, kept
):
    end = NOW + timedelta(seconds=60)
    assert watching.play(session, ana, kept, 0, 60, at=end)
    for number in range(20):
        within = {"key": f"made-up-{number}", "at": end - timedelta(seconds=number)}
        assert watching.play(session, ana, kept, 60, 80, **within)
    assert len(rows(session)) == 1
    assert watching.play(session, ana, kept, 60, 90, key="made-up-0", at=NOW + timedelta(minutes=2))
    assert len(rows(session)) == 2


def test_more_parts_a_day_than_anybody_plays_are_refused_and_tomorrow_is_another_day(
    session, ana, kept, monkeypatch
):
    monkeypatch.setattr(playing, "MOST_A_DAY", 3)
    for number in range(3):
        playing.make_room(session, ana.id, [f"part-{number}"], NOW)
        at = NOW + timedelta(seconds=10 * number)
        watching.play(
            session, ana, kept, 10 * number, 10 * number + 10, key=f"part-{number}", at=at
        )
    playing.make_room(session, ana.id, ["part-0", "part-2"], NOW)
    with pytest.raises(TooMany, match="until tomorrow"):
        playing.make_room(session, ana.id, ["part-2", "part-3"], NOW)
    playing.make_room(session, ana.id, ["part-3"], NOW + timedelta(days=1, minutes=1))
