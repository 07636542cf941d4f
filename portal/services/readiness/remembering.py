"""What a process remembers of counties: right as long as their stamps are the same.

Whatever changes anything that readiness pages show of a county gives the county another stamp, in
the same transaction (`patching.stamp`). No stamp ever comes again, so what is remembered under one
is never wrong: nobody asks for it any more.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping
from datetime import date, datetime
from threading import Lock
from typing import Any, NamedTuple, TypeVar

Whose = TypeVar("Whose", bound=Hashable)
Made = TypeVar("Made")
MANY = 240
"""So much of each kind is remembered: all counties, for four days."""


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
    """What was asked for last; of a kind, what nobody has asked for the longest goes first."""

    def __init__(self, most: int = MANY) -> None:
        self._most = most
        self._known: dict[str, dict[tuple[Any, ...], tuple[str, Any]]] = defaultdict(dict)
        """By kind, with its stamp: what was said under an earlier one nobody asks for any more."""
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
            of_kind = self._known[kind]
            for whose, lasting in asked.items():
                if lasting is not None:
                    key = _key(lasting)
                    known = of_kind.get(key)
                    if known is not None and known[0] == lasting.stamp:
                        found[whose] = known[1]
                        of_kind[key] = of_kind.pop(key)
        missing = asked.keys() - found.keys()
        if missing:
            found.update(make(missing))
            with self._lock:
                for whose in missing:
                    lasting = asked[whose]
                    if lasting is not None:
                        key = _key(lasting)
                        of_kind.pop(key, None)
                        of_kind[key] = lasting.stamp, found[whose]
                while len(of_kind) > self._most:
                    del of_kind[next(iter(of_kind))]
        return found

    def one(self, kind: str, lasting: Lasting | None, make: Callable[[], Made]) -> Made:
        """The same of one thing."""
        return self.each(kind, {"": lasting}, lambda _: {"": make()})[""]

    def last(self, kind: str, lasting: Lasting | None) -> tuple[str, Any] | None:
        """What was remembered of it last, whatever its stamp was, which comes first."""
        with self._lock:
            return None if lasting is None else self._known[kind].get(_key(lasting))


def _key(lasting: Lasting) -> tuple[Any, ...]:
    return lasting.county, lasting.on, lasting.rules, lasting.known_at
