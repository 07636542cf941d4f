"""An item in words, part by part, so that two versions of it can be compared by people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any

from portal.content.files import Table
from portal.content.library.files import Document
from portal.content.library.labels import (
    ANSWERED,
    AUDIENCES,
    CONFIDENCES,
    PROVIDERS,
    TEXT,
    Label,
    label,
)
from portal.domain.dates import clock_text, date_text
from portal.domain.library.items import Kind
from portal.domain.places import BY_SLUG

_WORDS = {**AUDIENCES, **CONFIDENCES}
_COUNTIES = {"counties", "applies_to", "county"}


def described(document: Document) -> dict[str, str]:
    """What an item says, by the label of each part; parts that say nothing are left out."""
    parts = {
        label(document.ref.kind, key).words: words
        for key, value in document.facts
        if (words := _told(document.ref.kind, key, value))
    }
    if document.text:
        parts[label(document.ref.kind, TEXT).words] = document.text
    return parts


def _told(kind: Kind, key: str, value: Any) -> str:
    """A value in words; lists have a line, or a block of lines, for each member."""
    name = key.rpartition(".")[2]
    if isinstance(value, Table):
        return "\n".join(_rows(kind, key, value))
    if isinstance(value, list | tuple):
        apart = "\n\n" if any(isinstance(one, Table) for one in value) else "\n"
        return apart.join(_told(kind, key, one) for one in value)
    if value is None or value == "" or value is False:
        return ""
    if value is True:
        return "Yes"
    if isinstance(value, datetime):
        return clock_text(value)
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, Enum):
        return _WORDS.get(str(value.value), str(value.value))
    if name == "seconds":
        return timecode(value)
    if name in _COUNTIES:
        return BY_SLUG.get(value, str(value))
    if name == "kind":
        return ANSWERED.get(value, str(value))
    if name == "provider":
        return PROVIDERS.get(value, str(value))
    return str(value)


def _rows(kind: Kind, key: str, row: Table) -> Iterator[str]:
    for name, value in row:
        words = _told(kind, f"{key}.{name}", value)
        if words:
            called: Label = label(kind, f"{key}.{name}")
            apart = "\n" if "\n" in words else " "
            yield f"{called.words}:{apart}{words}"


def timecode(seconds: int) -> str:
    """A place in a recording as people write it, such as 12:30 or 1:02:30."""
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"
