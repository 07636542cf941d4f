"""The form of each question of the wizard, with what it offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import MultiDict

from portal import clock
from portal.db import db
from portal.domain.assignments import Reach
from portal.forms.assignments import (
    ConfirmForm,
    GroupForm,
    PeopleForm,
    WhatForm,
    WhenForm,
    WhoForm,
    settle_form,
)
from portal.forms.fields import number_of
from portal.services import places
from portal.services.assignments import groups
from portal.views.access import me
from portal.views.assignments.steps import CONFIRM, EXCEPTIONS, WHAT, WHEN, WHO, WHOM

if TYPE_CHECKING:
    from portal.views.assignments.answers import Said


def _who(said: Said, values: MultiDict[str, str] | None, **more: Any) -> WhoForm:
    form = WhoForm(values, **more)
    form.offer(said.names, whole_state=said.scope is None)
    return form


def _group(said: Said, values: MultiDict[str, str] | None, **more: Any) -> Any:
    if said.reach is Reach.PEOPLE:
        return _choose(said, values, **more)
    form = GroupForm(values, **more)
    label = {Reach.TEAM: "Team", Reach.AGENCY: "Agency", Reach.DUTY: "Duty"}
    form.offer(label.get(said.reach or Reach.COUNTY, ""), said.group_names)
    return form


def _choose(said: Said, values: MultiDict[str, str] | None, **more: Any) -> PeopleForm:
    form = PeopleForm(values, **more)
    scope = said.scope if said.county is None else frozenset({said.county})
    form.team.choices = {
        "": "Any",
        **{str(team.id): team.name for team in places.teams(db.session, scope)},
    }
    form.people.choices = groups.to_choose(
        db.session,
        said.county,
        me.grants,
        clock.today(),
        words=form.q.data or "",
        team=number_of(form.team) if form.team.data in form.team.choices else None,
        chosen=[int(each) for each in form.people.data or () if each.isdecimal()],
    )
    return form


def _what(said: Said, values: MultiDict[str, str] | None, **more: Any) -> WhatForm:
    form = WhatForm(values, **more)
    form.courses.choices = {each.slug: each.title for each in said.met.courses}
    form.requirements.choices = {
        each.slug: f"{each.rule} {each.title}".strip() for each in said.met.requirements
    }
    return form


def _when(said: Said, values: MultiDict[str, str] | None, **more: Any) -> WhenForm:
    form = WhenForm(values, **more)
    form.newcomers = said.newcomers
    return form


def _exceptions(said: Said, values: MultiDict[str, str] | None, **more: Any) -> Any:
    return settle_form(said.problems, values, **more)


def _confirm(_said: Said, values: MultiDict[str, str] | None, **more: Any) -> ConfirmForm:
    return ConfirmForm(values, **more)


FORMS: dict[str, Callable[..., Any]] = {
    WHO: _who,
    WHOM: _group,
    WHAT: _what,
    WHEN: _when,
    EXCEPTIONS: _exceptions,
    CONFIRM: _confirm,
}
