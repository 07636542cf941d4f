"""Publishing, scheduling, taking back and retiring: what changes for readers is shown first."""

from datetime import datetime

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.content.library import NoticeTable
from portal.content.library.describing import described
from portal.db import db
from portal.domain.access import Permission
from portal.domain.editing.differences import changes
from portal.domain.editing.hindrances import blocking
from portal.domain.errors import Conflict, Invalid
from portal.domain.library.items import Ref
from portal.domain.library.provenance import Replacement, Stale
from portal.forms.editing import PublishForm, RetireForm
from portal.forms.editing.acting import LATER, WhenForm
from portal.forms.fields import refuse
from portal.models import LibraryPublication
from portal.services import editing, library
from portal.services.editing import Entry, Register, Saved
from portal.views import access, citations
from portal.views.access import me
from portal.views.editing.blueprint import blueprint, known, ref_or_404, register, time_words
from portal.views.editing.items import address
from portal.views.editing.showing import asked


def _starts_at(form: WhenForm, now: datetime) -> datetime:
    if form.when.data == LATER and form.starts_at.data is not None:
        return form.starts_at.data
    return now


# Publishing


def _superseding(
    found: Register, saved: Saved, entry: Entry, now: datetime
) -> list[tuple[str, list[Stale]]]:
    """For each notice whose place it newly takes: its title, and what has to be reviewed then."""
    facts = saved.document.facts
    if not isinstance(facts, NoticeTable):
        return []
    before = (entry.shown_facts or {}).get("supersedes", ())
    olds = [Ref.parse(name) for name in facts.supersedes if name not in before]
    return [
        (found.title(old), citations.to_come(Replacement(old, entry.ref, now, facts.issued)))
        for old in olds
    ]


def _publish_page(
    ref: Ref, form: PublishForm, found: Register, versions: list[Saved], saved: Saved
) -> str:
    entry, now = found.entries[ref], clock.now()
    shown = next((one for one in versions if one.is_shown(now)), None)
    hindrances = asked(saved.document, found, known(found))
    return render_template(
        "editing/publish.html",
        ref=ref,
        form=form,
        entry=entry,
        saved=saved,
        newest=versions[-1],
        shown=shown,
        changes=changes(described(shown.document), described(saved.document)) if shown else None,
        hindrances=hindrances,
        blocked=blocking(hindrances),
        superseding=_superseding(found, saved, entry, now),
    )


@blueprint.get("/<slug:kind>/<slug:slug>/publish")
@access.requires(Permission.EDIT_LIBRARY)
def publish(kind: str, slug: str) -> str:
    """What changes for readers, and the button; the address may name a version: ?number=…"""
    ref = ref_or_404(kind, slug)
    versions = list(editing.versions(db.session, ref))
    saved = editing.numbered(versions, request.args.get("number", len(versions), type=int))
    form = PublishForm(formdata=None)
    form.number.data = str(saved.number)
    return _publish_page(ref, form, register(), versions, saved)


@blueprint.post("/<slug:kind>/<slug:slug>/publish")
@access.requires(Permission.EDIT_LIBRARY)
def publish_submit(kind: str, slug: str) -> ResponseReturnValue:
    """Show it from now on, or from a time on."""
    ref, form, found = ref_or_404(kind, slug), PublishForm(), register()
    versions = list(editing.versions(db.session, ref))
    number = request.form.get("number", len(versions), type=int)
    saved = editing.numbered(versions, number)
    if not form.validate():
        return _publish_page(ref, form, found, versions, saved), 422
    now = clock.now()
    starts_at = _starts_at(form, now)
    try:
        editing.release(
            db.session,
            ref,
            saved.row,
            asked(saved.document, found, known(found)),
            starts_at=starts_at,
            take_back=form.take_back.data,
            by=me.person_id,
            at=now,
        )
    except Invalid as error:
        refuse(form, error)
        return _publish_page(ref, form, found, versions, saved), 422
    db.session.commit()
    when = "now" if starts_at == now else f"from {time_words(starts_at)} on"
    flash(f"Version {number} is shown to readers {when}.", "ok")
    return redirect(address(ref), 303)


@blueprint.post("/<slug:kind>/<slug:slug>/take-back/<int:publication>")
@access.requires(Permission.EDIT_LIBRARY)
def take_back(kind: str, slug: str, publication: int) -> ResponseReturnValue:
    """Let something that is scheduled not happen."""
    ref, now = ref_or_404(kind, slug), clock.now()
    item = editing.item_of(db.session, ref)
    row = db.session.get(LibraryPublication, publication)
    try:
        if row is None or row.item_id != item.id:
            message = "This is not scheduled for this item. Its page lists what is."
            raise Conflict(message)
        library.cancel(db.session, row, reason="Taken back.", by=me.person_id, at=now)
    except Conflict as error:
        db.session.rollback()
        flash(str(error), "bad")
        return redirect(address(ref), 303)
    db.session.commit()
    flash(f"Taken back: nothing happens at {time_words(row.starts_at)}.", "ok")
    return redirect(address(ref), 303)


# Retiring


@blueprint.get("/<slug:kind>/<slug:slug>/retire")
@access.requires(Permission.EDIT_LIBRARY)
def retire(kind: str, slug: str) -> str:
    """The form, beside what names the item."""
    return _retire_page(ref_or_404(kind, slug), RetireForm(formdata=None))


def _retire_page(ref: Ref, form: RetireForm) -> str:
    found = register()
    editing.item_of(db.session, ref)
    return render_template(
        "editing/retire.html",
        ref=ref,
        form=form,
        entry=found.entries[ref],
        naming=found.naming(ref),
    )


@blueprint.post("/<slug:kind>/<slug:slug>/retire")
@access.requires(Permission.EDIT_LIBRARY)
def retire_submit(kind: str, slug: str) -> ResponseReturnValue:
    """Show nothing of it any more, from now or from a time on."""
    ref, form, now = ref_or_404(kind, slug), RetireForm(), clock.now()
    editing.item_of(db.session, ref)
    if not form.validate():
        return _retire_page(ref, form), 422
    starts_at = _starts_at(form, now)
    try:
        editing.withdraw(
            db.session,
            ref,
            starts_at=starts_at,
            take_back=form.take_back.data,
            reason=form.reason.data,
            by=me.person_id,
            at=now,
        )
    except Invalid as error:
        refuse(form, error)
        return _retire_page(ref, form), 422
    db.session.commit()
    when = "now" if starts_at == now else f"from {time_words(starts_at)} on"
    flash(f"Retired {when}. Nothing is deleted: it can be brought back.", "ok")
    return redirect(address(ref), 303)
