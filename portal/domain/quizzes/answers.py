"""What a learner's form says, turned into an answer that can be saved and graded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from portal.domain.errors import Invalid
from portal.domain.quizzes.questions import Answer, Kind, Question

Form = Mapping[str, Sequence[str]]

# Longer than any number we ask for, and short enough to be read exactly.
LONGEST_NUMBER = 20

_PLAIN = re.compile(r"-?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+", re.ASCII)
_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)
_AMBIGUOUS = re.compile(r"-?[1-9]\d{0,2},\d{3}", re.ASCII)


class Unreadable(Invalid):
    """An answer that cannot be used as it stands.

    `field` is the form field to go to, `typed` what the form held, so the page can show it again.
    """

    def __init__(self, message: str, field: str, typed: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(message, field)
        self.typed = dict(typed)


def read_answer(question: Question, form: Form) -> Answer | None:
    """The answer in a form; None when it was left blank.

    Fields: `answer` for one, many and number; `match-<left key>` for each left of a match;
    `order-<key>` for each step, its place counted from 1. Other fields are not looked at.
    Raises Unreadable, with a sentence for the learner, when the answer cannot be used.
    """
    match question.kind:
        case Kind.ONE:
            return _one(question, form)
        case Kind.MANY:
            return _many(question, form)
        case Kind.MATCH:
            return _match(question, form)
        case Kind.ORDER:
            return _order(question, form)
    return _number(question, form)


def _one(question: Question, form: Form) -> str | None:
    chosen = _many(question, form)
    if chosen is None:
        return None
    if len(chosen) > 1:
        raise _unreadable("Choose one answer only.", "answer", form, ["answer"])
    return chosen[0]


def _many(question: Question, form: Form) -> list[str] | None:
    chosen = sorted({value.strip() for value in form.get("answer", ())} - {""})
    if not set(chosen) <= {choice.key for choice in question.choices}:
        raise _unreadable(_STRANGE, "answer", form, ["answer"])
    return chosen or None


def _match(question: Question, form: Form) -> dict[str, str] | None:
    fields = [f"match-{pair.left_key}" for pair in question.pairs]
    given = {field: _last(form, field) for field in fields}
    if not any(given.values()):
        return None
    rights = {pair.right_key for pair in question.pairs}
    seen: set[str] = set()
    for pair, field in zip(question.pairs, fields, strict=True):
        value = given[field]
        if not value:
            wrong = f"Choose what belongs to {_quoted(pair.left)}."
        elif value not in rights:
            wrong = _STRANGE
        elif value in seen:
            wrong = f"{_quoted(pair.left)} has the same match as another. Use each match once."
        else:
            seen.add(value)
            continue
        raise _unreadable(wrong, field, form, fields)
    return {pair.left_key: given[f"match-{pair.left_key}"] for pair in question.pairs}


def _order(question: Question, form: Form) -> list[str] | None:
    fields = [f"order-{step.key}" for step in question.choices]
    given = {field: _last(form, field) for field in fields}
    if not any(given.values()):
        return None
    places = {str(place): place for place in range(1, len(fields) + 1)}
    taken: dict[int, str] = {}
    for step, field in zip(question.choices, fields, strict=True):
        value = given[field]
        place = places.get(value.lstrip("0"))
        if not value:
            wrong = f"Give {_quoted(step.text)} a place, from 1 to {len(fields)}."
        elif place is None:
            wrong = f"The place of {_quoted(step.text)} must be a number from 1 to {len(fields)}."
        elif place in taken:
            wrong = f"Two steps have place {place}. Give each step a place of its own."
        else:
            taken[place] = step.key
            continue
        raise _unreadable(wrong, field, form, fields)
    return [taken[place] for place in sorted(taken)]


def _number(question: Question, form: Form) -> str | None:
    typed = _last(form, "answer").replace("−", "-").removeprefix("+")
    text = typed.removesuffix(question.unit).strip() if question.unit else typed
    if not text:
        return None
    if len(text) > LONGEST_NUMBER:
        wrong = "That number is too long. Write a shorter one."
    elif _AMBIGUOUS.fullmatch(text):
        whole, point = text.replace(",", ""), text.replace(",", ".")
        wrong = f"“{text}” can be read in two ways. Write {whole} or {point}."
    elif _THOUSANDS.fullmatch(text):
        return _plain(text.replace(",", ""))
    elif _DECIMAL_COMMA.fullmatch(text):
        return _plain(text.replace(",", "."))
    elif _PLAIN.fullmatch(text):
        return _plain(text)
    else:
        wrong = "Write a number in digits, such as 2 or 1.5."
    raise _unreadable(wrong, "answer", form, ["answer"])


def _plain(text: str) -> str:
    number = Decimal(text)
    return format(number.normalize(), "f") if number else "0"


_STRANGE = "That answer does not belong to this question. Reload the page and answer again."


def _quoted(text: str) -> str:
    """In quotation marks, once: much of what we ask about is speech and has them already."""
    return text if text[0] == "“" and text[-1] == "”" else f"“{text}”"


def _last(form: Form, field: str) -> str:
    values = form.get(field, ())
    return values[-1].strip() if values else ""


def _unreadable(message: str, field: str, form: Form, fields: Iterable[str]) -> Unreadable:
    typed = {name: tuple(form[name]) for name in fields if name in form}
    return Unreadable(message, field, typed)
