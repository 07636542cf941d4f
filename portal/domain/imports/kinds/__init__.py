"""The kinds of lists that can be taken in: their fields, and how other systems call them.

The headings are those met in exports of HR and learning systems and in lists kept by hand. They
are written as `headings.plain` makes them: small letters, one blank between words.
"""

from portal.domain.imports.kinds.credentials import CREDENTIALS
from portal.domain.imports.kinds.fields import Field, Kind, Reads
from portal.domain.imports.kinds.people import PEOPLE
from portal.domain.imports.kinds.trainings import TRAININGS

KINDS = {kind.slug: kind for kind in (PEOPLE, TRAININGS, CREDENTIALS)}

__all__ = ["CREDENTIALS", "KINDS", "PEOPLE", "TRAININGS", "Field", "Kind", "Reads"]
