"""standards.toml: how long, how hard, how many. The file says why each number is what it is."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from portal.content.files import Number, Table, Words

FILE = "standards.toml"

Count = Annotated[int, Field(ge=1)]
Percent = Annotated[int, Field(ge=1, le=100)]


class Span(Table):
    """The fewest and the most, both allowed."""

    fewest: Count
    most: Count

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.fewest > self.most:
            raise PydanticCustomError("ours", "fewest is more than most. Exchange them.")
        return self

    def __contains__(self, count: int) -> bool:
        return self.fewest <= count <= self.most


class ShapeTable(Table):
    """[shape]"""

    modules: Span
    lessons: Span


class ReadingTable(Table):
    """[reading]"""

    words: Span
    sentence_words: Count
    grade: Number
    median_grade: Number


class QuestionsTable(Table):
    """[questions]"""

    times_drawn: Count
    fewest_to_judge: Count
    longest_percent: Percent
    shortest_percent: Percent
    length_apart_percent: Percent
    place_percent: Span
    never_say: list[Words]
    vague_verbs: list[Words]


class Limits(Table):
    """standards.toml"""

    shape: ShapeTable
    reading: ReadingTable
    questions: QuestionsTable
