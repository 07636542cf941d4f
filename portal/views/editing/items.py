"""One item: its versions, what changed between them, going back to one, and checking it."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.content.library import Document
from portal.content.library.describing import described
from portal.db import db
from portal.domain.access import Permission
from portal.domain.dates import date_text
from portal.domain.editing.differences import changes
from portal.domain.errors import Conflict
from portal.domain.library.items import Ref
from portal.domain.library.publication import Standing
from portal.forms.editing import CompareForm
from portal.services import editing, library
from portal.services.editing import Saved
from portal.services.library.items import next_number
from portal.views import access
from portal.views.access import me
from portal.views.editing.blueprint import blueprint, known, ref_or_404, register
from portal.views.editing.showing import asked, preview, public_address


def address(ref: Ref) -> str:
    """The page of an item for its editors."""
    return url_for("editing.item", kind=ref.kind.value, slug=ref.slug)


@blueprint.get("/<slug:kind>/<slug:slug>")
@access.requires(Permission.EDIT_LIBRARY)
def item(kind: str, slug: str) -> str:
    """How it stands, what waits, what stands in the way, who names it, and every version."""
    ref, now = ref_or_404(kind, slug), clock.now()
    found, versions = register(), list(editing.versions(db.session, ref))
    entry, newest = found.entries[ref], versions[-1]
    return render_template(
        "editing/item.html",
        ref=ref,
        entry=entry,
        newest=newest,
        versions=[(one, _labels(versions, one)) for one in reversed(versions)],
        public=public_address(ref),
        said=editing.said(db.session, ref),
        hindrances=asked(newest.document, found, known(found)),
        naming=found.naming(ref),
        successor=found.successor(ref),
        form=_compare_form(versions),
        today=clock.today(),
        now=now,
        standings=Standing,
        last_shown=max((one for one in versions if one.shown), key=_last_start, default=None),
    )


def _last_start(saved: Saved) -> datetime:
    return max(span.starts_at for span in saved.shown)


def _labels(versions: list[Saved], saved: Saved) -> list[str]:
    """What a version changed, by label."""
    if saved.number == 1:
        return []
    before, after = described(versions[saved.number - 2].document), described(saved.document)
    return [label for label in {**after, **before} if before.get(label) != after.get(label)]


def _compare_form(versions: list[Saved]) -> CompareForm:
    form = CompareForm(request.args)
    choices = {str(one.number): f"Version {one.number}" for one in reversed(versions)}
    form.before.choices = form.after.choices = choices
    form.before.data = form.before.data or str(max(1, len(versions) - 1))
    form.after.data = form.after.data or str(len(versions))
    return form


@blueprint.get("/<slug:kind>/<slug:slug>/versions/<int:number>")
@access.requires(Permission.EDIT_LIBRARY)
def version(kind: str, slug: str, number: int) -> str:
    """A version as readers see it, or would."""
    ref, found = ref_or_404(kind, slug), register()
    versions = list(editing.versions(db.session, ref))
    saved = editing.numbered(versions, number)
    return render_template(
        "editing/version.html",
        ref=ref,
        saved=saved,
        newest=versions[-1],
        entry=found.entries[ref],
        shown=preview(saved.document, saved.document.text, found, known(found)),
        now=clock.now(),
    )


@blueprint.get("/<slug:kind>/<slug:slug>/compare")
@access.requires(Permission.EDIT_LIBRARY)
def compare(kind: str, slug: str) -> ResponseReturnValue:
    """What is different between two versions, word by word."""
    ref = ref_or_404(kind, slug)
    versions = list(editing.versions(db.session, ref))
    form = _compare_form(versions)
    if not form.validate():
        page = render_template(
            "editing/compare.html",
            ref=ref,
            form=form,
            newest=versions[-1],
            before=None,
            changes=None,
        )
        return page, 422
    before = editing.numbered(versions, int(form.before.data))
    after = editing.numbered(versions, int(form.after.data))
    return render_template(
        "editing/compare.html",
        ref=ref,
        form=form,
        before=before,
        after=after,
        newest=versions[-1],
        changes=changes(described(before.document), described(after.document)),
    )


@blueprint.post("/<slug:kind>/<slug:slug>/restore/<int:number>")
@access.requires(Permission.EDIT_LIBRARY)
def restore(kind: str, slug: str, number: int) -> ResponseReturnValue:
    """Make an earlier version the newest again: as a further version."""
    ref = ref_or_404(kind, slug)
    versions = list(editing.versions(db.session, ref))
    saved = editing.numbered(versions, number)
    expected = request.form.get("version", type=int) or len(versions) + 1
    restored = library.save(
        db.session,
        Document(ref, saved.document.facts, saved.row.text),
        number=expected,
        change=f"As in version {number} again.",
        by=me.person_id,
        at=clock.now(),
    )
    db.session.commit()
    flash(
        f"Version {restored.number} says what version {number} said. Readers see it once it is "
        "published.",
        "ok",
    )
    return redirect(address(ref), 303)


@blueprint.post("/<slug:kind>/<slug:slug>/checked")
@access.requires(Permission.EDIT_LIBRARY)
def checked(kind: str, slug: str) -> ResponseReturnValue:
    """It was compared with its sources today, and nothing has to change."""
    ref, today = ref_or_404(kind, slug), clock.today()
    item = editing.item_of(db.session, ref)
    expected = request.form.get("version", type=int) or next_number(db.session, item.id)
    try:
        _, is_shown = editing.mark_checked(
            db.session, ref, number=expected, today=today, by=me.person_id, at=clock.now()
        )
    except Conflict:
        db.session.rollback()
        flash("Somebody else saved it meanwhile. Look at what they changed first.", "bad")
        return redirect(address(ref), 303)
    db.session.commit()
    more = "" if is_shown else " Readers see that once the version that waits is published."
    flash(f"It was checked on {date_text(today)}.{more}", "ok")
    return redirect(address(ref), 303)
