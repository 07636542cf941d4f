"""Registering oneself or one's people, and cancelling a registration."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.db import db
from portal.domain.access import Permission
from portal.domain.errors import Conflict, Forbidden, Invalid
from portal.forms.events import PeopleForm, SearchForm
from portal.models import Person
from portal.services.events import listing, registering
from portal.services.events.finding import Shown
from portal.services.events.registering import Place
from portal.services.people import find
from portal.views import access, mails
from portal.views.access import me
from portal.views.events import notices
from portal.views.events.blueprint import blueprint, seen


@blueprint.post("/<int:event>/register")
@access.signed_in
def register(event: int) -> ResponseReturnValue:
    """Register oneself."""
    now = clock.now()
    shown = seen(event, now)
    if not registering.is_for(db.session, shown, me.person_id, now):
        message = "This session is for people of other counties."
        raise Forbidden(message)
    try:
        place = registering.register(db.session, event, [me.person_id], by=me.person_id, at=now)[0]
    except Invalid as error:
        raise Conflict(str(error)) from None
    db.session.commit()
    if place.waiting:
        words = f"You are number {place.waiting} on the wait list. You get a mail with a seat."
        flash(words, "info")
    else:
        flash("You are registered, and have a seat.", "ok")
    return redirect(url_for("events.event", event=event), 303)


@blueprint.get("/<int:event>/withdraw")
@access.signed_in
def withdraw(event: int) -> ResponseReturnValue:
    """Ask first: a seat that is given up may be somebody else's at once."""
    return _ask_first(seen(event), me.person_id)


@blueprint.post("/<int:event>/withdraw")
@access.signed_in
def withdraw_submit(event: int) -> ResponseReturnValue:
    """Cancel one's own registration; whoever moves up is told."""
    shown = seen(event)
    _withdraw(shown, me.person_id)
    db.session.commit()
    mails.send_soon()
    flash("Your registration is cancelled.", "ok")
    return redirect(url_for("events.event", event=event), 303)


def _ask_first(shown: Shown, person_id: int, called: str = "") -> ResponseReturnValue:
    """`called`: whose registration it is; empty for one's own."""
    listed = listing.one_listed(db.session, shown, person_id)
    if not listed.rank:
        there = "events.roster" if called else "events.event"
        return redirect(url_for(there, event=shown.event.id), 303)
    return render_template(
        "events/withdraw.html",
        shown=shown,
        version=shown.version,
        listed=listed,
        person=person_id,
        called=called,
    )


def _withdraw(shown: Shown, person_id: int) -> bool:
    """Cancel a registration and tell whoever moves up: whether it was cancelled just now."""
    done = registering.withdraw(
        db.session, shown.event.id, person_id, by=me.person_id, at=clock.now()
    )
    notices.moved_up(shown, done.moved)
    return done.is_new


# By trainers, for their people


def _shown(event: int) -> Shown:
    """The session; whoever registers people for it may see it and holds sessions somewhere."""
    return seen(event)


def _people_page(shown: Shown, form: PeopleForm, search: SearchForm) -> str:
    words = search.words.data if search.validate() else ""
    now = clock.now()
    people = registering.offered(db.session, shown, me.grants, words or "", now)
    form.offer(people)
    return render_template(
        "events/people.html",
        shown=shown,
        form=form,
        search=search,
        people=people,
        most=registering.LISTED,
        closed=registering.closed_because(shown, now, by_trainer=True),
        is_over=shown.version.ends_at <= now,
    )


@blueprint.get("/<int:event>/people")
@access.requires(Permission.HOLD_SESSIONS)
def people(event: int) -> ResponseReturnValue:
    """One's people who are not registered, to be ticked."""
    return _people_page(_shown(event), PeopleForm(), SearchForm(request.args))


@blueprint.post("/<int:event>/people")
@access.requires(Permission.HOLD_SESSIONS)
def people_submit(event: int) -> ResponseReturnValue:
    """Register them, all or none, and tell each unless it is over."""
    shown = _shown(event)
    now = clock.now()
    form = PeopleForm()
    if not form.validate():
        return _people_page(shown, form, SearchForm(request.args)), 422
    ids = form.people.data or []
    registering.check_offered(db.session, shown, me.grants, ids, now)
    try:
        places = registering.register(
            db.session, event, ids, by=me.person_id, at=now, by_trainer=True
        )
    except Invalid as error:
        form.people.errors = [str(error)]
        return _people_page(shown, form, SearchForm(request.args)), 422
    if shown.version.ends_at <= now:
        db.session.commit()
        flash(f"Added: {len(places)}. Nobody gets a mail, for the session is over.", "ok")
        return redirect(url_for("events.roster", event=event), 303)
    notices.registered(shown, places, me.name)
    db.session.commit()
    mails.send_soon()
    flash(_said(places), "ok")
    return redirect(url_for("events.roster", event=event), 303)


def _said(places: list[Place]) -> str:
    seats = sum(not place.waiting for place in places)
    waiting = len(places) - seats
    words = f"{seats} with a seat" if seats else ""
    if waiting:
        words += f"{', ' if words else ''}{waiting} on the wait list"
    return f"Registered: {words}. Each of them gets a mail."


@blueprint.get("/<int:event>/people/<int:person>/withdraw")
@access.requires(Permission.HOLD_SESSIONS)
def withdraw_person(event: int, person: int) -> ResponseReturnValue:
    """Ask first: the seat of somebody one looks after may be somebody else's at once."""
    return _ask_first(_shown(event), person, _name_of(looked_after(person)))


@blueprint.post("/<int:event>/people/<int:person>/withdraw")
@access.requires(Permission.HOLD_SESSIONS)
def withdraw_person_submit(event: int, person: int) -> ResponseReturnValue:
    """Cancel the registration of somebody one looks after, and tell them."""
    shown = _shown(event)
    name = _name_of(looked_after(person))
    if _withdraw(shown, person) and person != me.person_id and not shown.cancelled:
        notices.withdrawn(shown, person, me.name)
    db.session.commit()
    mails.send_soon()
    flash(f"The registration of {name} is cancelled.", "ok")
    return redirect(url_for("events.roster", event=event), 303)


def _name_of(person: Person) -> str:
    return person.called


def looked_after(person_id: int) -> Person:
    """Somebody for whom whoever is looking holds sessions. Raises NotFound or Forbidden."""
    grants, today = me.grants, clock.today()
    return find(db.session, person_id, grants, Permission.HOLD_SESSIONS, today).person
