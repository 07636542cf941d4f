"""The sample recordings: slides, a computer voice, captions timed from it, chapters, a poster.

Run as `python -m portal.development.recordings [name …]`, with `ffmpeg` and `espeak-ng` installed.
It reads `curricula/library/webinars/media/<name>.toml` and writes beside it the recording, its
captions and its poster, and above it the webinar's own file. All of it is committed, so that
neither a portal nor its tests need those programs.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from pydantic import Field

from portal.config import ROOT
from portal.content.files import ContentError, Shelf, Slug, Table, Text, Words
from portal.content.library import Document, WebinarTable, write_library
from portal.content.library.tables import ChapterTable, RecordingTable
from portal.content.media.captions import write_vtt
from portal.domain.captions import Cue, State
from portal.domain.library.items import Kind, Ref

LIBRARY = ROOT / "curricula" / "library"
MEDIA = LIBRARY / "webinars" / "media"
FONTS = ROOT / "portal" / "documents" / "fonts"
LARGEST = 1_500_000
"""Of a recording that is committed, in bytes."""
VOICE = ("-v", "en-us", "-s", "150", "-g", "2")
BETWEEN_SENTENCES, BETWEEN_SLIDES = 0.45, 1.1
"""Silence, in seconds."""
PICTURES_A_SECOND = 5


class SayTable(Table):
    """A sentence: what is spoken, and what its captions say in other languages."""

    en: Words
    es: Words = ""


class SlideTable(Table):
    """A slide, and what is said while it is shown. With `chapter`, a chapter begins with it."""

    title: Words
    lines: list[Words] = Field(default_factory=list)
    chapter: Words = ""
    say: list[SayTable]


class ScriptTable(Table):
    """A whole sample webinar."""

    facts: WebinarTable
    text: Text
    slide: list[SlideTable]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence with its sound, for as many seconds as it takes."""

    says: SayTable
    sound: bytes
    seconds: float


SLIDE = """
#let slide = json(bytes(sys.inputs.slide))
#set page(width: 1280pt, height: 720pt, margin: 0pt, fill: rgb("#10303b"))
#set text(font: "Public Sans", fill: white, size: 34pt)
#place(top + left, dx: 90pt, dy: 80pt, block(width: 1100pt)[
  #text(size: 62pt, weight: 700)[#slide.title]
  #v(30pt)
  #for line in slide.lines [#block(below: 26pt)[#line]]
])
#place(bottom, block(width: 100%, height: 100pt, fill: rgb("#f0c16a"), inset: (x: 90pt, y: 32pt))[
  #set text(fill: rgb("#17202a"), size: 30pt)
  *SAMPLE* · made by a program, spoken by a computer voice
])
"""


def main() -> None:
    """Make the recordings that are named, or all of them."""
    for program in ("ffmpeg", "espeak-ng"):
        if shutil.which(program) is None:
            sys.exit(f"{program} is not installed. On Debian: apt-get install ffmpeg espeak-ng")
    names = sys.argv[1:] or sorted(path.stem for path in MEDIA.glob("*.toml"))
    for name in names:
        size, seconds = make(name)
        sys.stdout.write(f"{name}: {seconds:.0f} seconds, {size / 1000:.0f} kB\n")
        if size > LARGEST:
            sys.exit(f"{name} is larger than {LARGEST} bytes: say less.")


def make(name: Slug) -> tuple[int, float]:
    """Make one; its size in bytes and its length in seconds. Raises ContentError."""
    shelf = Shelf(MEDIA, "curricula/README.md")
    script = shelf.table(MEDIA / f"{name}.toml", ScriptTable)
    if script is None:
        raise ContentError(shelf.problems)
    with tempfile.TemporaryDirectory() as folder:
        shots = _record(script, Path(folder))
        file = MEDIA / f"{name}.mp4"
        _encode(shots, Path(folder), file)
        picture = ("-v", "error", "-y", "-i", str(Path(folder) / "0.png"), "-q:v", "5")
        _run("ffmpeg", "-nostdin", *picture, str(MEDIA / f"{name}.jpg"))
    for language in ("en", "es"):
        cues = _cues(shots, language)
        if cues:
            # English is what is spoken, word for word; nobody has checked a translation.
            state = State.REVIEWED if language == "en" else State.EDITED
            text = write_vtt(cues, language, state)
            (MEDIA / f"{name}.{language}.vtt").write_text(text, encoding="utf-8")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    facts = script.facts.model_copy(
        update={
            "recording": RecordingTable(file=file.name, sha256=digest),
            "chapter": _chapters(shots),
        }
    )
    write_library(LIBRARY, [Document(Ref(Kind.WEBINAR, name), facts, script.text.strip())])
    return file.stat().st_size, sum(shot.seconds for shot in shots)


@dataclass(frozen=True, slots=True)
class Shot:
    """A slide with its sentences; it is shown for `seconds`."""

    slide: SlideTable
    sentences: list[Spoken]
    form: Any
    """How the sound is written: channels, width and rate."""

    @property
    def seconds(self) -> float:
        """How long it is shown: the sentences, and a silence after each."""
        spoken = sum(one.seconds + BETWEEN_SENTENCES for one in self.sentences)
        return spoken + BETWEEN_SLIDES


def _record(script: ScriptTable, folder: Path) -> list[Shot]:
    shots = []
    for number, slide in enumerate(script.slide):
        typst.compile(
            _written(folder / "slide.typ", SLIDE),
            output=folder / f"{number}.png",
            sys_inputs={"slide": slide.model_dump_json()},
            font_paths=[FONTS],
            ignore_system_fonts=True,
            format="png",
            ppi=72.0,
        )
        sentences, form = [], None
        for says in slide.say:
            sound, seconds, form = _speak(says.en, folder / "say.wav")
            sentences.append(Spoken(says, sound, seconds))
        shots.append(Shot(slide, sentences, form))
    return shots


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _speak(words: str, file: Path) -> tuple[bytes, float, Any]:
    _run("espeak-ng", *VOICE, "-w", str(file), words)
    with wave.open(str(file)) as sound:
        frames = sound.readframes(sound.getnframes())
        return frames, sound.getnframes() / sound.getframerate(), sound.getparams()


def _encode(shots: list[Shot], folder: Path, file: Path) -> None:
    """H.264 and AAC, with the index in front so that it plays before all of it is there."""
    with wave.open(str(folder / "all.wav"), "wb") as sound:
        sound.setparams(shots[0].form)
        for shot in shots:
            for one in shot.sentences:
                sound.writeframes(one.sound + _silence(sound, BETWEEN_SENTENCES))
            sound.writeframes(_silence(sound, BETWEEN_SLIDES))
    lines = [
        f"file '{folder / f'{number}.png'}'\nduration {shot.seconds:.3f}"
        for number, shot in enumerate(shots)
    ]
    last = f"file '{folder / f'{len(shots) - 1}.png'}'"  # or its duration would not count
    (folder / "slides.txt").write_text("\n".join([*lines, last]) + "\n")
    _run(
        *("ffmpeg", "-nostdin", "-v", "error", "-y"),
        *("-f", "concat", "-safe", "0", "-i", str(folder / "slides.txt")),
        *("-i", str(folder / "all.wav"), "-r", str(PICTURES_A_SECOND)),
        *("-c:v", "libx264", "-preset", "veryslow", "-tune", "stillimage", "-crf", "26"),
        *("-pix_fmt", "yuv420p", "-g", str(PICTURES_A_SECOND * 10)),
        *("-c:a", "aac", "-b:a", "48k", "-ac", "1"),
        *("-t", f"{sum(shot.seconds for shot in shots):.3f}"),
        *("-movflags", "+faststart", "-map_metadata", "-1", "-bitexact", str(file)),
    )


def _silence(sound: wave.Wave_write, seconds: float) -> bytes:
    frames = int(seconds * sound.getframerate())
    return bytes(frames * sound.getsampwidth() * sound.getnchannels())


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603


def _cues(shots: list[Shot], language: str) -> list[Cue]:
    """A cue a sentence, from when it begins to be heard until it ends."""
    cues, clock = [], 0.0
    for shot in shots:
        for one in shot.sentences:
            words = getattr(one.says, language)
            if words:
                cues.append(Cue(round(clock * 1000), round((clock + one.seconds) * 1000), words))
            clock += one.seconds + BETWEEN_SENTENCES
        clock += BETWEEN_SLIDES
    return cues


def _chapters(shots: list[Shot]) -> list[ChapterTable]:
    chapters, clock = [], 0.0
    for shot in shots:
        if shot.slide.chapter:
            chapters.append(ChapterTable(seconds=int(clock), title=shot.slide.chapter))
        clock += shot.seconds
    return chapters


if __name__ == "__main__":
    main()
