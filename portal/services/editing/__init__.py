"""The work of TA staff on the library: what there is, what stands in the way, publishing it."""

from portal.services.editing.checking import mark_checked
from portal.services.editing.gates import Asked, hindrances
from portal.services.editing.register import Entry, Planned, Register, register
from portal.services.editing.releasing import release, scheduled, withdraw
from portal.services.editing.versions import Said, Saved, item_of, numbered, said, versions

__all__ = [
    "Asked",
    "Entry",
    "Planned",
    "Register",
    "Said",
    "Saved",
    "hindrances",
    "item_of",
    "mark_checked",
    "numbered",
    "register",
    "release",
    "said",
    "scheduled",
    "versions",
    "withdraw",
]
