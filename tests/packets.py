"""A packet made by hand, for tests that need no database, and keys for it."""

from datetime import UTC, date, datetime

from portal.documents.packets.keys import Key, new_key
from portal.domain.certification.verdicts import State
from portal.domain.packets import (
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
from portal.domain.staffing import Answer, Outcome

DAY = date(2026, 3, 14)
KNOWN = datetime(2026, 3, 20, 17, tzinfo=UTC)
MADE = datetime(2026, 4, 2, 16, 30, tzinfo=UTC)


def a_key(*, is_development: bool = False) -> Key:
    """A key nobody else has."""
    return new_key(datetime(2026, 1, 1, 20, tzinfo=UTC), is_development=is_development)


SIGNING_KEY = a_key()
"""The key of the app under test."""


def told(key: str, text: str, by: str = "Sam Ortiz") -> Told:
    """A fact recorded in February."""
    return Told(key, text, datetime(2026, 2, 3, 18, tzinfo=UTC), by)


def rule(slug: str, number: str, title: str, **more) -> RuleText:
    """A rule that nobody has verified, unless `more` says otherwise."""
    values = {
        "statement": f"Says {title.lower()}.",
        "starts": date(2023, 6, 19),
        "ends": None,
        "settings": (("minimum", "2"),),
        "source": "notice",
        "source_title": "A notice",
        "section": "3(a)",
        "recalled": True,
        "confidence": "recalled; the source could not be read",
        "verified": None,
        "verified_by": "",
        "beside": (BesideText("notice", "A notice", "(b)", "Trained in harm reduction."),),
    }
    return RuleText(slug, number, title, **(values | more))


RULES = (
    rule("two-respond", "T-01", "Two people respond", verified=date(2026, 1, 9), verified_by="Kim"),
    rule("naloxone-on-site", "T-03", "Somebody on site carries naloxone"),
    rule("core-de-escalation", "C-01", "Crisis intervention", recalled=False, settings=()),
    rule("refresh", "R-01", "Trainings are refreshed", starts=None, settings=()),
)
SOURCE = SourceText(
    "notice", "A notice", "A department", date(2023, 6, 19), "https://example.org/n", "", "Read."
)


def person(number: int = 7, name: str = "Ana María Flores") -> PersonThere:
    """Somebody with one answer, one decision and two facts."""
    training = told("training-record:12", "Completed Crisis intervention on February 3, 2026", "")
    waiver = told("decision:4", "Waiver of T-03 through June 30, 2026")
    answer = MemberAnswer(
        requirement="core-de-escalation",
        state=State.VALID,
        advisory=True,
        since=date(2026, 2, 3),
        through=date(2027, 2, 3),
        due=date(2027, 2, 3),
        action="Take it again by February 3, 2027.",
        because=(
            Because("Completed on February 3, 2026.", training.key),
            Because("That holds for 12 months.", ""),
        ),
    )
    decision = DecisionMade(
        "Waiver",
        "naloxone-on-site",
        date(2026, 1, 1),
        date(2026, 6, 30),
        "",
        "Supplies were late.",
        waiver,
    )
    return PersonThere(
        number=number,
        name=name,
        legal_name=name,
        profession="Registered nurse",
        mode="On site",
        counted="May be counted as a member of the response.",
        answers=(answer,),
        decisions=(decision,),
        facts=(training, waiver),
    )


def packet(**more) -> Packet:
    """A whole packet; `more` replaces values."""
    night = (datetime(2026, 3, 15, 2, tzinfo=UTC), datetime(2026, 3, 15, 14, tzinfo=UTC))
    values = {
        "team": "Night team",
        "county": "Fresno",
        "agency": "Valley Crisis Services",
        "day": DAY,
        "known_at": KNOWN,
        "made_at": MADE,
        "made_by": "Tara Nguyen",
        "portal": "https://training.example.org",
        "key": "a-key",
        "is_development": False,
        "is_sample": False,
        "outcome": Outcome.NOT_COVERED,
        "deciding": "two-respond",
        "because": "Only Ana María Flores may be counted; two are needed.",
        "team_answers": (
            TeamAnswer("two-respond", Answer.NOT_MET, False, "One may be counted; two are needed."),
            TeamAnswer(
                "naloxone-on-site", Answer.NO_EVIDENCE, True, "Nobody is known to carry it."
            ),
        ),
        "people": (person(), person(8, "Ben Okafor")),
        "shifts": (
            ShiftHeld(
                "Saturday night",
                *night,
                (("Ana María Flores", "On site"),),
                (told("shift-assignment:3", "Ana María Flores, on site"),),
            ),
        ),
        "hours": (
            HoursJudged(
                datetime(2026, 3, 14, 7, tzinfo=UTC), night[0], Outcome.NOT_COVERED, "", ()
            ),
            HoursJudged(
                night[0],
                datetime(2026, 3, 15, 7, tzinfo=UTC),
                Outcome.NOT_COVERED,
                "two-respond",
                ("Ana María Flores",),
            ),
        ),
        "rules": RULES,
        "sources": (SOURCE,),
    }
    return Packet(**(values | more))
