"""Uploaded files: what they are, found by looking into them and not at their names."""

import re
import unicodedata
from dataclasses import dataclass

import puremagic

from portal.domain.errors import Invalid

LARGEST = 15 * 1024 * 1024
"""Of a file, in bytes; a picture that a phone takes of a certificate has up to 12 MB."""
ACCEPTED = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
"""The media types taken, with the ending that a file's name gets when it has no fitting one."""

_SIGNATURES = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
_ENDS = {"application/pdf": b"%%EOF", "image/jpeg": b"\xff\xd9", "image/png": b"IEND"}
"""What stands at the end of each (ISO 32000-2, 7.5.5; ISO 10918-1, B.1.1.3; ISO 15948, 11.2.5), but
for what some programs and phones write behind it."""
_SCAN = 0xDA
"""The marker of a JPEG after which the picture itself stands."""
_ENDINGS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}
_LOOKS = {
    "application/vnd.microsoft.portable-executable": "a program",
    "application/x-iso9660-appimage": "a program",
    "text/html": "a web page",
    "application/zip": "an Office document or an archive",
    "application/msword": "an Office document",
    "application/rtf": "an Office document",
    "image/heif": "a picture in the HEIC format",
    "image/gif": "a GIF picture",
    "image/webp": "a WebP picture",
    "image/tiff": "a TIFF picture",
    "image/svg+xml": "a drawing",
}
"""What people often hand in instead, in words."""
_WORDS = {"application/pdf": "PDF", "image/jpeg": "picture", "image/png": "picture"}
_LONGEST_NAME = 120
_REMEDY = "Save it as a PDF, or take a picture of it, and choose that file."


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be kept."""

    name: str
    """As it was handed in, without folders and without characters that cannot be seen."""
    media_type: str
    content: bytes


def read(name: str, content: bytes) -> Upload:
    """The file, if it is one that is accepted. Raises Invalid with the remedy."""
    if not content:
        message = "This file is empty. Look whether it opens on your device, and choose it again."
        raise Invalid(message)
    if len(content) > LARGEST:
        raise Invalid(too_large())
    media_type = _media_type(content)
    if not _is_whole(media_type, content):
        raise Invalid(
            f"This {_WORDS[media_type]} is damaged, or only a part of it. Look whether it opens on "
            "your device, and choose it again, or take another picture of it."
        )
    return Upload(_tidy(name, media_type), media_type, content)


def too_large() -> str:
    """What is said about a file that is."""
    size = LARGEST // 1024 // 1024
    return f"This file is larger than {size} MB. Choose a smaller one, such as a smaller picture."


def _media_type(content: bytes) -> str:
    """What the content is, by how it begins."""
    try:
        found = {match.mime_type for match in puremagic.magic_string(content[:8192])}
    except puremagic.PureError:
        found = set()
    for media_type, signature in _SIGNATURES.items():
        if media_type in found and content.startswith(signature):
            return media_type
    likely = next((words for kind, words in _LOOKS.items() if kind in found), "")
    looks = f" It looks like {likely}." if likely else ""
    message = f"Inside, this file is no PDF, JPEG or PNG, whatever its name says.{looks} {_REMEDY}"
    raise Invalid(message)


def _is_whole(media_type: str, content: bytes) -> bool:
    """Whether the end is there. Half a download shows half a certificate, or nothing."""
    start = _scan_of(content) if media_type == "image/jpeg" else 0
    return content.find(_ENDS[media_type], start) >= 0


def _scan_of(content: bytes) -> int:
    """Where a JPEG's picture begins, behind segments that each say how long they are.

    One of them may hold a small JPEG, with an end of its own.
    """
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != _SCAN:
        padding = content[at + 1] == 0xFF
        at += 1 if padding else 2 + int.from_bytes(content[at + 2 : at + 4])
    return at


def label_of(name: str) -> str:
    """What a file was called, to be shown: without folders, and only what can be seen."""
    return _seen(name)[:_LONGEST_NAME] or "file"


def _seen(name: str) -> str:
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(
        " " if unicodedata.category(letter).startswith(("C", "Z")) else letter for letter in last
    )
    return " ".join(seen.split())


def _tidy(name: str, media_type: str) -> str:
    stem = _seen(name)
    for ending in _ENDINGS[media_type]:
        if stem.lower().endswith(ending):
            return _shortened(stem[: -len(ending)]) + stem[-len(ending) :]
    return _shortened(stem) + ACCEPTED[media_type]


def _shortened(stem: str) -> str:
    return stem[:_LONGEST_NAME].rstrip(". ") or "file"
