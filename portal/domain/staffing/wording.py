"""What a team requirement says about those who are there, as a sentence that names them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.domain.staffing import rules as checks
from portal.domain.staffing.present import MAYBE, Able, Mode, Present
from portal.domain.staffing.rules import TeamRule
from portal.domain.staffing.tally import Level
from portal.domain.staffing.verdicts import Answer

_EVERYBODY = frozenset(Mode)
_MEMBERS = frozenset({Mode.ON_SITE, Mode.REMOTE})
_ON_SITE = frozenset({Mode.ON_SITE})
_LOOKS_FOR = {
    checks.AT_LEAST: (Able.COUNTS, _MEMBERS),
    checks.ON_SITE_AT_LEAST: (Able.COUNTS, _MEMBERS),
    checks.NALOXONE: (Able.NALOXONE, _ON_SITE),
    checks.TRAINED: (Able.ASSESSES, _ON_SITE),
    checks.CLINICIAN: (Able.CLINICIAN, _EVERYBODY),
    checks.NOT_COUNTED: (Able.EXCLUDED, _EVERYBODY),
    checks.SOMEONE_IS: (Able.PEER, _MEMBERS),
}
_NOT_KNOWN = {
    checks.AT_LEAST: "How many members are needed",
    checks.ON_SITE_AT_LEAST: "How many have to be on site, or may be remote,",
    checks.NALOXONE: "Which training is needed",
    checks.TRAINED: "Which training is needed",
    checks.CLINICIAN: "Which professions are meant",
    checks.NOT_COUNTED: "Which professions are meant",
    checks.SOMEONE_IS: "Which professions are meant",
}


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a requirement finds at a level, by how they take part."""

    sure: tuple[Present, ...]
    maybe: tuple[Present, ...]
    """Those of whom it is not known."""


def found(rule: TeamRule, present: Sequence[Present], level: Level) -> Found:
    """Who brings what the requirement looks for, and who may."""
    ability, modes = _LOOKS_FOR[rule.check]
    some = [(each, mask_of(each, level)) for each in present if each.mode in modes]
    return Found(
        sure=tuple(each for each, mask in some if mask & ability),
        maybe=tuple(each for each, mask in some if mask & (ability << MAYBE)),
    )


def mask_of(somebody: Present, level: Level) -> Able:
    """What somebody brings at a level."""
    return somebody.able.judged if level is Level.JUDGED else somebody.able.advised


def named(rule: TeamRule, who: Found, answer: Answer) -> Found:
    """Those of whom the sentence speaks."""
    doubtful = answer is Answer.NO_EVIDENCE
    sure, maybe = who.sure, who.maybe
    if answer is Answer.UNKNOWN_SETTING:
        return Found((), ())
    if answer is Answer.MET:
        maybe = ()
    if rule.check == checks.ON_SITE_AT_LEAST:
        return Found(_on_site(sure), maybe if doubtful else _on_site(maybe))
    if doubtful and rule.check != checks.AT_LEAST:
        sure = ()
    return Found(sure, maybe)


def sentence(rule: TeamRule, who: Found, answer: Answer, level: Level) -> str:
    """What is said of those named, and what is needed."""
    if answer is Answer.UNKNOWN_SETTING:
        return f"{_NOT_KNOWN[rule.check]} is not known."
    if rule.check == checks.AT_LEAST:
        return f"{_counted(who, answer)}; {_are(rule.needed)} needed."
    if rule.check == checks.ON_SITE_AT_LEAST:
        return f"{_counted(who, answer, ' on site')}; {_placed(rule, level)}."
    return _SENTENCES[rule.check](who, answer)


def _counted(who: Found, answer: Answer, where: str = "") -> str:
    if answer is Answer.NO_EVIDENCE:
        doubt = f"it is not known whether {names(who.maybe)} may be counted"
        if not who.sure:
            return doubt[0].upper() + doubt[1:]
        return f"{names(who.sure)} {_is(who.sure)} counted{where}, and {doubt}"
    if answer is Answer.MET:
        return f"{_somebody(who.sure)} {_is(who.sure)} counted{where}"
    some = (*who.sure, *who.maybe)
    perhaps = " at best" if who.maybe else ""
    return f"{_only(some)} {_is(some)} counted{where}{perhaps}"


def _on_site(people: Sequence[Present]) -> tuple[Present, ...]:
    return tuple(each for each in people if each.mode is Mode.ON_SITE)


def _placed(rule: TeamRule, level: Level) -> str:
    needed = rule.minimums[level]
    said = f"{_number(rule.needed)} {'has' if rule.needed == 1 else 'have'} to be on site"
    if needed > rule.remote:
        said += f", and of the {_number(needed)} needed at most {_number(rule.remote)} remote"
    return said


def _naloxone(who: Found, answer: Answer) -> str:
    if answer is Answer.MET:
        carry = "carries" if len(who.sure) == 1 else "carry"
        return f"{names(who.sure)}, on site, {_is(who.sure)} trained in naloxone and {carry} it."
    if answer is Answer.NO_EVIDENCE:
        return _doubt(who, "trained in naloxone")
    return "Nobody on site is trained in naloxone and carries it."


def _trained(who: Found, answer: Answer) -> str:
    if answer is Answer.MET:
        return f"{names(who.sure)}, on site, {_is(who.sure)} trained to assess a crisis."
    if answer is Answer.NO_EVIDENCE:
        return _doubt(who, "trained to assess a crisis")
    return "Nobody on site is trained to assess a crisis."


def _doubt(who: Found, what: str) -> str:
    return f"It is not known whether {names(who.maybe)}, on site, {_is(who.maybe)} {what}."


def _of_profession(where: str) -> Callable[[Found, Answer], str]:
    def said(who: Found, answer: Answer) -> str:
        if answer is Answer.MET:
            return f"{_somebody(who.sure)} {_is(who.sure)} of a profession that this asks for."
        if answer is Answer.NO_EVIDENCE:
            return f"It is not recorded what {names(who.maybe)} {_is(who.maybe)} by profession."
        some = (*who.sure, *who.maybe)
        if some:
            perhaps = " at best" if who.maybe else ""
            return f"Only {names(some)} {_is(some)} of a profession that this asks for{perhaps}."
        return f"Nobody {where} is of a profession that this asks for, with a license in force."

    return said


def _not_counted(who: Found, answer: Answer) -> str:
    if answer is Answer.NOT_APPLICABLE:
        return "Nobody here is of a profession that is never counted."
    return f"{names(who.sure)} {_is(who.sure)} not counted, by profession."


_SENTENCES: dict[str, Callable[[Found, Answer], str]] = {
    checks.NALOXONE: _naloxone,
    checks.TRAINED: _trained,
    checks.CLINICIAN: _of_profession("within reach"),
    checks.SOMEONE_IS: _of_profession("here"),
    checks.NOT_COUNTED: _not_counted,
}


def names(people: Sequence[Present]) -> str:
    """Their names, as one writes them in a sentence."""
    *rest, last = (each.name for each in people)
    if len(rest) < 2:
        return " and ".join([*rest, last])
    return f"{', '.join(rest)}, and {last}"


def _somebody(people: Sequence[Present]) -> str:
    return names(people) if people else "Nobody"


def _only(people: Sequence[Present]) -> str:
    return f"Only {names(people)}" if people else "Nobody"


def _is(people: Sequence[Present]) -> str:
    return "are" if len(people) > 1 else "is"


def _are(count: int) -> str:
    return f"{_number(count)} {'is' if count == 1 else 'are'}"


def _number(count: int) -> str:
    words = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    return words[count] if count < len(words) else str(count)
