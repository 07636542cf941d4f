"""A webinar: its page, its recording by ranges of bytes, its captions; and the work on them."""

from portal.views.webinars import (
    calendar,
    desk,
    editor,
    incoming,
    media,
    page,
    quiz,
    watching,
    words,
)
from portal.views.webinars.blueprint import blueprint

__all__ = [
    "blueprint",
    "calendar",
    "desk",
    "editor",
    "incoming",
    "media",
    "page",
    "quiz",
    "watching",
    "words",
]
