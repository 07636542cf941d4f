"""Telling trainers which of their people are late, in one mail."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.domain.access import Role
from portal.domain.mail import Frequency, MailKind
from portal.domain.reminders import (
    Due,
    Key,
    Notice,
    Told,
    escalations,
    to_send,
    when_words,
)
from portal.models import RoleGrant
from portal.services.reminders.asking import Asking, addresses, some
from portal.services.reminders.sources import due_now, words_of
from portal.services.reminders.told import mailed_this_week, told_before


@dataclass(frozen=True, slots=True)
class Late:
    """Somebody of a trainer's, with what they are late with."""

    person: int
    name: str
    things: tuple[tuple[str, str, str], ...]
    """Name, title, and since when in words."""


@dataclass(frozen=True, slots=True)
class TeamDigest:
    """Who is late, for a trainer."""

    person: int
    name: str
    recipient: str
    day: date
    people: tuple[Late, ...]
    """Everybody who is late now, told before or not."""
    notices: list[Notice]
    """What is new."""

    @property
    def key(self) -> str:
        """There is one such mail for a trainer and a day."""
        return f"{MailKind.TEAM}:{self.person}:{self.day.isoformat()}"

    def titled(self) -> list[tuple[Notice, str]]:
        """Each notice with what the ledger calls it."""
        titles = {
            (one.person, thing): title for one in self.people for thing, title, _ in one.things
        }
        found = []
        for each in self.notices:
            _, person, thing = each.thing.split(":", 2)
            found.append((each, titles[int(person), thing]))
        return found


def _trainers(asking: Asking) -> dict[int, set[str]]:
    """The trainers with their counties."""
    statement = select(RoleGrant.person_id, RoleGrant.county_fips).where(
        RoleGrant.role == Role.TRAINER, RoleGrant.ended_at.is_(None)
    )
    found: dict[int, set[str]] = defaultdict(set)
    missed = asking.unreachable | asking.away
    for person, county in asking.session.execute(statement):
        if county is not None and person not in missed:
            found[person].add(county)
    return found


def waiting(
    asking: Asking,
    due: Iterable[Due],
    told: Told,
    chosen: Mapping[int, Frequency],
) -> set[int]:
    """The trainers who have something new to be told."""
    trainers = _trainers(asking)
    of_county: dict[str, list[int]] = defaultdict(list)
    for trainer, counties in trainers.items():
        for county in counties:
            of_county[county].append(trainer)
    late: dict[int, list[Due]] = defaultdict(list)
    for each in due:
        if each.due_on < asking.today and not each.advised:
            for county in asking.counties[each.person]:
                for trainer in of_county.get(county, ()):
                    late[trainer].append(each)
    this_week = mailed_this_week(asking, MailKind.TEAM)
    return {
        trainer
        for trainer, mine in late.items()
        if (trainer not in this_week or chosen.get(trainer, Frequency.DAILY) is Frequency.DAILY)
        and _new(trainer, mine, told, asking.today)
    }


def _new(trainer: int, late: Iterable[Due], told: Told, today: date) -> list[Notice]:
    """What the trainer has not been told about others."""
    others = (each for each in late if each.person != trainer)
    return to_send(escalations(trainer, others, today), told, Frequency.DAILY, weekly=True)


@dataclass(frozen=True, slots=True)
class _Mine:
    """What the people of some trainers are late with."""

    asking: Asking
    late: dict[int, list[Due]]
    """By trainer."""


def _late(asking: Asking, ids: Collection[int]) -> _Mine:
    counties = {trainer: mine for trainer, mine in _trainers(asking).items() if trainer in ids}
    everywhere = set().union(*counties.values())
    people = [person for person, found in asking.counties.items() if everywhere & set(found)]
    asked = some(asking, people)
    due = [each for each in due_now(asked) if each.due_on < asked.today and not each.advised]
    late = {
        trainer: [
            each
            for each in due
            if each.person != trainer and mine & set(asked.counties[each.person])
        ]
        for trainer, mine in counties.items()
    }
    return _Mine(asked, late)


def standing(asking: Asking, ids: Collection[int]) -> set[Key]:
    """What these trainers would be told now if nobody had told them yet."""
    found = _late(asking, ids).late
    return {
        each[:4]
        for trainer, late in found.items()
        for each in escalations(trainer, late, asking.today)
    }


def digests(asking: Asking, ids: Collection[int]) -> list[TeamDigest]:
    """The mails that these trainers are to get now."""
    told = told_before(asking, ids)
    mine = _late(asking, ids)
    new = {trainer: _new(trainer, late, told, asking.today) for trainer, late in mine.late.items()}
    late_people = {each.person for late in mine.late.values() for each in late}
    who = addresses(asking.session, late_people | new.keys())
    return [
        TeamDigest(
            trainer,
            *who[trainer],
            asking.today,
            _people(mine.asking, mine.late[trainer], who),
            found,
        )
        for trainer, found in new.items()
        if found
    ]


def _people(
    asking: Asking, late: Iterable[Due], who: Mapping[int, tuple[str, str]]
) -> tuple[Late, ...]:
    """Who is late, by name, each with what."""
    mine: dict[int, list[Notice]] = defaultdict(list)
    for each in late:
        mine[each.person].append(Notice(*each[:2], "", each.due_on, each.advised))
    words = words_of(asking, (one for found in mine.values() for one in found))
    found = [
        Late(
            person,
            who[person][0],
            tuple(
                (
                    one.thing,
                    words[person, one.thing].title,
                    when_words(one.due_on, asking.today, advised=False),
                )
                for one in sorted(things, key=lambda one: one.due_on)
            ),
        )
        for person, things in mine.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.person)))
