"""The packet as one HTML document that needs nothing else: no portal, script, font or network.

The same packet gives the same bytes. Every text in it is escaped; nothing typed by people is ever
taken for markup.
"""

import json
import re
from base64 import b64encode
from collections import Counter
from dataclasses import asdict
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from portal.documents.packets.reading import FORMAT
from portal.domain.certification.verdicts import State
from portal.domain.dates import CALIFORNIA, clock_text, date_text
from portal.domain.packets import MemberAnswer, Packet
from portal.domain.staffing import Answer, Outcome

FOLDER = Path(__file__).parent
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Control characters, and those that reorder the words after them: nothing here may hide."""

_MARKS: dict[str, tuple[str, str]] = {
    **dict.fromkeys((Answer.MET, Outcome.COVERED, State.VALID), ("ok", "✓")),
    State.WAIVED: ("ok", "✓"),
    **dict.fromkeys((Answer.NOT_MET, Outcome.NOT_COVERED), ("bad", "✕")),
    **dict.fromkeys((State.EXPIRED, State.MISSING), ("bad", "✕")),
    **dict.fromkeys((State.RENEW_NOW, State.GRACE), ("soon", "!")),
    **dict.fromkeys((State.NOT_YET_DUE, State.IN_PROGRESS), ("soon", "…")),
    **dict.fromkeys((Answer.NO_EVIDENCE, Answer.UNKNOWN_SETTING, Outcome.UNKNOWN), ("none", "?")),
    State.UNKNOWN: ("none", "?"),
    Outcome.ADVISORY: ("advise", "!"),
}
"""Colour and sign of an answer; what is not here is neither good nor bad."""


def packet_html(packet: Packet) -> bytes:
    """The document, without its signature: UTF-8, ending with its closing tag and a line break."""
    template, css, policy = _template()
    html = template.render(
        packet=packet, css=css, policy=policy, data=_plain(packet), totals=_totals(packet)
    )
    html = html.replace("\r\n", "\n").strip("\n") + "\n"
    return UNSEEN.sub("\ufffd", html).encode()


def _plain(packet: Packet) -> str:
    """The packet as JSON: the same values, for programs."""
    return json.dumps(
        {"format": FORMAT, "question": packet.question, "answer": packet.answer, **asdict(packet)},
        default=_written,
        ensure_ascii=False,
        indent=1,
    )


def _written(value: Any) -> str:
    if isinstance(value, date):  # and moments, which are in UTC
        return value.isoformat()
    message = f"a packet holds words, numbers and days, not {type(value).__name__}"
    raise TypeError(message)


@lru_cache(maxsize=1)
def _template() -> tuple[Template, str, str]:
    """The template, its style, and the policy that allows this style and nothing else."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "date_text": date_text,
        "clock_text": clock_text,
        "hour_text": _hour_text,
        "mark": _mark,
        "dates_text": _dates_text,
        "capitalize_first": _capitalize_first,
    }
    css = (FOLDER / "packet.css").read_text()
    digest = b64encode(sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return environment.get_template("packet.html"), css, policy


def _mark(answer: str) -> tuple[str, str]:
    return _MARKS.get(answer, ("none", "–"))


def _hour_text(instant: datetime, day: date) -> str:
    """The hour in California; with its date when that is another day."""
    local = instant.astimezone(CALIFORNIA)
    if local.date() != day:
        return clock_text(instant)
    return clock_text(instant).partition(" on ")[0]


def _dates_text(answer: MemberAnswer) -> str:
    """Since when, through when, and by when to act."""
    parts = [
        f"{word} {date_text(day)}"
        for word, day in (
            ("since", answer.since),
            ("through", answer.through),
            ("due", answer.due if answer.due != answer.through else None),
        )
        if day is not None
    ]
    return ", ".join(parts)


def _capitalize_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _totals(packet: Packet) -> list[tuple[str, str]]:
    """How long each outcome lasts on the day, such as “16 hours 30 minutes”."""
    minutes: Counter[str] = Counter()
    for each in packet.hours:
        words = each.outcome if each.people else "with nobody on shift"
        minutes[words] += round((each.ends_at - each.starts_at).total_seconds() / 60)
    return [(words, _long(long)) for words, long in minutes.most_common()]


def _long(minutes: int) -> str:
    parts = [(minutes // 60, "hour"), (minutes % 60, "minute")]
    return " ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in parts if n)
