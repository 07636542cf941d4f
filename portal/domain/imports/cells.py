"""Reading the cells of a field. Nothing is guessed: what is not understood is a problem."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.domain.dates import date_text, decades_ahead, years_ahead
from portal.domain.imports import names
from portal.domain.imports.days import Style, read_day
from portal.domain.imports.headings import plain
from portal.domain.imports.kinds import Field, Reads
from portal.domain.imports.problems import Wrong, quoted
from portal.domain.imports.professions import WORDS
from portal.domain.people import PHONE, ProviderType
from portal.domain.text import unseen

_EMAIL = re.compile(r"[\w.!#$%&*+/=?^`{|}~’'-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_ADDRESS = re.compile(
    r"(?:[^<>@]*<\s*(?:mailto:)?(?P<inside>[^<>]+)>|(?:mailto:)?(?P<bare>[^<>]+?))\s*;?",
    re.IGNORECASE,
)
"""An address as mail programs and links write it: “Ana Flores <ana@…>;” or “mailto:ana@…”."""
_HOURS = re.compile(
    r"(\d{1,4}(?:\.\d{1,3})?|\.\d{1,3})\s*(h|hr|hrs|hour|hours|ce|ceu|ceus|m|min|mins|minutes)?\.?",
    re.ASCII | re.IGNORECASE,
)
_ERRORS = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|#+)")
_RAN_ENCODING = re.compile(r"Ã[\x80-\xbf‚ƒ„…†‡ˆ‰Š‹Œ¡-¿±©­³ª¶]|â€|\ufffd|Â[ ¡-¿]")
_MOST_MINUTES = 100 * 60


@dataclass(frozen=True, slots=True)
class Lists:
    """What the portal knows by name, each by its name in small letters."""

    today: date
    county: str
    teams: Mapping[str, int] = field(default_factory=dict)
    agencies: Mapping[str, int] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    """The words that requirements name, also as people say them."""


@dataclass(frozen=True, slots=True)
class How:
    """How the cells of a column are written."""

    style: Style = field(default_factory=Style)
    last_first: bool | None = None
    """Whether a comma in a name stands behind the last name; None was not said."""


def read(text: str, of: Field, how: How, lists: Lists) -> Any:
    """What a cell, which is not empty, says. Raises Wrong."""
    _check_plain(text)
    return _READERS[of.reads](text, of, how, lists)


def _check_plain(text: str) -> None:
    if _ERRORS.fullmatch(text):
        reason = f"It holds an error of the spreadsheet, {quoted(text)}."
        raise Wrong(reason, "Write the value.")
    if text[0] in "=@" or text.startswith(("+=", "-=")):
        raise Wrong(f"{quoted(text)} is a formula, not a value.", "Write the value.")
    if text.isascii() and text.isprintable():
        return
    if found := unseen(text):
        sign = f"U+{ord(text[found[0]]):04X}, {found[1]}"
        raise Wrong(f"It holds a character that cannot be seen: {sign}.", "Type it again.")
    if _RAN_ENCODING.search(text):
        reason = f"{quoted(text)} has signs in place of letters: the file was saved with a mistake."
        raise Wrong(reason, "Type it as it should be, or save the file again as CSV UTF-8.")


def _line(text: str, of: Field, _how: How, _lists: Lists) -> str:
    if len(text) > of.longest:
        raise Wrong(f"It has {len(text)} characters.", f"Use {of.longest} or fewer.")
    return text


def _name(text: str, of: Field, how: How, lists: Lists) -> str:
    if not any(c.isalpha() for c in text):
        raise Wrong(f"{quoted(text)} has no letter.", "Write the name in letters.")
    if "@" in text:
        raise Wrong(f"{quoted(text)} is an e-mail address.", "Write the name.")
    if "," in text and of.name == "name":
        if how.last_first is None:
            reason = f"{quoted(text)} has a comma."
            remedy = "Write the first name first. Or say on the page of the columns what it means."
            raise Wrong(reason, remedy)
        text = names.turned(text) if how.last_first else text
    return _line(text, of, how, lists)


def _email(text: str, of: Field, how: How, lists: Lists) -> str:
    address = _ADDRESS.fullmatch(text)
    found = (address["inside"] or address["bare"]).strip() if address else ""
    if not _EMAIL.fullmatch(found) or ".." in found:
        reason = f"{quoted(text)} is not an e-mail address."
        raise Wrong(reason, "Write one like name@example.org, or leave it empty.")
    return _line(found.casefold(), of, how, lists)


def _phone(text: str, of: Field, how: How, lists: Lists) -> str:
    if not PHONE.fullmatch(text) or not any(c.isdigit() for c in text):
        reason = f"{quoted(text)} is not a phone number."
        raise Wrong(reason, "Use digits, spaces, + ( ) - . and x before an extension.")
    return _line(text, of, how, lists)


def _start(text: str, _of: Field, how: How, lists: Lists) -> date:
    day = read_day(text, how.style, lists.today)
    if years_ahead(day, lists.today):
        raise Wrong(f"{date_text(day)} is years ahead.", "Correct the year.")
    return day


def _done(text: str, _of: Field, how: How, lists: Lists) -> date:
    day = read_day(text, how.style, lists.today)
    if day > lists.today:
        reason = f"{date_text(day)} has not come yet."
        raise Wrong(reason, "Write the day on which it was completed, or leave the row out.")
    return day


def _end(text: str, _of: Field, how: How, lists: Lists) -> date:
    day = read_day(text, how.style, lists.today)
    if decades_ahead(day, lists.today):
        raise Wrong(f"{date_text(day)} is decades ahead.", "Correct the year.")
    return day


def _profession(text: str, _of: Field, _how: How, _lists: Lists) -> ProviderType:
    known = WORDS.get(plain(text))
    if known is None:
        raise Wrong(f"{quoted(text)} is no profession that the portal knows.", "Choose one.")
    return known


def _subject(text: str, _of: Field, _how: How, lists: Lists) -> str:
    known = lists.subjects.get(plain(text))
    if known is None:
        reason = f"{quoted(text)} is no subject that requirements name."
        raise Wrong(reason, "Choose one, or none.")
    return known


def _hours(text: str, _of: Field, _how: How, _lists: Lists) -> int:
    found = _HOURS.fullmatch(text)
    if not found:
        raise Wrong(f"{quoted(text)} is not a number of hours.", "Write hours, such as 1.5.")
    in_minutes = (found[2] or "").lower().startswith("m")
    minutes = round(float(found[1]) * (1 if in_minutes else 60))
    if minutes > _MOST_MINUTES:
        reason = f"{quoted(text)} would be {minutes // 60:,} hours."
        raise Wrong(reason, "Write hours, such as 1.5; or minutes with the unit, such as 90 min.")
    return minutes


def _team(text: str, _of: Field, _how: How, lists: Lists) -> int:
    return _one_of(text, lists.teams, f"There is no team {quoted(text)} in {lists.county} County.")


def _agency(text: str, _of: Field, _how: How, lists: Lists) -> int:
    return _one_of(text, lists.agencies, f"The portal knows no agency {quoted(text)}.")


def _one_of(text: str, known: Mapping[str, int], reason: str) -> int:
    found = known.get(text.casefold())
    if found is not None:
        return found
    like = difflib.get_close_matches(text.casefold(), known, n=1, cutoff=0.75)
    hint = f" One with a name like it is {quoted(like[0].title())}." if like else ""
    raise Wrong(f"{reason}{hint}", "Choose one, or add it first.")


def _county(text: str, _of: Field, _how: How, lists: Lists) -> str:
    said = plain(text).removesuffix(" county").removeprefix("county of ")
    if said != plain(lists.county):
        reason = f"The row is about {quoted(text)}, this file about {lists.county} County."
        raise Wrong(reason, "Leave the row out here, and take it in for its own county.")
    return lists.county


_READERS: dict[Reads, Callable[[str, Field, How, Lists], Any]] = {
    Reads.LINE: _line,
    Reads.NAME: _name,
    Reads.EMAIL: _email,
    Reads.PHONE: _phone,
    Reads.START: _start,
    Reads.DONE: _done,
    Reads.END: _end,
    Reads.PROFESSION: _profession,
    Reads.SUBJECT: _subject,
    Reads.HOURS: _hours,
    Reads.TEAM: _team,
    Reads.AGENCY: _agency,
    Reads.COUNTY: _county,
}
