"""The list of webinars: what is to come, what was, and what has no day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import cast

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.content.library import WebinarTable
from portal.db import db
from portal.domain.captions import LANGUAGES
from portal.domain.certificates import hours_text
from portal.domain.library.items import Kind, Ref
from portal.services.library import Shown
from portal.services.library.captions import languages
from portal.services.webinars import recordings
from portal.views import access
from portal.views.library import answer, now, visible

blueprint = Blueprint("archive", __name__, url_prefix="/webinars")


@dataclass(frozen=True, slots=True)
class ByTime:
    """Webinars as people look for them."""

    upcoming: Sequence[Shown]
    """The next one first."""
    past: Sequence[Shown]
    """The latest first."""
    undated: Sequence[Shown]

    def __len__(self) -> int:
        return len(self.upcoming) + len(self.past) + len(self.undated)


def facts_of(shown: Shown) -> WebinarTable:
    """What a webinar says of itself."""
    return cast(WebinarTable, shown.facts)


def by_time(webinars: Iterable[Shown], at: datetime) -> ByTime:
    """Divide them. One that goes on now is still to come: people may join it."""
    upcoming, past, undated = [], [], []
    for shown in webinars:
        facts = facts_of(shown)
        if facts.starts is None:
            undated.append(shown)
        elif (facts.ends or facts.starts) > at:
            upcoming.append((facts.starts, shown))
        else:
            past.append((facts.starts, shown))
    upcoming.sort(key=lambda each: each[0])
    past.sort(key=lambda each: each[0], reverse=True)
    return ByTime([each for _, each in upcoming], [each for _, each in past], undated)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the list says of a recording that viewers get, and of how long a webinar is."""

    seconds: int
    """0: nobody knows."""
    captions: tuple[str, ...]
    """Languages; none without a recording here."""

    @property
    def length(self) -> str:
        """How long it is, in words; empty where nobody knows."""
        return length_text(self.seconds)

    @property
    def captions_in(self) -> str:
        """The languages, in their own words."""
        return ", ".join(LANGUAGES[code] for code in self.captions)


def recorded(webinars: Iterable[Shown]) -> dict[Ref, Recorded]:
    """The same for each of these. Two queries, however many they are."""
    found = list(webinars)
    named = {
        shown.item_id: recording.sha256
        for shown in found
        if (recording := facts_of(shown).recording) is not None
    }
    spoken = languages(db.session, named) if named else {}
    files = recordings(db.session, named.values()) if named else {}
    rows = {}
    for shown in found:
        facts, file = facts_of(shown), files.get(named.get(shown.item_id, ""))
        captions = tuple(spoken.get(shown.item_id, ())) if file else ()
        seconds = seconds_of(facts, file.length if file and captions else None)
        rows[shown.ref] = Recorded(seconds, captions)
    return rows


def seconds_of(facts: WebinarTable, length: int | None) -> int:
    """How long a webinar is: its recording of `length` milliseconds, or as somebody said; or 0.

    Whole seconds that have passed at its end, as players count and as watching is counted.
    """
    if length:
        return max(1, length // 1000)
    if not facts.minutes and facts.starts and facts.ends:
        return round((facts.ends - facts.starts).total_seconds())
    return facts.minutes * 60


def length_text(seconds: int) -> str:
    """A length in words, with the seconds of a short one: “1 minute 5 seconds”; empty for 0."""
    if not seconds:
        return ""
    rest = seconds % 60 if seconds < 600 else 0
    minutes = seconds // 60 if rest or seconds % 60 == 0 else round(seconds / 60)
    said = [hours_text(minutes)] if minutes else []
    return " ".join([*said, *([f"{rest} seconds" if rest != 1 else "1 second"] if rest else [])])


LENGTHS = {
    "short": ("Up to 15 minutes", range(1, 15 * 60 + 1)),
    "medium": ("15 minutes to an hour", range(15 * 60 + 1, 60 * 60 + 1)),
    "long": ("Over an hour", range(60 * 60 + 1, 1_000_000)),
}
"""How long a webinar is: the words, and the seconds."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks for. Empty: no matter."""

    initiative: str
    topic: str
    series: str
    audience: str
    captions: str
    length: str
    ce: str

    @classmethod
    def asked(cls) -> "Filter":
        """As the address says it."""
        return cls(*(request.args.get(field.name, "") for field in fields(cls)))

    @property
    def is_empty(self) -> bool:
        """Whether everything is asked for."""
        return not any(getattr(self, field.name) for field in fields(self))

    def takes(self, shown: Shown, recorded: Recorded) -> bool:
        """Whether a webinar is asked for."""
        facts = facts_of(shown)
        return (
            self.initiative in ("", *facts.initiatives)
            and self.topic in ("", *facts.topics)
            and self.series in ("", facts.series)
            and self.audience in ("", facts.for_whom)
            and self.captions in ("", *recorded.captions)
            and (self.length not in LENGTHS or recorded.seconds in LENGTHS[self.length][1])
            and (self.ce != "yes" or facts.ce_minutes > 0)
        )


@blueprint.get("")
@access.public
def index() -> ResponseReturnValue:
    """Every webinar, or those that the filter takes."""
    return answer(_drawn)


def _drawn() -> str:
    found, asked = visible(), Filter.asked()
    everything = found.of(Kind.WEBINAR)
    about = recorded(everything)
    return render_template(
        "archive/index.html",
        library=found,
        asked=asked,
        webinars=by_time(
            (each for each in everything if asked.takes(each, about[each.ref])), now()
        ),
        about=about,
        count=len(everything),
        choices=_choices(found.of(Kind.INITIATIVE), everything, about),
    )


def _choices(
    initiatives: Iterable[Shown], webinars: Iterable[Shown], about: Mapping[Ref, Recorded]
) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """What one may filter by: name, label, the words for any, and the choices; none is left out."""
    facts = [facts_of(shown) for shown in webinars]

    def named(words: Iterable[str]) -> list[tuple[str, str]]:
        return [(each, each) for each in sorted(set(words) - {""})]

    spoken = {code for each in about.values() for code in each.captions}
    long = {each.seconds for each in about.values()}
    lengths = [
        (name, words)
        for name, (words, seconds) in LENGTHS.items()
        if any(each in seconds for each in long)
    ]
    topics = named(topic for each in facts for topic in each.topics)
    names = [(each.ref.slug, each.facts.title) for each in initiatives]
    with_ce = [("yes", "With credit")] if any(each.ce_minutes for each in facts) else []
    captions = [(code, name) for code, name in LANGUAGES.items() if code in spoken]
    rows = [
        ("initiative", "Initiative", "All", names),
        ("topic", "Topic", "Any topic", topics),
        ("series", "Series", "Any series", named(each.series for each in facts)),
        ("audience", "For whom", "Anybody", named(each.for_whom for each in facts)),
        ("captions", "Captions in", "Any or none", captions),
        ("length", "Length", "Any length", lengths),
        ("ce", "Continuing education", "With or without", with_ce),
    ]
    return [row for row in rows if row[3]]
