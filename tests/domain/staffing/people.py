"""Made-up people with abilities, and a plain reading of the team requirements to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations

from hypothesis import strategies as st

from portal.domain.requirements import UNKNOWN, Rulebook, Severity, Subject
from portal.domain.staffing import MAYBE, Abilities, Able, Mode, Outcome, Present
from tests.domain.staffing.rulebooks import TEAM, rulebook

Someone = tuple[Mode, Abilities]
THERE = Able.THERE
RESPONDER = Able.THERE | Able.COUNTS
ALL = RESPONDER | Able.NALOXONE | Able.ASSESSES | Able.CLINICIAN | Able.PEER
EACH = (Able.COUNTS, Able.NALOXONE, Able.ASSESSES, Able.CLINICIAN, Able.PEER)


def able(judged: Able, advised: Able | None = None) -> Abilities:
    """Abilities that are equal at both levels unless said otherwise."""
    return Abilities(judged, judged if advised is None else advised)


NAMES = ("Ana Reyes", "Ben Cho", "Cy Ode", "Di Fox", "Eve Lin", "Flo Ng")


def present(
    *people: tuple[Mode, Able] | tuple[Mode, Able, Able], names: Sequence[str] = NAMES
) -> list[Present]:
    """People numbered from 1, with the names above."""
    return [
        Present(number, name, mode, able(*levels))
        for number, (name, (mode, *levels)) in enumerate(zip(names, people, strict=False), 1)
    ]


def masks() -> st.SearchStrategy[Able]:
    """Each ability held, not held, or not known."""
    each = [st.sampled_from([Able(0), one, Able(one << MAYBE)]) for one in EACH]
    return st.tuples(*each).map(lambda some: Able(sum(some)) | THERE)


def someone() -> st.SearchStrategy[Someone]:
    """Somebody at random, sometimes not there at all."""
    known = st.builds(Abilities, masks(), masks())
    return st.tuples(st.sampled_from(Mode), st.one_of(known, known, known, st.just(able(Able(0)))))


def rulebooks() -> st.SearchStrategy[Rulebook]:
    """Some team requirements with numbers at random, some verified, some with unknown settings."""
    return st.builds(
        lambda verified, only, minimum, on_site, remote, unknown: rulebook(
            verified,
            only={*only, "around-the-clock"},
            settings={
                "two-members": {"minimum": minimum},
                "one-on-site": {"on_site": on_site, "remote": remote},
                **unknown,
            },
        ),
        st.sets(st.sampled_from(TEAM)),
        st.sets(st.sampled_from(TEAM), min_size=3),
        st.integers(0, 3),
        st.integers(0, 2),
        st.integers(0, 2),
        st.dictionaries(
            st.sampled_from(["two-members", "naloxone", "clinician"]),
            st.sampled_from([{"minimum": UNKNOWN, "training": UNKNOWN, "types": UNKNOWN}]),
            max_size=1,
        ),
    )


def plain_outcome(people: Sequence[Someone], book: Rulebook, on: date) -> Outcome:
    """The outcome by trying every choice of people; slow and easy to read."""
    there = [(mode, each) for mode, each in people if each.judged or each.advised]
    if not any(mode is not Mode.ON_CALL for mode, _ in there):
        return Outcome.NOT_COVERED
    blocking = {
        each.check: version
        for each in book.of(Subject.TEAM)
        if each.severity is Severity.BLOCK and (version := each.on(on)) is not None
    }
    known = {check: each.settings for check, each in blocking.items() if not each.unknown}
    verified = {check: known[check] for check in known if blocking[check].is_verified}
    judged = [(mode, each.judged) for mode, each in there]
    advised = [(mode, each.advised) for mode, each in there]
    if not some_choice_works(judged, verified, at_best=True):
        return Outcome.NOT_COVERED
    if not some_choice_works(judged, verified, at_best=False):
        return Outcome.UNKNOWN
    if any(each.is_verified and each.unknown for each in blocking.values()):
        return Outcome.UNKNOWN
    if len(known) < len(blocking) or not some_choice_works(advised, known, at_best=False):
        return Outcome.ADVISORY
    return Outcome.COVERED


def some_choice_works(people, rules, *, at_best: bool) -> bool:
    """Whether some of the people, as the members of the response, meet all the rules at once."""
    members = [each for each in people if each[0] is not Mode.ON_CALL]
    return any(
        _works(choice, people, rules, at_best)
        for size in range(len(members), -1, -1)
        for choice in combinations(members, size)
    )


def _works(choice, people, rules, at_best: bool) -> bool:
    def has(mask: Able, ability: Able) -> bool:
        return bool(mask & ability or (at_best and mask & (ability << MAYBE)))

    counted = [mode for mode, mask in choice if has(mask, Able.COUNTS)]
    on_site = [mask for mode, mask in choice if mode is Mode.ON_SITE]
    for check, settings in rules.items():
        if check == "members_at_least":
            met = len(counted) >= settings["minimum"]
        elif check == "on_site_at_least":
            met = (
                counted.count(Mode.ON_SITE) >= settings["on_site"]
                and counted.count(Mode.REMOTE) <= settings["remote"]
            )
        elif check == "someone_on_site_carries_naloxone":
            met = any(has(mask, Able.NALOXONE) for mask in on_site)
        elif check == "someone_on_site_trained_in":
            met = any(has(mask, Able.ASSESSES) for mask in on_site)
        elif check == "clinician_within_reach":
            met = any(has(mask, Able.CLINICIAN) for _, mask in people)
        else:
            met = check == "not_counted"
        if not met:
            return False
    return True
