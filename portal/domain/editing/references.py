"""Which items an item names in its facts, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.domain.library.items import Kind, Ref

KEYS = frozenset({"source", "related", "supersedes", "superseded_by", "slides", "resources"})
"""The keys whose values name items, wherever they stand."""
_REF = re.compile(rf"({'|'.join(Kind)})/[a-z0-9]+(-[a-z0-9]+)*")
SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Named:
    """An item that is named, and under which key."""

    ref: Ref
    key: str

    @property
    def is_source(self) -> bool:
        """Whether something is said to rest on it."""
        return self.key == SOURCE


def named(facts: Mapping[str, Any]) -> list[Named]:
    """Every item that facts name, each once for a key; `facts` are plain values."""
    found = [*_in(facts, "")]
    found += [
        Named(Ref(Kind.INITIATIVE, slug), "initiatives") for slug in facts.get("initiatives", ())
    ]
    return list(dict.fromkeys(found))


def _in(value: Any, key: str) -> Iterator[Named]:
    if isinstance(value, Mapping):
        for name, inside in value.items():
            yield from _in(inside, name)
    elif isinstance(value, list):
        for inside in value:
            yield from _in(inside, key)
    elif key in KEYS and isinstance(value, str) and _REF.fullmatch(value):
        yield Named(Ref.parse(value), key)
