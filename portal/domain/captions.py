"""Captions: when each line is heard, what is wrong with them, and which version readers get."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.errors import Invalid

MOST_CUES = 20_000
LONGEST_TEXT = 400
"""Characters of one cue: more than a screen holds."""
LONGEST_RECORDING = 24 * 60 * 60 * 1000
"""Milliseconds: no cue ends later."""

LANGUAGES = {
    "en": "English",
    "es": "Español",
    "ar": "العربية",
    "hy": "Հայերեն",
    "km": "ភាសាខ្មែរ",
    "zh-hans": "中文（简体）",
    "zh-hant": "中文（繁體）",
    "fa": "فارسی",
    "hi": "हिन्दी",
    "hmn": "Hmoob",
    "ja": "日本語",
    "ko": "한국어",
    "lo": "ລາວ",
    "pa": "ਪੰਜਾਬੀ",
    "pt": "Português",
    "ru": "Русский",
    "tl": "Tagalog",
    "th": "ไทย",
    "uk": "Українська",
    "vi": "Tiếng Việt",
}
"""Languages that captions may be in, each in its own words."""
NEEDED = "en"
"""The language in which captions are reviewed before a recording is published."""
RIGHT_TO_LEFT = frozenset({"ar", "fa"})


class State(StrEnum):
    """How far captions have come."""

    NONE = "none"
    AUTOMATIC = "automatic"
    """Made by a program; nobody has read them."""
    EDITED = "edited"
    """Somebody worked on them; nobody has said yet that they are right."""
    REVIEWED = "reviewed"
    """Somebody compared them with the recording and says that they are right."""

    @property
    def words(self) -> str:
        """The state, for readers."""
        return {
            State.NONE: "No captions yet",
            State.AUTOMATIC: "Made by a program, not reviewed",
            State.EDITED: "Edited, not reviewed yet",
            State.REVIEWED: "Reviewed",
        }[self]


@dataclass(frozen=True, slots=True, order=True)
class Cue:
    """What is shown from `start` until `end`, in milliseconds."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a cue; `cue` counts from 0."""

    cue: int
    message: str


def faults(cues: Sequence[Cue], length: int | None = None) -> list[Fault]:
    """All that is wrong with captions of a recording of `length` milliseconds; None: not known.

    Cues are wanted in order, without overlap: whoever reads gets one at a time.
    """
    found: list[Fault] = []
    if not cues:
        return [Fault(0, "There is no cue. Write at least one.")]
    if len(cues) > MOST_CUES:
        return [Fault(MOST_CUES, f"There are {len(cues)} cues; {MOST_CUES} is the most.")]
    until = 0
    for place, cue in enumerate(cues):
        found += [Fault(place, message) for message in _alone(cue, length)]
        if cue.start < until:
            message = (
                f"It begins at {clock(cue.start)}, while the cue above it goes on until "
                f"{clock(until)}. Cues may not overlap: let it begin later, or end that one sooner."
            )
            found.append(Fault(place, message))
        until = max(until, cue.end)
    return found


def _alone(cue: Cue, length: int | None) -> list[str]:
    found = []
    if not cue.text.strip():
        found.append("It says nothing. Write what is heard, or take it out.")
    if len(cue.text) > LONGEST_TEXT:
        found.append(
            f"It has {len(cue.text)} characters; {LONGEST_TEXT} is the most. Split it in two."
        )
    if cue.end <= cue.start:
        found.append(
            f"It ends at {clock(cue.end)}, but begins at {clock(cue.start)}. Let it end later."
        )
    longest = LONGEST_RECORDING if length is None else length + 1000  # lengths are rounded
    if max(cue.start, cue.end) > longest and cue.end > cue.start:
        found.append(f"It ends at {clock(cue.end)}, after the recording does at {clock(longest)}.")
    return found


# Times as people read and write them

_CLOCK = re.compile(
    r"(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,3}):(?P<s>[0-5]?\d)(?:[.,](?P<f>\d{1,3}))?", re.ASCII
)


def clock(milliseconds: int) -> str:
    """A time in a recording with milliseconds: 1:02.500, or 1:00:02.500."""
    return f"{minute(milliseconds // 1000)}.{milliseconds % 1000:03}"


def minute(seconds: int) -> str:
    """A time in a recording in whole seconds: 1:02, or 1:00:02."""
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def milliseconds(text: str) -> int:
    """What `clock` or somebody wrote, such as “1:02.5”. Raises Invalid."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None or (found["h"] and int(found["m"]) > 59):
        raise Invalid("Write the time as minutes and seconds, such as 1:02.500.")
    seconds = int(found["h"] or 0) * 3600 + int(found["m"]) * 60 + int(found["s"])
    return seconds * 1000 + int((found["f"] or "0").ljust(3, "0"))


def in_seconds(text: str) -> int | None:
    """A moment as addresses have it: “62”, “62s”, “1m2s” or “1:02”; None when it is none."""
    found = re.fullmatch(
        r"(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,5})(?:\.\d+)?s?)?", text, re.ASCII
    )
    if found and text:
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds
    try:
        return milliseconds(text) // 1000
    except Invalid:
        return None


# Versions


@dataclass(frozen=True, slots=True)
class Version:
    """Captions as somebody saved them, for one recording in one language."""

    number: int
    state: State
    recording: str
    """The digest of the recording for which they were made."""


def latest(versions: Iterable[Version]) -> Version | None:
    """The one that was saved last."""
    return max(versions, key=lambda one: one.number, default=None)


def shown(versions: Iterable[Version], recording: str) -> Version | None:
    """What viewers of a recording get: what was reviewed last, or else what was saved last."""
    fitting = [one for one in versions if one.recording == recording]
    reviewed = [one for one in fitting if one.state is State.REVIEWED]
    return latest(reviewed or fitting)


def state(versions: Iterable[Version], recording: str) -> State:
    """How far the captions of a recording are that viewers get."""
    found = shown(versions, recording)
    return found.state if found else State.NONE


def unfinished(versions: Iterable[Version], recording: str) -> str:
    """What is missing before a recording may be published, as a sentence; empty: nothing is.

    `versions` are those in the language that is needed.
    """
    rows = list(versions)
    language = LANGUAGES[NEEDED]
    if state(rows, recording) is State.REVIEWED:
        return ""
    last = latest(one for one in rows if one.recording == recording)
    if last is not None:
        standing = last.state.words.lower()
        return (
            f"Its captions in {language} are {standing}. Compare them with the recording, "
            "correct them, and mark them as reviewed."
        )
    if rows:
        return (
            f"Its captions in {language} were made for another recording. Compare them with this "
            "one, correct the times, and mark them as reviewed."
        )
    return (
        f"It has no captions in {language}. Upload them, or write them in the editor, and mark "
        "them as reviewed."
    )
