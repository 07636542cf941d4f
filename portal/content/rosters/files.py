"""Whether a file is what its name promises, by its content."""

import unicodedata

from portal.domain.errors import Invalid
from portal.domain.roster_files import LARGEST, LONGEST_NAME
from portal.domain.text import spaced, unseen

_AS_CSV = "In the spreadsheet program choose “Save as” and the format “CSV UTF-8”."
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks of spreadsheet programs begin."""
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_LINES = "\t\r\n"


class Wrong(Exception):
    """A value cannot be used."""

    def __init__(self, reason: str, remedy: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason, self.remedy, self.field = reason, remedy, field


def text_of(content: bytes) -> str:
    """What a text file says. Raises Invalid, naming the remedy, when it is something else."""
    if not content.strip():
        message = "This file is empty. Choose another file."
    elif len(content) > LARGEST:
        message = f"This file is larger than {LARGEST // 1_000_000} MB. Split it into smaller ones."
    elif content.startswith(_PACKED):
        message = f"This is a workbook or another packed file, not a CSV file. {_AS_CSV}"
    elif content.startswith(_WIDE):
        message = f"This text is not in UTF-8 but in UTF-16. {_AS_CSV}"
    else:
        return _decoded(content)
    raise Invalid(message, "file")


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = f"Line {line} is not UTF-8 text: this is no CSV or calendar file. {_AS_CSV}"
        raise Invalid(message, "file") from None
    for at, sign in enumerate(text):
        if unicodedata.category(sign) == "Cc" and sign not in _LINES:
            line = text.count("\n", 0, at) + 1
            message = f"Line {line} holds a control character: this is no CSV or calendar file."
            raise Invalid(f"{message} {_AS_CSV}", "file")
    return text


def is_calendar(text: str) -> bool:
    """Whether the file is an iCalendar file; else it is taken for a table."""
    return text.lstrip().upper().startswith("BEGIN:VCALENDAR")


def said(text: str) -> str:
    """What stands in a file, for people: one line, short, every character to be seen."""
    line = spaced(text)
    while found := unseen(line.replace("\ufffd", ".")):
        line = line[: found[0]] + "\ufffd" + line[found[0] + 1 :]
    return line if len(line) <= 120 else f"{line[:119]}…"


def check_name(text: str) -> None:
    """Refuse a name that is empty, too long, or has characters that nobody can see."""
    if not text:
        raise Wrong("It is empty.", "Write the name.")
    if len(text) > LONGEST_NAME:
        raise Wrong(f"It has {len(text)} characters.", f"Use {LONGEST_NAME} or fewer.")
    if found := unseen(text):
        sign = f"U+{ord(text[found[0]]):04X}, {found[1]}"
        raise Wrong(f"It holds a character that cannot be seen: {sign}.", "Type the name again.")
