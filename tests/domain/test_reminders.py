"""From what is due to what is told: each thing once, as it stands, and never chased by advice."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.dates import CALIFORNIA
from portal.domain.mail import QUIET, Frequency
from portal.domain.matrix import Line
from portal.domain.reminders import (
    LONG,
    LONG_LATE,
    WINDOWS,
    Due,
    Told,
    escalations,
    lapses_of,
    notices,
    stage_of,
    subject,
    to_send,
    when_words,
)

TODAY = date(2026, 3, 3)  # a Tuesday
DAY = timedelta(days=1)


def noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=CALIFORNIA)


def due(days, thing="credential:1", *, advised=False):
    return Due(7, thing, TODAY + days * DAY, advised)


def stages(*things, on=TODAY):
    return [each.stage for each in notices(things, noon(on))]


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (31, ""),
        (30, "before-30"),
        (15, "before-30"),
        (14, "before-14"),
        (7, "before-7"),
        (2, "before-7"),
        (1, "before-1"),
        (0, "on"),
        (-1, "late-1"),
        (-6, "late-1"),
        (-7, "late-7"),
        (-30, "late-30"),
        (-89, "late-30"),
        (-90, "late-90"),
    ],
)
def test_only_how_it_stands_now_is_told(days, stage):
    assert stage_of(TODAY + days * DAY, TODAY, TODAY) == stage


def test_what_falls_on_a_weekend_is_told_on_friday():
    friday = date(2026, 3, 6)
    for days, stage in ((0, "on"), (1, "on"), (2, "on"), (3, "before-1"), (4, "before-7")):
        assert stage_of(friday + days * DAY, friday, QUIET.through(noon(friday))) == stage


def test_what_only_advises_is_never_chased():
    assert stages(due(20, advised=True)) == ["before-30"]
    assert stages(due(-60, advised=True)) == ["late-1"]
    assert stages(Due(7, "requirement:x", LONG, True)) == []
    assert stages(Due(7, "requirement:x", LONG, False)) == [LONG_LATE]
    assert not any(each.is_important for each in notices([due(-60, advised=True)], noon(TODAY)))


def sent(standing, frequency, *, told=(), weekly=False):
    return [each.stage for each in to_send(standing, Told(told), frequency, weekly=weekly)]


def test_what_is_told_is_not_told_again():
    [notice] = notices([due(5)], noon(TODAY))
    assert sent([notice], Frequency.DAILY) == ["before-7"]
    assert sent([notice], Frequency.DAILY, told=[notice[:4]]) == []
    [moved] = notices([due(6)], noon(TODAY))
    assert sent([moved], Frequency.DAILY, told=[notice[:4]]) == ["before-7"], (
        "Another date is news."
    )


def test_what_is_late_for_long_is_told_to_whom_nobody_has_told_it():
    [long] = notices([Due(7, "credential:1", LONG, False)], noon(TODAY))
    before = (7, "credential:1", "late-90", TODAY - 100 * DAY)
    assert sent([long], Frequency.DAILY) == [LONG_LATE]
    assert sent([long], Frequency.DAILY, told=[before]) == []


def test_choices_never_hold_back_what_is_due_at_once_or_late():
    calm = notices([due(20), due(10, "credential:2", advised=True)], noon(TODAY))
    pressing = notices([due(days, f"credential:{days}") for days in (1, 0, -1, -7)], noon(TODAY))
    for frequency in Frequency:
        assert len(sent(pressing, frequency)) == 4
    assert sent(calm, Frequency.DAILY) == ["before-30", "before-14"]
    assert sent(calm, Frequency.WEEKLY) == []
    assert sent(calm, Frequency.WEEKLY, weekly=True) == ["before-30", "before-14"]
    assert sent(calm, Frequency.IMPORTANT, weekly=True) == []
    assert len(sent(calm + pressing, Frequency.WEEKLY)) == 6, "One mail takes along what is new."
    assert len(sent(calm + pressing, Frequency.IMPORTANT)) == 4


def test_trainers_are_told_what_is_late_for_a_week_and_no_advice():
    late = [due(-6), due(-7, "credential:2"), due(-70, "requirement:x", advised=True)]
    [found] = escalations(9, late, TODAY)
    assert (found.person, found.thing, found.stage) == (9, "late:7:credential:2", "escalated")


@given(
    st.integers(-40, 40),
    st.lists(st.booleans(), min_size=90, max_size=90),
    st.sampled_from(Frequency),
)
def test_whenever_the_worker_runs_nothing_is_told_twice_or_out_of_order(offset, runs, frequency):
    """Days on which nothing runs lose at most their own moment: what is told is what is so."""
    thing = Due(7, "credential:1", TODAY + offset * DAY, False)
    told = []
    for number, is_run in enumerate(runs):
        at = noon(TODAY + (number - 45) * DAY)
        if not is_run or QUIET.is_quiet(at):
            continue
        for each in to_send(notices([thing], at), Told(told), frequency, weekly=True):
            told.append(each[:4])
            days = (each.due_on - at.date()).days
            assert each.is_late == (days < 0)
    assert len(told) == len(set(told))
    order = [f"before-{days}" for days in WINDOWS.before] + ["on"]
    order += [f"late-{days}" for days in WINDOWS.after]
    places = [order.index(stage) for _, _, stage, _ in told]
    assert places == sorted(places)


# From states to what is due

ORDINAL = TODAY.toordinal()


def line(*stretches):
    """States from a day on, as days from today."""
    starts, states, _ = zip(*stretches, strict=True)
    return Line([ORDINAL + one for one in starts], "".join(states))


def lapsing(*stretches):
    return [
        (place, "long" if day == LONG else (day - TODAY).days, advised)
        for place, day, advised in lapses_of(line(*stretches), TODAY, stretches[0][-1])
    ]


def test_the_last_good_day_is_the_day_it_is_due():
    assert lapsing((-100, "v", "j"), (8, "e", "j")) == [(0, 7, False)]
    assert lapsing((-100, "v", "j"), (2, "r", "j"), (8, "e", "j")) == [(0, 7, False)]
    assert lapsing((-100, "d", "a"), (8, "m", "a")) == [(0, 7, True)]
    assert lapsing((-100, "w", "j"), (8, "m", "j")) == [(0, 7, False)], "A waiver ends."
    assert lapsing((-100, "g", "j"), (8, "e", "j")) == [(0, 7, False)]
    assert lapsing((-100, "p", "j"), (8, "m", "j")) == [(0, 7, False)]


def test_what_is_late_is_late_since_its_last_good_day():
    assert lapsing((-100, "v", "j"), (-4, "e", "j")) == [(0, -5, False)]
    assert lapsing((-100, "v", "j"), (-9, "g", "j"), (-4, "e", "j")) == [(0, -5, False)]


def test_what_is_late_for_longer_than_is_looked_at_is_late_for_long():
    assert lapsing((-120, "m", "j")) == [(0, "long", False)]
    assert lapsing((-300, "v", "j"), (-150, "m", "j")) == [(0, "long", False)]


def test_whoever_is_well_or_at_it_is_left_alone():
    for letter in "v-wdpu":
        assert lapsing((-100, letter, "j")) == []
    assert lapsing((-100, "-", "j"), (5, "m", "j")) == [], "What is newly asked is no lapse."
    assert lapsing((-100, "v", "j"), (200, "e", "j")) == [], "That is far ahead."


def test_days_and_counts_in_words():
    assert when_words(TODAY, TODAY, advised=False) == "today, March 3, 2026"
    assert when_words(TODAY + DAY, TODAY, advised=False) == "tomorrow, March 4, 2026"
    assert when_words(TODAY + 7 * DAY, TODAY, advised=False) == "in 7 days, on March 10, 2026"
    assert when_words(TODAY - DAY, TODAY, advised=False) == "late since March 2, 2026, 1 day ago"
    assert "late" not in when_words(TODAY - DAY, TODAY, advised=True)
    found = notices([due(-1), due(5, "credential:2"), due(5, "x", advised=True)], noon(TODAY))
    assert subject(found) == "1 thing is late, 1 due soon"
    assert subject(found[2:]) == "1 thing to take up: advice, nothing is late"
