"""Questions and the rules of a final assessment, as their author wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Answer = str | list[str] | dict[str, str]
"""An answer as it is saved (plain JSON).

one: the choice's key. many: the chosen keys, sorted. match: the right's key by the left's key.
order: all keys, in the chosen order. number: the number in plain digits, such as "-1.5".
"""


class Kind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    MANY = "many"
    MATCH = "match"
    ORDER = "order"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen, and why it is right or not.

    `key` names it in a page and in a saved answer. It is a short digest of the question's id and
    the choice's text, so it gives nothing away, and survives a reordering of the file.
    """

    key: str
    text: str
    correct: bool
    why: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One left with the right that belongs to it. Lefts and rights have keys of their own."""

    left_key: str
    left: str
    right_key: str
    right: str
    why: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question as its author wrote it. Which tuple is filled depends on `kind`."""

    id: str
    kind: Kind
    objective: str
    prompt: str
    choices: tuple[Choice, ...] = ()  # one, many; for order: the steps, in the right order
    pairs: tuple[Pair, ...] = ()  # match
    number: Decimal | None = None
    unit: str = ""
    tolerance: Decimal = Decimal(0)
    why: str = ""  # number only
    sources: tuple[str, ...] = ()
    replaces: str | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """How many questions of an objective one attempt at the final draws."""

    objective: str
    questions: int


@dataclass(frozen=True, slots=True)
class FinalRules:
    """What it takes to pass the final assessment."""

    pass_percent: int
    attempts: int
    pause_hours: int
    draws: tuple[Draw, ...]
