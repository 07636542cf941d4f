"""What can go wrong, in the words of the field. The views turn each into a page and a status."""


class PortalError(Exception):
    """Something the person can be told; the message is a sentence shown on the page."""


class NotFound(PortalError):
    """There is no such thing."""


class Forbidden(PortalError):
    """It exists, but not for this person."""


class NotOpenYet(PortalError):
    """Something else has to be done first; the message says what."""


class Conflict(PortalError):
    """It was already done, or has changed meanwhile; what stands is untouched."""


class Expired(PortalError):
    """A link or code that no longer works."""


class TooMany(PortalError):
    """Somebody did this more often than makes sense; later it works again."""


class NoRoom(PortalError):
    """The disk is full; what was there is untouched."""


class Moved(PortalError):
    """What was asked for has another number now, which is given."""

    def __init__(self, number: int) -> None:
        message = "This person’s entries were brought together with those of another row."
        super().__init__(message)
        self.number = number


class Invalid(PortalError):
    """Input that cannot be used; the message names what is wrong and the remedy."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
