"""Walking a made-up person through a training, by the same services that the pages use."""

from datetime import datetime, timedelta
from enum import IntEnum
from random import Random, SystemRandom

from sqlalchemy.orm import Session

from portal.domain.curriculum import Course, Module
from portal.domain.quizzes import Answer, Kind, Question
from portal.domain.scenarios import Ending, Scenario
from portal.models import Enrolment, Person, TrainingRecord
from portal.services import learning, quizzes, records


class Stage(IntEnum):
    """How far a person of the sample world has come."""

    BEGUN = 1
    HALF_WAY = 2
    BEFORE_THE_FINAL = 3
    FAILED_ONCE = 4
    USED_UP = 5
    COMPLETED = 6


def right_answer(question: Question) -> Answer:
    """The answer that is graded right."""
    match question.kind:
        case Kind.ONE:
            return next(choice.key for choice in question.choices if choice.correct)
        case Kind.MANY:
            return sorted(choice.key for choice in question.choices if choice.correct)
        case Kind.MATCH:
            return {pair.left_key: pair.right_key for pair in question.pairs}
        case Kind.ORDER:
            return [choice.key for choice in question.choices]
        case Kind.NUMBER:
            return str(question.number)


def wrong_answer(question: Question) -> Answer:
    """An answer that can be saved and is graded wrong."""
    match question.kind:
        case Kind.ONE:
            return next(choice.key for choice in question.choices if not choice.correct)
        case Kind.MANY:
            return [next(choice.key for choice in question.choices if not choice.correct)]
        case Kind.MATCH:
            rights = [pair.right_key for pair in question.pairs]
            turned = [*rights[1:], rights[0]]
            return {p.left_key: right for p, right in zip(question.pairs, turned, strict=True)}
        case Kind.ORDER:
            return [choice.key for choice in reversed(question.choices)]
        case Kind.NUMBER:
            return str((question.number or 0) + question.tolerance + 7)


def likely_answer(question: Question, skill: float, chance: Random) -> Answer:
    """An answer that somebody of this skill (0 to 1) might give.

    Each question has a lure of its own, so that a look at many answers finds something.
    """
    lure = Random(question.id).random()  # noqa: S311 (made-up data)
    if chance.random() < 0.35 + 0.6 * skill - 0.35 * (lure - 0.5):
        return right_answer(question)
    wrong = [choice.key for choice in question.choices if not choice.correct]
    if question.kind is not Kind.ONE:
        return wrong_answer(question)
    return wrong[0] if chance.random() < lure else chance.choice(wrong)


def good_path(scenario: Scenario) -> list[str]:
    """The choices of the shortest way to a good ending."""
    ways: list[tuple[str, list[str]]] = [(scenario.start, [])]
    for step_id, keys in ways:
        step = scenario.steps[step_id]
        if step.ending is Ending.GOOD:
            return keys
        ways += [(option.leads, [*keys, option.key]) for option in step.options]
    message = f"The practice “{scenario.title}” has no good ending."
    raise ValueError(message)


class Walker:
    """One person going through one training, a few minutes at a time from `at` on."""

    def __init__(
        self,
        session: Session,
        person: Person,
        course: Course,
        at: datetime,
        chance: Random | None = None,
        *,
        skill: float | None = None,
    ) -> None:
        """`skill`, 0 to 1, makes the answers to knowledge checks vary; without it they are set."""
        self.skill = skill
        self.session = session
        self.course = course
        self.at = at
        self.chance = chance or SystemRandom()
        self.answers = Random(f"{person.id}")  # noqa: S311 (apart, so that the rest stays as it is)
        self.enrolment: Enrolment = learning.begin(session, person.id, course, at)

    def tick(self, minutes: float = 6) -> datetime:
        """Let some time pass."""
        self.at += timedelta(minutes=minutes)
        return self.at

    def go(self, stage: Stage) -> TrainingRecord | None:
        """Go as far as the stage says; returns the record of a completed training."""
        modules = self.course.modules
        if stage is Stage.BEGUN:
            self.read(modules[0], lessons=2)
            return None
        if stage is Stage.HALF_WAY:
            modules = modules[: max(1, len(modules) // 2)]
        for module in modules:
            self.read(module)
            self.play(module)
            self.check(module)
        if stage in {Stage.FAILED_ONCE, Stage.USED_UP, Stage.COMPLETED}:
            tries = {Stage.FAILED_ONCE: 1, Stage.USED_UP: self.course.final.attempts}.get(stage, 0)
            for _ in range(tries):
                self.final(right_share=0.5)
                self.tick(60 * self.course.final.pause_hours + 5)
            if stage is Stage.COMPLETED:
                return self.final(right_share=1)
        return None

    def read(self, module: Module, lessons: int = 99) -> None:
        """Read the module's lessons."""
        for lesson in module.lessons[:lessons]:
            if lesson.page is not None:
                learning.mark_read(
                    self.session, self.enrolment, module.slug, lesson.slug, self.tick()
                )

    def play(self, module: Module) -> None:
        """Play the practice to a good ending."""
        if module.scenario is None:
            return
        keys = good_path(module.scenario)
        for count in range(1, len(keys) + 1):
            learning.reach(
                self.session,
                self.enrolment,
                module.slug,
                "-".join(keys[:count]),
                is_ending=count == len(keys),
                at=self.tick(1),
            )

    def check(self, module: Module) -> None:
        """Hand in the knowledge check: the last question wrong, or as the skill has it."""
        if not module.check:
            return
        answers = [right_answer(question) for question in module.check[:-1]]
        answers.append(wrong_answer(module.check[-1]))
        if self.skill is not None:
            answers = [
                likely_answer(question, self.skill, self.answers) for question in module.check
            ]
        attempt = quizzes.begin_check(
            self.session, self.enrolment, module, self.tick(1), seed=self._seed()
        )
        for question, answer in zip(module.check, answers, strict=True):
            quizzes.save(self.session, attempt, question.id, answer, self.tick(0.5))
        quizzes.hand_in(self.session, attempt, {q.id: q for q in module.check}, self.tick(0.5))

    def final(self, right_share: float) -> TrainingRecord | None:
        """Sit the final and hand it in, with this share of the questions right."""
        attempt = quizzes.begin_final(
            self.session, self.enrolment, self.course, self.tick(1), seed=self._seed()
        )
        questions = quizzes.questions_of(self.course, "")
        for place, name in enumerate(attempt.questions):
            right = place < right_share * attempt.total
            question = questions[name]
            answer = right_answer(question) if right else wrong_answer(question)
            quizzes.save(self.session, attempt, name, answer, self.tick(0.5))
        quizzes.hand_in(self.session, attempt, questions, self.tick(1))
        return records.complete_if_done(
            self.session, self.enrolment, self.course, self.at, self.chance.getrandbits
        )

    def _seed(self) -> str:
        return f"{self.chance.getrandbits(64):016x}"
