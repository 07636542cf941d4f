"""A branching conversation: the learner chooses what to say, sees what follows and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
