"""Who is there together at a moment, and whether they may answer a call.

A person brings abilities: may they be counted, do they carry naloxone, and so on. Each is yes, no,
or not known, at two levels: as judged by verified requirements alone, and as advised by all. The
level of a team's rule is its own: a rule that nobody verified advises and never blocks.
"""

from portal.domain.staffing.abilities import abilities
from portal.domain.staffing.compiled import Periods
from portal.domain.staffing.fixes import Fixes, find_fixes, smallest_fixes
from portal.domain.staffing.gains import as_if_gained, gains_of
from portal.domain.staffing.outcomes import decided, outcome, outcome_of
from portal.domain.staffing.person_rules import looked_at
from portal.domain.staffing.present import MAYBE, Abilities, Able, Mode, Present, each_once
from portal.domain.staffing.rules import TeamRules, rule_periods, team_rules
from portal.domain.staffing.spans import AbilitySpan, abilities_through_time, ability_spans
from portal.domain.staffing.steps import Change, Fix, Step
from portal.domain.staffing.tally import weight
from portal.domain.staffing.teams import TeamMember, TeamSpan, team_spans
from portal.domain.staffing.together import judge_together
from portal.domain.staffing.verdicts import Answer, Line, Outcome, TeamVerdict

__all__ = [
    "MAYBE",
    "Abilities",
    "AbilitySpan",
    "Able",
    "Answer",
    "Change",
    "Fix",
    "Fixes",
    "Line",
    "Mode",
    "Outcome",
    "Periods",
    "Present",
    "Step",
    "TeamMember",
    "TeamRules",
    "TeamSpan",
    "TeamVerdict",
    "abilities",
    "abilities_through_time",
    "ability_spans",
    "as_if_gained",
    "decided",
    "each_once",
    "find_fixes",
    "gains_of",
    "judge_together",
    "looked_at",
    "outcome",
    "outcome_of",
    "rule_periods",
    "smallest_fixes",
    "team_rules",
    "team_spans",
    "weight",
]
