"""Whom a row means. The same address is the same person; a name alone is only ever proposed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from portal.domain.dates import date_text
from portal.domain.imports import names
from portal.domain.imports.names import Index
from portal.domain.imports.problems import Problem
from portal.domain.imports.rows import Read
from portal.domain.imports.verdicts import Candidate, State, Verdict

MOST = 5
"""So many are proposed."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom the reader of the list may see."""

    id: int
    name: str
    """As pages call them."""
    legal_name: str
    email: str
    detail: str
    """Where they work, to tell people of one name apart."""
    sign_in: str = ""
    """The address of their account, if they have one."""
    left_on: date | None = None
    """Their last day, where they worked here and the reader may not add to their page."""
    taken_back: bool = False
    """Whether only a list that was undone ever said that there is such a person."""

    @property
    def words(self) -> str:
        """Who it is."""
        return ", ".join(part for part in (self.name, self.email, self.detail) if part)


@dataclass(frozen=True, slots=True)
class Directory:
    """The people whom rows can be about."""

    county: str
    people: Mapping[int, Known]
    elsewhere: Collection[str] = field(default_factory=frozenset)
    """Addresses of people of whom the reader of the list may know nothing else."""

    def index(self) -> Index:
        """Their names, to be searched."""
        known = (one for one in self.people.values() if not one.taken_back)
        return Index((one.id, name) for one in known for name in _names(one))

    def by_email(self) -> dict[str, list[int]]:
        """Who has an address; of those who left it is not said."""
        found: dict[str, list[int]] = {}
        for one in self.people.values():
            if one.left_on is None:
                for email in {one.email, one.sign_in} - {""}:
                    found.setdefault(email, []).append(one.id)
        return found


def _names(one: Known) -> Iterable[str]:
    return {one.name, one.legal_name}


class Identifying:
    """Finds out, row after row, whom each means."""

    def __init__(self, directory: Directory, rows: Iterable[Read], *, adds_people: bool) -> None:
        self.directory = directory
        self.adds_people = adds_people
        self.names = directory.index()
        self.by_email = directory.by_email()
        self.rows = {row.number: row for row in rows if not row.fix.left_out}
        self.first_with_email: dict[str, int] = {}
        self.first_with_name: dict[str, list[int]] = {}

    def identify(self, verdict: Verdict) -> None:
        """Say whom the row means, or that somebody has to."""
        read = verdict.read
        by_address = read.email and self._by_email(verdict)
        if not by_address and not self._chosen(verdict):
            self._by_name(verdict)
        if self.adds_people and verdict.person is None and verdict.same_row is None:
            self._remember(read)

    def _remember(self, read: Read) -> None:
        """Rows further down may mean the same person."""
        if read.email:
            self.first_with_email.setdefault(read.email, read.number)
        if read.name:
            self.first_with_name.setdefault(names.key(read.name), []).append(read.number)

    def _by_email(self, verdict: Verdict) -> bool:
        """Whether the address says it all."""
        read = verdict.read
        found = self.by_email.get(read.email, [])
        if not found and read.email in self.directory.elsewhere:
            verdict.problems.append(
                Problem(
                    "email",
                    "Somebody with this e-mail address is known to the portal, but does not work "
                    f"in {self.directory.county} County.",
                    "If it is the same person, leave the row out, and ask TA staff to add your "
                    "county to their page. Otherwise correct the address, or leave it empty.",
                )
            )
            return True
        if len(found) == 1:
            one = self.directory.people[found[0]]
            if one.taken_back:
                self._revive(verdict, one)
            elif not read.name or self._fits(read.name, one) or read.fix.who == str(one.id):
                self._is(verdict, one, "the same e-mail address")
            else:
                reason = f"The e-mail address is that of {one.name}; the row says {read.name}."
                self._ask_by_email(verdict, found, reason)
            return True
        if found:
            if not self._chosen(verdict, only=found):
                reason = f"{len(found)} people have this e-mail address."
                self._ask_by_email(verdict, found, reason)
            return True
        return self._by_row(verdict)

    def _revive(self, verdict: Verdict, one: Known) -> None:
        """The row brings the person of a list that was undone, unless an earlier one does."""
        earlier = self.first_with_email.get(verdict.read.email)
        if earlier is None:
            verdict.person = one.id
            self._remember(verdict.read)
        else:
            self._by_row(verdict)

    def _fits(self, name: str, one: Known) -> bool:
        return any(names.close(name, other) for other in _names(one))

    def _by_row(self, verdict: Verdict) -> bool:
        """Whether an earlier row brings the person with this address."""
        read = verdict.read
        number = self.first_with_email.get(read.email)
        if not self.adds_people or number is None:
            return False
        other = self.rows[number]
        if read.name and not names.close(read.name, other.name):
            verdict.problems.append(
                Problem(
                    "email",
                    f"Row {number} has the same e-mail address, for {other.name}.",
                    "Correct one of the two addresses, or leave a row out.",
                )
            )
            return True
        verdict.same_row = number
        verdict.notes.append(f"The same person as in row {number}: the same e-mail address.")
        return True

    def _chosen(self, verdict: Verdict, only: Collection[int] | None = None) -> bool:
        """Whether somebody has said who it is, and that can be."""
        who = verdict.read.fix.who
        if who == "new" and self.adds_people and only is None:
            return True
        if who.startswith("row") and who[3:].isdigit() and only is None:
            number = int(who[3:])
            if number in self.rows and number < verdict.number:
                verdict.same_row = number
                verdict.notes.append(f"The same person as in row {number}: you chose so.")
                return True
        if who.isdigit():
            one = self.directory.people.get(int(who))
            if one is not None and one.left_on is None and (only is None or one.id in only):
                self._is(verdict, one, "you chose so")
                return True
        return False

    def _is(self, verdict: Verdict, one: Known, why: str) -> None:
        verdict.person, verdict.who = one.id, one.name
        verdict.notes.append(f"{one.name}: {why}.")

    def _by_name(self, verdict: Verdict) -> None:
        """Propose who has such a name."""
        name = verdict.read.name
        if not name:
            if not self.adds_people:
                self._nobody(verdict)
            return
        proposed = [self._candidate(number, name) for number in self.names.like(name)[:MOST]]
        rows = self.first_with_name.get(names.key(name), ()) if self.adds_people else ()
        proposed += [
            Candidate(f"row{number}", f"Row {number}", "the same name", same_name=True)
            for number in rows
            if number != verdict.number
        ][:MOST]
        if proposed:
            words = (
                "The row has no e-mail address that would tell" if not verdict.read.email else ""
            )
            reason = f"{words} who it is." if words else "The name is known with another address."
            self._ask(verdict, proposed, reason)
        elif not self.adds_people:
            self._nobody(verdict)

    def _nobody(self, verdict: Verdict) -> None:
        """Say that nobody is meant, where something else has not been said already."""
        read = verdict.read
        if not read.name and not read.email:
            return
        who = [f"called {read.name}"] if read.name else []
        who += ["with this e-mail address"] if read.email else []
        reason = f"Nobody {' or '.join(who)} works in {self.directory.county} County."
        remedy = "Correct it, add the person first, or leave the row out."
        verdict.problems.append(Problem("name" if read.name else "email", reason, remedy))

    def _candidate(self, number: int, name: str) -> Candidate:
        one = self.directory.people[number]
        same = any(names.key(name) == names.key(each) for each in _names(one))
        why = "the same name" if same else "a name like it"
        if one.left_on is not None:
            why = (
                f"{why}; worked here through {date_text(one.left_on)}. To bring them back, ask TA "
                "staff to add your county to their page"
            )
            return Candidate(str(number), one.name, why, may_be_chosen=False)
        return Candidate(str(number), one.words, why, same_name=same)

    def _ask_by_email(self, verdict: Verdict, found: Iterable[int], reason: str) -> None:
        """Ask who of these it is: whoever has the address cannot be somebody new."""
        proposed = [self._candidate(number, verdict.read.name) for number in found]
        more = "If it is somebody else, correct the address, or leave it empty."
        self._ask(verdict, proposed, f"{reason} {more}")
        verdict.may_be_new = False

    def _ask(self, verdict: Verdict, proposed: list[Candidate], reason: str) -> None:
        verdict.state = State.ASK
        verdict.candidates = proposed
        verdict.notes.append(reason)
