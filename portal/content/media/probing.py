"""What a recording is: by its first bytes, and by ffmpeg where that is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import puremagic

from portal.content.media.lengths import is_cut_off, mp4_length
from portal.domain.errors import Invalid

TYPES = {"video/mp4": ".mp4", "video/webm": ".webm"}
"""The media types taken. Browsers play them, and none of them runs."""
PATIENCE = 120
"""Seconds that ffmpeg may take."""
WIDEST = 1280
"""Pixels of a poster."""

_MP4_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ")
_LOOKS = {
    "application/zip": "an archive or an Office document",
    "application/pdf": "a PDF",
    "text/html": "a web page",
    "image/svg+xml": "a drawing",
    "image/png": "a picture",
    "image/jpeg": "a picture",
    "image/gif": "a picture",
    "audio/mpeg": "sound without a picture",
    "video/quicktime": "a QuickTime film",
    "video/x-msvideo": "an AVI film",
    "video/x-matroska": "a Matroska film",
    "video/x-ms-wmv": "a Windows Media film",
    "application/vnd.microsoft.portable-executable": "a program",
}
REMEDY = "Save it as MP4 (H.264 and AAC) or as WebM, and choose that file."
_DAMAGED = (
    "This recording is damaged, or only a part of it. Look whether it plays to its end on your "
    "device, and choose it again."
)


@dataclass(frozen=True, slots=True)
class Found:
    """What could be read of a recording. Without ffmpeg that is its type, and an MP4's length."""

    media_type: str
    length: int | None = None
    """In milliseconds."""
    width: int | None = None
    height: int | None = None
    poster: bytes | None = None
    """A JPEG."""

    def with_poster(self, picture: bytes) -> Found:
        """The same with a picture that was chosen. Raises Invalid unless it is a JPEG."""
        if not picture.startswith(b"\xff\xd8\xff"):
            raise Invalid("The poster beside it is no JPEG. Save it as one.")
        return replace(self, poster=picture)


def media_type(start: bytes) -> str:
    """What begins so. Raises Invalid with the remedy when it is no recording that is taken."""
    if start[4:8] == b"ftyp" and start[8:12] in _MP4_BRANDS:
        return "video/mp4"
    if start.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in start[:64]:
        return "video/webm"
    try:
        found = {match.mime_type for match in puremagic.magic_string(start[:8192])}
    except (puremagic.PureError, ValueError):
        found = set()
    likely = next((words for kind, words in _LOOKS.items() if kind in found), "")
    looks = f" It looks like {likely}." if likely else ""
    raise Invalid(
        f"Inside, this file is no MP4 or WebM recording, whatever its name says.{looks} {REMEDY}",
        "file",
    )


def look(path: Path) -> Found:
    """Look into a recording. Raises Invalid when it cannot be played."""
    with path.open("rb") as file:
        kind = media_type(file.read(8192))
        length = mp4_length(file) if kind == "video/mp4" else None
        if is_cut_off(kind, file):
            raise Invalid(_DAMAGED, "file")
    if shutil.which("ffprobe") is None:
        return Found(kind, length)
    read = _probe(path)
    streams = read.get("streams", [])
    video = next((one for one in streams if one.get("codec_type") == "video"), None)
    if video is None:
        raise Invalid(f"There is no picture in this recording. {REMEDY}", "file")
    seconds = float(read.get("format", {}).get("duration") or 0)
    if seconds <= 0:
        raise Invalid(
            "This recording has no length: it is damaged, or only a part of it. "
            "Look whether it plays on your device, and choose it again.",
            "file",
        )
    return Found(
        kind, round(seconds * 1000), video.get("width"), video.get("height"), _poster(path, seconds)
    )


def _probe(path: Path) -> dict[str, Any]:
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams"]
    # Only this file: a list of parts inside it must not make ffmpeg open others.
    limits = ["-protocol_whitelist", "file", "-format_whitelist", "mov,matroska"]
    said = _run([*command, *limits, str(path)])
    if said is None:
        raise Invalid(_DAMAGED, "file")
    read = json.loads(said)
    return read if isinstance(read, dict) else {}


def _poster(path: Path, seconds: float) -> bytes | None:
    if shutil.which("ffmpeg") is None:
        return None
    command = ["ffmpeg", "-nostdin", "-v", "error", "-protocol_whitelist", "file,pipe"]
    where = ["-format_whitelist", "mov,matroska", "-ss", f"{min(3.0, seconds / 10):.2f}"]
    scale = f"scale='min({WIDEST},iw)':-2"
    form = ["-frames:v", "1", "-vf", scale, "-q:v", "5", "-f", "mjpeg", "pipe:1"]
    return _run([*command, *where, "-i", str(path), *form]) or None


def _run(command: list[str]) -> bytes | None:
    """What a program prints; None when it fails or takes too long."""
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE)  # noqa: S603
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout
