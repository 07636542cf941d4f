"""What a summary word hides: rules whose own number is unknown, and evidence that is missing.

“No evidence”, “unknown parameter”, “not in force” and “not met” are four different answers. Where
one word stands for several rules, these words stand beside it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from portal.domain.certification import State, Verdict
from portal.domain.requirements import Requirement, Rulebook, Severity
from portal.domain.staffing import Answer, Line, team_rules
from portal.services.readiness import RequirementCount


def rules(count: int) -> str:
    """A number of rules in words."""
    return "1 rule" if count == 1 else f"{count} rules"


def joined(parts: Sequence[str]) -> str:
    """The parts as one phrase; empty for none."""
    return ", ".join(part for part in parts if part)


def unknown_and_missing(unknown: int, missing: int, inactive: int = 0) -> str:
    """A short count, such as “2 rules unknown, 1 without evidence”; empty when there is none."""
    return joined(
        [
            f"{rules(unknown)} unknown" if unknown else "",
            f"{missing if unknown else rules(missing)} without evidence" if missing else "",
            f"{inactive if unknown or missing else rules(inactive)} not in force"
            if inactive
            else "",
        ]
    )


def of_answers(answers: Iterable[Answer]) -> str:
    """What the answers of several rules leave open."""
    found = Counter(answers)
    return unknown_and_missing(
        found[Answer.UNKNOWN_SETTING], found[Answer.NO_EVIDENCE], found[Answer.NOT_IN_FORCE]
    )


def of_lines(lines: Iterable[Line]) -> str:
    """What a verdict about those who are there leaves open."""
    return of_answers(line.answer for line in lines)


def advised(lines: Iterable[Line]) -> str:
    """What is open although all that is verified is met, as a clause."""
    open_ = {
        line.answer
        for line in lines
        if line.advisory and line.requirement.severity is Severity.BLOCK
    }
    if Answer.NOT_MET in open_:
        return "an advisory rule is not met"
    if {Answer.UNKNOWN_SETTING, Answer.NO_EVIDENCE} <= open_:
        return "advisory rules cannot be judged"
    if Answer.UNKNOWN_SETTING in open_:
        return "an advisory rule is itself unknown"
    return "an advisory rule is without evidence"


def of_verdicts(verdicts: Iterable[Verdict]) -> str:
    """What the verdicts about a person leave open."""
    found = [(one.state, bool(one.version and one.version.unknown)) for one in verdicts]
    missing = sum(state is State.UNKNOWN and not unknown for state, unknown in found)
    return unknown_and_missing(sum(unknown for _, unknown in found), missing)


def is_unknown(requirement: Requirement, on: date) -> bool:
    """Whether a number of the rule's own is unknown that day."""
    version = requirement.on(on)
    return version is not None and bool(version.unknown)


def beside(requirement: Requirement, state: State, on: date) -> str:
    """What to say beside a state: that the rule is unknown, or evidence missing; mostly nothing."""
    if state is State.NOT_REQUIRED:
        return ""
    if is_unknown(requirement, on):
        return "the rule’s own number is unknown"
    return "no evidence" if state is State.UNKNOWN else ""


def of_counts(counted: Iterable[RequirementCount], on: date) -> tuple[int, int]:
    """How often nobody can say how somebody stands: as the rule is unknown, without evidence."""
    found = [(one.counts.get(State.UNKNOWN, 0), is_unknown(one.requirement, on)) for one in counted]
    return (
        sum(count for count, unknown in found if unknown),
        sum(count for count, unknown in found if not unknown),
    )


def unknown_team_rules(rulebook: Rulebook, on: date) -> int:
    """How many rules for teams nobody can be judged by that day: a number of theirs is unknown."""
    found = team_rules(rulebook, on).rules
    return sum(not each.answerable for each in found)


def of_states(states: Mapping[str, tuple[State, bool]], rulebook: Rulebook, on: date) -> str:
    """What the states of a person leave open."""
    unsaid = [slug for slug, (state, _) in states.items() if state is State.UNKNOWN]
    unknown = sum(is_unknown(rulebook.requirements[slug], on) for slug in unsaid)
    return unknown_and_missing(unknown, len(unsaid) - unknown)
