"""An address from which mail came back works again."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.errors import Conflict
from portal.models import AddressBounce
from portal.services import bounces
from portal.services.people import Seen
from portal.views import access, subject
from portal.views.access import me

blueprint = Blueprint("bounces", __name__)


@dataclass(frozen=True, slots=True)
class Reached:
    """Whether mail to somebody arrives, and whether the visitor may nudge them."""

    bounce: AddressBounce | None
    may_nudge: bool


def of(seen: Seen) -> Reached:
    """How a person is reached; of who has left, nothing."""
    if seen.until is not None:
        return Reached(None, may_nudge=False)
    bounce = bounces.standing(db.session, seen.person.email)
    return Reached(bounce, subject.may_decide_about(seen.person.id))


@blueprint.post("/people/<int:person>/address-works")
@access.requires(Permission.MANAGE_PEOPLE)
def clear(person: int) -> ResponseReturnValue:
    """Write to an address again from which mail came back."""
    row = subject.managed(person)
    try:
        bounces.clear(db.session, row, by=me.person_id, at=clock.now())
    except Conflict as error:
        db.session.rollback()
        flash(str(error), "info")
        return redirect(url_for("people.person", person=person), 303)
    db.session.commit()
    flash("The portal writes to this address again.", "ok")
    return redirect(url_for("people.person", person=person), 303)
