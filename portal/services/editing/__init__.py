"""The work of TA staff on the library: what there is, what stands in the way, publishing it."""

from portal.services.editing.checking import mark_checked
from portal.services.editing.gates import Asked, hindrances
from portal.services.editing.register import Entry, Planned, Register, register
from portal.services.editing.releasing import release, scheduled
from portal.services.editing.versions import Saved, item_of, numbered, versions

__all__ = [
    "Asked",
    "Entry",
    "Planned",
    "Register",
    "Saved",
    "hindrances",
    "item_of",
    "mark_checked",
    "numbered",
    "register",
    "release",
    "scheduled",
    "versions",
]
