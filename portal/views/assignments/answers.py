"""What the answers of a draft mean, as far as they go: each is read by the form that asked it.

A draft keeps what was sent, not what it meant. So whatever has changed since, such as a team that
is no more, is found when it is read again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from werkzeug.datastructures import MultiDict

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission
from portal.domain.assignments import Basis, Problem, Reach, Unit, When, Whom
from portal.domain.assignments.things import Met, Thing
from portal.domain.assignments.wording import group_words, when_words
from portal.domain.dates import date_text
from portal.domain.facts import Duty
from portal.forms.assignments import (
    ALL,
    BOTH,
    DUTIES,
    LATER,
    NOW,
)
from portal.services import places
from portal.services.assignments import groups, planning
from portal.services.assignments.drafts import Answers, Draft
from portal.services.assignments.planning import Plan, Settled, Wanted
from portal.services.places import Counties
from portal.views import subject
from portal.views.access import me
from portal.views.assignments.questions import FORMS, settled_in
from portal.views.assignments.steps import CELLS, EXCEPTIONS, WHAT, WHEN, WHO, WHOM, sent


@dataclass
class Said:
    """A draft, read."""

    answers: Mapping[str, Answers]
    draft: Draft | None = None

    @cached_property
    def scope(self) -> Counties:
        """The counties that the visitor may ask in."""
        return subject.scope(Permission.ASSIGN)

    @cached_property
    def names(self) -> dict[str, str]:
        """Their names."""
        return places.county_names(db.session, self.scope)

    @cached_property
    def met(self) -> Met:
        """What can be asked for."""
        return Met(held.rulebook(), held.catalogue(), clock.today())

    # Forms, by question

    def form(self, question: str, values: MultiDict[str, str] | None, **more: Any) -> Any:
        """The form of a question, filled with these values."""
        return FORMS[question](self, values, **more)

    def kept(self, question: str) -> Any:
        """The form of a question with the answers that were kept; it needs no token."""
        values = sent(self.answers[question]) if question in self.answers else MultiDict()
        return self.form(question, values, meta={"csrf": False})

    def _good(self, question: str) -> Any:
        """The same if its answers can be used, else None."""
        if question not in self.answers:
            return None
        form = self.kept(question)
        return form if form.validate() else None

    # What the answers mean

    @cached_property
    def cells(self) -> tuple[tuple[int, Thing], ...]:
        """The cells of the matrix it was begun with, as people and requirements."""
        pairs = self.answers.get(CELLS, {}).get("pair", ())
        split = (each.partition(":") for each in pairs)
        return tuple((int(person), Thing(requirement=slug)) for person, _, slug in split)

    @cached_property
    def county(self) -> str | None:
        """The county that asks; None for the state. Only when that was answered."""
        if CELLS in self.answers:
            return (self.answers[CELLS].get("county") or [""])[0] or None
        form = self._good(WHO)
        chosen = form.county.data if form else ""
        return None if chosen in ("", ALL) else str(chosen)

    @cached_property
    def reach(self) -> Reach | None:
        """Which kind of group is asked; None: that was not answered."""
        if CELLS in self.answers:
            return Reach.PEOPLE
        form = self._good(WHO)
        return Reach(form.kind.data) if form else None

    @cached_property
    def _whom(self) -> tuple[Whom, frozenset[int], str] | None:
        """The group, the people chosen, and who of them is asked."""
        if self.cells:
            people = frozenset(person for person, _ in self.cells)
            return Whom(Reach.PEOPLE, self.county), people, NOW
        form = self._good(WHOM)
        if self.reach is None or form is None:
            return None
        if self.reach is Reach.PEOPLE:
            return Whom(self.reach, self.county), frozenset(map(int, form.people.data)), NOW
        chosen = form.group.data if "group" in form else ""
        county = self.county
        if self.reach is Reach.TEAM and county is None:
            county = self._county_of_team(int(chosen))
        whom = Whom(
            self.reach,
            county,
            team=int(chosen) if self.reach is Reach.TEAM else None,
            agency=int(chosen) if self.reach is Reach.AGENCY else None,
            duty=Duty(chosen) if self.reach is Reach.DUTY else None,
        )
        return whom, frozenset(), form.later.data

    def _county_of_team(self, number: int) -> str | None:
        teams = places.teams(db.session, self.scope)
        return next((team.county_fips for team in teams if team.id == number), None)

    @property
    def newcomers(self) -> bool:
        """Whether those who come later are asked."""
        return self._whom is not None and self._whom[2] in (BOTH, LATER)

    @property
    def duty(self) -> Duty | None:
        """The duty whose group is asked, if it is one of a duty."""
        return self._whom[0].duty if self._whom is not None else None

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        """What is asked for; nothing when that was not answered."""
        if self.cells:
            return tuple(dict.fromkeys(thing for _, thing in self.cells))
        form = self._good(WHAT)
        if form is None:
            return ()
        return (
            *(Thing(course=each) for each in form.courses.data),
            *(Thing(requirement=each) for each in form.requirements.data),
        )

    @cached_property
    def when(self) -> When | None:
        """By when; None: that was not answered."""
        form = self._good(WHEN)
        if form is None:
            return None
        basis = Basis(form.basis.data)
        if basis is Basis.FIXED:
            return When(basis, on=form.on.data)
        duty = Duty(form.duty.data) if basis is Basis.DUTY else None
        return When(basis, None, form.count.data, Unit(form.unit.data), duty)

    @property
    def missing(self) -> str:
        """The first question without an answer that can be used; empty when all have one."""
        if self._whom is None:
            return WHO if self.reach is None else WHOM
        if not self.things:
            return WHAT
        return WHEN if self.when is None else ""

    @cached_property
    def wanted(self) -> Wanted:
        """What is asked for. Only when nothing is missing."""
        assert self._whom is not None  # noqa: S101 (the caller has looked at `missing`)
        assert self.when is not None  # noqa: S101
        whom, people, later = self._whom
        pairs = frozenset(self.cells) or None
        present, newcomers = later != LATER, later != NOW
        return Wanted(whom, people, present, newcomers, self.things, self.when, pairs)

    @cached_property
    def plan(self) -> Plan:
        """What would become of it. Only when nothing is missing."""
        return planning.plan(
            db.session, self.wanted, held.rulebook(), held.catalogue(), self.scope, clock.today()
        )

    @cached_property
    def settled(self) -> dict[Problem, Settled] | None:
        """The choice for each group of exceptions; None: some is not made."""
        problems = self.problems
        if not problems:
            return {}
        form = self._good(EXCEPTIONS)
        return None if form is None else settled_in(form, problems)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The groups of exceptions. Only those there now can be any."""
        return tuple(self.plan.problems) if self.wanted.present else ()

    # In words

    @property
    def so_far(self) -> list[tuple[str, str, str]]:
        """Each answer in a line: the question's name, its answer, and where to change it."""
        found = []
        if self._whom is not None:
            found.append(("Who", self.who_words, "" if self.cells else WHOM))
        if self.things:
            titles = "; ".join(self.met.title(thing) for thing in self.things)
            found.append(("What", titles, "" if self.cells else WHAT))
        if self.when is not None:
            words = when_words(self.when)
            found.append(("By when", words[0].upper() + words[1:], WHEN))
        return found

    @property
    def who_words(self) -> str:
        """Who is asked, with how many there are now."""
        if self._whom is None:
            return ""
        whom, people, later = self._whom
        if whom.reach is Reach.PEOPLE:
            return f"{_people(len(people))} chosen by name"
        group = self.group_words
        there = len(groups.members(db.session, whom, people, clock.today()))
        return {
            NOW: f"Everybody {group}: {_people(there)} now",
            BOTH: f"Everybody {group}: {_people(there)} now, and everybody who comes later",
            LATER: f"Everybody who comes to be {group}; not the {_people(there)} there now",
        }[later]

    @property
    def who_count(self) -> str:
        """How many people work in the county now."""
        whom = Whom(Reach.COUNTY, self.county)
        there = len(groups.members(db.session, whom, (), clock.today()))
        return f"{_people(there)} {'works' if there == 1 else 'work'} there now or soon."

    @property
    def asks_words(self) -> str:
        """Who asks, as those who are asked will read it."""
        return f"{me.name} asked for it on {date_text(clock.today())}."

    @property
    def group_words(self) -> str:
        """The group, in words that follow “everybody”."""
        whom = self._whom[0] if self._whom else Whom(Reach.COUNTY, self.county)
        called = ""
        if whom.reach in (Reach.TEAM, Reach.AGENCY):
            called = self.group_names.get(str(whom.team or whom.agency), "").partition(" (")[0]
        return group_words(whom, self.names.get(whom.county or ""), called)

    @cached_property
    def group_names(self) -> dict[str, str]:
        """The groups to choose from, each with how many people there are."""
        sizes = groups.sizes(db.session, self.county, clock.today())
        if self.reach is Reach.TEAM:
            scope = None if self.county is None else frozenset({self.county})
            return {
                str(team.id): f"{team.name} ({_people(sizes.teams[team.id])})"
                for team in places.teams(db.session, scope)
            }
        if self.reach is Reach.AGENCY:
            return {
                str(agency.id): f"{agency.name} ({_people(sizes.agencies[agency.id])})"
                for agency in places.agencies(db.session)
                if sizes.agencies[agency.id]
            }
        if self.reach is Reach.DUTY:
            return {
                duty: f"{label} ({_people(sizes.duties[Duty(duty)])})"
                for duty, label in DUTIES.items()
            }
        return {}


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"
