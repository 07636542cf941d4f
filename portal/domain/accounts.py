"""Passwords worth having, and how long a run of failed sign-ins closes the door."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from portal.domain.errors import Invalid

FAILURES_ALLOWED = 5
FAILURE_WINDOW = timedelta(minutes=15)
INVITATION_LIFE = timedelta(days=14)
RESET_LIFE = timedelta(hours=1)
SESSION_LIFE = timedelta(days=14)
PASSWORD_MINIMUM = 12
PASSWORD_MAXIMUM = 200
_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
"""By what browsers say of themselves; most say later ones as well, so the first one counts."""
_SYSTEMS = {
    "iPhone": "an iPhone",
    "iPad": "an iPad",
    "Android": "Android",
    "CrOS": "a Chromebook",
    "Windows": "Windows",
    "Macintosh": "a Mac",
    "Linux": "Linux",
}


def locked_until(failures: Iterable[datetime], at: datetime) -> datetime | None:
    """When the next sign-in may be tried; None when it may be tried now.

    The door closes after five failures within fifteen minutes and opens again when the oldest of
    them is fifteen minutes old, so nobody is ever locked out for good.
    """
    recent = sorted(f for f in failures if at - FAILURE_WINDOW < f <= at)
    if len(recent) < FAILURES_ALLOWED:
        return None
    return recent[-FAILURES_ALLOWED] + FAILURE_WINDOW


def check_password(password: str, email: str) -> None:
    """Refuse a password that is easy to guess. Length is what counts; odd characters are not."""
    if len(password) < PASSWORD_MINIMUM:
        message = f"Use {PASSWORD_MINIMUM} characters or more. Four random words make a good one."
        raise Invalid(message, "password")
    if len(password) > PASSWORD_MAXIMUM:
        message = f"Use {PASSWORD_MAXIMUM} characters or fewer."
        raise Invalid(message, "password")
    plain = password.casefold()
    if len(set(plain)) < 5:
        message = "Use more than a few different characters."
        raise Invalid(message, "password")
    if any(word in plain for word in ("password", "qwerty", "123456", "letmein")):
        message = "Leave out words that everybody tries first, such as “password” and “123456”."
        raise Invalid(message, "password")
    local_part = email.casefold().partition("@")[0]
    if plain == email.casefold() or (len(local_part) > 3 and local_part in plain):
        message = "Leave your e-mail address out of the password."
        raise Invalid(message, "password")


def normal_email(text: str) -> str:
    """An address as the portal compares it: no spaces around it, lower case."""
    return text.strip().casefold()


def browser_name(said: str) -> str:
    """What people call a browser that says this of itself; as it says it where nobody knows.

    >>> browser_name("Mozilla/5.0 (iPhone; …) AppleWebKit/605.1 Version/18.0 Mobile Safari/604.1")
    'Safari on an iPhone'
    """
    browser = next((name for sign, name in _BROWSERS.items() if sign in said), "")
    system = next((name for sign, name in _SYSTEMS.items() if sign in said), "")
    if not browser:
        return said
    return f"{browser} on {system}" if system else browser
