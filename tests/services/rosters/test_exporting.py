"""What is exported reads back as the same roster."""

from datetime import time, timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.content.rosters import read_table, text_of
from portal.documents.tables import csv_bytes
from portal.domain.errors import Invalid
from portal.domain.roster_files import COLUMNS
from portal.domain.staffing import Mode
from portal.models import County, Shift, ShiftAssignment
from portal.services.rosters import exporting, importing, people, shifts
from portal.services.rosters.people import PlaceFacts
from portal.services.rosters.shifts import ShiftFacts
from tests import factories, rosters
from tests.factories import AT, FRESNO
from tests.rosters import MONDAY

WEEK = timedelta(7)
numbers = count(1)
names = st.sampled_from(["Night", "=1+1", "'=x", "''@y", "a;b", 'say "x"', "a,b", "-1", "Nuñez"])
times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15]))
days = st.integers(0, 60).map(lambda days: MONDAY + timedelta(days))
facts = st.builds(ShiftFacts, names, times, times, days, st.none() | days)
places = st.tuples(
    st.integers(0, 2), st.builds(PlaceFacts, st.sampled_from(Mode), days, st.none() | days)
)
shift_lists = st.lists(
    st.tuples(facts, st.sets(st.integers(0, 6), min_size=1), st.lists(places, max_size=4)),
    max_size=5,
)


def make(session, team, staff, drawn):
    """A roster, as far as its rules allow what was drawn."""
    for facts, weekdays, placed in drawn:
        try:
            with session.begin_nested():
                ids = shifts.add(session, team.id, facts, weekdays, by=staff[0].id, at=AT)
        except Invalid:
            continue
        for who, where in placed:
            try:
                with session.begin_nested():
                    people.put_on(session, team, ids, staff[who].id, where, by=staff[0].id, at=AT)
            except Invalid:
                continue


def whole(session, team):
    """The roster, as far as it takes place."""
    found = []
    for shift in shifts.of_team(session, team.id):
        on_it = set()
        for place in shift.assigned:
            first, last = exporting.within(shift, place)
            if last is None or first <= last:
                on_it.add((place.person, place.mode, first, last))
        found.append(
            (
                shift.name,
                shift.weekday,
                shift.starts,
                shift.ends,
                shift.first_on,
                shift.last_on,
                frozenset(on_it),
            )
        )
    return set(found)


def take_all_back(session):
    """As if all of it had come with a file that is undone."""
    source = rosters.roster_import(session, undone_at=AT)
    for table in (Shift, ShiftAssignment):
        for row in session.query(table).filter_by(import_id=None):
            row.import_id = source.id
    session.flush()


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(drawn=shift_lists)
def test_a_roster_reads_back_as_it_was(session, drawn):
    number = next(numbers)
    team = factories.team(session, f"=Team {number}")
    staff = [
        factories.person(session, email=email)
        for email in (f"+a{number}@example.org", "", "shared@example.org")
    ]
    for person in staff:
        factories.affiliation(session, person)
    make(session, team, staff, drawn)
    before = whole(session, team)
    if not before:
        return
    content = csv_bytes(COLUMNS, exporting.rows(session, team))
    county, read = session.get_one(County, FRESNO), read_table(text_of(content))
    checked = importing.check(session, county, read, AT)
    assert {verdict.state for verdict in checked.verdicts} == {importing.State.KNOWN}

    take_all_back(session)
    assert whole(session, team) == set()
    file = importing.keep(session, FRESNO, "x.csv", content, by=staff[0].id, at=AT)
    taken = importing.take_in(session, file, county, read, by=staff[0].id, at=AT)
    assert isinstance(taken, importing.Taken), taken
    assert whole(session, team) == before


def test_an_export_says_what_a_person_would(session):
    team = factories.team(session, "North")
    ana = factories.person(session, email="ana@example.org")
    factories.affiliation(session, ana)
    row = rosters.shift(session, team)
    rosters.assignment(session, row, ana, Mode.ON_CALL, first_on=MONDAY - WEEK)
    rosters.shift_end(session, row, MONDAY + WEEK)
    about = ("North", "Night", "Monday", "20:00", "08:00")
    assert exporting.rows(session, team) == [
        (*about, "", "", MONDAY, MONDAY + WEEK),
        (*about, "ana@example.org", "on call", MONDAY, MONDAY + WEEK),
    ]
