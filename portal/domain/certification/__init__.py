"""Whether a person meets a requirement on a day, since when, until when, and why.

Every state holds for whole civil days in California, and dates hold through the day. A day's state
is worked out by the case of its check (`at`), and `spans` asks it on every day on which anything
may change, so the two cannot disagree. Whoever holds what a requirement asks is shown as holding
it, required or not, since what a team can do hangs on what its people hold.
"""

from portal.domain.certification.answering import responds
from portal.domain.certification.derive import (
    all_spans,
    decided_by,
    judged_requirements,
    spans,
    standing,
    standings,
)
from portal.domain.certification.judging import judge, judge_all
from portal.domain.certification.verdicts import STATES, Reason, Span, State, Verdict

__all__ = [
    "STATES",
    "Reason",
    "Span",
    "State",
    "Verdict",
    "all_spans",
    "decided_by",
    "judge",
    "judge_all",
    "judged_requirements",
    "responds",
    "spans",
    "standing",
    "standings",
]
