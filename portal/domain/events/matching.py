"""Whom a row of an attendance file means. What may be two people is asked, never guessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from portal.domain.events.reports import Row
from portal.domain.imports import names
from portal.domain.imports.names import Index

OUT = "out"
_RENAMED = re.compile(r"([^()]*)\(([^()]*)\)")
MOST = 5
"""So many are proposed."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom the reader of the file may see."""

    id: int
    name: str
    """As pages call them."""
    legal_name: str
    emails: frozenset[str]
    """In small letters."""
    registered: bool
    detail: str
    """What tells people of one name apart: an address, or where they work."""

    @property
    def words(self) -> str:
        """Who it is, for a list to choose from."""
        there = "" if self.registered else "not registered"
        return ", ".join(part for part in (self.name, self.detail, there) if part)


class State(StrEnum):
    """What becomes of a row."""

    TAKE = "take"
    """It is clear whom it means."""
    ASK = "ask"
    """Somebody has to say whom it means, or that it stays out."""
    NOBODY = "nobody"
    """Nobody known is meant; it stays out unless somebody says otherwise."""
    OUT = "out"
    """Somebody said that it stays out, or the file says that they were not there."""
    WRONG = "wrong"
    """It cannot be used."""


@dataclass(slots=True)
class Verdict:
    """What becomes of a row, and why."""

    row: Row
    state: State
    why: str
    person: Known | None = None
    proposed: list[Known] = field(default_factory=list)


def match(
    rows: Sequence[Row], people: Iterable[Known], choices: Mapping[int, str]
) -> list[Verdict]:
    """A verdict for each row. `choices` holds, by the row's number, a person's number or OUT."""
    known = {one.id: one for one in people}
    matching = _Matching(known, rows)
    return [matching.verdict(row, choices.get(row.number, "")) for row in rows]


class _Matching:
    """What is looked up for every row."""

    def __init__(self, known: dict[int, Known], rows: Sequence[Row]) -> None:
        self.known = known
        pairs = [(one.id, each) for one in known.values() for each in {one.name, one.legal_name}]
        self.index = Index(pairs)
        self.by_email: dict[str, list[Known]] = defaultdict(list)
        for one in known.values():
            for email in one.emails:
                self.by_email[email].append(one)
        self.addresses: dict[str, set[str]] = defaultdict(set)
        """The addresses that rows of one name have."""
        for row in rows:
            self.addresses[names.key(row.name)].add(row.email)

    def verdict(self, row: Row, choice: str) -> Verdict:
        """What becomes of a row."""
        if row.absent:
            return Verdict(row, State.OUT, "The file says that they were not there.")
        if row.problems:
            return Verdict(row, State.WRONG, "")
        if choice == OUT:
            return Verdict(row, State.OUT, "You chose so.")
        if choice.isdecimal() and int(choice) in self.known:
            return Verdict(row, State.TAKE, "You chose so.", self.known[int(choice)])
        with_address = self.by_email.get(row.email, []) if row.email else []
        if len(with_address) == 1:
            return self._one(row, with_address[0], "The same e-mail address.")
        if with_address:
            return _ask(row, with_address, "Several people have this e-mail address.")
        return self._by_name(row)

    def _one(self, row: Row, one: Known, why: str) -> Verdict:
        if one.registered:
            return Verdict(row, State.TAKE, why, one)
        return _ask(row, [one], f"{why} They are not registered for this session.")

    def _by_name(self, row: Row) -> Verdict:
        ways = _ways(row.name)
        numbers = dict.fromkeys(number for way in ways for number in self.index.same(way))
        same = [self.known[number] for number in numbers]
        if len(same) > 1:
            return _ask(row, same, f"{len(same)} people have this name.")
        if same and row.email and same[0].emails:
            return _ask(row, same, "The name is known with another e-mail address.")
        if same and len(self.addresses[names.key(row.name)] - {""}) > 1:
            return _ask(row, same, "Rows of this name have several e-mail addresses.")
        if same:
            return self._one(row, same[0], "Nobody else who is known has this name.")
        near = dict.fromkeys(number for way in ways for number in self.index.like(way))
        like = [self.known[number] for number in list(near)[:MOST]]
        if like:
            return _ask(row, like, "Nobody has just this name; somebody has a name like it.")
        return Verdict(row, State.NOBODY, "Nobody of this name or address is known here.")


def _ways(name: str) -> list[str]:
    """A name as it stands, and its two parts where a tool writes “Annie (Ana Flores)”."""
    found = _RENAMED.fullmatch(name)
    return [way.strip() for way in (name, *(found.groups() if found else ())) if way.strip()]


def _ask(row: Row, proposed: list[Known], why: str) -> Verdict:
    ordered = sorted(proposed, key=lambda one: (not one.registered, one.name, one.id))
    return Verdict(row, State.ASK, why, proposed=ordered)
