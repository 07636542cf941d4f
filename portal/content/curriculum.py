"""curricula/courses → the catalogue, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from portal.content.courses import read_course
from portal.content.explain import nearest
from portal.content.files import ContentError, Problem, Shelf, Slug, Table, names_in
from portal.content.modules import listed, name_faults
from portal.domain.curriculum import Catalogue, Course


class CoursesTable(Table):
    """courses.toml"""

    courses: Annotated[list[Slug], Field(min_length=1)]


def read_catalogue(root: Path) -> Catalogue:
    """Every training under `root` (the folder curricula/), its earlier editions included.

    Raises ContentError, with every such problem of every file, when they cannot be used. Lessons
    and trainer notes are rendered when somebody first reads them: rendering all takes seconds.
    What is wrong within their texts, `survey` finds.
    """
    shelf = Shelf(root)
    catalogue = _read(shelf, proofread=False)
    if shelf.problems or catalogue is None:
        raise ContentError(shelf.problems)
    return catalogue


@dataclass(frozen=True, slots=True)
class Survey:
    """What can be read of the trainings, and every problem that an author has to mend."""

    catalogue: Catalogue | None
    problems: list[Problem]

    def sound(self) -> list[Course]:
        """The current editions in whose folders there is no problem."""
        broken = {tuple(problem.file.split("/")[:2]) for problem in self.problems}
        courses = self.catalogue.courses if self.catalogue else ()
        return [course for course in courses if ("courses", course.slug) not in broken]


def survey(root: Path) -> Survey:
    """Read every training with all its texts, whatever is wrong with the others."""
    shelf = Shelf(root)
    catalogue = _read(shelf, proofread=True)
    return Survey(catalogue, shelf.problems)


def _read(shelf: Shelf, *, proofread: bool) -> Catalogue | None:
    folder = shelf.root / "courses"
    path = folder / "courses.toml"
    data = shelf.data(path)
    table = None if data is None else shelf.fit(path, data, CoursesTable)
    folders = [found.name for found in listed(folder) if found.is_dir()]
    names = names_in(data, "courses") or folders
    for message in name_faults(names):
        shelf.wrong(path, "courses", message)
    for name in dict.fromkeys(names):
        if name not in folders:
            hint = nearest(name, set(folders) - set(names))
            message = f"There is no folder “{name}”.{hint} Make it, or take it out of the list."
            shelf.wrong(path, "courses", message)
    for name in sorted(set(folders) - set(names)):
        message = "courses.toml does not list this training. Add it there, or remove the folder."
        shelf.wrong(folder / name, "folder", message)
    current: list[Course] = []
    editions: dict[tuple[str, int], Course] = {}
    for name in dict.fromkeys(name for name in names if name in folders):
        read = list(_editions(shelf, folder / name, proofread=proofread))
        current += [course for course, is_current in read if is_current]
        editions |= {(name, course.edition): course for course, _ in read}
    return Catalogue(tuple(current), editions) if table else None


def _editions(shelf: Shelf, folder: Path, *, proofread: bool) -> Iterator[tuple[Course, bool]]:
    """The current edition of a training and the earlier ones, those that can be read."""
    course = read_course(shelf, folder, folder.name, proofread=proofread)
    earlier = [found for found in listed(folder / "earlier") if found.is_dir()]
    if course is not None:
        yield course, True
        _check_earlier(shelf, folder, course, earlier)
    for found in earlier:
        edition = read_course(shelf, found, folder.name, proofread=proofread)
        if edition is None:
            continue
        yield edition, False
        if found.name != str(edition.edition):
            message = f"The folder is earlier/{found.name}. Make the edition and the folder agree."
            shelf.wrong(found / "course.toml", "edition", message)


def _check_earlier(shelf: Shelf, folder: Path, course: Course, found: Iterable[Path]) -> None:
    numbers = {str(number) for number in range(1, course.edition)}
    names = {path.name for path in found}
    for name in sorted(names - numbers):
        message = (
            f"The current edition is {course.edition}, so this is not an earlier one. "
            "Name the folder after its edition, or raise the edition in course.toml."
        )
        shelf.wrong(folder / "earlier" / name, "folder", message)
    for name in sorted(numbers - names, key=int):
        message = "The earlier edition is missing. Keep its whole folder here for its learners."
        shelf.wrong(folder / "earlier" / name, "folder", message)
