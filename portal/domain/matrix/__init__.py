"""The matrix of people and requirements: what a cell says, until when, and which cells are meant.

A person's states on a day are one string with a letter for each requirement, as they are kept. A
matrix has thousands of cells, so what concerns one person is worked out for all requirements at
once.
"""

from portal.domain.matrix.cells import (
    ALWAYS,
    FOREVER,
    Cells,
    Line,
    Pick,
    Said,
    advisory_on,
    cells_on,
    picking,
)
from portal.domain.matrix.choosing import SHORT, Act, Wanted, chosen, lapses
from portal.domain.matrix.counting import IN_PLACE, Tally, applies, tallies, tally
from portal.domain.matrix.words import (
    GAP,
    NAME,
    NOT_IN_FORCE,
    NUMBER,
    REASONS,
    Rows,
    date_words,
    short_date,
)

__all__ = [
    "ALWAYS",
    "FOREVER",
    "GAP",
    "IN_PLACE",
    "NAME",
    "NOT_IN_FORCE",
    "NUMBER",
    "REASONS",
    "SHORT",
    "Act",
    "Cells",
    "Line",
    "Pick",
    "Rows",
    "Said",
    "Tally",
    "Wanted",
    "advisory_on",
    "applies",
    "cells_on",
    "chosen",
    "date_words",
    "lapses",
    "picking",
    "short_date",
    "tallies",
    "tally",
]
