"""Watching a recording: what was played, when the quiz opens, the record that comes."""

from portal.services.watching.crediting import begin, complete
from portal.services.watching.figures import Figures, figures
from portal.services.watching.given import Given, of_person
from portal.services.watching.offers import Offer, hindrance, of_enrolment, shown_offer
from portal.services.watching.playing import make_room, note
from portal.services.watching.standing import Standing, standing

__all__ = [
    "Figures",
    "Given",
    "Offer",
    "Standing",
    "begin",
    "complete",
    "figures",
    "hindrance",
    "make_room",
    "note",
    "of_enrolment",
    "of_person",
    "shown_offer",
    "standing",
]
