"""Views of the matrix that one has saved: saving, opening, renaming, deleting."""

from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.errors import Invalid, NotFound
from portal.forms.fields import refuse
from portal.forms.matrix import RenameViewForm, SaveViewForm
from portal.services.matrix import saved
from portal.views import access
from portal.views.access import me
from portal.views.matrix.asking import PERMISSION, carried
from portal.views.matrix.blueprint import blueprint


def query_of(address: str) -> str:
    """What of an address makes up a view, in one order, so that the same is the same."""
    return urlencode(carried(dict(parse_qsl(address))))


@blueprint.get("/views")
@access.requires(PERMISSION)
def views() -> str:
    """Everything one has saved; and the form to save what the address asks for."""
    form = SaveViewForm(query=urlencode(carried(request.args)))
    return _page(form)


def _page(form: SaveViewForm) -> str:
    mine = saved.views(db.session, me.person_id)
    return render_template("matrix/views.html", form=form, views=mine)


@blueprint.post("/views")
@access.requires(PERMISSION)
def save_view() -> ResponseReturnValue:
    """Save the address under a name."""
    form = SaveViewForm()
    if not form.validate():
        return _page(form), 422
    query = query_of(form.query.data or "")
    try:
        saved.save(db.session, me.person_id, form.name.data, query, clock.now())
    except Invalid as error:
        refuse(form, error)
        return _page(form), 422
    db.session.commit()
    flash(f"Saved as “{form.name.data}”.", "ok")
    return redirect(_address(query), 303)


def _address(query: str) -> str:
    return url_for("matrix.grid") + (f"?{query}" if query else "")


@blueprint.get("/views/<int:view>")
@access.requires(PERMISSION)
def view(view: int) -> str:
    """The forms to rename and to delete a view."""
    row = saved.find(db.session, me.person_id, view)
    form = RenameViewForm(name=row.name)
    return render_template("matrix/view.html", form=form, view=row)


@blueprint.post("/views/<int:view>")
@access.requires(PERMISSION)
def rename_view(view: int) -> ResponseReturnValue:
    """Give it another name."""
    row, form = saved.find(db.session, me.person_id, view), RenameViewForm()
    good = form.validate()
    if good:
        try:
            saved.rename(db.session, row, form.name.data)
        except Invalid as error:
            refuse(form, error)
            good = False
    if not good:
        page = render_template("matrix/view.html", form=form, view=row)
        return page, 422
    db.session.commit()
    flash(f"The view is now called “{form.name.data}”.", "ok")
    return redirect(url_for("matrix.views"), 303)


@blueprint.post("/views/<int:view>/delete")
@access.requires(PERMISSION)
def delete_view(view: int) -> ResponseReturnValue:
    """Delete it; a second click finds it gone and says the same."""
    try:
        row = saved.find(db.session, me.person_id, view)
    except NotFound:
        flash("The view is deleted.", "ok")
        return redirect(url_for("matrix.views"), 303)
    name = row.name
    saved.delete(db.session, row)
    db.session.commit()
    flash(f"The view “{name}” is deleted.", "ok")
    return redirect(url_for("matrix.views"), 303)
