"""Reminders: from what is due for somebody on a day to what they are told, each thing once.

A thing is asked of somebody by a day: a license to be renewed, a training to be taken. Told is
only how it stands now: of several moments that have passed unseen, such as while the worker was
stopped, it is the latest. Each notice has a key of person, thing, stage and due day; the ledger
knows those that were sent. So a date that moves is a new notice, and nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from portal.domain.certification import State
from portal.domain.dates import civil_date, date_text
from portal.domain.mail import QUIET, Frequency, Quiet
from portal.domain.matrix import Line, cells_on, lapses


@dataclass(frozen=True, slots=True)
class Windows:
    """When somebody is told. Days; a choice of the portal, not a rule of the state."""

    before: tuple[int, ...] = (30, 14, 7, 1)
    """So many days before the due day."""
    after: tuple[int, ...] = (1, 7, 30, 90)
    """So many days after it, while it is not done."""
    escalated: int = 7
    """So many days after it, the trainers of the person's counties are told."""

    @property
    def ahead(self) -> int:
        """So many days ahead it matters what is due."""
        return max(self.before) + 7  # and over a quiet stretch

    @property
    def back(self) -> int:
        """What is late for longer is late for long; the exact day no longer matters."""
        return max(self.after) + 30


WINDOWS = Windows()
"""Those of this portal."""
LONG = date.min
"""The due day of what is late for longer than anybody counts."""
ON, LONG_LATE, ESCALATED, NUDGED = "on", "long-late", "escalated", "nudged"


class Due(NamedTuple):
    """A thing that is asked of somebody by a day and not there yet, or not for longer."""

    person: int
    thing: str
    """Names it for good, such as “requirement:naloxone-training” or “credential:12”."""
    due_on: date
    """The last day on which it is in time; `LONG` for what has been late for long."""
    advised: bool
    """Whether the rule is not verified: then it advises, and nobody is called late."""


Key = tuple[int, str, str, date]
"""Of a notice: person, thing, stage, due day."""


class Told:
    """What the ledger says was told, or is about to be."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self.keys = frozenset(keys)
        self._late = {
            (person, thing)
            for person, thing, stage, _ in self.keys
            if stage == ESCALATED or stage.startswith("late-")
        }

    def knows(self, notice: Notice) -> bool:
        """Whether it was told. What is late for long was, if it was told since it is late."""
        if notice[:4] in self.keys:
            return True
        return notice.due_on == LONG and notice[:2] in self._late


class Notice(NamedTuple):
    """Something that somebody is to be told. The first four are its key."""

    person: int
    thing: str
    stage: str
    """Which moment: “before-7”, “on”, “late-1”, `LONG_LATE`, `ESCALATED` or `NUDGED`."""
    due_on: date
    advised: bool

    @property
    def is_important(self) -> bool:
        """Whether it is told whatever somebody has chosen: due at once, or late."""
        return not self.advised and self.stage not in _CALM

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.stage.startswith("late-") or self.stage in (LONG_LATE, ESCALATED)


_CALM = frozenset(f"before-{days}" for days in WINDOWS.before if days > 1)


def stage_of(
    due_on: date,
    today: date,
    through: date,
    windows: Windows = WINDOWS,
    *,
    advised: bool = False,
) -> str:
    """Which moment it is for something due on a day; empty while nobody need be told.

    `through` is the last day before somebody can be told again: what happens until then is told
    today. What only advises is told before its day and once after it, and never as late for long:
    nobody is chased by a rule that nobody has read.
    """
    if due_on == LONG:
        return "" if advised else LONG_LATE
    if due_on < today:
        if advised:
            return f"late-{min(windows.after)}"
        days = (today - due_on).days
        return f"late-{max(each for each in windows.after if each <= days)}"
    days = max(0, (due_on - through).days)
    if days == 0:
        return ON
    reached = [each for each in windows.before if days <= each]
    return f"before-{min(reached)}" if reached else ""


def notices(
    due: Iterable[Due], at: datetime, quiet: Quiet = QUIET, windows: Windows = WINDOWS
) -> list[Notice]:
    """Everything that is to be told about these things now, told before or not."""
    today, through = civil_date(at), quiet.through(at)
    stages: dict[tuple[date, bool], str] = {}  # many things are due on the same few days
    found = []
    for person, thing, due_on, advised in due:
        stage = stages.get((due_on, advised))
        if stage is None:
            stage = stage_of(due_on, today, through, windows, advised=advised)
            stages[due_on, advised] = stage
        if stage:
            found.append(Notice(person, thing, stage, due_on, advised))
    return found


def to_send(
    standing: Iterable[Notice], told: Told, frequency: Frequency, *, weekly: bool
) -> list[Notice]:
    """Of somebody's notices those for one mail now; none when no mail is to be sent.

    `weekly` says that the one mail of this week is still to come. What is important is sent at
    once, and takes along whatever else is new.
    """
    new = [each for each in standing if not told.knows(each)]
    wanted = [each for each in new if each.is_important]
    if frequency is Frequency.IMPORTANT:
        return wanted
    if wanted or frequency is Frequency.DAILY or weekly:
        return new
    return []


def escalations(
    trainer: int, late: Iterable[Due], today: date, windows: Windows = WINDOWS
) -> list[Notice]:
    """What a trainer is told: each thing that one of their people is late with, once."""
    found = []
    for each in late:
        is_long = each.due_on == LONG or (today - each.due_on).days >= windows.escalated
        if is_long and not each.advised:
            thing = f"late:{each.person}:{each.thing}"
            found.append(Notice(trainer, thing, ESCALATED, each.due_on, advised=False))
    return found


# From states to what is due


_LATE = frozenset({State.MISSING.letter, State.EXPIRED.letter})
"""Short of what is asked, and not at it: whoever takes the training now needs no reminder."""
_UNDER_WAY = State.IN_PROGRESS.letter


class Lapse(NamedTuple):
    """What a line of states says about a requirement: by its place, the day, and its weight."""

    place: int
    due_on: date
    advised: bool


def lapses_of(line: Line, today: date, advisory: str, windows: Windows = WINDOWS) -> list[Lapse]:
    """Which requirements somebody is late with, or will be if nothing is done.

    `line` covers at least the days that matter: from `back` days before today to `ahead` after it.
    `advisory` is that of today, as in `Cells`.
    """
    cells = cells_on(line, today, advisory)
    first = line.starts[0]
    end = today.toordinal() + windows.ahead
    found = []
    for place, letter in enumerate(cells.letters):
        ends = cells.ends[place]
        if letter in _LATE:
            since = cells.first[place]
            known = since > first and today.toordinal() - since < windows.back
            due_on = date.fromordinal(since - 1) if known else LONG
        elif ends <= end and (
            lapses(cells, place) or (letter == _UNDER_WAY and cells.then[place] in _LATE)
        ):
            due_on = date.fromordinal(ends - 1)
        else:
            continue
        found.append(Lapse(place, due_on, cells.advisory[place] == "a"))
    return found


# In words


def when_words(due_on: date, today: date, *, advised: bool) -> str:
    """How a due day stands to today, such as “in 7 days, on March 3, 2027”."""
    if due_on == LONG:
        return "late for more than three months"
    days = (due_on - today).days
    if days < 0:
        late = "1 day" if days == -1 else f"{-days} days"
        return f"{'since' if advised else 'late since'} {date_text(due_on)}, {late} ago"
    if days == 0:
        return f"today, {date_text(due_on)}"
    if days == 1:
        return f"tomorrow, {date_text(due_on)}"
    return f"in {days} days, on {date_text(due_on)}"


def subject(sent: Collection[Notice]) -> str:
    """The subject of somebody's digest: its weightiest part, counted."""
    late = sum(each.is_late and not each.advised for each in sent)
    soon = sum(not each.is_late and not each.advised for each in sent)
    if late:
        words = f"{_things(late)} late"
        return f"{words}, {soon} due soon" if soon else words
    if soon:
        return f"{_things(soon)} due soon"
    things = "1 thing" if len(sent) == 1 else f"{len(sent)} things"
    return f"{things} to take up: advice, nothing is late"


def _things(count: int) -> str:
    return "1 thing is" if count == 1 else f"{count} things are"
