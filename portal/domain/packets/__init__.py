"""The auditor's packet: everything that was said of a team on a day, and why, as plain values."""

from portal.domain.packets.values import (
    Because,
    BesideText,
    DecisionMade,
    HoursJudged,
    MemberAnswer,
    Packet,
    PersonThere,
    RuleText,
    ShiftHeld,
    SourceText,
    TeamAnswer,
    Told,
)

__all__ = [
    "Because",
    "BesideText",
    "DecisionMade",
    "HoursJudged",
    "MemberAnswer",
    "Packet",
    "PersonThere",
    "RuleText",
    "ShiftHeld",
    "SourceText",
    "TeamAnswer",
    "Told",
]
