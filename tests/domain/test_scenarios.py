"""A conversation is walked step by step, and never where it does not lead."""

from __future__ import annotations

import pytest

from portal.domain.errors import NotFound
from portal.domain.scenarios import (
    Effect,
    Ending,
    Option,
    Scenario,
    Step,
    Taken,
    longest_way,
    walk,
)


def moment(name: str, *leads: str) -> Step:
    options = tuple(
        Option(str(key), f"To {step}", Effect.SAME, "<p>So.</p>", "<p>Because.</p>", step)
        for key, step in enumerate(leads, start=1)
    )
    return Step(name, "<p>Scene.</p>", "", "", "What now?", options, None, "")


def ending(name: str) -> Step:
    return Step(name, "<p>Scene.</p>", "", "", "", (), Ending.GOOD, "<p>So it went.</p>")


STEPS = (moment("door", "end", "hall"), moment("hall", "room", "end"), moment("room", "end", "end"))
SCENARIO = Scenario(
    "At the door",
    "<p>Evening.</p>",
    "door",
    {step.id: step for step in (*STEPS, ending("end"))},
)


def test_a_conversation_begins_at_its_start() -> None:
    way = walk(SCENARIO, [])
    assert (way.taken, way.current) == ((), SCENARIO.steps["door"])


def test_the_way_taken_is_kept() -> None:
    way = walk(SCENARIO, ["2", "1"])
    door, hall = SCENARIO.steps["door"], SCENARIO.steps["hall"]
    assert way.taken == (Taken(door, door.options[1]), Taken(hall, hall.options[0]))
    assert way.current is SCENARIO.steps["room"]


@pytest.mark.parametrize("path", [["3"], ["x"], [""], ["1", "1"], ["2", "9", "1"]])
def test_there_is_no_way_beside_the_ways(path: list[str]) -> None:
    with pytest.raises(NotFound, match="begin it again"):
        walk(SCENARIO, path)


def test_the_longest_way_counts_its_ends() -> None:
    assert longest_way(SCENARIO) == 4
    assert longest_way(Scenario("", "", "end", {"end": ending("end")})) == 1
