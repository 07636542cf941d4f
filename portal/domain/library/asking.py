"""How much one reader, and all of them, may send before they have to wait."""

from datetime import timedelta

WINDOW = timedelta(hours=1)
MOST_OF_ONE = 10
"""Questions and marks of one browser within the window."""
MOST_OF_ALL = 300
"""Of everybody without an account, so that a machine cannot fill the list."""


def may_send(own: int, of_all: int, *, signed_in: bool) -> bool:
    """Whether one more may be taken in."""
    return own < MOST_OF_ONE and (signed_in or of_all < MOST_OF_ALL)
