"""Who is on site elsewhere at a time cannot come; from where people come, or go on to, is told."""

from datetime import date, time, timedelta

from portal.domain.coverage import Around, around
from portal.domain.coverage.around import NEAR
from portal.domain.staffing import Mode
from tests.domain.coverage.rosters import assigned, at, shift

MONDAY = date(2026, 6, 8)
ANA, BEN = 1, 2


def on(starts, ends, weekday=0, *, person=ANA, mode=Mode.ON_SITE, number=1):
    return shift(starts, ends, assigned(person, mode), weekday=weekday, number=number)


def ask(*shifts, starts=19, hours=12):
    start = at(MONDAY) + timedelta(hours=starts)
    return around(shifts, {ANA}, start, start + timedelta(hours=hours))


def test_a_shift_right_before_is_before_and_one_right_after_is_after():
    day, next_day = on(time(7), time(19)), on(time(7), time(19), weekday=1, number=2)
    found = ask(day, next_day)[ANA]
    assert (found.before.shift, found.during, found.after.shift) == (1, None, 2)


def test_one_minute_of_both_is_during():
    assert ask(on(time(7), time(19, 1)))[ANA].during.shift == 1
    assert ask(on(time(6, 59), time(15), weekday=1))[ANA].during.shift == 1


def test_the_closest_on_each_side_is_told():
    early, late = on(time(6), time(9)), on(time(10), time(18), number=2)
    soon, later = on(time(8), time(9), 1, number=3), on(time(10), time(11), 1, number=4)
    found = ask(late, early, later, soon)[ANA]
    assert (found.before.shift, found.after.shift) == (2, 3)


def test_what_is_far_off_or_not_on_site_or_of_others_is_not_told():
    assert ask(on(time(1), time(19 - NEAR // timedelta(hours=1)))) == {}
    assert ask(on(time(7), time(19), mode=Mode.ON_CALL)) == {}
    assert ask(on(time(7), time(19), person=BEN)) == {}
    assert Around() == Around(None, None, None)
