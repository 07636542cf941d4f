"""Whom a page is about, and what the one who is signed in may do with them."""

from datetime import datetime

from portal import clock
from portal.db import db
from portal.domain.access import Permission, counties
from portal.domain.errors import Forbidden
from portal.forms.fields import number_of
from portal.forms.people import PlaceForm
from portal.models import Person
from portal.services import people, places
from portal.services.people import Seen
from portal.services.places import Counties, Place
from portal.views.access import me


def seen(person_id: int) -> Seen:
    """The person, as this visitor may see them. Raises NotFound or Forbidden."""
    return people.find(
        db.session,
        person_id,
        me.grants,
        Permission.SEE_PEOPLE,
        clock.today(),
        me=me.person_id,
    )


def managed(person_id: int, permission: Permission = Permission.MANAGE_PEOPLE) -> Person:
    """The person, if this visitor may change things about them. Raises NotFound or Forbidden."""
    return people.find(db.session, person_id, me.grants, permission, clock.today()).person


def managed_once(person_id: int) -> Person:
    """The person, if this visitor manages them or did until they left: their last day may be wrong.

    Raises NotFound or Forbidden.
    """
    grants, today = me.grants, clock.today()
    return people.find(db.session, person_id, grants, Permission.SEE_PEOPLE, today).person


def may_manage(person_id: int) -> bool:
    """Whether this visitor may change things about the person."""
    try:
        managed(person_id)
    except Forbidden:
        return False
    return True


def own_or_managed(person_id: int) -> Person:
    """The person, if it is the visitor or somebody they manage."""
    if person_id == me.person_id:
        return db.session.get_one(Person, person_id)
    return managed(person_id)


def decided_about(person_id: int) -> Person:
    """The person, if this visitor may decide about them; nobody decides about themself.

    Raises NotFound or Forbidden.
    """
    if person_id == me.person_id:
        message = "Nobody decides about themself. Ask another trainer, or TA staff."
        raise Forbidden(message)
    return managed(person_id, Permission.DECIDE)


def may_decide_about(person_id: int) -> bool:
    """Whether this visitor may decide about the person."""
    try:
        decided_about(person_id)
    except Forbidden:
        return False
    return True


def scope(permission: Permission = Permission.MANAGE_PEOPLE) -> Counties:
    """The counties where this visitor may do it; None is the whole state."""
    return counties(me.grants, permission)


def county_names(permission: Permission = Permission.MANAGE_PEOPLE) -> dict[str, str]:
    """Their names."""
    return places.county_names(db.session, scope(permission))


def place_in(form: PlaceForm, *, by: int, at: datetime) -> Place:
    """The county, agency and team a valid form names; a new agency is added. Raises Invalid."""
    return places.place(
        db.session,
        form.county.data,
        number_of(form.agency),
        form.new_agency.data,
        number_of(form.team),
        by=by,
        at=at,
    )
