"""One date is different: who is off, who comes, no shift at all, and as usual again."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from portal.domain.coverage import ExceptionKind
from portal.domain.coverage.occurrences import people_on
from portal.domain.errors import Invalid
from portal.domain.staffing import Mode
from portal.models import ShiftException
from portal.services.rosters import exceptions, shifts
from portal.services.rosters.exceptions import Change
from tests import factories, rosters
from tests.factories import AT, KERN
from tests.rosters import MONDAY

DAY = timedelta(1)
WEEK = timedelta(7)
ON, OFF, CANCELLED, USUAL = (
    ExceptionKind.ON,
    ExceptionKind.OFF,
    ExceptionKind.CANCELLED,
    ExceptionKind.USUAL,
)


@pytest.fixture
def team(session):
    return factories.team(session, "North")


@pytest.fixture
def ana(session):
    person = factories.person(session, "Ana")
    factories.affiliation(session, person)
    return person


@pytest.fixture
def ben(session):
    person = factories.person(session, "Ben")
    factories.affiliation(session, person)
    return person


@pytest.fixture
def night(session, team, ana):
    row = rosters.shift(session, team)
    rosters.assignment(session, row, ana)
    return row


@pytest.fixture
def record(session, team, night):
    boss = factories.person(session).id

    def do(kind, on=MONDAY, *, off=None, comes=None, mode=Mode.ON_SITE, of=night):
        change = Change(kind, on, off and off.id, comes and comes.id, mode, "Away at a training")
        return exceptions.record(session, team, of.id, change, by=boss, at=AT)

    return do


@pytest.fixture
def there(session, team, night):
    def ask(on=MONDAY):
        shift, _ = shifts.find(session, team.id, night.id)
        return people_on(shift, on)

    return ask


def test_somebody_comes_instead(record, there, ana, ben):
    assert record(OFF, off=ana, comes=ben, mode=Mode.REMOTE) == 2
    assert record(OFF, off=ana, comes=ben, mode=Mode.REMOTE) == 0
    assert there() == ((ben.id, Mode.REMOTE),)
    assert there(MONDAY + WEEK) == ((ana.id, Mode.ON_SITE),)


def test_somebody_comes_as_well(record, there, ana, ben):
    record(ON, comes=ben)
    assert there() == ((ana.id, Mode.ON_SITE), (ben.id, Mode.ON_SITE))


def test_a_shift_is_cancelled_and_takes_place_after_all(record, there, ana):
    assert record(CANCELLED) == 1
    assert record(CANCELLED) == 0
    assert there() is None
    assert record(USUAL) == 1
    assert record(USUAL) == 0
    assert there() == ((ana.id, Mode.ON_SITE),)


def test_as_usual_again_for_one_person_or_for_all(record, there, ana, ben):
    record(OFF, off=ana, comes=ben)
    record(USUAL, off=ana)
    assert there() == ((ana.id, Mode.ON_SITE), (ben.id, Mode.ON_SITE))
    record(OFF, off=ana)
    assert record(USUAL) == 2
    assert there() == ((ana.id, Mode.ON_SITE),)


def test_what_was_said_stays_readable(session, record, ana):
    record(OFF, off=ana)
    record(USUAL)
    rows = session.scalars(select(ShiftException).order_by(ShiftException.id)).all()
    assert [row.kind for row in rows] == [OFF, USUAL]
    assert {row.reason for row in rows} == {"Away at a training"}


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (MONDAY + DAY, "January 6, 2026 is a Tuesday; this shift begins on Mondays"),
        (MONDAY - WEEK, "first takes place on or after January 5"),
        (MONDAY + 3 * WEEK, "only through January 19"),
        (date(2126, 1, 7), "Check the year"),
    ],
)
def test_a_date_on_which_the_shift_does_not_begin(session, night, record, on, words):
    rosters.shift_end(session, night, MONDAY + 2 * WEEK)
    with pytest.raises(Invalid, match=words) as error:
        record(CANCELLED, on)
    assert error.value.field == "on"


def test_who_is_missing_or_does_not_fit(session, record, ana, ben):
    other = factories.person(session, "Cal")
    factories.affiliation(session, other, KERN)
    gone = factories.person(session, "Dan")
    factories.affiliation(session, gone, ends_on=MONDAY - DAY)
    for people, field, words in (
        ({"kind": OFF}, "off", "Choose who is off"),
        ({"kind": ON}, "comes", "Choose who comes"),
        ({"kind": OFF, "off": ana, "comes": ana}, "comes", "same person"),
        ({"kind": OFF, "off": ben}, "off", "not on the shift on January 5"),
        ({"kind": ON, "comes": ana}, "comes", "Ana is on this shift anyway"),
        ({"kind": ON, "comes": other}, "comes", "works in Fresno County"),
        ({"kind": ON, "comes": gone}, "comes", "Dan is not affiliated"),
    ):
        with pytest.raises(Invalid, match=words) as error:
            record(**people)
        assert error.value.field == field
    assert session.scalar(select(func.count()).select_from(ShiftException)) == 0


def test_who_came_for_a_day_may_be_off_again(record, there, ana, ben):
    record(ON, comes=ben)
    record(OFF, off=ben)
    assert there() == ((ana.id, Mode.ON_SITE),)


def test_somebody_may_take_part_in_another_way_on_one_date(record, there, ana):
    record(ON, comes=ana, mode=Mode.REMOTE)
    assert there() == ((ana.id, Mode.REMOTE),)


def test_nobody_comes_who_is_on_site_elsewhere(session, team, record, there, ana, ben):
    late = rosters.shift(session, team, "Late", starts=time(18), ends=time(23))
    rosters.assignment(session, late, ben)
    with pytest.raises(Invalid, match="Ben is on site on “Late” of North") as error:
        record(OFF, off=ana, comes=ben)
    assert error.value.field == "comes"
    assert there() == ((ana.id, Mode.ON_SITE),)
    record(OFF, off=ben, of=late)
    record(OFF, off=ana, comes=ben)


def test_nobody_comes_back_who_is_on_site_elsewhere_meanwhile(session, team, record, ana):
    late = rosters.shift(session, team, "Late", starts=time(18), ends=time(23))
    for kind in (OFF, CANCELLED):
        record(kind, off=ana if kind is OFF else None)
        record(ON, comes=ana, of=late)
        with pytest.raises(Invalid, match="Ana is on site on “Late”") as error:
            record(USUAL)
        assert error.value.field == "kind"
        record(USUAL, of=late)
        record(USUAL)


def test_who_clashes_already_may_be_off(session, team, record, ana):
    late = rosters.shift(session, team, "Late", starts=time(18), ends=time(23))
    rosters.assignment(session, late, ana)  # as a file of old might have brought it
    assert record(OFF, off=ana) == 1
