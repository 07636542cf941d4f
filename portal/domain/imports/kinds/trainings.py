"""Lists of trainings that people completed elsewhere."""

from portal.domain.imports.kinds.fields import Field, Kind, Reads
from portal.domain.imports.kinds.who import WHO

TRAININGS = Kind(
    "trainings",
    "Trainings completed elsewhere",
    "training",
    "trainings",
    adds_people=False,
    fields=(
        *WHO,
        Field(
            "title",
            "Training",
            Reads.LINE,
            (
                *("training", "training title", "course", "course title", "course name", "title"),
                *("module", "module name", "activity", "activity name", "learning item", "class"),
                *("training name", "item title", "event", "curriculum", "event title"),
            ),
            needed=True,
            longest=200,
        ),
        Field(
            "provider",
            "Given by",
            Reads.LINE,
            (
                *("provider", "given by", "training provider", "vendor", "source", "sponsor"),
                *("organization", "offered by", "instructor", "ce provider", "host"),
            ),
            needed=True,
            longest=200,
            same=True,
        ),
        Field(
            "completed_on",
            "Completed on",
            Reads.DONE,
            (
                *("completed", "completed on", "completion date", "date completed", "date"),
                *(
                    "date of completion",
                    "completed date",
                    "finish date",
                    "end date",
                    "training date",
                ),
                *("date of training", "status date", "transcript date", "date taken"),
            ),
            needed=True,
        ),
        Field(
            "subject",
            "Subject",
            Reads.SUBJECT,
            ("subject", "topic", "requirement", "category", "training type"),
            hint="One that requirements name. Without it, a training meets none by itself.",
            same=True,
        ),
        Field(
            "ce_minutes",
            "Continuing education credit",
            Reads.HOURS,
            (
                *(
                    "continuing education credit",
                    "ce hours",
                    "ceu",
                    "ceus",
                    "ce",
                    "ce credits",
                    "credits",
                    "credit hours",
                ),
                *("hours", "ce credit", "continuing education hours", "contact hours", "ceu hours"),
            ),
            hint="In hours, such as 1.5; or with the unit, such as 90 min.",
        ),
    ),
)
