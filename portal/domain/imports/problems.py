"""What is wrong with a cell or a row, and the remedy."""

from dataclasses import dataclass

from portal.domain.text import spaced, unseen


class Wrong(Exception):
    """A cell cannot be used."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason, self.remedy = reason, remedy


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a row that cannot be used."""

    field: str
    """The name of the field; empty for the row as a whole."""
    reason: str
    remedy: str


def quoted(text: str) -> str:
    """What stands in a cell, for people: in quotation marks, short, every character to be seen."""
    line = spaced(text)
    while found := unseen(line.replace("\ufffd", ".")):
        line = line[: found[0]] + "\ufffd" + line[found[0] + 1 :]
    return f"“{line if len(line) <= 60 else line[:59] + '…'}”"
