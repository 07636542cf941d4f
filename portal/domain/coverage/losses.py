"""What people can do no longer from a day on, and what they would bring had it not ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from portal.domain.coverage.occurrences import DAY
from portal.domain.coverage.sweep import able_on
from portal.domain.staffing import MAYBE, Abilities, AbilitySpan, Able

_CERTAIN = Able.COUNTS | Able.NALOXONE | Able.ASSESSES | Able.CLINICIAN | Able.PEER
_HELPS = _CERTAIN | Able.THERE | Able(_CERTAIN << MAYBE)


def losses(
    spans: Sequence[AbilitySpan], days: tuple[date, date]
) -> Iterator[tuple[date, Abilities]]:
    """After the first day through the last: each day on which abilities are gone, and which."""
    for day in _turns(spans):
        if days[0] < day <= days[1]:
            before, after = able_on(spans, day - DAY), able_on(spans, day)
            lost = Abilities(
                _lost(before.judged, after.judged), _lost(before.advised, after.advised)
            )
            if lost.judged or lost.advised:
                yield day, lost


def _lost(before: Able, after: Able) -> Able:
    """What there was and is no more; what may have been and now is for sure is not lost."""
    return Able(before & _HELPS & ~after & ~((after & _CERTAIN) << MAYBE))


def _turns(spans: Iterable[AbilitySpan]) -> list[date]:
    return sorted({day for span in spans for day in (span.starts, span.ends) if day is not None})


def as_if_kept(
    spans: Sequence[AbilitySpan], lost: list[tuple[date, Abilities]]
) -> tuple[AbilitySpan, ...]:
    """The same person, had these abilities not ended."""
    found = []
    turns = _turns(spans)
    for day, following in zip(turns, [*turns[1:], None], strict=True):
        able = able_on(spans, day)
        judged, advised = int(able.judged), int(able.advised)
        for gone_on, gone in lost:
            if gone_on <= day:
                judged, advised = judged | gone.judged, advised | gone.advised
        found.append(AbilitySpan(day, following, Abilities(_settled(judged), _settled(advised))))
    return tuple(found)


def _settled(able: int) -> Able:
    """What is there for sure is not doubtful at the same time."""
    return Able(able & ~((able & _CERTAIN) << MAYBE))
