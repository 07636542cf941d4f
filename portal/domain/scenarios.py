"""A branching conversation: the learner chooses what to say, sees what follows and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.errors import NotFound


class Effect(StrEnum):
    """What a choice does to the person in crisis."""

    CALMER = "calmer"
    SAME = "same"
    TENSER = "tenser"


class Ending(StrEnum):
    """How a conversation can end."""

    GOOD = "good"
    MIXED = "mixed"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Option:
    """Something the learner can say or do. Keys count from "1" in the order of the file."""

    key: str
    text: str
    effect: Effect
    result_html: str
    why_html: str
    leads: str


@dataclass(frozen=True, slots=True)
class Step:
    """A moment of the conversation; an ending has no options."""

    id: str
    scene_html: str
    says: str
    who: str
    ask: str
    options: tuple[Option, ...]
    ending: Ending | None
    debrief_html: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """The whole conversation. `steps` by id; no loops; every way ends."""

    title: str
    setting_html: str
    start: str
    steps: dict[str, Step]


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was passed, and what was chosen there."""

    step: Step
    option: Option


@dataclass(frozen=True, slots=True)
class Walk:
    """A way through a conversation, up to the step where the learner stands now."""

    taken: tuple[Taken, ...]
    current: Step


def walk(scenario: Scenario, path: Sequence[str]) -> Walk:
    """Follow the chosen options' keys from the start.

    Raises NotFound when a step on the way has no such option.
    """
    current = scenario.steps[scenario.start]
    taken: list[Taken] = []
    for key in path:
        option = next((option for option in current.options if option.key == key), None)
        if option is None:
            raise NotFound("The conversation has no such turn. Please begin it again.")
        taken.append(Taken(current, option))
        current = scenario.steps[option.leads]
    return Walk(tuple(taken), current)


def longest_way(scenario: Scenario) -> int:
    """How many steps the longest way takes, from the first to an ending, both counted."""
    known: dict[str, int] = {}

    def steps_from(step: str) -> int:
        if step not in known:
            options = scenario.steps[step].options
            known[step] = 1 + max((steps_from(option.leads) for option in options), default=0)
        return known[step]

    return steps_from(scenario.start)
