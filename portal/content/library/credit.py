"""When watching a webinar's recording makes a training record: the rule, and the quiz."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from portal.content.files import Slug, Table, Words
from portal.content.quizzes import ChoiceTable, ChoosingTable, faults, question
from portal.domain.curriculum import Course, Module, Tier
from portal.domain.quizzes import Draw, FinalRules, Kind

MOST_ATTEMPTS = 10
MOST_OF_IT = 95
"""Percent. No player reports the very last moment of a recording."""
OWN = "webinar:"
"""Before the name of a webinar whose record stands for itself, where records name a training."""
DELIVERY = "Recorded webinar"
_ABOUT = "recording"
"""What every question is about; a training has objectives there."""


class CreditTable(Table):
    """[credit]: how much has to be watched, what passes the quiz, and what comes of it."""

    watch_percent: Annotated[int, Field(ge=1, le=MOST_OF_IT)]
    """Of the recording's seconds, each counted once."""
    pass_percent: Annotated[int, Field(ge=1, le=100)]
    attempts: Annotated[int, Field(ge=1, le=MOST_ATTEMPTS)]
    title: Words
    """What the training record is called."""
    minutes: Annotated[int, Field(ge=0)] = 0
    """How long the training counts as; 0 where nobody has said."""
    training: Slug | None = None
    """The training of the catalogue that it stands for; None: it stands for itself."""
    subject: Slug | None = None
    """What it is about, as requirements name subjects, such as “naloxone”."""
    ce_provider: Words = ""
    """Who states continuing education for watching it; empty: nothing is stated."""
    ce_minutes: Annotated[int, Field(ge=1)] | None = Field(None, validate_default=True)

    @field_validator("ce_minutes")
    @classmethod
    def _whoever_states_it_is_named(cls, minutes: int | None, info: ValidationInfo) -> int | None:
        if bool(info.data.get("ce_provider")) != bool(minutes):
            message = "Say how many minutes and who states them, or neither."
            raise PydanticCustomError("ours", message)
        return minutes


class AskedTable(Table):
    """[[question]]: as in a training's `pool.toml`, of the kinds one and many."""

    id: Slug
    kind: Annotated[str, Field(pattern=r"^(one|many)$")] = "one"
    prompt: Words
    choice: Annotated[list[ChoiceTable], Field(min_length=3)]

    @field_validator("choice")
    @classmethod
    def _can_be_answered(cls, rows: list[ChoiceTable], info: ValidationInfo) -> list[ChoiceTable]:
        known = {"kind": Kind.ONE.value, "prompt": "?", "id": "a", **info.data}
        for _, message in faults(_as_in_trainings(choice=rows, **known)):
            said = message.replace(" with correct = true", " as right")  # a form has no keys
            raise PydanticCustomError("ours", "{message}", {"message": said})
        return rows


def _as_in_trainings(**parts: object) -> ChoosingTable:
    return ChoosingTable.model_validate({**parts, "objective": _ABOUT})


def check_together(questions: list[AskedTable], credit: CreditTable | None) -> None:
    """Raise what is wrong with a quiz and a rule together, in words for whoever wrote them."""
    names = [one.id for one in questions]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        message = "Two questions are called “{name}”. Give each a name of its own."
        raise PydanticCustomError("ours", message, {"name": twice})
    if bool(questions) != (credit is not None):
        raise PydanticCustomError(
            "ours",
            "A rule for watching needs at least one question, and questions need the rule.",
        )


def quiz(
    credit: CreditTable,
    questions: list[AskedTable],
    *,
    slug: str,
    edition: int,
    published: date,
    training: Course | None,
) -> Course:
    """The quiz as a training of its own that has nothing but a final.

    It bears the name and edition of `training` where the record stands for one; else those of the
    webinar and of its version.
    """
    pool = tuple(question(_as_in_trainings(**one.model_dump())) for one in questions)
    only = Module(
        slug=_ABOUT,
        title=credit.title,
        summary="",
        objectives=(),
        lessons=(),
        scenario=None,
        check=(),
        pool=pool,
        trainer_notes=None,
    )
    return Course(
        slug=training.slug if training else OWN + slug,
        title=training.title if training else credit.title,
        summary="",
        edition=training.edition if training else edition,
        published=training.published if training else published,
        tier=training.tier if training else Tier.RECOMMENDED,
        topic="",
        audience="",
        delivery=DELIVERY,
        modules=(only,),
        final=FinalRules(credit.pass_percent, credit.attempts, 0, (Draw(_ABOUT, len(pool)),)),
        sources=(),
        replaces=(),
    )
