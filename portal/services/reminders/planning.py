"""From what is due to the mails of a day. Planned again at any time, it plans nothing twice."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from portal.domain.mail import Frequency, MailKind
from portal.domain.reminders import Key, Notice, notices, to_send, when_words
from portal.models import Mail
from portal.services.reminders import choices, teams
from portal.services.reminders.asking import Asking, addresses, some
from portal.services.reminders.sources import Thing, Words, due_now, words_of
from portal.services.reminders.told import mailed_this_week, told_before


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as its mail says it."""

    notice: Notice
    title: str
    when: str
    why: str

    @property
    def heading(self) -> str:
        """Under which heading it stands."""
        if self.notice.advised:
            return "Advice: no deadline is confirmed"
        return "Late" if self.notice.is_late else "Due soon"


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything that somebody is told in one mail."""

    person: int
    name: str
    recipient: str
    day: date
    frequency: Frequency
    lines: tuple[Line, ...]
    """Weightiest first."""

    @property
    def key(self) -> str:
        """There is one such mail for a person and a day."""
        return f"{MailKind.DIGEST}:{self.person}:{self.day.isoformat()}"

    @property
    def notices(self) -> list[Notice]:
        """What it tells."""
        return [line.notice for line in self.lines]

    @property
    def may_be_fewer(self) -> bool:
        """Whether another choice would have left something out."""
        return not all(each.is_important for each in self.notices)


def waiting(asking: Asking) -> tuple[list[int], list[int]]:
    """Who may have to be told something now: people, and trainers about their people.

    Nobody is left out; some turn out to have nothing new. A fixed number of queries.
    """
    due = due_now(asking)
    told = told_before(asking, None)
    chosen = choices.chosen(asking.session)
    mine: dict[int, list[Notice]] = defaultdict(list)
    for each in notices(due, asking.at):
        if each.person not in asking.unreachable:
            mine[each.person].append(each)
    this_week = mailed_this_week(asking, MailKind.DIGEST)
    people = {
        person
        for person, standing in mine.items()
        if to_send(
            standing, told, chosen.get(person, Frequency.DAILY), weekly=person not in this_week
        )
    }
    people |= _with_unsent_mail(asking, MailKind.DIGEST, MailKind.NUDGE)
    trainers = teams.waiting(asking, due, told, chosen)
    return sorted(people), sorted(trainers | _with_unsent_mail(asking, MailKind.TEAM))


def digests(asking: Asking, ids: Collection[int]) -> list[Digest]:
    """The mails that these people are to get now, told by the facts of this moment."""
    asked = some(asking, ids)
    told = told_before(asked, asked.ids)
    chosen = choices.chosen(asked.session, asked.ids)
    this_week = mailed_this_week(asked, MailKind.DIGEST)
    mine: dict[int, list[Notice]] = defaultdict(list)
    for each in notices(due_now(asked), asked.at):
        if each.person not in asked.unreachable:
            mine[each.person].append(each)
    sent = {
        person: found
        for person, standing in mine.items()
        if (
            found := to_send(
                standing, told, chosen.get(person, Frequency.DAILY), weekly=person not in this_week
            )
        )
    }
    words = words_of(asked, (each for found in sent.values() for each in found))
    who = addresses(asked.session, sent)
    return [
        Digest(
            person,
            *who[person],
            asked.today,
            chosen.get(person, Frequency.DAILY),
            _lines(found, words, asked.today),
        )
        for person, found in sorted(sent.items())  # in one order, so that two wait in no circle
    ]


def _lines(found: Iterable[Notice], words: Mapping[Thing, Words], today: date) -> tuple[Line, ...]:
    lines = []
    for each in found:
        said = words[each.person, each.thing]
        when = when_words(each.due_on, today, advised=each.advised)
        lines.append(Line(each, said.title, when, said.why))
    return tuple(
        sorted(
            lines,
            key=lambda one: (
                one.notice.advised,
                not one.notice.is_late,
                one.notice.due_on,
                one.title,
            ),
        )
    )


def standing(asking: Asking, ids: Collection[int]) -> set[Key]:
    """What these people would be told now if nobody had told them yet."""
    asked = some(asking, ids)
    return {
        each[:4]
        for each in notices(due_now(asked), asked.at)
        if each.person not in asked.unreachable
    }


def _with_unsent_mail(asking: Asking, *kinds: MailKind) -> set[int]:
    statement = select(Mail.person_id).where(
        Mail.kind.in_(kinds),
        Mail.sent_at.is_(None),
        Mail.handed_at.is_(None),
        Mail.withdrawn_at.is_(None),
    )
    return {person for person in asking.session.scalars(statement) if person is not None}
