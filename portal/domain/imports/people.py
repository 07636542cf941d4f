"""Judging rows of people: who is new, who is known, and what the list would change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from portal.domain.dates import date_text
from portal.domain.imports.identities import Directory, Identifying
from portal.domain.imports.problems import Problem
from portal.domain.imports.rows import Read
from portal.domain.imports.verdicts import Looked, PersonPlan, Place, State, Verdict
from portal.domain.people import ProviderType


@dataclass(frozen=True, slots=True)
class Held(Place):
    """A place that is recorded, goes on, and is of the county."""

    id: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """What is recorded about the people of a county, and the names of places."""

    places: Mapping[int, Sequence[Held]]
    professions: Mapping[int, frozenset[ProviderType]]
    agencies: Mapping[int, str]
    teams: Mapping[int, str]
    agency_of: Mapping[int, int]
    """The agency of each team."""


def look(
    rows: Sequence[Read],
    directory: Directory,
    work: Work,
    tell: Callable[[int], None] | None = None,
) -> Looked:
    """What would become of every row; `tell` is given how many there were after each."""
    identifying = Identifying(directory, rows, adds_people=True)
    seen: dict[int, set[Place]] = {}
    verdicts: dict[int, Verdict] = {}
    for row in rows:
        verdict = verdicts[row.number] = Verdict(row, State.NEW, problems=list(row.problems))
        if row.fix.left_out:
            verdict.state = State.OUT
            continue
        identifying.identify(verdict)
        _settle(verdict, verdicts, work, directory, seen)
        if tell is not None:
            tell(len(verdicts))
    return Looked(list(verdicts.values()))


def _settle(
    verdict: Verdict,
    verdicts: Mapping[int, Verdict],
    work: Work,
    directory: Directory,
    seen: dict[int, set[Place]],
) -> None:
    place = _place(verdict, work)
    source = verdicts.get(verdict.same_row or 0)
    if source is not None and source.same_row is not None:  # which is itself about another’s person
        verdict.same_row = source.same_row
        source = verdicts[source.same_row]
    if source is not None and source.person is not None and source.state is not State.NEW:
        verdict.person, verdict.same_row, verdict.who = source.person, None, source.who
    if verdict.problems:
        verdict.state = State.WRONG
    elif verdict.state is State.ASK:
        return
    elif verdict.person is not None and not directory.people[verdict.person].taken_back:
        _known(verdict, place, work, directory, seen)
    elif source is not None:
        _further(verdict, source, place, seen)
    elif place is None:
        remedy = "Write the agency, or a team of the county."
        verdict.problems.append(Problem("agency", "It is empty, and so is the team.", remedy))
        verdict.state = State.WRONG
    else:
        seen.setdefault(-verdict.number, set()).add(place)
        verdict.plan = PersonPlan(place, None, verdict.read.values.get("profession"))


def _place(verdict: Verdict, work: Work) -> Place | None:
    """Where the row says that somebody works."""
    said = verdict.read.values
    team = said.get("team")
    agency = said.get("agency") or (work.agency_of[team] if team else None)
    if agency is None:
        return None
    return Place(agency, team, said.get("position", ""), said.get("starts_on"))


def _further(
    verdict: Verdict, source: Verdict, place: Place | None, seen: dict[int, set[Place]]
) -> None:
    """A further row about somebody new."""
    if source.state is not State.NEW:
        reason = f"Row {source.number}, which brings this person, cannot be used yet."
        remedy = "Put that row right first. If you leave it out, this one is looked at again."
        verdict.problems.append(Problem("", reason, remedy))
        verdict.state, verdict.waits_for = State.WRONG, source.number
        return
    known = seen.setdefault(-source.number, set())
    if place is None or place in known:
        verdict.state = State.SAME
        return
    known.add(place)
    verdict.state, verdict.plan = State.ADDS, PersonPlan(place, None, None)
    verdict.notes.append("A further place of work.")


def _known(
    verdict: Verdict,
    place: Place | None,
    work: Work,
    directory: Directory,
    seen: dict[int, set[Place]],
) -> None:
    """A row about somebody who is known."""
    person = verdict.person or 0
    _note_details(verdict, directory)
    differing: list[str] = []
    new, supersedes = _compared(verdict, place, work, differing)
    profession = verdict.read.values.get("profession")
    held = work.professions.get(person, frozenset())
    if profession in held:
        profession = None
    if profession is not None and held:
        said = ", ".join(sorted(one.label for one in held))
        differing.append(
            f"Profession: the portal says {said}; the file says {profession.label}. With the "
            "file’s, it is recorded beside the other."
        )
    choice = verdict.read.fix.differing
    if differing and choice == "portal":
        verdict.notes += [*differing, "What the portal says stays: you chose so."]
        new, supersedes = (None, None) if supersedes else (new, None)
        profession = profession if not held else None
    elif differing:
        verdict.notes += differing
        if choice != "file":
            verdict.state = State.DIFFERS
            return
        verdict.notes.append("What the file says is recorded: you chose so.")
    already = seen.setdefault(person, set())
    if new in already:
        new = None
    elif new is not None:
        already.add(new)
    if new is None and profession is None:
        verdict.state = State.SAME
        return
    verdict.state, verdict.plan = State.ADDS, PersonPlan(new, supersedes, profession)


def _compared(
    verdict: Verdict, place: Place | None, work: Work, differing: list[str]
) -> tuple[Place | None, int | None]:
    """The place that would be recorded, and the one that it corrects; and what differs."""
    if place is None:
        return None, None
    held = [one for one in work.places.get(verdict.person or 0, ()) if one.agency == place.agency]
    mine = [one for one in held if place.team in {None, one.team} or one.team is None]
    if any(_says(one, place) for one in mine):
        return None, None
    if not mine:
        where = work.teams[place.team] if place.team else work.agencies[place.agency]
        verdict.notes.append(f"A further place of work: {where}.")
        return place, None
    one = mine[0]
    if place.team and one.team is None:
        differing.append(f"Team: the portal says none; the file says {work.teams[place.team]}.")
    if place.position and place.position.casefold() != one.position.casefold():
        differing.append(_said("Position", one.position, place.position))
    if place.starts_on and place.starts_on != one.starts_on:
        differing.append(_said("First day", _day(one.starts_on), _day(place.starts_on)))
    corrected = Place(
        place.agency,
        place.team or one.team,
        place.position or one.position,
        place.starts_on or one.starts_on,
    )
    return corrected, one.id


def _says(one: Held, place: Place) -> bool:
    """Whether the portal says all that the row says."""
    return (
        place.team in {None, one.team}
        and place.position.casefold() in {"", one.position.casefold()}
        and place.starts_on in {None, one.starts_on}
    )


def _said(what: str, portal: str, file: str) -> str:
    return f"{what}: the portal says {portal or 'nothing'}; the file says {file}."


def _day(day: date | None) -> str:
    return date_text(day) if day else ""


def _note_details(verdict: Verdict, directory: Directory) -> None:
    """Names and addresses are not changed by a list; it is said where they differ."""
    one, read = directory.people[verdict.person or 0], verdict.read
    if read.name and read.name.casefold() not in {one.legal_name.casefold(), one.name.casefold()}:
        verdict.notes.append(f"The name stays as it is here; the file says {read.name}.")
    if read.email and read.email != one.email:
        verdict.notes.append(f"The e-mail address stays as it is here; the file says {read.email}.")
