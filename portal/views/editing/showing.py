"""An item as readers will see it, before they do: its public page, drawn as if it were out."""

import re
from collections import deque
from dataclasses import dataclass, replace
from typing import Any

from flask import before_render_template, current_app, g
from jinja2 import Template
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from portal import held
from portal.content.library import Document
from portal.content.library import text as texts
from portal.content.library.describing import described
from portal.content.library.labels import TEXT, label
from portal.content.library.text import Known
from portal.db import db
from portal.domain.editing.hindrances import Hindrance
from portal.domain.errors import PortalError
from portal.domain.library.items import Ref
from portal.domain.library.publication import Span
from portal.services import editing
from portal.services.editing import Asked, Register
from portal.services.library import Shelf, Shown
from portal.views.library import now

_ELSEWHERE = ("title", "summary", TEXT)
_TAG = re.compile(r"<[a-z][^<>]*>")
_ID = re.compile(r' (id|for|aria-labelledby|aria-describedby|aria-controls|list|href)="([^"]*)"')
_BLOCKS = ("lead", "content")
"""What stands below the heading of a page; see templates/layouts/page.html."""


@dataclass(frozen=True, slots=True)
class Preview:
    """An item, drawn; or only its text, while something else about it is wrong."""

    document: Document | None
    html: Markup
    """The page below its heading; without one of its own, the text."""
    is_whole: bool
    """Whether that is all that readers see, so that nothing has to be told beside it."""
    hindrances: list[Hindrance]
    """What stands in the way of publishing it."""

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What else it says, by label."""
        if self.document is None or self.is_whole:
            return []
        kind = self.document.ref.kind
        apart = {label(kind, key).words for key in _ELSEWHERE}
        parts = described(self.document)
        return [(name, told) for name, told in parts.items() if name not in apart]


def public_address(ref: Ref) -> str | None:
    """Where readers find an item; None for a kind that has no pages."""
    try:
        current_app.url_map.bind("").match(f"/{ref}")
    except HTTPException:
        return None
    return f"/{ref}"


def preview(document: Document | None, text: str, found: Register, known: Known) -> Preview:
    """What readers would see."""
    drawn = _drawn(document, found) if document else Markup()
    hindrances = asked(document, found, known) if document else []
    return Preview(document, drawn or _text(text), bool(drawn), hindrances)


def asked(document: Document, found: Register, known: Known) -> list[Hindrance]:
    """What an editor should know before this is published."""
    return editing.hindrances(db.session, Asked(document, found, known))


def _text(text: str) -> Markup:
    """A text as a page shows it: clean, whatever was typed."""
    return Markup(texts.page(text).html)  # noqa: S704 (passed the allow-list)


def _drawn(document: Document, found: Register) -> Markup:
    """The public page of an item below its heading; empty where there is none.

    The page's own view is asked, with a shelf on which the item stands as if it were published.
    """
    pages: list[tuple[Template, dict[str, Any]]] = []

    def note(_app: object, template: Template, context: dict[str, Any], **_more: Any) -> None:
        pages.append((template, dict(context)))

    before = g.get("library_shelf")
    g.library_shelf = _as_if(held.library(), document, found)
    try:
        endpoint, values = current_app.url_map.bind("").match(f"/{document.ref}")
        with before_render_template.connected_to(note, current_app._get_current_object()):  # type: ignore[attr-defined]
            current_app.view_functions[endpoint](**values)
    except (HTTPException, PortalError):
        return Markup()
    finally:
        g.pop("library_shelf")
        if before is not None:
            g.library_shelf = before
    return _apart(_blocks(*pages[0])) if pages else Markup()


def _as_if(shelf: Shelf, document: Document, found: Register) -> Shelf:
    """The shelf with this item on it from now on."""
    at, entry = now(), found.entries.get(document.ref)
    earlier = tuple(
        replace(one, span=replace(one.span, until=min(one.span.until or at, at)))
        for one in shelf.items.get(document.ref, ())
        if one.span.starts_at < at
    )
    shown = Shown(
        ref=document.ref,
        item_id=entry.item_id if entry else 0,
        version_id=0,
        number=entry.number if entry else 1,
        facts=document.facts,
        text=document.text,
        span=Span(0, at, None),
        modified_at=at,
        published_at=earlier[0].published_at if earlier else at,
    )
    return replace(shelf, items={**shelf.items, document.ref: (*earlier, shown)})


def _blocks(template: Template, context: dict[str, Any]) -> str:
    made = template.new_context(context)
    deque(template.root_render_func(made), maxlen=0)  # what the template sets and imports
    return "".join(
        piece
        for name in _BLOCKS
        for block in made.blocks.get(name, ())[:1]
        for piece in block(made)
    )


def _apart(html: str) -> Markup:
    """With ids that are not those of the form beside it, and links to them."""

    def named(found: re.Match[str]) -> str:
        name, value = found.groups()
        if name == "href":
            value = f"#preview-{value[1:]}" if value.startswith("#") and value[1:] else value
        else:
            value = " ".join(f"preview-{one}" for one in value.split())
        return f' {name}="{value}"'

    return Markup(_TAG.sub(lambda tag: _ID.sub(named, tag[0]), html))  # noqa: S704 (our own page)
