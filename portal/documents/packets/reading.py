"""What a packet says about itself, and the command that checks one, without the portal.

python -m portal.documents.packets verify FILE --key KEYS.json
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from portal.documents.packets.keys import Key, KeyFault, public_keys
from portal.documents.packets.signing import LARGEST, NotGenuine, verify
from portal.domain.dates import civil_date, clock_text, date_text

FORMAT = "auditor-packet/1"
_VALUES = re.compile(rb'<pre id="values">(.*?)</pre>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class About:
    """Which question a packet answers."""

    team: str
    county: str
    day: date
    known_at: datetime
    answer: str
    portal: str
    is_sample: bool


def about(document: bytes) -> About:
    """Read it from the values in the document. Raises NotGenuine if they are not there."""
    try:
        (written,) = _VALUES.findall(document)
        values = json.loads(html.unescape(written.decode()))
        if values["format"] == FORMAT:
            return About(
                team=values["team"],
                county=values["county"],
                day=date.fromisoformat(values["day"]),
                known_at=datetime.fromisoformat(values["known_at"]),
                answer=values["answer"],
                portal=values["portal"],
                is_sample=values["is_sample"],
            )
    except (ValueError, KeyError, TypeError) as error:
        message = "The signature is right, but what it signs is no packet."
        raise NotGenuine(message) from error
    message = f"The signature is right, but the packet is of another kind than {FORMAT}."
    raise NotGenuine(message)


def report(file: bytes, keys: Mapping[str, Key]) -> tuple[bool, str]:
    """Whether the packet is genuine, and what to tell the one who asks."""
    try:
        document, key = verify(file, keys)
        found = about(document)
    except NotGenuine as error:
        return False, f"NOT VALID. Do not rely on this file.\n{_shown(str(error))}"
    since = f", in use since {date_text(civil_date(key.since))}" if key.since else ""
    lines = [
        "VALID. No byte of this file has changed since it was signed.",
        f"Signed with the key {key.kid}{since}.",
        f"It is about {found.team}, {found.county} County, on {date_text(found.day)},",
        f"as known at {clock_text(found.known_at)}, by the portal at {found.portal}.",
        f"Its answer: {found.answer}.",
    ]
    if key.is_development:
        lines.append("But this is a DEVELOPMENT key: the file proves nothing about a real team.")
    if found.is_sample:
        lines.append("The people and facts in it are MADE-UP SAMPLE DATA.")
    return True, "\n".join(map(_shown, lines))


def _shown(line: str) -> str:
    """What was typed somewhere must not steer the terminal it is shown on."""
    return "".join(char if char.isprintable() else "\ufffd" for char in line)


def check(file: Path, keys: Mapping[str, Key]) -> tuple[bool, str]:
    """The same for a file on this machine."""
    try:
        with file.open("rb") as opened:
            return report(opened.read(LARGEST + 1), keys)
    except OSError as error:
        return False, f"NOT CHECKED. The file cannot be read: {error.strerror}."


def read_keys(file: Path) -> dict[str, Key]:
    """The keys in a file such as the portal publishes at /.well-known/jwks.json.

    Raises KeyFault, with a sentence.
    """
    try:
        return public_keys(file.read_text())
    except OSError as error:
        message = f"NOT CHECKED. The file of keys cannot be read: {error.strerror}."
        raise KeyFault(message) from error
    except (KeyFault, UnicodeDecodeError) as error:
        reason = error if isinstance(error, KeyFault) else "it is not text"
        message = f"NOT CHECKED. The file of keys cannot be used: {reason}."
        raise KeyFault(message) from error
