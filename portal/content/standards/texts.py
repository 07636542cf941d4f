"""Whether texts can be read after a hard shift, respect people, and say where they know it from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

from portal.content.courses import QuotesTable
from portal.content.files import Shelf
from portal.content.standards.claims import claims
from portal.content.standards.limits import ReadingTable
from portal.content.standards.passages import Kind, Passage, in_markdown
from portal.content.standards.reading import grade, sentences, words
from portal.content.standards.wording import Wording, folded
from portal.domain.curriculum import Course

_ENDS = (".", "!", "?", "…", ":")
_CLOSERS = '”’")]'
# Titles, summaries and objectives have no place for a source mark; the lessons say the same.
_WITHOUT_MARKS = ("course.toml", "module.toml")


def lesson_grade(path: Path, text: str) -> float:
    """The school grade of a lesson's sentences; headings, tables and bare list words left out."""
    running = [
        sentence
        for passage in in_markdown(path, text)
        if passage.kind is Kind.PROSE and passage.text.rstrip(_CLOSERS).endswith(_ENDS)
        for sentence in sentences(passage.text)
    ]
    return grade(running)


def check_lessons(shelf: Shelf, folder: Path, course: Course, limits: ReadingTable) -> None:
    """Each lesson is long enough, short enough and plain enough, and so are most of them."""
    grades: list[float] = []
    for module in course.modules:
        for lesson in module.lessons:
            path = folder / module.slug / f"{lesson.slug}.md"
            text = shelf.text(path) if lesson.page is not None else None
            if text is None:
                continue
            if lesson.words < limits.words.fewest:
                message = f"{lesson.words} words; {limits.words.fewest} or more make a lesson."
                shelf.wrong(path, "length", f"{message} Write more, or join it to another.")
            elif lesson.words > limits.words.most:
                message = f"{lesson.words} words; {limits.words.most} at most can be read at once."
                shelf.wrong(path, "length", f"{message} Shorten it, or make two of it.")
            grades.append(lesson_grade(path, text))
            if grades[-1] > limits.grade:
                message = f"Reading grade {grades[-1]:.1f}; {limits.grade} at most."
                shelf.wrong(path, "grade", f"{message} Use shorter sentences and shorter words.")
    if grades and median(grades) > limits.median_grade:
        message = f"The median lesson has reading grade {median(grades):.1f}; at most "
        message += f"{limits.median_grade}. Make the hardest lessons plainer."
        shelf.wrong(folder / "course.toml", "modules", message)


def check_passages(shelf: Shelf, passages: Iterable[Passage], limits: ReadingTable) -> None:
    """No sentence is too long, and no claim of law or numbers stands without its source."""
    for passage in passages:
        for sentence in () if passage.kind is Kind.PICTURE else sentences(passage.text):
            count = len(words(sentence))
            if count > limits.sentence_words:
                message = f"A sentence of {count} words; {limits.sentence_words} at most."
                message += f" Make two of it, or a list: “{_beginning(sentence)} …”"
                shelf.wrong(passage.path, passage.key, message)
        if passage.cited or passage.path.name in _WITHOUT_MARKS or passage.kind is Kind.HEADING:
            continue
        for kind, found in claims(passage.text, case=passage.case):
            remedy = _REMEDIES.get(passage.path.name, "Add [^key] after it")
            message = f"This claims {kind} (“{found}”) without a source. {remedy}, or leave it out."
            shelf.wrong(passage.path, passage.key, message)


def check_wording(
    shelf: Shelf,
    folder: Path,
    passages: Iterable[Passage],
    wording: Wording,
    quotes: Sequence[QuotesTable],
) -> None:
    """No word labels a person, unless it is quoted.

    What a made-up person says is a quotation. A longer one in a text wants its [[quotes]].
    """
    allowed = {(row.file, folded(form)) for row in quotes for form in row.words}
    used: set[tuple[str, str]] = set()
    for passage in passages:
        if passage.kind is Kind.SPEECH:
            continue
        for use in wording.uses(passage.text):
            entry = (passage.path.relative_to(folder).as_posix(), folded(use.form))
            if use.quoted and entry in allowed:
                used.add(entry)
                continue
            message = f"“{use.form}”: {use.term.why} Instead: {use.term.instead}. "
            message += _AT_LENGTH if use.quoted else "Or quote the word, if the text is about it."
            shelf.wrong(passage.path, passage.key, message)
    for number, row in enumerate(quotes, start=1):
        for form in row.words:
            if (row.file, folded(form)) not in used:
                message = f"{row.file} quotes no “{form}” at length. Take it out, or correct it."
                shelf.wrong(folder / "course.toml", f"quotes[{number}]", message)


_AT_LENGTH = "If it must be quoted at length, say why in a [[quotes]] of course.toml."
_QUESTIONS = "Name it in the question's sources = […]"
_REMEDIES = {"quiz.toml": _QUESTIONS, "pool.toml": _QUESTIONS}


def _beginning(sentence: str) -> str:
    return " ".join(sentence.split()[:6])
