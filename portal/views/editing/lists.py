"""The work list: every item, how it stands, and what is to be checked again."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.documents.tables import Cell, csv_bytes
from portal.domain.access import Permission
from portal.domain.dates import clock_text
from portal.domain.library.items import Kind
from portal.domain.text import spaced
from portal.forms.editing import ListForm
from portal.services.editing import Entry, Register
from portal.views import access
from portal.views.editing.blueprint import blueprint, register

PAGE = 25
_NARROWED = ("q", "kind", "standing", "initiative", "sort")


def _asked(found: Register) -> tuple[ListForm, list[Entry], bool]:
    """What the address asks for: its form, the items in order, and whether it makes sense."""
    form = ListForm(request.args)
    form.initiative.choices = {"": "Any", **_initiatives(found)}
    fine = bool(form.validate())
    return form, _sorted(_fitting(found, form), form.sort.data or "") if fine else [], fine


def _initiatives(found: Register) -> dict[str, str]:
    return {
        ref.slug: entry.title for ref, entry in found.entries.items() if ref.kind is Kind.INITIATIVE
    }


@blueprint.get("")
@access.requires(Permission.EDIT_LIBRARY)
def index() -> ResponseReturnValue:
    """The items that fit, to be checked again first."""
    found = register()
    form, entries, fine = _asked(found)
    pages = max(1, -(-len(entries) // PAGE))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    page = render_template(
        "editing/index.html",
        form=form,
        total=len(entries),
        everything=len(found.entries),
        entries=entries[(number - 1) * PAGE : number * PAGE],
        number=number,
        pages=pages,
        page_url=_address_of_page,
        export_url=url_for("editing.export", **_narrowed()),
        initiatives=_initiatives(found),
        kinds=list(Kind),
        now=clock.now(),
    )
    return page, 200 if fine else 422


_HEADER = (
    "Kind",
    "Name",
    "Title",
    "Standing",
    "Changes waiting",
    "Shown since",
    "Planned",
    "Initiatives",
    "Owner",
    "Checked on",
    "Newest version",
    "Changed by",
    "Changed",
)


@blueprint.get("/items.csv")
@access.requires(Permission.EDIT_LIBRARY)
def export() -> ResponseReturnValue:
    """The same items as a table, all of them."""
    found = register()
    _, entries, _ = _asked(found)
    titles = _initiatives(found)
    rows: list[tuple[Cell, ...]] = [
        (
            one.ref.kind.label,
            one.ref.slug,
            one.title,
            one.standing.value,
            "yes" if one.waits else "no",
            clock_text(one.shown.starts_at) if one.shown else None,
            "; ".join(
                f"{f'version {each.number}' if each.number else 'retired'} from "
                f"{clock_text(each.starts_at)} on"
                for each in one.planned
            ),
            "; ".join(titles.get(slug, slug) for slug in one.facts.get("initiatives", ())),
            one.owner,
            one.checked_on,
            one.number,
            one.saved_by,
            clock_text(one.saved_at),
        )
        for one in entries
    ]
    return current_app.response_class(
        csv_bytes(_HEADER, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": "attachment; filename=library.csv"},
    )


def _fitting(found: Register, form: ListForm) -> Iterable[Entry]:
    words = spaced(form.q.data).casefold().split()
    for entry in found.entries.values():
        told = f"{entry.title} {entry.ref} {entry.owner}".casefold()
        if not all(word in told for word in words):
            continue
        if form.kind.data and entry.ref.kind.value != form.kind.data:
            continue
        standing = form.standing.data
        if standing and not (entry.waits if standing == "waits" else entry.standing == standing):
            continue
        chosen = form.initiative.data
        if chosen and chosen not in (*entry.facts.get("initiatives", ()), entry.ref.slug):
            continue
        yield entry


def _sorted(entries: Iterable[Entry], order: str) -> list[Entry]:
    if order == "changed":
        return sorted(entries, key=lambda one: (one.saved_at, str(one.ref)), reverse=True)
    if order == "title":
        return sorted(entries, key=lambda one: (one.title.casefold(), str(one.ref)))
    if order == "kind":
        kinds = list(Kind)
        return sorted(entries, key=lambda one: (kinds.index(one.ref.kind), one.title.casefold()))
    return sorted(entries, key=lambda one: (one.checked_on or date.min, one.title.casefold()))


def _address_of_page(number: int) -> str:
    return url_for("editing.index", **_narrowed(), page=number)


def _narrowed() -> dict[str, Any]:
    asked = {name: request.args.get(name, "") for name in _NARROWED}
    return {name: value for name, value in asked.items() if value}
