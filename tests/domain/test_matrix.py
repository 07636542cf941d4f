"""What cells say: since when, until when, what lapses, and how many have something."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain import matrix
from portal.domain.certification import STATES, State
from portal.domain.matrix import (
    ALWAYS,
    FOREVER,
    REASONS,
    Line,
    Rows,
    Tally,
    Wanted,
    applies,
    chosen,
    date_words,
    lapses,
    picking,
    tallies,
)

DAY = date(2026, 3, 2)
NUMBER = DAY.toordinal()


def line(*stretches):
    """Stretches from (days from DAY, or None for always; states)."""
    starts = [ALWAYS if after is None else NUMBER + after for after, _ in stretches]
    return Line(starts, "".join(states for _, states in stretches))


def cells_on(stretches, day):
    """The cells of requirements that judge."""
    count = len(stretches.states) // len(stretches.starts)
    return matrix.cells_on(stretches, day, "j" * count)


def shown(cells):
    """The dates that are shown."""
    said = cells.said(picking(range(len(cells.letters))))
    return [date_words(word, day) for _, _, word, day in said]


def test_a_state_runs_over_stretches_in_which_others_change():
    cells = cells_on(line((None, "--"), (-9, "v-"), (-3, "vm"), (4, "vp"), (8, "ep")), DAY)
    assert cells.letters == "vm"
    assert list(cells.first) == [NUMBER - 9, NUMBER - 3]
    assert list(cells.ends) == [NUMBER + 8, NUMBER + 4]
    assert cells.then == "ep"


def test_what_never_changes_has_no_dates():
    cells = cells_on(line((None, "u")), DAY)
    assert (list(cells.first), list(cells.ends)) == ([ALWAYS], [FOREVER])
    assert shown(cells) == [""]


def test_valid_and_to_be_renewed_end_together():
    stretches = line((None, "-"), (-9, "v"), (-1, "r"), (5, "e"))
    assert list(cells_on(stretches, DAY).ends) == [NUMBER + 5]
    assert list(cells_on(stretches, DAY - timedelta(days=4)).ends) == [NUMBER + 5]
    assert list(cells_on(stretches, DAY).first) == [NUMBER - 1]  # since when it is to be renewed


@pytest.mark.parametrize(
    ("letter", "said"),
    [
        ("v", "to Mar 9, 2026"),
        ("r", "to Mar 9, 2026"),
        ("g", "to Mar 9, 2026"),
        ("w", "to Mar 9, 2026"),
        ("d", "by Mar 9, 2026"),
        ("p", "by Mar 9, 2026"),
        ("m", "since Mar 1, 2026"),
        ("e", "since Mar 1, 2026"),
        ("-", ""),
        ("u", ""),
    ],
)
def test_every_state_shows_the_date_that_matters(letter, said):
    cells = cells_on(line((None, "*"), (-1, letter), (8, "*")), DAY)
    assert shown(cells) == [said]


def test_who_has_begun_and_has_no_day_to_finish_by_sees_since_when():
    assert shown(cells_on(line((None, "m"), (0, "p")), DAY)) == ["since Mar 2, 2026"]


@pytest.mark.parametrize(
    ("now", "then", "is_one"),
    [
        ("v", "e", True),
        ("v", "g", True),
        ("v", "w", False),
        ("v", "-", True),
        ("g", "e", True),
        ("w", "m", True),
        ("w", "v", False),
        ("d", "m", True),
        ("d", "v", False),
        ("-", "m", False),
        ("m", "e", False),
    ],
)
def test_a_lapse_is_what_was_well_and_then_is_not(now, then, is_one):
    assert lapses(cells_on(line((None, now), (3, then)), DAY), 0) is is_one


def test_the_last_of_so_many_days_counts():
    cells = cells_on(line((None, "vvv"), (30, "evv"), (31, "eev")), DAY)
    assert chosen(cells, Wanted(within=30), range(3), DAY) == [0]
    assert chosen(cells, Wanted(within=31), range(3), DAY) == [0, 1]
    assert chosen(cells, Wanted(), range(3), DAY) == [0, 1, 2]
    assert chosen(cells, Wanted(frozenset({State.EXPIRED})), range(3), DAY) == []
    both = Wanted(frozenset({State.VALID}), 30)
    assert chosen(cells, both, range(3), DAY) == [0]


def test_the_denominator_is_to_whom_it_applies():
    assert tallies(["v-m", "r-u", "w--", "g-p"]) == [Tally(4, 4), Tally(0, 0), Tally(0, 3)]
    assert [each.percent for each in tallies(["v-m", "r-u"])] == [100, None, 0]
    assert Tally(7, 11).words == "7 of 11"
    assert Tally(1999, 20_000).words == "1,999 of 20,000"
    assert Tally(199, 200).percent == 99  # 100 means all


def test_what_applies_to_nobody_is_left_out():
    assert applies(["v-m-", "--m-"]) == [0, 2]
    assert applies([]) == []


def test_every_state_has_a_reason_of_its_own():
    assert set(REASONS) == set(State)
    assert len(set(REASONS.values())) == len(State)


@given(
    st.lists(st.text("".join(STATES), min_size=3, max_size=3), min_size=1, max_size=9, unique=True),
    st.integers(-5, 60),
)
def test_cells_agree_with_looking_at_every_day(letters, after):
    stretches = line(*((5 * place if place else None, each) for place, each in enumerate(letters)))
    day = DAY + timedelta(days=after)
    cells = cells_on(stretches, day)

    def on(number, place):
        pairs = zip(stretches.starts, letters, strict=True)
        states = [each for starts, each in pairs if starts <= number]
        return states[-1][place]

    for place in range(3):
        now = on(day.toordinal(), place)
        assert cells.letters[place] == now
        if cells.first[place] != ALWAYS:
            assert on(cells.first[place] - 1, place) != now
        same = {"v", "r"} if now in "vr" else {now}
        if cells.ends[place] == FOREVER:
            assert all(on(NUMBER + each, place) in same for each in range(after, 90))
        else:
            assert cells.then[place] == on(cells.ends[place], place)
            assert cells.then[place] not in same
            held = range(day.toordinal(), cells.ends[place])
            assert all(on(number, place) in same for number in held)


@given(st.data())
def test_a_row_written_at_once_is_its_cells_one_by_one(data):
    """Whatever was written before it, for people whose states came and went in the same order."""
    rows = Rows(
        lambda place, letter, advisory, when: f"{place}%{letter}{advisory} {when}/{when}",
        lambda places, cells: "|".join(map(str, [*places, *cells])),
    )
    letters = st.text("".join(STATES), min_size=3, max_size=3)
    states = data.draw(st.lists(letters, min_size=1, max_size=5))
    places = data.draw(st.lists(st.integers(0, 2), unique=True))
    for _ in range(3):
        days = data.draw(
            st.lists(
                st.integers(-900, 900), unique=True,
                min_size=len(states) - 1, max_size=len(states) - 1,
            )
        )  # fmt: skip
        mine = line((None, states[0]), *zip(sorted(days), states[1:], strict=True))
        cells = cells_on(mine, DAY)
        said = zip(places, cells.said(picking(places)), strict=True)
        expected = [
            f"{place}%{letter}{advisory} {date_words(word, day)}/{date_words(word, day)}"
            for place, (letter, advisory, word, day) in said
        ]
        assert rows.row(cells, places) == "|".join(map(str, [*places, *expected]))
