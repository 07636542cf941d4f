"""What a kind of list is: its fields, how their cells are read, and how other systems call them."""

from dataclasses import dataclass
from enum import StrEnum


class Reads(StrEnum):
    """How the cells of a field are read."""

    LINE = "line"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    START = "start"
    """A day on which something began, or will soon."""
    DONE = "done"
    """A day that is over."""
    END = "end"
    """A day on which something ends."""
    PROFESSION = "profession"
    SUBJECT = "subject"
    HOURS = "hours"
    """Hours, or minutes where that is written beside the number."""
    TEAM = "team"
    AGENCY = "agency"
    COUNTY = "county"

    @property
    def is_day(self) -> bool:
        """Whether it is a day."""
        return self in {Reads.START, Reads.DONE, Reads.END}


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a row can say."""

    name: str
    label: str
    reads: Reads
    headings: tuple[str, ...]
    needed: bool = False
    longest: int = 120
    hint: str = ""
    same: bool = False
    """Whether one value may be given for all rows that name none."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list."""

    slug: str
    title: str
    one: str
    """What a row is about, for “3 new people”."""
    many: str
    adds_people: bool
    """Whether somebody who is not known is added, or is a mistake."""
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The field of this name."""
        return next(field for field in self.fields if field.name == name)
