"""quiz.toml and pool.toml → questions. Each kind of question has a table of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from portal.content.explain import nearest
from portal.content.files import Data, Number, Shelf, Slug, Table, Text, Words
from portal.domain.quizzes import Choice, Kind, Pair, Question


class ChoiceTable(Table):
    """[[question.choice]]"""

    text: Words
    correct: bool = False
    why: Words


class PairTable(Table):
    """[[question.pair]]"""

    left: Words
    right: Words
    why: Words


class StepTable(Table):
    """[[question.step]]"""

    text: Words
    why: Words


class QuestionTable(Table):
    """What every [[question]] has."""

    id: Slug
    kind: Text
    objective: Slug
    prompt: Words
    sources: list[Text] = Field(default_factory=list)
    replaces: Slug | None = None


class ChoosingTable(QuestionTable):
    """one, many"""

    choice: Annotated[list[ChoiceTable], Field(min_length=3)]


class MatchTable(QuestionTable):
    """match"""

    pair: Annotated[list[PairTable], Field(min_length=2)]


class OrderTable(QuestionTable):
    """order"""

    step: Annotated[list[StepTable], Field(min_length=2)]


class NumberTable(QuestionTable):
    """number"""

    answer: Number
    unit: str = ""
    tolerance: Annotated[Number, Field(ge=0)] = Decimal(0)
    why: Words


KINDS: dict[str, type[QuestionTable]] = {
    Kind.ONE: ChoosingTable,
    Kind.MANY: ChoosingTable,
    Kind.MATCH: MatchTable,
    Kind.ORDER: OrderTable,
    Kind.NUMBER: NumberTable,
}


def read_questions(
    shelf: Shelf, path: Path, data: Data | None
) -> Iterator[tuple[str, object, Question | None]]:
    """Each question's key such as `question[3]`, its objective, and the question itself.

    The question is None when it is not right in itself; its objective is then as it was written.
    What it names (objectives, sources, other questions) is checked by whoever knows them.
    """
    for key, row in shelf.rows(path, data, "question"):
        yield key, row.get("objective"), _read(shelf, path, key, row)


def _read(shelf: Shelf, path: Path, key: str, row: Data) -> Question | None:
    kind = row.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        hint = nearest(kind, KINDS) if isinstance(kind, str) else ""
        message = f"Write one of one, many, match, order, number.{hint}"
        shelf.wrong(path, f"{key}.kind", message)
        return None
    table = shelf.fit(path, row, KINDS[kind], key)
    if table is None:
        return None
    wrong = list(faults(table))
    for where, message in wrong:
        shelf.wrong(path, f"{key}.{where}", message)
    return None if wrong else question(table)


def faults(table: QuestionTable) -> Iterator[tuple[str, str]]:
    """What is wrong with a question in itself: where, and in words with the remedy."""
    match table:
        case ChoosingTable():
            yield from _repeated("choice", "text", [choice.text for choice in table.choice])
            right = sum(choice.correct for choice in table.choice)
            if table.kind == Kind.ONE and right != 1:
                message = f"{right} choices are correct. Mark exactly one with correct = true."
                yield "choice", message
            elif table.kind == Kind.MANY and right < 2:
                yield "choice", f"Of many, two or more are correct; here {right}. Or use kind one."
            elif right == len(table.choice):
                yield "choice", "Every choice is correct. Give at least one that is not."
        case MatchTable():
            yield from _repeated("pair", "left", [pair.left for pair in table.pair])
            yield from _repeated("pair", "right", [pair.right for pair in table.pair])
        case OrderTable():
            yield from _repeated("step", "text", [step.text for step in table.step])


def _repeated(block: str, name: str, texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: dict[str, int] = {}
    for place, text in enumerate(texts, start=1):
        first = seen.setdefault(" ".join(text.casefold().split()), place)
        if first != place:
            yield f"{block}[{place}].{name}", f"This says the same as {block}[{first}]. Change one."


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:8]


def question(table: QuestionTable) -> Question:
    """A question that was written without faults."""
    made = Question(
        id=table.id,
        kind=Kind(table.kind),
        objective=table.objective,
        prompt=table.prompt,
        sources=tuple(table.sources),
        replaces=table.replaces,
    )
    return replace(made, **_parts(table))


def _parts(table: QuestionTable) -> dict[str, Any]:
    """What only a question of this kind has."""
    match table:
        case ChoosingTable():
            choices = (
                Choice(_digest(table.id, choice.text), choice.text, choice.correct, choice.why)
                for choice in table.choice
            )
            return {"choices": tuple(choices)}
        case OrderTable():
            steps = (
                Choice(_digest(table.id, step.text), step.text, True, step.why)
                for step in table.step
            )
            return {"choices": tuple(steps)}
        case MatchTable():
            return {"pairs": tuple(_pair(table.id, pair) for pair in table.pair)}
    numeric = table.model_dump(include={"unit", "tolerance", "why"})
    return {"number": getattr(table, "answer", None), **numeric}


def _pair(question: str, pair: PairTable) -> Pair:
    return Pair(
        left_key=_digest(question, "left", pair.left),
        left=pair.left,
        right_key=_digest(question, "right", pair.right),
        right=pair.right,
        why=pair.why,
    )
