"""What one kind of reader sees at a moment, with the questions that pages ask of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from portal.content.library import FaqTable, NoticeTable, WebinarTable
from portal.domain.library.items import Kind, Reader, Ref, may_read
from portal.domain.library.provenance import Cited, Citing, Replacement, Stale, stale
from portal.services.library.citing import citing, named_in, replacements
from portal.services.library.shelf import Shelf, Shown


class Visible:
    """What a reader sees from `since` until `until`: nothing begins or ends in between."""

    def __init__(self, shelf: Shelf, reader: Reader, at: datetime) -> None:
        self.shelf = shelf
        self.reader = reader
        self.items: Mapping[Ref, Shown] = MappingProxyType(
            {shown.ref: shown for shown in shelf.all(reader, at)}
        )
        edges = list(_edges(shelf))
        self.since = max((edge for edge in edges if edge <= at), default=None)
        self.until = min((edge for edge in edges if edge > at), default=None)
        self._at = at
        self._belonging: dict[tuple[Kind, str], tuple[Shown, ...]] = {}

    def holds(self, shelf: Shelf, at: datetime) -> bool:
        """Whether this is still what such a reader sees."""
        if self.shelf is not shelf or (self.until is not None and at >= self.until):
            return False
        return self.since is None or self.since <= at

    def get(self, ref: Ref | str) -> Shown | None:
        """What is shown of an item."""
        return self.items.get(Ref.parse(ref) if isinstance(ref, str) else ref)

    def of(self, kind: Kind) -> tuple[Shown, ...]:
        """Everything of a kind, by slug."""
        return self._kinds.get(kind, ())

    @cached_property
    def _kinds(self) -> dict[Kind, tuple[Shown, ...]]:
        found: dict[Kind, list[Shown]] = {}
        for ref, shown in self.items.items():
            found.setdefault(ref.kind, []).append(shown)
        return {kind: tuple(rows) for kind, rows in found.items()}

    def belonging(self, kind: Kind, initiative: str) -> tuple[Shown, ...]:
        """Everything of a kind that belongs to an initiative."""
        key = (kind, initiative)
        if key not in self._belonging:
            self._belonging[key] = tuple(
                shown for shown in self.of(kind) if initiative in shown.facts.initiatives
            )
        return self._belonging[key]

    def several(self, names: Iterable[str]) -> list[Shown]:
        """Those of the named items that are shown."""
        return [shown for name in names if (shown := self.get(name)) is not None]

    # Notices and answers that take the place of others

    @cached_property
    def replacements(self) -> tuple[Replacement, ...]:
        """Which notice took the place of which."""
        return replacements(self.shelf, self.reader, self._at)

    @cached_property
    def _replaced(self) -> dict[Ref, list[Replacement]]:
        found: dict[Ref, list[Replacement]] = {}
        for each in self.replacements:
            found.setdefault(each.old, []).append(each)
        return found

    def replaced_by(self, ref: Ref | str) -> list[Replacement]:
        """What took the place of a notice; nothing while it stands."""
        return self._replaced.get(Ref.parse(ref) if isinstance(ref, str) else ref, [])

    def supersedes(self, shown: Shown) -> list[Shown]:
        """The notices whose place this one takes, as far as they are shown."""
        if not isinstance(shown.facts, NoticeTable):
            return []
        return self.several(shown.facts.supersedes)

    def newer_answer(self, shown: Shown) -> Shown | None:
        """The FAQ that took the place of this one."""
        if not isinstance(shown.facts, FaqTable) or shown.facts.superseded_by is None:
            return None
        return self.get(shown.facts.superseded_by)

    @cached_property
    def _older_answers(self) -> dict[str, list[Shown]]:
        found: dict[str, list[Shown]] = {}
        for shown in self.of(Kind.FAQ):
            if isinstance(shown.facts, FaqTable) and shown.facts.superseded_by:
                found.setdefault(shown.facts.superseded_by, []).append(shown)
        return found

    def older_answers(self, shown: Shown) -> list[Shown]:
        """The FAQs whose place this one takes."""
        return self._older_answers.get(str(shown.ref), [])

    def history(self, shown: Shown) -> list[Shown]:
        """Every version that was ever shown to such a reader, the newest first."""
        return [
            each
            for each in reversed(self.shelf.items[shown.ref])
            if each.span.starts_at <= self._at
            and may_read(self.reader, each.facts.audience, each.facts.counties)
        ]

    # Who cites what

    @cached_property
    def citing(self) -> tuple[Citing, ...]:
        """Every item that cites a notice, with the places."""
        return tuple(citing(self.shelf, self.items.values(), self.reader, self._at))

    @cached_property
    def _stale(self) -> dict[str, list[Stale]]:
        found: dict[str, list[Stale]] = {}
        for each in stale(self.citing, self.replacements, self.shelf.reviews):
            found.setdefault(each.citing.key, []).append(each)
        return found

    def stale(self, ref: Ref | str) -> list[Stale]:
        """What an item cites that was replaced after it was written."""
        return self._stale.get(str(ref), [])

    def all_stale(self) -> list[Stale]:
        """The same of every item."""
        return [each for rows in self._stale.values() for each in rows]

    def stale_files(self, found: Iterable[Citing]) -> list[Stale]:
        """The same of trainings and requirements, which lie in files."""
        return stale(found, self.replacements, self.shelf.reviews)

    def would_be_stale(self, replacement: Replacement, files: Iterable[Citing]) -> list[Stale]:
        """The same of items and files, if that replacement came to those that are known."""
        return stale((*self.citing, *files), [replacement], ())

    @cached_property
    def _cited_by(self) -> dict[Ref, list[tuple[Shown, Cited]]]:
        found: dict[Ref, list[tuple[Shown, Cited]]] = {}
        for each in self.citing:
            shown = self.items[Ref.parse(each.key)]
            for cited in {cited.source: cited for cited in each.cites}.values():
                found.setdefault(cited.source, []).append((shown, cited))
        return found

    @cached_property
    def _named_by(self) -> dict[str, list[Shown]]:
        found: dict[str, list[Shown]] = {}
        for shown in self.items.values():
            for name in dict.fromkeys(named_in(shown.facts)):
                found.setdefault(name, []).append(shown)
        return found

    def naming(self, ref: Ref) -> list[Shown]:
        """Everything that cites or names an item, wherever in its facts."""
        return [shown for shown in self._named_by.get(str(ref), []) if shown.ref != ref]

    def cited_by(self, ref: Ref) -> list[Shown]:
        """What cites this notice."""
        return [shown for shown, _ in self._cited_by.get(ref, [])]


def _edges(shelf: Shelf) -> Iterable[datetime]:
    """Every instant at which pages change by themselves."""
    for versions in shelf.items.values():
        for shown in versions:
            yield shown.span.starts_at
            if shown.span.until is not None:
                yield shown.span.until
            if isinstance(shown.facts, WebinarTable):
                yield from filter(None, (shown.facts.starts, shown.facts.ends))
