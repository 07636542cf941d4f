"""Attendance files: a dry run, same names put to the trainer, taken in once, undone with credit."""

import pytest
from sqlalchemy import func, select

from portal.content.imports import read_file
from portal.domain.errors import Conflict, Invalid
from portal.domain.events.matching import OUT, State
from portal.models import EventFile, EventPresence, TrainingRecord
from portal.services import records
from portal.services.events import crediting, files, roster
from tests import events, factories
from tests.events import AFTER, zoom
from tests.factories import ALAMEDA, FRESNO, KERN
from tests.trainings import at_once, catalogue, course

PACIFIC = "America/Los_Angeles"
WHOLE = ("10:00:00 AM", "11:30:00 AM")


@pytest.fixture
def rosa(session):
    return factories.person(session, "Rosa Delgado")


def member(session, name, email="", county=FRESNO):
    person = factories.person(session, name, email=email)
    factories.affiliation(session, person, county)
    return person


def keep(session, event, content, by):
    shown = events.shown(session, event)
    return files.keep(
        session, shown, "zoom.csv", content, read_file(content), PACIFIC, by=by.id, at=AFTER
    )


def check(session, event, file, held=None):
    return files.check(session, events.shown(session, event), file, held, AFTER)


def take(session, event, file, by):
    shown = events.shown(session, event)
    return files.take_in(session, shown, file.id, None, by=by.id, at=AFTER)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def test_a_dry_run_records_nothing(session, rosa):
    event = events.make(session, rosa)
    ana = member(session, "Ana Flores", "ana@example.org")
    events.register(session, event, [ana])
    file = keep(session, event, zoom(("Ana Flores", "ana@example.org", *WHOLE)), rosa)
    checked = check(session, event, file)
    assert [each.state for each in checked.verdicts] == [State.TAKE]
    assert checked.may_be_taken_in
    assert count(session, EventPresence) == 0


def test_reconnects_become_stretches_and_count_once(session, rosa):
    event = events.make(session, rosa)
    ana = member(session, "Ana Flores", "ana@example.org")
    events.register(session, event, [ana])
    stretches = [("10:00:00 AM", "10:50:00 AM"), ("10:45:00 AM", "11:28:00 AM")]
    content = zoom(*(("Ana F", "ana@example.org", *times) for times in stretches))
    take(session, event, keep(session, event, content, rosa), rosa)
    shown = events.shown(session, event)
    (line,) = roster.load(session, shown, course(), None, AFTER).lines
    assert (len(line.stretches), line.attendance.present) == (2, 88)


def test_two_of_one_name_stop_the_file_until_somebody_says(session, rosa):
    event = events.make(session, rosa)
    one, two = member(session, "Maria Lopez"), member(session, "Maria Lopez")
    events.register(session, event, [one, two])
    content = zoom(("Maria Lopez", "", *WHOLE), ("Maria Lopez", "", "10:20:00 AM", "11:00:00 AM"))
    file = keep(session, event, content, rosa)
    assert [each.state for each in check(session, event, file).verdicts] == [State.ASK] * 2
    with pytest.raises(Conflict, match="Say first whom"):
        take(session, event, file, rosa)
    chosen = {5: str(two.id), 6: str(one.id)}
    files.choose(session, file, chosen, {one.id, two.id}, by=rosa.id, at=AFTER)
    take(session, event, file, rosa)
    shown = events.shown(session, event)
    lines = roster.load(session, shown, course(), None, AFTER).lines
    assert {line.person.id: line.attendance.present for line in lines} == {one.id: 40, two.id: 90}


def test_a_row_may_stay_out(session, rosa):
    event = events.make(session, rosa)
    ana = member(session, "Ana Flores")
    member(session, "Ana Flores")
    events.register(session, event, [ana])
    content = zoom(("Ana Flores", "", *WHOLE), ("iPhone", "", *WHOLE))
    file = keep(session, event, content, rosa)
    files.choose(session, file, {5: OUT}, set(), by=rosa.id, at=AFTER)
    assert [each.state for each in check(session, event, file).verdicts] == [
        State.OUT,
        State.NOBODY,
    ]


def test_who_was_not_registered_is_proposed(session, rosa):
    event = events.make(session, rosa)
    ana = member(session, "Ana Flores", "ana@example.org")
    file = keep(session, event, zoom(("Ana Flores", "ana@example.org", *WHOLE)), rosa)
    (verdict,) = check(session, event, file).verdicts
    assert (verdict.state, [one.id for one in verdict.proposed]) == (State.ASK, [ana.id])


def test_nobody_of_another_county_is_ever_proposed(session, rosa):
    event = events.make(session, rosa)
    member(session, "Ana Flores", "ana@example.org", KERN)
    file = keep(session, event, zoom(("Ana Flores", "ana@example.org", *WHOLE)), rosa)
    (verdict,) = check(session, event, file, frozenset({FRESNO})).verdicts
    assert (verdict.state, verdict.proposed) == (State.NOBODY, [])


def test_a_choice_of_somebody_else_is_ignored(session, rosa):
    event = events.make(session, rosa)
    stranger = member(session, "Kim", county=ALAMEDA)
    file = keep(session, event, zoom(("Ana", "", *WHOLE)), rosa)
    files.choose(session, file, {5: str(stranger.id)}, set(), by=rosa.id, at=AFTER)
    (verdict,) = check(session, event, file, frozenset({FRESNO})).verdicts
    assert verdict.state is State.NOBODY


def test_taken_in_at_once_it_is_taken_in_once(app, session, rosa):
    row = events.make(session, rosa)
    ana = member(session, "Ana Flores")
    events.register(session, row, [ana])
    kept = keep(session, row, zoom(("Ana Flores", "", *WHOLE)), rosa)
    event, file, by = row.id, kept.id, rosa.id
    session.commit()

    def go(session):
        shown = events.finding.now(session, event)
        return files.take_in(session, shown, file, None, by=by, at=AFTER)[1]

    assert sorted(at_once(app, go, go)) == [False, True]
    assert count(session, EventPresence) == 1


def test_the_same_file_again_is_the_same(session, rosa):
    event = events.make(session, rosa)
    content = zoom(("Ana Flores", "", *WHOLE))
    assert keep(session, event, content, rosa).id == keep(session, event, content, rosa).id
    assert count(session, EventFile) == 1


def test_undone_it_counts_for_nothing_and_the_credit_goes(session, rosa):
    event = events.make(session, rosa)
    ana = member(session, "Ana Flores")
    events.register(session, event, [ana])
    file = keep(session, event, zoom(("Ana Flores", "", *WHOLE)), rosa)
    take(session, event, file, rosa)
    assert events.confirm(session, event, rosa, course()) == 1
    shown = events.shown(session, event)
    assert files.undo(session, shown, file.id, by=rosa.id, at=AFTER)
    assert not files.undo(session, shown, file.id, by=rosa.id, at=AFTER)
    crediting.withdraw_unfounded(session, shown, course(), "Undone", by=rosa.id, at=AFTER)
    assert not roster.load(session, shown, course(), None, AFTER).lines[0].attendance.was_there
    assert records.of_person(session, ana.id, catalogue())[0].standing.reason == "Undone"
    assert count(session, EventPresence) == 1, "what was known stays readable"
    assert count(session, TrainingRecord) == 1


def test_what_is_no_such_list_is_refused(session, rosa):
    event = events.make(session, rosa)
    with pytest.raises(Invalid, match="no row has headings"):
        keep(session, event, b"Name,Team\nAna,North\n", rosa)
