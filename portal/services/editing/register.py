"""Every item of the library as its editors see it: how it stands, and who changed it last.

Four queries, however much there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.editing.references import named
from portal.domain.library.items import Kind, Ref
from portal.domain.library.publication import Publication, Span, Standing, spans, standing
from portal.models import LibraryItem, LibraryPublication, LibraryVersion, Person


@dataclass(frozen=True, slots=True)
class Planned:
    """Something that will happen by itself: a version is shown, or none is any more."""

    publication_id: int
    starts_at: datetime
    number: int | None
    """The version that will be shown; None: it will be retired."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item: its newest version, and what is shown of it."""

    ref: Ref
    item_id: int
    number: int
    facts: Mapping[str, Any]
    """Of the newest version, as plain values."""
    saved_at: datetime
    saved_by: str | None
    standing: Standing
    shown: Span | None
    """What is shown now; its version is a row's id, not a number."""
    shown_number: int | None
    shown_facts: Mapping[str, Any] | None
    planned: tuple[Planned, ...]
    retired_at: datetime | None

    @property
    def title(self) -> str:
        """As the newest version has it."""
        return str(self.facts.get("title", self.ref.slug))

    @property
    def waits(self) -> bool:
        """Whether the newest version is neither shown nor planned, although something is."""
        numbers = {self.shown_number, *(one.number for one in self.planned)} - {None}
        return bool(numbers) and self.number not in numbers

    @property
    def checked_on(self) -> date | None:
        """The last day on which somebody compared it with its sources."""
        written = self.facts.get("checked_on")
        return date.fromisoformat(written) if written else None

    @property
    def owner(self) -> str:
        """Who answers for it; empty when nobody is named."""
        return str(self.facts.get("owner", ""))


@dataclass(frozen=True)
class Register:
    """The whole library at a moment."""

    entries: Mapping[Ref, Entry]

    def title(self, ref: Ref) -> str:
        """What an item is called; its name when there is no such item."""
        entry = self.entries.get(ref)
        return entry.title if entry else str(ref)

    def topics(self) -> dict[str, dict[str, str]]:
        """The headings for FAQs by initiative, as its newest version has them."""
        return {
            ref.slug: {one["slug"]: one["title"] for one in entry.facts.get("topic", ())}
            for ref, entry in self.entries.items()
            if ref.kind is Kind.INITIATIVE
        }

    def naming(self, ref: Ref) -> list[Entry]:
        """The other items whose newest or shown version names this one."""
        return [
            entry
            for entry in self.entries.values()
            if entry.ref != ref
            and any(
                one.ref == ref
                for facts in (entry.facts, entry.shown_facts or {})
                for one in named(facts)
            )
        ]

    def successor(self, ref: Ref) -> Entry | None:
        """The item that is shown to readers as taking the place of this one."""
        return next(
            (
                entry
                for entry in self.entries.values()
                if entry.shown_facts and str(ref) in entry.shown_facts.get("supersedes", ())
            ),
            None,
        )


def register(session: Session, at: datetime) -> Register:
    """Read it."""
    items = {row.id: Ref(row.kind, row.slug) for row in session.scalars(select(LibraryItem))}
    published = _publications(session)
    newest = _newest(session)
    wanted = {
        span.version
        for rows in published.values()
        for span in spans(rows)
        if span.until is None or span.until > at
    }
    others = {
        row.id: row
        for row in session.execute(
            select(LibraryVersion.id, LibraryVersion.number, LibraryVersion.facts).where(
                LibraryVersion.id.in_(wanted)
            )
        )
    }
    entries = {}
    for item_id, ref in sorted(items.items(), key=lambda pair: pair[1]):
        version = newest.get(item_id)
        if version is None:  # somebody is saving the first one just now
            continue
        rows = published.get(item_id, [])
        shown = next((span for span in spans(rows) if span.covers(at)), None)
        there = others.get(shown.version) if shown else None
        state = standing(rows, at)
        entries[ref] = Entry(
            ref=ref,
            item_id=item_id,
            number=version.number,
            facts=version.facts,
            saved_at=version.recorded_at,
            saved_by=version.saved_by,
            standing=state,
            shown=shown,
            shown_number=there.number if there else None,
            shown_facts=there.facts if there else None,
            planned=tuple(_planned(rows, at, {key: row.number for key, row in others.items()})),
            retired_at=_retired_at(rows, at) if state is Standing.RETIRED else None,
        )
    return Register(entries)


def _publications(session: Session) -> dict[int, list[Publication]]:
    found: dict[int, list[Publication]] = {}
    for row in session.execute(
        select(
            LibraryPublication.item_id,
            LibraryPublication.id,
            LibraryPublication.starts_at,
            LibraryPublication.version_id,
            LibraryPublication.cancels_id,
        )
    ):
        one = Publication(row.id, row.starts_at, row.version_id, row.cancels_id)
        found.setdefault(row.item_id, []).append(one)
    return found


def _newest(session: Session) -> dict[int, Any]:
    last = (
        select(LibraryVersion.item_id, func.max(LibraryVersion.number).label("number"))
        .group_by(LibraryVersion.item_id)
        .subquery()
    )
    saved_by = Person.called
    wanted = (
        select(
            LibraryVersion.item_id,
            LibraryVersion.number,
            LibraryVersion.facts,
            LibraryVersion.recorded_at,
            saved_by.label("saved_by"),
        )
        .join(
            last,
            (LibraryVersion.item_id == last.c.item_id) & (LibraryVersion.number == last.c.number),
        )
        .outerjoin(Person, Person.id == LibraryVersion.recorded_by_id)
    )
    return {row.item_id: row for row in session.execute(wanted)}


def in_force(rows: Iterable[Publication]) -> list[Publication]:
    """What was said of an item's showing and not taken back, by time; later words win."""
    known = sorted(rows, key=lambda row: row.id)
    cancelled = {row.cancels for row in known}
    steps = {row.starts_at: row for row in known if row.cancels is None and row.id not in cancelled}
    return [steps[start] for start in sorted(steps)]


def _planned(
    rows: Iterable[Publication], at: datetime, numbers: Mapping[int, int]
) -> Iterable[Planned]:
    for row in in_force(rows):
        if row.starts_at > at:
            number = None if row.version is None else numbers.get(row.version)
            yield Planned(row.id, row.starts_at, number)


def _retired_at(rows: Iterable[Publication], at: datetime) -> datetime | None:
    past = [row for row in in_force(rows) if row.starts_at <= at]
    return past[-1].starts_at if past else None
