"""Judging rows of trainings and of credentials: what is new, and what the portal says already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.domain.dates import date_text
from portal.domain.evidence import subject_words
from portal.domain.imports.identities import Directory, Identifying
from portal.domain.imports.kinds import Kind
from portal.domain.imports.problems import Problem
from portal.domain.imports.rows import Read
from portal.domain.imports.verdicts import FactPlan, Looked, State, Verdict
from portal.domain.people import ProviderType

Key = tuple[object, ...]
_EMPTY: Mapping[str, Mapping[str, Any]] = {
    "trainings": {
        "title": "",
        "provider": "",
        "subject": "",
        "completed_on": None,
        "ce_minutes": 0,
    },
    "credentials": {
        "title": "",
        "issuer": "",
        "number": "",
        "provider_type": None,
        "starts_on": None,
        "expires_on": None,
        "first_licensed_on": None,
    },
}
_SAME_WHEN = {
    "trainings": ("title", "provider", "completed_on"),
    "credentials": ("title", "number"),
}
"""What makes two entries about a person be about one thing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is recorded about a person, and holds."""

    id: int
    person: int
    values: Mapping[str, Any]
    """With those that a list does not say."""
    waits: bool = False
    """Whether it is the person's own word, which the list would confirm."""


def look(
    kind: Kind,
    rows: Sequence[Read],
    directory: Directory,
    known: Sequence[Entry],
    tell: Callable[[int], None] | None = None,
) -> Looked:
    """What would become of every row; `tell` is given how many there were after each."""
    identifying = Identifying(directory, rows, adds_people=False)
    recorded = {_key(kind, one.person, one.values): one for one in known}
    brought: dict[Key, Verdict] = {}
    verdicts = []
    for row in rows:
        verdict = Verdict(row, State.NEW, problems=list(row.problems))
        verdicts.append(verdict)
        if row.fix.left_out:
            verdict.state = State.OUT
            continue
        identifying.identify(verdict)
        _check_days(kind, verdict)
        if verdict.problems:
            verdict.state = State.WRONG
        elif verdict.state is not State.ASK:
            _settle(kind, verdict, recorded, brought)
        if tell is not None:
            tell(len(verdicts))
    return Looked(verdicts)


def _key(kind: Kind, person: int, values: Mapping[str, Any]) -> Key:
    said = (values.get(name) or "" for name in _SAME_WHEN[kind.slug])
    return person, *(one.casefold() if isinstance(one, str) else one for one in said)


def _check_days(kind: Kind, verdict: Verdict) -> None:
    said = verdict.read.values
    starts, expires = said.get("starts_on"), said.get("expires_on")
    if kind.slug == "credentials" and starts and expires and expires < starts:
        reason = f"It is before the first day, {date_text(starts)}."
        verdict.problems.append(Problem("expires_on", reason, "Correct one of the two."))
    first, begun = said.get("first_licensed_on"), starts or expires
    if first and begun and first > begun:
        reason = f"It is after {date_text(begun)}, when it was licensed already."
        verdict.problems.append(Problem("first_licensed_on", reason, "Correct one of the two."))


def _settle(
    kind: Kind, verdict: Verdict, recorded: Mapping[Key, Entry], brought: dict[Key, Verdict]
) -> None:
    said = {name: verdict.read.values.get(name) for name in _EMPTY[kind.slug]}
    given = {name: value for name, value in said.items() if value not in {None, ""}}
    key = _key(kind, verdict.person or 0, said)
    earlier = brought.get(key)
    if earlier is not None:
        _twice(verdict, earlier, given)
        return
    known = recorded.get(key)
    brought[key] = verdict
    if known is None:
        verdict.plan = FactPlan({**_EMPTY[kind.slug], **given}, None)
        return
    differing = [
        f"{kind.field(name).label}: the portal says {_words(known.values[name]) or 'nothing'}; the "
        f"file says {_words(value)}."
        for name, value in given.items()
        if not _alike(known.values[name], value)
    ]
    if not differing and known.waits:
        verdict.notes.append("They entered it themselves: this confirms it.")
        verdict.state = State.ADDS
        verdict.plan = FactPlan(known.values, known.id)
        return
    if not differing:
        verdict.state = State.SAME
        return
    verdict.notes += differing
    choice = verdict.read.fix.differing
    if choice == "portal":
        verdict.notes.append("What the portal says stays: you chose so.")
        verdict.state = State.SAME
    elif choice == "file":
        verdict.notes.append("What the file says takes its place: you chose so.")
        verdict.state = State.ADDS
        goes_on = _goes_on(known.values, given)
        verdict.plan = FactPlan({**known.values, **given}, None if goes_on else known.id)
    else:
        verdict.state = State.DIFFERS


def _goes_on(known: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether a license begins after the present one ends: that one counts until then."""
    ends, begins = known.get("expires_on"), given.get("starts_on")
    return ends is not None and begins is not None and begins > ends


def _twice(verdict: Verdict, earlier: Verdict, given: Mapping[str, Any]) -> None:
    """The same thing in an earlier row."""
    other = earlier.read.values
    if all(_alike(other.get(name), value) for name, value in given.items()):
        verdict.state = State.SAME
        verdict.notes.append(f"Row {earlier.number} says the same.")
        return
    reason = f"Row {earlier.number} says it in another way."
    verdict.problems.append(Problem("title", reason, "Correct one of the two, or leave one out."))
    verdict.state = State.WRONG


def _alike(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return one == other


def _words(value: object) -> str:
    """A value as people say it."""
    if isinstance(value, ProviderType):
        return value.label
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, int):
        return f"{value / 60:g} hours"
    text = str(value or "")
    return subject_words(text) if "-" in text and " " not in text else text
