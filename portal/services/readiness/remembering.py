"""What a process remembers of counties: right as long as their stamps are the same.

Whatever changes anything that readiness pages show of a county gives the county another stamp, in
the same transaction (`patching.stamp`). No stamp ever comes again, so what is remembered under one
is never wrong: nobody asks for it any more.
"""

from collections.abc import Callable, Collection, Hashable, Mapping
from datetime import date, datetime
from threading import Lock
from typing import Any, NamedTuple, TypeVar

Whose = TypeVar("Whose", bound=Hashable)
Made = TypeVar("Made")
MANY = 300
"""So much is remembered: of each county its line, its page, and the page's rows, and some more."""


class Lasting(NamedTuple):
    """Names what is said of a county on a day, at whatever moment of it.

    What was known at an earlier moment is worked out from the same facts, so the same stamp stands
    for it; the rules may have been others then.
    """

    county: str
    stamp: str
    on: date
    rules: str = ""
    known_at: datetime | None = None


class Memory:
    """What was asked for last; what nobody has asked for the longest goes first."""

    def __init__(self, most: int = MANY) -> None:
        self._most = most
        self._known: dict[tuple[str, Lasting], Any] = {}
        self._lock = Lock()

    def each(
        self,
        kind: str,
        asked: Mapping[Whose, Lasting | None],
        make: Callable[[Collection[Whose]], Mapping[Whose, Made]],
    ) -> dict[Whose, Made]:
        """What is remembered of each, and what `make` says of the others. None: of it nothing."""
        found: dict[Whose, Made] = {}
        with self._lock:
            for whose, lasting in asked.items():
                if lasting is not None and (kind, lasting) in self._known:
                    found[whose] = self._keep((kind, lasting), self._known.pop((kind, lasting)))
        missing = asked.keys() - found.keys()
        if missing:
            found.update(make(missing))
            with self._lock:
                for whose in missing:
                    lasting = asked[whose]
                    if lasting is not None:
                        self._keep((kind, lasting), found[whose])
        return found

    def _keep(self, key: tuple[str, Lasting], made: Made) -> Made:
        self._known[key] = made
        while len(self._known) > self._most:
            del self._known[next(iter(self._known))]
        return made

    def one(self, kind: str, lasting: Lasting | None, make: Callable[[], Made]) -> Made:
        """The same of one thing."""
        return self.each(kind, {"": lasting}, lambda _: {"": make()})[""]
