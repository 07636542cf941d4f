"""The auditor's packet as a value: everything that was said of a team on a day, and why.

It is plain words and days, copied out of rules, facts and verdicts, so that it still explains
itself after the files have changed, and can be written down without asking anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.domain.certification.verdicts import State
from portal.domain.dates import date_text
from portal.domain.staffing import Answer, Outcome


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that something rests on, in words, and how the portal came to know it."""

    key: str
    """Names the fact, such as “outside-training:12”."""
    text: str
    at: datetime
    by: str
    """Who recorded it; empty when the portal itself did."""


@dataclass(frozen=True, slots=True)
class Because:
    """A step of a derivation; `fact` is the key of the fact it rests on, empty for none."""

    text: str
    fact: str


@dataclass(frozen=True, slots=True)
class BesideText:
    """What another source says of the same as a rule. Nothing is judged by it."""

    source: str
    """The key of the source."""
    source_title: str
    section: str
    says: str


@dataclass(frozen=True, slots=True)
class RuleText:
    """The text of a requirement, in the version that was in force on the day."""

    slug: str
    rule: str
    """Its short number, such as “T-01”."""
    title: str
    statement: str
    starts: date | None
    """The first day of the version; None: no version was in force."""
    ends: date | None
    settings: tuple[tuple[str, str], ...]
    """What the check was called with: name and value, in words."""
    source: str
    """The key of the source; empty when none is known."""
    source_title: str
    section: str
    recalled: bool
    """Whether nobody could read the source when the version was written down."""
    confidence: str
    """How its content is known, in words."""
    verified: date | None
    """The last day a person read the source; None: it advises."""
    verified_by: str
    """Who that was; empty when the files of the portal say so."""
    beside: tuple[BesideText, ...]

    @property
    def name(self) -> str:
        """Number and title."""
        return f"{self.rule} {self.title}"

    @property
    def standing(self) -> str:
        """Whether it judges or advises, and how that is known."""
        if self.starts is None:
            return "Not in force on this day"
        if self.verified is not None:
            who = self.verified_by or "those who keep the files of rules"
            return f"Verified: read at its source on {date_text(self.verified)} by {who}"
        if self.recalled:
            return "Advisory; the source could not be read"
        return f"Advisory; nobody has verified it ({self.confidence})"


@dataclass(frozen=True, slots=True)
class SourceText:
    """Where a rule is written."""

    key: str
    title: str
    publisher: str
    issued: date | None
    url: str
    superseded_by: str
    """The title of the source that took its place; empty for none."""
    note: str
    """What of it was read, how, and when."""


@dataclass(frozen=True, slots=True)
class TeamAnswer:
    """What one requirement says about those who were on the team."""

    requirement: str
    """The slug; `Packet.rules` has its text."""
    answer: Answer
    advisory: bool
    because: str


@dataclass(frozen=True, slots=True)
class MemberAnswer:
    """Where a person stood with one requirement."""

    requirement: str
    state: State
    advisory: bool
    since: date | None
    through: date | None
    due: date | None
    action: str
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """A waiver, an extension, or credit under a precedent, with its reason."""

    kind: str
    requirement: str
    starts: date
    ends: date | None
    """The last day; None for credit that has none."""
    about: str
    """The training that is credited; empty for the others."""
    reason: str
    fact: Told


@dataclass(frozen=True, slots=True)
class PersonThere:
    """Somebody on the team, with all that was asked of them."""

    number: int
    """The person's number in the portal, so that two of one name stay apart."""
    name: str
    """As they were called at the moment as known."""
    legal_name: str
    """At the same moment."""
    profession: str
    mode: str
    """How they are taken to join: on site, remote."""
    counted: str
    """Whether they may be counted as a member of the response, as a sentence."""
    answers: tuple[MemberAnswer, ...]
    decisions: tuple[DecisionMade, ...]
    facts: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class ShiftHeld:
    """A shift that touches the day."""

    name: str
    starts_at: datetime
    ends_at: datetime
    people: tuple[tuple[str, str], ...]
    """Name, and how they join."""
    facts: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class HoursJudged:
    """A stretch of the day with one outcome for whoever of the team was on shift."""

    starts_at: datetime
    ends_at: datetime
    outcome: Outcome
    requirement: str
    """The slug of the requirement that decides; empty when covered."""
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packet:
    """One team, one day, as known at one moment."""

    team: str
    county: str
    agency: str
    day: date
    known_at: datetime
    made_at: datetime
    made_by: str
    portal: str
    """The portal's public address."""
    key: str
    """The name of the key that signs."""
    is_development: bool
    """Signed with a key of development, which proves nothing."""
    is_sample: bool
    """The data are made up."""
    outcome: Outcome
    deciding: str
    """The slug of the requirement that decides the outcome; empty when covered."""
    because: str
    """The sentence that goes with the outcome."""
    team_answers: tuple[TeamAnswer, ...]
    people: tuple[PersonThere, ...]
    shifts: tuple[ShiftHeld, ...]
    hours: tuple[HoursJudged, ...]
    rules: tuple[RuleText, ...]
    sources: tuple[SourceText, ...]

    @property
    def question(self) -> str:
        """What the packet answers."""
        day = date_text(self.day)
        return f"Could {self.team}, with everybody who is on it, answer a call on {day}?"

    @property
    def answer(self) -> str:
        """The verdict, in a few words; and what it does not mean."""
        said = {
            Outcome.COVERED: "Yes",
            Outcome.ADVISORY: "Yes, as far as verified requirements go",
            Outcome.UNKNOWN: "That cannot be said",
            Outcome.NOT_COVERED: "No",
        }[self.outcome]
        short = any(each.people and each.outcome is Outcome.NOT_COVERED for each in self.hours)
        if short and self.outcome in (Outcome.COVERED, Outcome.ADVISORY):
            return f"{said}; but those on its shifts that day could not at every hour"
        return said

    def rule(self, slug: str) -> RuleText | None:
        """The text of a requirement."""
        return next((each for each in self.rules if each.slug == slug), None)
