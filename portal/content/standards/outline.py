"""How many modules and lessons, and what holds them together: objectives and their questions."""

from __future__ import annotations

from pathlib import Path

from portal.content.files import Shelf
from portal.content.standards.limits import Limits, Span
from portal.domain.curriculum import Course, Module


def check_outline(shelf: Shelf, folder: Path, course: Course, limits: Limits) -> None:
    """The training has a good size, and each objective can be seen, is asked for and drawn."""
    count, span = len(course.modules), limits.shape.modules
    if count not in span:
        message = f"{count} modules; {span.fewest} to {span.most} make a training."
        shelf.wrong(folder / "course.toml", "modules", f"{message} Join some, or divide some.")
    pool = [question.objective for module in course.modules for question in module.pool]
    asked = {question.objective for module in course.modules for question in module.check}
    drawn = {draw.objective: draw.questions for draw in course.final.draws}
    for module in course.modules:
        path = folder / module.slug / "module.toml"
        _check_lessons(shelf, path, module, limits.shape.lessons)
        for number, objective in enumerate(module.objectives, start=1):
            key, name = f"objective[{number}]", objective.id
            for verb in limits.questions.vague_verbs:
                if objective.text.casefold().startswith(f"{verb} "):
                    message = f"Nobody can see whether people {verb}. Say what they will do."
                    shelf.wrong(path, f"{key}.text", message)
            if name not in asked:
                message = f"No knowledge check asks for “{name}”. Add a question to a quiz.toml."
                shelf.wrong(path, key, message)
            if name not in drawn:
                message = f"The final draws nothing for “{name}”. Add a [[final.draw]]."
                shelf.wrong(path, key, message)
            times = limits.questions.times_drawn
            held, least = pool.count(name), drawn.get(name, 0) * times
            if held < least:
                message = f"The pools hold {held} for “{name}”; at least {least}, {times} times "
                shelf.wrong(path, key, message + "what is drawn. Write more.")


def _check_lessons(shelf: Shelf, path: Path, module: Module, span: Span) -> None:
    written = sum(lesson.page is not None for lesson in module.lessons)
    if written not in span:
        message = f"{written} written lessons; {span.fewest} to {span.most} make a module."
        shelf.wrong(path, "lessons", f"{message} Join some, or divide some.")
