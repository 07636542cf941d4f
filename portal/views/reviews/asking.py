"""Which entries an address asks for, and what comes before and after one of them."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

from flask import request

from portal import clock, held
from portal.db import db
from portal.domain.access import Permission, holds
from portal.domain.evidence import by_subject, creditable
from portal.domain.requirements import Rulebook
from portal.forms.reviews import QueueForm
from portal.services import readiness, reviews
from portal.services.places import Counties
from portal.services.readiness import Lasting
from portal.services.reviews import Filters, Item, Shown
from portal.views import subject
from portal.views.access import me

NARROWING = ("county", "requirement", "precedent", "document")


@dataclass(frozen=True)
class Question:
    """What was asked, as read from the address."""

    form: QueueForm
    good: bool
    """Whether it can be answered."""
    shown: Shown
    rulebook: Rulebook
    scope: Counties
    """The counties asked about, all of them one’s own."""

    @property
    def narrowed(self) -> dict[str, Any]:
        """The arguments that carry the question along."""
        return {name: value for name in NARROWING if (value := request.args.get(name, ""))}

    @cached_property
    def items(self) -> list[Item]:
        """What waits, in its order."""
        today = clock.today()
        filters = Filters(
            self.form.requirement.data or "",
            self.form.precedent.data or "",
            self.form.document.data or "",
        )
        if not self.good:
            return []
        return reviews.waiting(
            db.session,
            self.scope,
            today,
            by_subject(self.rulebook, today),
            filters,
            but=me.person_id,
            returned=self.shown is Shown.RETURNED,
        )


@dataclass(frozen=True, slots=True)
class Around:
    """Where an entry stands in the list, and its neighbours."""

    place: int | None
    """From 1; None when it is not in the list."""
    total: int
    before: int | None
    after: int | None


def question(*, waits: bool = False) -> Question:
    """What the address asks; `waits`: about what waits for a reviewer, whatever it says of that."""
    book = held.rulebook()
    names = subject.county_names(Permission.DECIDE)
    form = QueueForm(request.args)
    form.county.choices = {"": "Every county of mine", **names}
    form.requirement.choices = {
        "": "Any",
        **{slug: one.title for slug, one in creditable(book).items()},
    }
    good = form.validate()
    scope = subject.scope(Permission.DECIDE)
    if good and form.county.data:
        scope = frozenset({form.county.data})
    asked = request.args.get("shown", "")
    shown = Shown(asked) if asked in {one.value for one in Shown} and not waits else Shown.WAITS
    return Question(form, good, shown, book, scope)


def around(items: list[Item], training: int) -> Around:
    """The neighbours of an entry. Of one that is not in the list the first is what comes next."""
    numbers = [one.training for one in items]
    if training not in numbers:
        return Around(None, len(numbers), None, numbers[0] if numbers else None)
    at = numbers.index(training)
    before = numbers[at - 1] if at else None
    after = numbers[at + 1] if at + 1 < len(numbers) else None
    return Around(at + 1, len(numbers), before, after)


def to_review() -> int:
    """How many trainings that people entered wait for this visitor to review them."""
    if not holds(me.grants, Permission.DECIDE):
        return 0
    scope = subject.scope(Permission.DECIDE)
    if scope is None:
        return reviews.count(db.session, None, clock.today(), but=me.person_id)
    return to_review_in(scope)


def to_review_in(counties: frozenset[str]) -> int:
    """The same of these counties, remembered under their stamps."""
    today, memory = clock.today(), held.memory()
    lasting = held.kept().lasting(counties, today)
    last = memory.last("waiting", lasting)
    waiting = memory.one("waiting", lasting, partial(_by_person, counties, today, lasting, last))
    return sum(waiting.values()) - waiting.get(me.person_id, 0)


def _by_person(
    counties: frozenset[str], today: date, lasting: Lasting | None, last: tuple[str, Any] | None
) -> dict[int, int]:
    """How many wait, by person; of the `last` that is remembered, with its stamp, what stays."""
    changed = (
        readiness.changed_since(held.kept(), lasting.county, last[0]) if lasting and last else None
    )
    if last is None or changed is None:
        return reviews.by_person(db.session, counties, today)
    waiting = {person: count for person, count in last[1].items() if person not in changed.people}
    if changed.people:
        waiting |= reviews.by_person(db.session, counties, today, changed.people)
    return waiting
