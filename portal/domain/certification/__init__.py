"""Whether a person meets a requirement on a day, since when, until when, and why.

Every state holds for whole civil days in California, and dates hold through the day. `spans` is
built from `state_on`, day by day of change, so the two cannot disagree.
"""

from portal.domain.certification.verdicts import STATES, Reason, Span, State, Verdict

__all__ = ["STATES", "Reason", "Span", "State", "Verdict"]
