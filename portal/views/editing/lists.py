"""The work list: every item, how it stands, and what is to be checked again."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.domain.access import Permission
from portal.domain.library.items import Kind
from portal.domain.text import spaced
from portal.forms.editing import ListForm
from portal.services.editing import Entry, Register
from portal.views import access
from portal.views.editing.blueprint import blueprint, register

PAGE = 25
_NARROWED = ("q", "kind", "standing", "initiative", "sort")


@blueprint.get("")
@access.requires(Permission.EDIT_LIBRARY)
def index() -> ResponseReturnValue:
    """The items that fit, to be checked again first."""
    found = register()
    form = ListForm(request.args)
    initiatives = {
        ref.slug: entry.title for ref, entry in found.entries.items() if ref.kind is Kind.INITIATIVE
    }
    form.initiative.choices = {"": "Any", **initiatives}
    fine = form.validate()
    entries = _sorted(_fitting(found, form), form.sort.data or "") if fine else []
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
        initiatives=initiatives,
        kinds=list(Kind),
        now=clock.now(),
    )
    return page, 200 if fine else 422


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
    narrowed = {name: request.args.get(name, "") for name in _NARROWED}
    chosen: dict[str, Any] = {name: value for name, value in narrowed.items() if value}
    return url_for("editing.index", **chosen, page=number)
