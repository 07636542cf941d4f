"""Writing an item: a form with preview, rows without JavaScript, and what two editors typed."""

from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.content.library import Document, from_row, to_row
from portal.content.library.describing import described
from portal.content.library.labels import TEXT, label
from portal.db import db
from portal.domain.access import Permission
from portal.domain.editing.differences import Change, changes
from portal.domain.editing.merging import merge
from portal.domain.errors import Conflict
from portal.domain.library.items import Kind, Ref
from portal.forms.editing import SECTIONS, EditForm, Offered, edit_form, read, reshaped
from portal.forms.editing.reading import carried, read_slug
from portal.forms.editing.rows import add_row, focus_after
from portal.services import editing, library
from portal.services.editing import Register, Saved
from portal.views import access
from portal.views.access import me
from portal.views.editing.blueprint import (
    blueprint,
    kind_or_404,
    known,
    ref_or_404,
    register,
)
from portal.views.editing.showing import Preview, preview

UNNAMED = "new"
"""What stands for an item's name before it has one; no item can be called so."""


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody else saved while this form was open."""

    saved: Saved
    theirs: list[Change]
    """What they changed."""
    clashes: list[Change]
    """Where both changed the same: from their words to those in the form."""
    taken: list[str]
    """What of theirs stands in the form now, by label."""


def _offered(found: Register) -> Offered:
    topics: dict[str, str] = {}
    for slug, titles in found.topics().items():
        for name, title in titles.items():
            initiative = found.title(Ref(Kind.INITIATIVE, slug))
            topics[name] = (
                f"{topics[name]} / {initiative}" if name in topics else (f"{title} · {initiative}")
            )
    return Offered(
        initiatives={
            ref.slug: entry.title
            for ref, entry in found.entries.items()
            if ref.kind is Kind.INITIATIVE
        },
        topics=topics,
        titles={str(ref): entry.title for ref, entry in found.entries.items()},
    )


def _page(
    kind: Kind,
    form: EditForm,
    found: Register,
    before: list[Saved],
    *,
    shown: Preview | None = None,
    meanwhile: Meanwhile | None = None,
) -> str:
    return render_template(
        "editing/edit.html",
        kind=kind,
        form=form,
        sections=SECTIONS[kind],
        before=before,
        shown=shown,
        meanwhile=meanwhile,
        items=sorted((entry.title, str(ref)) for ref, entry in found.entries.items()),
    )


# A new item


@blueprint.get("/<slug:kind>/new")
@access.requires(Permission.EDIT_LIBRARY)
def new(kind: str) -> str:
    """The empty form."""
    found, one = register(), kind_or_404(kind)
    form = edit_form(one, None)
    form.version.data = "1"
    form.offer(_offered(found))
    return _page(one, form, found, [])


@blueprint.post("/<slug:kind>/new")
@access.requires(Permission.EDIT_LIBRARY)
def create(kind: str) -> ResponseReturnValue:
    """Show it, change its rows, or save the first version."""
    return _write(kind_or_404(kind), None, [])


# One that is there


@blueprint.get("/<slug:kind>/<slug:slug>/edit")
@access.requires(Permission.EDIT_LIBRARY)
def edit(kind: str, slug: str) -> str:
    """The form, with what the newest version says."""
    ref = ref_or_404(kind, slug)
    before = list(editing.versions(db.session, ref))
    found = register()
    form = edit_form(ref.kind, before[-1].document)
    form.version.data = str(len(before) + 1)
    form.offer(_offered(found))
    return _page(ref.kind, form, found, before)


@blueprint.post("/<slug:kind>/<slug:slug>/edit")
@access.requires(Permission.EDIT_LIBRARY)
def save(kind: str, slug: str) -> ResponseReturnValue:
    """Show it, change its rows, or save a further version."""
    ref = ref_or_404(kind, slug)
    return _write(ref.kind, ref, list(editing.versions(db.session, ref)))


def _write(kind: Kind, ref: Ref | None, before: list[Saved]) -> ResponseReturnValue:
    found, command = register(), request.form.get("row", "")
    form = edit_form(kind, None, reshaped(request.form, command))
    focus = add_row(form, command) or focus_after(form, command)
    form.offer(_offered(found))
    if command:
        form.focus(focus)
        return _page(kind, form, found, before)
    number = _number(form, before)
    base = before[number - 2].document if number > 1 else None
    document = read(form, ref or Ref(kind, UNNAMED), carried(base))
    if ref is None:
        slug = read_slug(form)
        document = replace(document, ref=Ref(kind, slug)) if document and slug else None
    errors = bool(form.errors)
    if request.form.get("step") != "save":
        shown = preview(document, form[TEXT].data or "", found, known(found))
        return _page(kind, form, found, before, shown=shown), 422 if errors else 200
    if document is None or errors:
        return _page(kind, form, found, before), 422
    return _save(form, found, before, document, number)


def _number(form: EditForm, before: list[Saved]) -> int:
    """The number that the version shall have; what is no number means the next one."""
    written, following = form.version.data or "", len(before) + 1
    sensible = written.isdecimal() and 1 <= int(written) <= following and (before or written == "1")
    return int(written) if sensible else following


def _save(
    form: EditForm, found: Register, before: list[Saved], document: Document, number: int
) -> ResponseReturnValue:
    ref = document.ref
    address = url_for("editing.item", kind=ref.kind.value, slug=ref.slug)
    newest = before[-1] if before else None
    if newest and number > newest.number and _says(newest) == _row(document):
        flash("Nothing was different, so no further version was saved.")
        return redirect(address, 303)
    try:
        version = library.save(
            db.session,
            document,
            number=number,
            change=form.change.data or "",
            by=me.person_id,
            at=clock.now(),
        )
    except Conflict:
        if newest is None or number == 1:
            message = "Another item has this name. Choose another name, or edit that item."
            form.slug.errors = [message]
            return _page(ref.kind, form, found, before), 422
        return _both(form, found, before, document, number), 409
    db.session.commit()
    flash(f"Version {version.number} is saved. Readers see it once it is published.", "ok")
    return redirect(address, 303)


def _row(document: Document) -> dict[str, Any]:
    return {**to_row(document.facts), TEXT: document.text}


def _says(saved: Saved) -> dict[str, Any]:
    return {**saved.row.facts, TEXT: saved.row.text}


def _both(form: EditForm, found: Register, before: list[Saved], mine: Document, number: int) -> str:
    """What both changed goes together; where they clash, mine stands and theirs is shown."""
    base, theirs, ref = before[number - 2], before[-1], mine.ref
    merged = merge(_says(base), _row(mine), _says(theirs))
    facts = dict(merged.facts)
    text = str(facts.pop(TEXT, ""))
    together, taken, clashes = mine, merged.taken, merged.clashes
    try:
        together = Document(ref, from_row(ref.kind, facts), text)
    except ValueError:  # two changes that are right alone and not together
        taken, clashes = (), (*merged.taken, *merged.clashes)
    fresh = edit_form(ref.kind, together)
    fresh.version.data = str(theirs.number + 1)
    fresh.change.data = form.change.data
    fresh.offer(_offered(found))
    told = {key: label(ref.kind, key).words for key in (*taken, *clashes)}
    differing = changes(described(theirs.document), described(mine))
    meanwhile = Meanwhile(
        saved=theirs,
        theirs=changes(described(base.document), described(theirs.document)),
        clashes=[one for one in differing if one.label in {told[key] for key in clashes}],
        taken=[told[key] for key in taken],
    )
    return _page(ref.kind, fresh, found, before, meanwhile=meanwhile)
