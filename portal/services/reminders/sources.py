"""Where reminders come from. A further source is one more class here, in `SOURCES`.

Each says what is due, for all people at once, and afterwards, for the few who are told, in words.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Protocol

from sqlalchemy import bindparam, or_, select

from portal.domain.certification import judge, judged_requirements
from portal.domain.dates import date_text
from portal.domain.matrix import Line, advisory_on
from portal.domain.remembering import once_per_rulebook
from portal.domain.reminders import LONG, WINDOWS, Due, Lapse, Notice, lapses_of
from portal.domain.requirements import Rulebook
from portal.models import Credential, KeptPerson
from portal.services import certification
from portal.services.certification.statements import table_of
from portal.services.credentials import not_renewed
from portal.services.matrix.reading import lines_of
from portal.services.reminders.asking import Asking, asked_for

Thing = tuple[int, str]
"""A person and the name of a thing."""


@dataclass(frozen=True, slots=True)
class Words:
    """A thing as a mail says it."""

    title: str
    why: str
    """What to do, and why by that day; a sentence or two."""


class Source(Protocol):
    """Something that may be due."""

    prefix: str
    """The first part of its things' names."""

    def due(self, asking: Asking) -> Iterable[Due]:
        """What is due for the people asked about, and late. A fixed number of queries."""
        ...

    def words(self, asking: Asking, notices: Sequence[Notice]) -> dict[Thing, Words]:
        """The things of these notices in words."""
        ...


class Requirements:
    """What the rules ask of people, by their kept states."""

    prefix = "requirement"

    def due(self, asking: Asking) -> Iterator[Due]:
        """What lapses or has lapsed, from kept rows where there are some."""
        things, advisory = _reminded(asking.rulebook), advisory_on(asking.rulebook, asking.today)
        people, seen = asking.people, dict[int, Stretches]()
        if asking.world.kept:
            today = asking.today.toordinal()
            seen = _kept(asking)
            for person, stretches in seen.items():
                found = lapses_said(stretches, today, advisory)
                if found and person in people:  # most people have nothing to be told
                    yield from _dues(person, found, things)
        missing = people - seen.keys()
        if missing:
            for person, line in lines_of(asking.world, missing).items():
                yield from _dues(person, lapses_of(line, asking.today, advisory), things)

    def words(self, asking: Asking, notices: Sequence[Notice]) -> dict[Thing, Words]:
        """What to do next, and the rule."""
        rulebook = asking.rulebook
        facts = certification.facts_of(
            asking.session, {each.person for each in notices}, asking.catalogue
        )
        found = {}
        for each in notices:
            requirement = rulebook.requirements[each.thing.partition(":")[2]]
            verdict = judge(facts[each.person], requirement, rulebook, asking.today)
            why = verdict.action or (verdict.reasons[0].text if verdict.reasons else "")
            found[each.person, each.thing] = Words(requirement.title, why)
        return found


@once_per_rulebook
def _reminded(rulebook: Rulebook) -> tuple[str, ...]:
    """The thing of each requirement, by its place; empty for what credentials say themselves."""
    return tuple(
        "" if each.check == "license_renewed" else f"requirement:{each.slug}"
        for each in judged_requirements(rulebook)
    )


def _dues(person: int, found: Iterable[Lapse], things: Sequence[str]) -> Iterator[Due]:
    for place, due_on, advised in found:
        if things[place]:
            yield Due(person, things[place], due_on, advised)


Stretches = tuple[int | str, ...]
"""The first day of a stretch of somebody's, then its states; then those of another; …"""


def _kept(asking: Asking) -> dict[int, Stretches]:
    """By person, from the kept rows of the days that matter, beginning no earlier than they do.

    Most people have one or two, so this costs less than half of what a database takes to group.
    """
    today = asking.today.toordinal()
    first = today - WINDOWS.back
    asked: dict[str, Any] = {"first": first, "last": today + WINDOWS.ahead + 1}
    if asking.ids is not None:
        asked["ids"] = list(asking.ids)
    found: dict[int, Stretches] = {}
    for person, starts, states in asking.session.connection().execute(
        _rows(asking.ids is not None), asked
    ):
        found[person] = (*found.get(person, ()), max(starts, first), states)
    return found


@lru_cache(maxsize=20_000)
def lapses_said(stretches: Stretches, today: int, advisory: str) -> tuple[Lapse, ...]:
    """What rows say, by their very text: many people have the same."""
    starts, states = zip(*sorted(zip(stretches[::2], stretches[1::2], strict=True)), strict=True)
    line = Line(starts, "".join(states))
    return tuple(lapses_of(line, date.fromordinal(today), advisory))


_row = table_of(KeptPerson).c


@lru_cache(maxsize=2)
def _rows(some: bool) -> Any:
    statement = select(_row.person_id, _row.starts, _row.states).where(
        _row.ends > bindparam("first"), _row.starts <= bindparam("last")
    )
    if some:
        statement = statement.where(_row.person_id.in_(bindparam("ids", expanding=True)))
    return statement


class Credentials:
    """Licenses and certifications with a last day, as the home page shows them."""

    prefix = "credential"

    def due(self, asking: Asking) -> Iterator[Due]:
        """What expires or has expired, was not taken back, and has no later entry."""
        asked: dict[str, Any] = {"last": asking.today + timedelta(days=WINDOWS.ahead)}
        if asking.ids is not None:
            asked["ids"] = list(asking.ids)
        back = asking.today - timedelta(days=WINDOWS.back)
        statement = _expiring(asking.ids is not None)
        for number, person, day in asking.session.connection().execute(statement, asked):
            if person in asking.counties:
                due_on = LONG if day <= back else day
                yield Due(person, f"credential:{number}", due_on, advised=False)

    def words(self, asking: Asking, notices: Sequence[Notice]) -> dict[Thing, Words]:
        """Its name, and where the day comes from."""
        ids = [int(each.thing.partition(":")[2]) for each in notices]
        rows = asking.session.execute(
            select(_credential.id, _credential.title, _credential.expires_on).where(
                _credential.id.in_(ids)
            )
        )
        known = {number: (title, day) for number, title, day in rows}
        found = {}
        for each, number in zip(notices, ids, strict=True):
            title, day = known[number]
            said = "it was" if day < asking.today else "it is"
            why = (
                f"The entry on your page says {said} good through {date_text(day)}. "
                "If it has been renewed, add the new date."
            )
            found[each.person, each.thing] = Words(title, why)
        return found


_credential = table_of(Credential).c
_newer = table_of(Credential).alias("newer").c


@lru_cache(maxsize=2)
def _expiring(some: bool) -> Any:
    statement = select(_credential.id, _credential.person_id, _credential.expires_on).where(
        _credential.expires_on <= bindparam("last"),
        or_(_credential.starts_on.is_(None), _credential.starts_on <= _credential.expires_on),
        ~select(_newer.id).where(_newer.supersedes_id == _credential.id).exists(),
        not_renewed(_credential),
    )
    if some:
        statement = statement.where(_credential.person_id.in_(bindparam("ids", expanding=True)))
    return statement


class Assignments:
    """What trainers ask of people, as their pages show it."""

    prefix = "training"

    def due(self, asking: Asking) -> Iterator[Due]:
        """What is asked by a day and not there yet, or not in time."""
        last = asking.today + timedelta(days=WINDOWS.ahead)
        back = asking.today - timedelta(days=WINDOWS.back)
        for each in asking.assigned:
            day = each.due
            if each.person in asking.counties and each.is_open and day is not None and day <= last:
                due_on = LONG if day <= back else day
                yield Due(each.person, asked_for(each), due_on, advised=False)

    def words(self, asking: Asking, notices: Sequence[Notice]) -> dict[Thing, Words]:
        """Its name, who asked, and how the date comes about."""
        wanted = {(each.person, each.thing) for each in notices}
        return {
            (each.person, asked_for(each)): Words(each.title, each.why)
            for each in asking.assigned
            if (each.person, asked_for(each)) in wanted
        }


SOURCES: tuple[Source, ...] = (Assignments(), Requirements(), Credentials())
"""Everything that people are reminded of. Where two name one thing, the first words count."""


def due_now(asking: Asking) -> list[Due]:
    """What all sources say; of one thing the earliest day, and what is asked before advice."""
    found: dict[Thing, Due] = {}
    for source in SOURCES:
        for each in source.due(asking):
            known = found.get(each[:2])
            if known is None or (each.advised, each.due_on) < (known.advised, known.due_on):
                found[each[:2]] = each
    return list(found.values())


def words_of(asking: Asking, notices: Iterable[Notice]) -> dict[Thing, Words]:
    """The things of all these notices in words."""
    left = {(each.person, each.thing): each for each in notices}
    found: dict[Thing, Words] = {}
    for source in SOURCES:
        mine = [
            each
            for each in left.values()
            if source is SOURCES[0] or each.thing.startswith(f"{source.prefix}:")
        ]
        if mine:
            said = source.words(asking, mine)
            found |= said
            left = {thing: each for thing, each in left.items() if thing not in said}
    return found
