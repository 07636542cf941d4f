"""What was typed, as an item; or what is wrong with it, said at the field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from wtforms import Field, FieldList, FormField

from portal.content.library import TABLES, Document
from portal.content.library.labels import TEXT
from portal.domain.library.items import Ref
from portal.domain.text import plain_letters
from portal.forms.editing.building import SECTIONS, SLUG_LONGEST, EditForm, lists_of
from portal.forms.editing.fields import PickField, ReferenceField

Loc = tuple[int | str, ...]

_IN_ADDRESS = re.compile(r"(?:[?&]v=|youtu\.be/|/embed/|/live/|vimeo\.com/(?:video/)?)([\w-]+)")
_RESERVED = {"new"}
_SAID = {
    "missing": "Fill this in.",
    "string_pattern_mismatch": "This cannot be right. Look at the example and write it again.",
    "literal_error": "Choose from the list.",
    "enum": "Choose from the list.",
}
_LIMITS = {
    "greater_than_equal": "Enter a number of at least {ge}.",
    "less_than_equal": "Enter a number of at most {le}.",
}


def read(form: EditForm, ref: Ref, kept: Mapping[str, Any]) -> Document | None:
    """The item that was typed; None when something is wrong, which each field says.

    `kept` is what the version before says of what the form does not ask for.
    """
    fine = form.validate()
    places: dict[Loc, Field] = {}
    names = {name for _, section in SECTIONS[ref.kind] for name in section} - {TEXT}
    data = dict(kept)
    data.update(_gather([one for one in form if one.short_name in names], (), places))
    document = None
    try:
        facts = TABLES[ref.kind].model_validate(data, strict=False)
        document = Document(ref, facts, form[TEXT].data or "")
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _say(form, places, detail)
    _settle(form)
    return document if fine else None


def carried(document: Document | None) -> dict[str, Any]:
    """What an item says that no field of its form asks for, to be kept as it is."""
    if document is None:
        return {}
    names = {name for _, section in SECTIONS[document.ref.kind] for name in section}
    return {
        name: value
        for name, value in document.facts.model_dump(exclude_defaults=True).items()
        if name not in names
    }


def slug_from(title: str) -> str:
    """A name for addresses made of a title: its first words, in small letters."""
    plain = plain_letters(title.replace("’", "").replace("'", ""))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:SLUG_LONGEST]
        if len(longer) > SLUG_LONGEST:
            break
        slug = longer
    return slug


def read_slug(form: EditForm) -> str | None:
    """The name that a new item gets; None when there is none, which the field says."""
    typed = form.slug.data
    slug = typed or slug_from(form["title"].data or "")
    if not typed and not form["title"].data:
        return None  # the title says so already
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        message = "Use small letters, digits and single hyphens, such as team-members."
    elif len(slug) > SLUG_LONGEST:
        message = f"Use {SLUG_LONGEST} characters or fewer."
    elif slug in _RESERVED:
        message = f"“{slug}” has another meaning in addresses. Choose another name."
    else:
        return slug
    form.slug.errors = [message]
    return None


def _gather(fields: list[Field], at: Loc, places: dict[Loc, Field]) -> dict[str, Any]:
    """The values by key, without what is empty; and which field stands for which place."""
    found = {}
    for one in fields:
        name = str(one.short_name)
        here = (*at, name)
        places[here] = one
        value = _value(one, here, places)
        if not _is_empty(value):
            found[name] = value
    return found


def _value(one: Field, here: Loc, places: dict[Loc, Field]) -> Any:
    if isinstance(one, FormField):
        return _gather(list(one.form), here, places)
    if isinstance(one, FieldList):
        rows: list[Any] = []
        for entry in one:
            place = (*here, len(rows))
            places[place] = entry
            value = _value(entry, place, places)
            if not _is_empty(value) and not _untouched(entry):
                rows.append(value)
        return rows
    if isinstance(one, ReferenceField):
        return one.named()
    if one.short_name == "id" and one.data:
        return _id_in(str(one.data))
    return one.data


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def _untouched(entry: Field) -> bool:
    """Whether a row is as it was added: nothing typed, nothing ticked, nothing chosen."""
    if isinstance(entry, FormField):
        return all(_untouched(one) for one in entry.form)
    if isinstance(entry, FieldList):
        return all(_untouched(one) for one in entry)
    if entry.short_name in {"confidence", "kind"}:
        return True  # a list to choose from always has something chosen
    return entry.data is False or _is_empty(entry.data)


def _id_in(written: str) -> str:
    """The id in the address of a recording at YouTube or Vimeo."""
    found = _IN_ADDRESS.search(written)
    return found[1] if found else written


def _say(form: EditForm, places: Mapping[Loc, Field], detail: ErrorDetails) -> None:
    loc = tuple(detail["loc"])
    while loc and loc not in places:
        loc = loc[:-1]
    message = _message(detail)
    target = places.get(loc)
    if target is None:
        form.form_errors = [*form.form_errors, f"{'.'.join(map(str, detail['loc']))}: {message}"]
        return
    while True:
        if isinstance(target, FormField):
            target = next(iter(target.form))
        elif isinstance(target, FieldList) and target.entries:
            target = target.entries[0]
        else:
            break
    if not target.errors:
        is_choice = isinstance(target, PickField) and detail["type"] == "missing"
        target.errors = [_SAID["enum"] if is_choice else message]


def _message(detail: ErrorDetails) -> str:
    kind = detail["type"]
    if kind in _LIMITS:
        return _LIMITS[kind].format_map(detail.get("ctx", {}))
    return _SAID.get(kind, detail["msg"])


def _settle(form: EditForm) -> None:
    """Let lists of rows know of the errors within, as their own validation would."""
    for one in lists_of(form):
        said = [entry.errors for entry in one.entries]
        one.errors = said if any(said) else []
