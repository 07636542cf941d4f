"""A person's states and abilities through all time, as one line of stretches."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from portal.domain.certification import STATES, Span, State, all_spans, judged_requirements
from portal.domain.coverage import ALWAYS, FOREVER
from portal.domain.facts import PersonFacts
from portal.domain.remembering import once_per_rulebook
from portal.domain.requirements import Rulebook
from portal.domain.staffing import Abilities, AbilitySpan, Able, ability_spans, looked_at
from portal.models import Person


class PersonStretch(NamedTuple):
    """What one person is and brings on each day of a stretch; days as in `KeptPerson`."""

    starts: int
    ends: int
    states: str
    advisory: str
    judged: int
    advised: int

    @property
    def able(self) -> Abilities:
        """What the person brings."""
        return able(self.judged, self.advised)


@lru_cache(maxsize=4096)
def able(judged: int, advised: int) -> Abilities:
    """Abilities by their numbers; the same object for the same."""
    return Abilities(Able(judged), Able(advised))


def person_stretches(facts: PersonFacts, rulebook: Rulebook) -> tuple[PersonStretch, ...]:
    """Every requirement's spans and the abilities, cut where any of them changes."""
    spans = all_spans(facts, rulebook)
    nothing = "-" * len(spans)
    return _cut([PersonStretch(ALWAYS, FOREVER, nothing, nothing, 0, 0)], spans, facts, rulebook)


def stretches_anew(
    facts: PersonFacts, rulebook: Rulebook, before: Sequence[PersonStretch], slugs: Iterable[str]
) -> tuple[PersonStretch, ...]:
    """The same where only the states for these requirements may be others than before."""
    return _cut(before, all_spans(facts, rulebook, slugs), facts, rulebook)


def _cut(
    before: Sequence[PersonStretch],
    fresh: Mapping[str, tuple[Span, ...]],
    facts: PersonFacts,
    rulebook: Rulebook,
) -> tuple[PersonStretch, ...]:
    """What was before, with what is fresh in its place, and with the abilities that follow."""
    places = _places(rulebook)
    known = {
        slug: _spans(before, places[slug])
        for slug in looked_at(rulebook)
        if slug in places and slug not in fresh
    }
    abilities = {
        each.starts.toordinal(): each.able
        for each in ability_spans(facts, rulebook, {**known, **fresh})
    }
    changes: dict[int, list[tuple[int, str, str]]] = {}
    for slug, spans in fresh.items():
        for span in spans:
            said = places[slug], span.state.letter, "a" if span.advisory else "j"
            changes.setdefault(span.starts.toordinal(), []).append(said)
    grounds = {each.starts: each for each in before}
    now, states, advises = abilities[ALWAYS], list[str](), list[str]()
    found: list[PersonStretch] = []
    over: dict[int, tuple[int, str, str]] = {}
    days = sorted({*abilities, *changes, *grounds})
    for day, following in zip(days, [*days[1:], FOREVER], strict=True):
        now = abilities.get(day, now)
        anew: Iterable[tuple[int, str, str]] = changes.get(day, ())
        over.update({change[0]: change for change in anew})
        if day in grounds:
            states, advises = list(grounds[day].states), list(grounds[day].advisory)
            anew = over.values()
        for place, state, advisory in anew:
            states[place], advises[place] = state, advisory
        what = "".join(states), "".join(advises), int(now.judged), int(now.advised)
        if found and found[-1][2:] == what:
            found[-1] = found[-1]._replace(ends=following)
        else:
            found.append(PersonStretch(day, following, *what))
    return tuple(found)


@once_per_rulebook
def _places(rulebook: Rulebook) -> dict[str, int]:
    """Of the requirements, in the letters of stretches."""
    return {each.slug: place for place, each in enumerate(judged_requirements(rulebook))}


def _spans(stretches: Sequence[PersonStretch], place: int) -> tuple[Span, ...]:
    """The states for one requirement, by its place."""
    found: list[tuple[int, str, str]] = []
    for each in stretches:
        said = each.states[place], each.advisory[place]
        if not found or found[-1][1:] != said:
            found.append((each.starts, *said))
    days = [date.fromordinal(starts) for starts, _, _ in found]
    return tuple(
        Span(day, end, STATES[letter], advisory == "a")
        for day, end, (_, letter, advisory) in zip(days, [*days[1:], None], found, strict=True)
    )


def abilities_of(stretches: Iterable[PersonStretch]) -> tuple[AbilitySpan, ...]:
    """The abilities alone, equal neighbors as one."""
    return ability_spans_of([(each.starts, each.ends, each.able) for each in stretches])


def ability_spans_of(held: Sequence[tuple[int, int, Abilities]]) -> tuple[AbilitySpan, ...]:
    """The same from first days and ends, in order and without gaps."""
    found: list[tuple[int, Abilities]] = []
    for starts, _, brings in held:
        if not found or found[-1][1] is not brings:
            found.append((starts, brings))
    last = date.fromordinal(held[-1][1]) if held and held[-1][1] != FOREVER else None
    ends = [*(date.fromordinal(day) for day, _ in found[1:]), last][: len(found)]
    return tuple(
        AbilitySpan(date.fromordinal(day), end, brings)
        for (day, brings), end in zip(found, ends, strict=True)
    )


def differing(old: Sequence[PersonStretch], new: Sequence[PersonStretch]) -> tuple[int, int] | None:
    """The days from which on and until when somebody brings something else; None: never."""
    days = sorted({day for each in (*old, *new) for day in each[:2]})
    places, differs = [0, 0], []
    for day, following in pairwise(days):
        able = []
        for which, stretches in enumerate((old, new)):
            while places[which] < len(stretches) and stretches[places[which]].ends <= day:
                places[which] += 1
            there = stretches[places[which] : places[which] + 1]
            able.append([each[4:] for each in there if each.starts <= day])
        if able[0] != able[1]:
            differs += [day, following]
    return (differs[0], differs[-1]) if differs else None


_NAMES = select(Person.id, Person.called).where(Person.id.in_(bindparam("people", expanding=True)))


def called(session: Session, people: Iterable[int]) -> dict[int, str]:
    """The names of these people."""
    asked = {"people": sorted(set(people))}
    return dict(session.connection().execute(_NAMES, asked).all())


def on(stretches: Iterable[PersonStretch], day: date) -> PersonStretch:
    """The stretch that a day lies in."""
    number = day.toordinal()
    return next(each for each in stretches if each.starts <= number < each.ends)


def states_of(stretch: PersonStretch, rulebook: Rulebook) -> dict[str, tuple[State, bool]]:
    """The state for each requirement, and whether it only advises."""
    return {
        requirement.slug: (STATES[letter], advisory == "a")
        for requirement, letter, advisory in zip(
            judged_requirements(rulebook), stretch.states, stretch.advisory, strict=True
        )
    }
