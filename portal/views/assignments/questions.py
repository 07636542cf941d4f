"""The form of each question of the wizard, with what it offers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import MultiDict

from portal import clock
from portal.db import db
from portal.domain.assignments import Choice, Problem, Reach
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
from portal.forms.values import day
from portal.services import places
from portal.services.assignments import groups
from portal.services.assignments.planning import Settled
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
    if said.reach is Reach.DUTY:
        form.group.description = TEAMS_ANSWER
    return form


TEAMS_ANSWER = (
    "To be on a team is to answer calls, unless somebody only dispatches or gives advice."
)


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
    rules = said.met.rules_by_course
    form.courses.choices = {
        each.slug: f"{each.title} ({', '.join(rules[each.slug])})"
        if each.slug in rules
        else each.title
        for each in said.met.courses
    }
    form.requirements.choices = {
        each.slug: f"{each.rule} {each.title}".strip() for each in said.met.requirements
    }
    return form


def _when(said: Said, values: MultiDict[str, str] | None, **more: Any) -> WhenForm:
    form = WhenForm(values, **more)
    form.newcomers = said.newcomers
    if values is None and said.duty is not None:
        form.duty.data = said.duty.value
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


def settled_in(form: Any, problems: Sequence[Problem]) -> dict[Problem, Settled]:
    """What a valid form of exceptions says."""
    found = {}
    for one in problems:
        choice = Choice(form[f"{one.value}-choice"].data)
        days, on = 0, None
        if choice is Choice.IN_DAYS:
            days = form[f"{one.value}-days"].data
        elif choice is Choice.ON_DAY:
            on = day(form[f"{one.value}-on"])
        found[one] = Settled(choice, days, on)
    return found
