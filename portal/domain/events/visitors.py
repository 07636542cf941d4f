"""Visitors: people without an account who register for what is open to everybody, by e-mail."""

from datetime import timedelta

WINDOW = timedelta(hours=1)
MOST_OF_BROWSER = 10
"""Mails that one browser may ask for within the window."""
MOST_TO_ADDRESS = 3
"""Mails to one address, whoever asks: nobody's mailbox is filled by strangers."""
MOST_OF_ALL = 300
"""Of all browsers together, so that a machine cannot send mail through the portal."""


def may_ask(of_browser: int, to_address: int, of_all: int) -> bool:
    """Whether one more mail may be asked for."""
    return of_browser < MOST_OF_BROWSER and to_address < MOST_TO_ADDRESS and of_all < MOST_OF_ALL
