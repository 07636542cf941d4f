"""Caption files: WebVTT and SubRip in, WebVTT out. Every problem names the line of the file."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from portal.domain.captions import MOST_CUES, Cue, State, faults
from portal.domain.errors import Invalid

LARGEST = 4 * 1024 * 1024
"""Of a caption file, in bytes."""
MOST_TOLD = 20
"""Problems that are told at once."""

_TIME = r"(?:\d{1,3}:)?[0-5]?\d:[0-5]\d[.,]\d{1,3}"
_TIMING = re.compile(rf"\s*{_TIME}\s+-->\s+{_TIME}(\s.*)?", re.ASCII)
_STATE = re.compile(r"^\s*state:\s*(\w+)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something wrong in a caption file. `line` counts from 1."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}"


class BadCaptions(Invalid):
    """A caption file that cannot be used; `troubles` says why, line by line."""

    def __init__(self, troubles: Sequence[Trouble], more: int = 0) -> None:
        self.troubles = [str(trouble) for trouble in troubles]
        if more:
            self.troubles.append(f"And {more} more.")
        super().__init__(" ".join(self.troubles), "file")


def read_captions(content: bytes, length: int | None = None) -> list[Cue]:
    """The cues of a file, for a recording of `length` milliseconds. Raises BadCaptions.

    Marks within a line, such as italics, are left out; a named voice becomes “Name: …”.
    """
    text = _text(content)
    lines = text.splitlines()
    is_vtt = bool(lines) and lines[0].split(maxsplit=1)[:1] == ["WEBVTT"]
    places = _timings(lines, is_vtt=is_vtt)
    buffer = text if is_vtt else text.lstrip()
    try:
        read = webvtt.from_buffer(
            io.StringIO(buffer.replace("\x00", "")), format="vtt" if is_vtt else "srt"
        )
    except (MalformedFileError, MalformedCaptionError) as error:
        message = "This cannot be read as captions. Save them as WebVTT (.vtt) or SubRip (.srt)."
        raise BadCaptions([Trouble(places[0] if places else 1, message)]) from error
    found = list(read.captions)
    if len(found) != len(places):
        raise BadCaptions([_lost(places, lines)])
    cues = [_cue(one) for one in found]
    problems = faults(cues, length)
    if problems:
        troubles = [Trouble(places[one.cue], one.message) for one in problems]
        raise BadCaptions(troubles[:MOST_TOLD], max(0, len(troubles) - MOST_TOLD))
    return cues


def _text(content: bytes) -> str:
    if not content.strip():
        raise BadCaptions([Trouble(1, "The file is empty. Choose the file with the captions.")])
    if len(content) > LARGEST:
        size = LARGEST // 1024 // 1024
        raise BadCaptions(
            [Trouble(1, f"The file is larger than {size} MB: these are no captions.")]
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = "The letters are not in UTF-8. Save the file again with the encoding UTF-8."
        raise BadCaptions([Trouble(line, message)]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _timings(lines: Sequence[str], *, is_vtt: bool) -> list[int]:
    """The numbers of the lines that time a cue. Raises BadCaptions where one cannot be read."""
    places, wrong, block = [], [], ""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            block = ""
            continue
        block = block or line.split(maxsplit=1)[0]
        if "-->" not in line or (is_vtt and block in {"NOTE", "STYLE", "REGION"}):
            continue
        places.append(number)
        if not _TIMING.fullmatch(line):
            message = (
                f"“{line.strip()[:60]}” is no pair of times. Write them such as "
                "00:01:02.500 --> 00:01:05.000."
            )
            wrong.append(Trouble(number, message))
    if not places:
        message = "There is no cue in it. Save the captions as WebVTT (.vtt) or SubRip (.srt)."
        wrong.append(Trouble(1, message))
    if len(places) > MOST_CUES:
        message = f"There are more than {MOST_CUES} cues in it."
        wrong = [Trouble(places[MOST_CUES], message)]
    if wrong:
        raise BadCaptions(wrong[:MOST_TOLD], max(0, len(wrong) - MOST_TOLD))
    return places


def _lost(places: Sequence[int], lines: Sequence[str]) -> Trouble:
    """Where a cue is that the reader passed over: it has no words, or no empty line before it."""
    for number in places:
        after = lines[number] if number < len(lines) else ""
        if not after.strip() or "-->" in after:
            return Trouble(number, "This cue says nothing. Write what is heard, or take it out.")
    message = "Between two cues an empty line is missing."
    return Trouble(places[0], message)


def _cue(caption: webvtt.Caption) -> Cue:
    words = html.unescape(caption.text)
    if caption.voice and not words.startswith(f"{caption.voice}:"):
        words = f"{html.unescape(caption.voice)}: {words}"
    return Cue(_in_milliseconds(caption.start), _in_milliseconds(caption.end), tidy(words))


def _in_milliseconds(text: str) -> int:
    *hours, minutes, seconds = text.replace(",", ".").split(":")
    whole, _, fraction = seconds.partition(".")
    total = int(hours[0] if hours else 0) * 3600 + int(minutes) * 60 + int(whole)
    return total * 1000 + int(fraction.ljust(3, "0")[:3])


def tidy(words: str) -> str:
    """The words of a cue: without empty lines, and without characters that nobody sees."""
    seen = "".join(letter for letter in words if letter == "\n" or letter.isprintable())
    lines = (" ".join(line.split()) for line in seen.split("\n"))
    return "\n".join(line for line in lines if line)


def write_vtt(cues: Iterable[Cue], language: str = "", state: State | None = None) -> str:
    """Captions as a WebVTT file. With `state` it says how far they are, and is read back so."""
    parts = ["WEBVTT"]
    if state is not None:
        parts.append(f"NOTE\nlanguage: {language}\nstate: {state.value}")
    parts += [f"{_stamp(cue.start)} --> {_stamp(cue.end)}\n{_escaped(cue.text)}" for cue in cues]
    return "\n\n".join(parts) + "\n"


def state_in(content: bytes) -> State:
    """How far the captions of one of our own files are; edited when it does not say."""
    found = _STATE.search(content[:400].decode("utf-8", "replace"))
    return State(found[1]) if found and found[1] in set(State) else State.EDITED


def _escaped(words: str) -> str:
    return html.escape(words, quote=False)


def _stamp(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
