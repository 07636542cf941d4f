"""What could be changed about each person: come, be put on call, finish a training."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from portal.domain.staffing.present import MAYBE, Abilities, Able, Mode, Present
from portal.domain.staffing.steps import Change, Step
from portal.domain.staffing.tally import weight

Gains = Mapping[int, Mapping[Able, tuple[str, ...]]]
"""By person: each ability they could gain, with the requirements still to be met for it."""


@dataclass(frozen=True, slots=True)
class Option:
    """Steps of one person that are taken together."""

    person: int
    steps: tuple[Step, ...]
    cost: int
    """How many steps they are, where each requirement still to be met is one."""
    effect: int
    """By how much the part of the tally changes that matters."""
    lighter: frozenset[int]
    """The effects of some of these steps alone, where they cost just as much."""


def options(
    present: Sequence[Present],
    others: Sequence[Present],
    gains: Gains,
    matters: int,
    most: int,
) -> list[Option]:
    """Everything that could be done, at no more than so many steps, and changes what matters.

    `matters` are the bits of a tally that the requirements not yet met look at.
    """
    found: list[Option] = []
    for each in present:
        found += _of_present(each, gains.get(each.person, {}), matters)
    there = {each.person for each in present}
    for each in others:
        if each.person not in there:
            found += _of_other(each, matters)
    return [option for option in found if option.effect and option.cost <= most]


def _of_other(other: Present, matters: int) -> Iterator[Option]:
    for change, mode in ((Change.ADD, Mode.ON_SITE), (Change.CALL, Mode.ON_CALL)):
        step = Step(change, other.person, other.name, None, ())
        effect = weight(mode, other.able) & matters
        yield Option(other.person, (step,), 1, effect, frozenset())


def _of_present(
    somebody: Present, gains: Mapping[Able, tuple[str, ...]], matters: int
) -> Iterator[Option]:
    if not somebody.able.there:
        return
    before = weight(somebody.mode, somebody.able) & matters
    modes = dict.fromkeys((somebody.mode, Mode.ON_SITE))
    for mode in modes:
        come = () if mode is somebody.mode else (_step(Change.COME, somebody),)
        made: dict[tuple[Able, ...], tuple[int, int]] = {}
        for abilities in _some_of(gains):
            effect = (weight(mode, _with(somebody.able, abilities)) & matters) - before
            steps = come + tuple(_step(Change.GAIN, somebody, one, gains[one]) for one in abilities)
            cost = len(come) + _cost(abilities, gains)
            lighter = frozenset(
                less
                for some, (as_much, less) in made.items()
                if as_much == cost and set(some) < set(abilities)
            )
            made[abilities] = (cost, effect)
            if effect not in lighter:
                yield Option(somebody.person, steps, cost, effect, lighter)


def _some_of(gains: Iterable[Able]) -> Iterator[tuple[Able, ...]]:
    """None of them, each of them, each two, and so on: smaller choices first."""
    able = list(gains)
    for size in range(len(able) + 1):
        yield from combinations(able, size)


def _cost(abilities: tuple[Able, ...], gains: Mapping[Able, tuple[str, ...]]) -> int:
    needs = {slug for one in abilities for slug in gains[one]}
    return max(len(needs), 1) if abilities else 0


def _with(able: Abilities, gained: tuple[Able, ...]) -> Abilities:
    return Abilities(_gained(able.judged, gained), _gained(able.advised, gained))


def _gained(mask: Able, gained: tuple[Able, ...]) -> Able:
    """Whoever is never counted gains nothing."""
    if mask & Able.EXCLUDED:
        return mask
    for one in gained:
        mask = mask & ~Able(one << MAYBE) | one
    return mask


def _step(
    change: Change, who: Present, able: Able | None = None, needs: tuple[str, ...] = ()
) -> Step:
    return Step(change, who.person, who.name, able, needs)
