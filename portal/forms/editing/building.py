"""A form for each kind of item, made from its table: the files, the rows and the forms are one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, FieldList, Form, FormField, HiddenField

from portal.content.files import Table
from portal.content.library import TABLES, Document
from portal.content.library.labels import (
    ANSWERED,
    AUDIENCES,
    CONFIDENCES,
    PROVIDERS,
    TEXT,
    label,
)
from portal.content.library.text import MARKDOWN
from portal.domain.editing.references import KEYS
from portal.domain.library.items import Kind
from portal.domain.places import BY_SLUG
from portal.forms.editing.fields import (
    AreaField,
    InstantField,
    LineField,
    NumberField,
    PickField,
    ReferenceField,
    SentencesField,
    TicksField,
    TimecodeField,
    asked,
)
from portal.forms.fields import DayField

Sections = tuple[tuple[str, tuple[str, ...]], ...]

_BELONGS = ("initiatives", "related")
_READERS = ("Who may read it", ("audience", "counties"))
_UPKEEP = ("Sources and upkeep", ("cites", "checked_on", "owner", "sample"))

SECTIONS: Mapping[Kind, Sections] = {
    Kind.FAQ: (
        ("The question and its answer", ("title", "answer", TEXT, "confidence", "not_known")),
        (
            "Where it belongs",
            ("initiatives", "topic", "related", "summary"),
        ),
        _UPKEEP,
        ("When and where it applies", ("applies_from", "applies_until", "applies_to")),
        ("What took its place", ("superseded_by",)),
        _READERS,
    ),
    Kind.NOTICE: (
        ("The notice", ("title", "number", "publisher", "url", "issued", "issued_note")),
        ("What it says", ("summary", TEXT, "note")),
        ("What it takes the place of", ("supersedes",)),
        ("Where it belongs", _BELONGS),
        _UPKEEP,
        _READERS,
    ),
    Kind.RESOURCE: (
        ("The resource", ("title", "form", "publisher", "url", "language", "issued", "about")),
        ("What it holds", ("summary", TEXT, "note")),
        ("Where it belongs", _BELONGS),
        _UPKEEP,
        _READERS,
    ),
    Kind.INITIATIVE: (
        ("The page", ("title", "short_title", "summary", TEXT, "source_modified")),
        ("Fact sheet", ("statement",)),
        ("Timeline", ("timeline_note", "milestone")),
        ("Counties", ("counties_note", "county")),
        ("Topics of its FAQs", ("topic",)),
        ("Where it belongs", _BELONGS),
        _UPKEEP,
        _READERS,
    ),
    Kind.WEBINAR: (
        (
            "The webinar",
            ("title", "summary", TEXT, "series", "topics", "for_whom", "presenters", "language"),
        ),
        ("When", ("starts", "ends", "when_note", "minutes")),
        ("Continuing education", ("ce_minutes", "ce_note")),
        ("Recording", ("external", "chapter")),
        ("Watching for a training record", ("credit", "question")),
        ("What goes with it", ("slides", "resources")),
        ("Where it belongs", _BELONGS),
        _UPKEEP,
        _READERS,
    ),
}
"""The parts of each form, in order. What a table has beside these is kept as it is."""

_CHOICES = {
    "audience": AUDIENCES,
    "confidence": CONFIDENCES,
    "provider": {"": "Nowhere", **PROVIDERS},
    "kind": ANSWERED,
}
_LONG = {"summary", "timeline_note", "prompt", "why"}
_COUNTIES = {"counties", "applies_to"}
SLUG_LONGEST = 80


@dataclass(frozen=True)
class Offered:
    """What the lists of a form offer."""

    initiatives: Mapping[str, str] = field(default_factory=dict)
    """Titles by name."""
    topics: Mapping[str, str] = field(default_factory=dict)
    """Headings for FAQs by name."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Of every item, by its reference."""


class EditForm(FlaskForm):  # type: ignore[misc]
    """What every kind of item has beside its table."""

    version = HiddenField()
    """The number that the version shall have which is saved."""
    slug = LineField(
        "Name in addresses",
        description="Small letters, digits and hyphens. Left empty, it is made from the title. "
        "Once it is saved it stays, so that links keep working.",
    )
    change = LineField(
        "What did you change, and why?",
        description="For whoever comes after you; readers do not see it.",
    )

    def offer(self, offered: Offered) -> None:
        """Fill the lists."""
        titles = {title.casefold(): ref for ref, title in offered.titles.items()}
        for rows in lists_of(self):
            for number, entry in enumerate(rows, start=1):
                entry.label.text = f"{rows.label.text} {number}"
        for one in fields_of(self):
            if isinstance(one, ReferenceField):
                one.titles = titles
            elif isinstance(one, TicksField):
                is_counties = one.short_name in _COUNTIES
                one.offer(BY_SLUG if is_counties else offered.initiatives)
            elif one.short_name == "county" and isinstance(one, PickField):
                one.offer(BY_SLUG, "Choose a county")
            elif one.short_name == "topic" and isinstance(one, PickField):
                one.offer(offered.topics, "Choose a topic")

    def focus(self, control: str | None) -> None:
        """Let a control, by its id, have the focus when the page is there."""
        for one in fields_of(self):
            if one.id == control:
                one.render_kw = {**(one.render_kw or {}), "autofocus": True}


def fields_of(form: Any) -> Iterator[Field]:
    """Every field of a form that holds a value, within rows too."""
    for one in form:
        if isinstance(one, FormField):
            yield from fields_of(one.form)
        elif isinstance(one, FieldList):
            for entry in one:
                yield from fields_of(entry.form) if isinstance(entry, FormField) else (entry,)
        else:
            yield one


def lists_of(form: Any) -> Iterator[FieldList[Any]]:
    """Every list of rows in a form, those within rows first."""
    for one in form:
        if isinstance(one, FormField):
            yield from lists_of(one.form)
        elif isinstance(one, FieldList):
            for entry in one:
                if isinstance(entry, FormField):
                    yield from lists_of(entry.form)
            yield one


def edit_form(kind: Kind, document: Document | None, sent: Any = None) -> EditForm:
    """The form of a kind, with what an item says now; or with what was sent, if anything was."""
    data: dict[str, Any] = {}
    if document is not None:
        data = {**_plain(document.facts.model_dump()), TEXT: document.text}
    return _form_class(kind)(formdata=sent, data=data)


def _plain(value: Any) -> Any:
    """Without what is empty, and choices by their value."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.value if isinstance(value, Enum) else value


@cache
def _form_class(kind: Kind) -> type[EditForm]:
    shown = {name for _, names in SECTIONS[kind] for name in names}
    table = TABLES[kind]
    fields = _fields(kind, table, "", lambda name: name in shown)
    told = label(kind, TEXT)
    fields[TEXT] = AreaField(
        told.words, description=told.hint, render_kw={"rows": 14, "data-markdown": ""}
    )
    return type(f"{table.__name__}Form", (EditForm,), fields)


def _fields(kind: Kind, table: type[Table], prefix: str, shown: Any = None) -> dict[str, Any]:
    return {
        name: _field(kind, f"{prefix}{name}", info.annotation, info.is_required())
        for name, info in table.model_fields.items()
        if shown is None or shown(name)
    }


def _field(kind: Kind, key: str, annotation: Any, required: bool) -> Any:
    name, told = key.rpartition(".")[2], label(kind, key)
    more: dict[str, Any] = {"description": told.hint}
    inner, is_list = _inner(annotation)
    if isinstance(inner, type) and issubclass(inner, Table):
        row = type(f"{inner.__name__}Row", (Form,), _fields(kind, inner, f"{key}."))
        if is_list:
            return FieldList(FormField(row, told.words), told.words, **more)
        return FormField(row, told.words, **more)
    if is_list:
        if name == "initiatives" or name in _COUNTIES:
            return TicksField(told.words, **more)
        line = ReferenceField if name in KEYS else LineField
        return FieldList(line(told.words), told.words, **more)
    if name in _CHOICES:
        return PickField(told.words, choices=_CHOICES[name], **more)
    if name == "county" or (name == "topic" and kind is Kind.FAQ):
        return PickField(told.words, **more)
    made: dict[Any, Any] = {date: DayField, datetime: InstantField, bool: BooleanField}
    if inner in made:
        return made[inner](told.words, **more)
    if inner is int:
        return (TimecodeField if name == "seconds" else NumberField)(told.words, required, **more)
    if name in MARKDOWN:
        return AreaField(told.words, required, render_kw={"rows": 4}, **more)
    if name in _LONG:
        return SentencesField(told.words, required, render_kw={"rows": 2}, **more)
    return (ReferenceField if name in KEYS else LineField)(told.words, required, **more)


def _inner(annotation: Any) -> tuple[Any, bool]:
    """What a field holds one or many of: the type, and whether it is a list."""
    is_list = False
    while True:
        origin = get_origin(annotation)
        if origin is list:
            is_list, annotation = True, get_args(annotation)[0]
        elif origin in (Union, UnionType):
            annotation = next(one for one in get_args(annotation) if one is not type(None))
        elif hasattr(annotation, "__metadata__"):  # Annotated
            annotation = annotation.__origin__
        else:
            return annotation, is_list


__all__ = ["SECTIONS", "EditForm", "Offered", "asked", "edit_form", "fields_of"]
