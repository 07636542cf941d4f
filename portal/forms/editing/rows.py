"""Adding, removing and moving rows of what was typed: on the server, so it needs no script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField

from portal.forms.editing.building import EditForm

_COMMAND = re.compile(r"(add|remove|up):([a-z_]+(?:-\d+-[a-z_]+)*)(?:-(\d+))?")

Sent = MultiDict[str, str]


def reshaped(sent: Sent, command: str) -> Sent:
    """What was sent, with a row removed, or moved up by one. Other commands change nothing."""
    found = _COMMAND.fullmatch(command)
    if found is None or found[3] is None:
        return sent
    act, rows, number = found[1], found[2], int(found[3])
    if act == "remove":
        gone = f"{rows}-{number}"
        return _kept(sent, lambda name: None if _within(name, gone) else name)
    if act == "up" and number > 0:
        upper, lower = f"{rows}-{number - 1}", f"{rows}-{number}"

        def exchanged(name: str) -> str:
            for one, other in ((upper, lower), (lower, upper)):
                if _within(name, one):
                    return other + name[len(one) :]
            return name

        return _kept(sent, exchanged)
    return sent


def _within(name: str, row: str) -> bool:
    return name == row or name.startswith(f"{row}-")


def _kept(sent: Sent, renamed: Callable[[str], str | None]) -> Sent:
    return MultiDict(
        (new, value) for name, value in sent.items(multi=True) if (new := renamed(name)) is not None
    )


def add_row(form: EditForm, command: str) -> str | None:
    """Add an empty row where the command says; the id of its first control, if there is one now."""
    found = _COMMAND.fullmatch(command)
    if found is None or found[1] != "add" or found[3] is not None:
        return None
    rows = _find(form, found[2])
    if rows is None:
        return None
    added = rows.append_entry()
    added.unfolded = True
    if isinstance(added, FormField):
        return str(next(iter(added.form)).id)
    return str(added.id)


def focus_after(form: EditForm, command: str) -> str | None:
    """The control that should have the focus once a row was removed or moved."""
    found = _COMMAND.fullmatch(command)
    if found is None or found[3] is None:
        return None
    rows: Any = _find(form, found[2])
    if rows is None:
        return None
    if not rows.entries:
        rows.focused = True  # the button that adds one
        return None
    at = min(max(int(found[3]) - 1, 0), len(rows.entries) - 1)
    entry = rows.entries[at]
    entry.unfolded = True  # else the control could not have the focus
    return str(next(iter(entry.form)).id if isinstance(entry, FormField) else entry.id)


def _find(form: EditForm, path: str) -> FieldList[Any] | None:
    """The list of rows that a name such as “milestone-2-cites” means."""
    place: Any = form
    *inside, last = re.split(r"-(\d+)-", path)
    for name, number in zip(inside[::2], inside[1::2], strict=True):
        rows = _fields(place).get(name)
        if not isinstance(rows, FieldList) or int(number) >= len(rows.entries):
            return None
        entry = rows.entries[int(number)]
        if not isinstance(entry, FormField):
            return None
        place = entry.form
    rows = _fields(place).get(last)
    return rows if isinstance(rows, FieldList) else None


def _fields(form: Any) -> dict[str, Any]:
    return {one.short_name: one for one in form}
