"""No hidden count can be worked out, not even by somebody who knows how it is hidden."""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.small_cells import SMALLEST, Suppressed, suppressed

NAMES = "abcdefgh"
COUNTS = st.integers(0, 60) | st.sampled_from([0, 1, 2, 9, 10, 11, 12])
TABLES = st.lists(COUNTS, min_size=1, max_size=8).map(
    lambda counts: dict(zip(NAMES, counts, strict=False))
)


def published(*counts: int, smallest: int = SMALLEST) -> list[int | None]:
    """What is shown of these counts; the total last."""
    found = suppressed(dict(zip(NAMES, counts, strict=False)), smallest)
    return [*found.cells.values(), found.total]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((20, 30), [20, 30, 50]),
        ((0, 30), [0, 30, 30]),
        ((), [0]),
        ((11, 40), [11, 40, 51]),
        ((4, 20, 30), [None, None, 30, 54]),  # alone it would be the rest of the total
        ((20, 30, 4), [None, 30, None, 54]),
        ((4, 5, 30), [None, None, 30, 39]),
        ((0, 4, 30), [0, None, None, 34]),  # a zero stands in last
        ((1, 1, 30), [None, None, None, 32]),  # two would have to be one each
        ((10, 10, 30), [None, None, None, 50]),  # and here ten each
        ((4, 0), [None, None, 4]),
        ((4,), [None, None]),
        ((1, 1), [None, None, None]),
        ((10, 10), [None, None, None]),
    ],
)
def test_small_counts_are_hidden_with_what_would_give_them_away(
    counts: tuple[int, ...], shown: list[int | None]
) -> None:
    assert published(*counts) == shown


def test_a_limit_under_which_nothing_can_be_hidden_is_refused() -> None:
    with pytest.raises(ValueError, match="take 3 or more"):
        suppressed({"a": 1}, 2)


@given(TABLES)
def test_what_is_shown_is_true_and_never_small(cells: dict[str, int]) -> None:
    found = suppressed(cells)
    assert list(found.cells) == list(cells)
    for name, shown in found.cells.items():
        assert shown is None or shown == cells[name]
        assert shown is None or not 0 < shown < SMALLEST
    assert found.total in (None, sum(cells.values()))


@given(TABLES)
def test_nothing_is_hidden_without_need(cells: dict[str, int]) -> None:
    if all(count == 0 or count >= SMALLEST for count in cells.values()):
        assert suppressed(cells) == Suppressed(cells, sum(cells.values()))


@given(TABLES)
def test_subtraction_leaves_at_least_two_hidden(cells: dict[str, int]) -> None:
    found = suppressed(cells)
    hidden = [name for name, shown in found.cells.items() if shown is None]
    if found.total is not None:
        assert len(hidden) != 1


@pytest.mark.parametrize(
    ("places", "smallest", "largest"),
    [(1, 3, 9), (2, 11, 40), (3, 11, 34), (3, 4, 13), (4, 4, 10), (5, 3, 6)],
)
def test_each_hidden_count_could_be_another_in_some_table_that_looks_the_same(
    places: int, smallest: int, largest: int
) -> None:
    """Every table there is, so that the attacker may know everything but the counts."""
    alike: dict[tuple[int | None, ...], list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(largest + 1), repeat=places):
        alike[tuple(published(*counts, smallest=smallest))].append(counts)
    tried = 0
    for shown, tables in alike.items():
        hidden = [place for place in range(places) if shown[place] is None]
        if shown[-1] is not None and sum(tables[0][place] for place in hidden) > largest:
            continue  # the other tables may hold larger counts than were tried
        for place in hidden:
            assert len({counts[place] for counts in tables}) > 1, shown
            tried += 1
    assert tried
