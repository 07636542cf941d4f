"""Files of shifts as they were handed in: kept whole, and read anew whenever they are looked at."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal.content.rosters import is_calendar, read_calendar, read_table, text_of
from portal.content.uploads import Upload
from portal.domain.access import Grant, Permission, counties
from portal.domain.errors import Forbidden, Invalid, NotFound
from portal.domain.roster_files import FileRead
from portal.domain.staffing import Mode
from portal.domain.text import spaced
from portal.models import County, EvidenceFile
from portal.services import evidence
from portal.services.history import by_id
from portal.services.once import WEAKLY
from portal.services.places import TeamName

TABLE, CALENDAR = "text/csv", "text/calendar"
_KINDS = {TABLE: ".csv", CALENDAR: ".ics"}
_LONGEST = 120


def keep(
    session: Session, county: str, name: str, content: bytes, *, by: int, at: datetime
) -> EvidenceFile:
    """Keep a file, whatever is wrong with its rows. The same one again is kept once.

    Raises Invalid when it is no file of shifts at all.
    """
    text = text_of(content)
    kind = CALENDAR if is_calendar(text) else TABLE
    _read(text, kind, "", Mode.ON_SITE)
    session.get_one(County, county, with_for_update=WEAKLY)  # one after the other
    upload = Upload(_tidy(name, _KINDS[kind]), kind, content)
    number = evidence.keep(session, upload, county=county, by=by, at=at)
    return session.get_one(EvidenceFile, number)


def _tidy(name: str, ending: str) -> str:
    """The file's name for people: without folders, on one line, with the ending that fits."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = spaced("".join(c if c.isprintable() else " " for c in last)) or "roster"
    stem = stem[: -len(ending)] if stem.lower().endswith(ending) else stem
    return stem[:_LONGEST] + ending


def find_file(
    session: Session, file_id: int, grants: Sequence[Grant]
) -> tuple[EvidenceFile, County]:
    """The file and its county. Raises NotFound or Forbidden."""
    file: EvidenceFile | None = by_id(session, EvidenceFile, file_id)
    if file is None or file.county_fips is None or not _is_of_shifts(file):
        message = "There is no file of shifts with this number. Hand it in again."
        raise NotFound(message)
    held = counties(grants, Permission.MANAGE_ROSTERS)
    if held is not None and file.county_fips not in held:
        message = "This file is about a county that is not yours."
        raise Forbidden(message)
    return file, session.get_one(County, file.county_fips)


def _is_of_shifts(file: EvidenceFile) -> bool:
    """Whether it could have been handed in as such: a county’s lists of people are files, too."""
    if file.media_type not in _KINDS:
        return False
    try:
        _read(text_of(file.content), file.media_type, "", Mode.ON_SITE)
    except Invalid:
        return False
    return True


def read(file: EvidenceFile, team: TeamName | None, mode: Mode | None) -> FileRead:
    """What the file says. For a calendar it has to be said whose it is and how people take part.

    Raises Invalid.
    """
    if file.media_type == CALENDAR and (team is None or mode is None):
        message = "Choose the team whose calendar this is, and how its people take part."
        raise Invalid(message, "team")
    name, how = team.name if team else "", mode or Mode.ON_SITE
    return _read(text_of(file.content), file.media_type, name, how)


def _read(text: str, kind: str, team: str, mode: Mode) -> FileRead:
    return read_calendar(text, team, mode) if kind == CALENDAR else read_table(text)
