"""What a packet says is copied out of rules, verdicts and facts, and nothing from after its day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.domain.certification import judged_requirements, standing
from portal.domain.packets.copying import (
    counted,
    decisions_of,
    rule_text,
    source_text,
    through,
)
from portal.domain.requirements import Beside, Confidence
from portal.domain.staffing import Abilities, Able, abilities
from tests import rules
from tests.domain import facts
from tests.rules import NEW, OLD, READ, SECOND, rulebook, verified

DAY = date(2026, 3, 14)
BEFORE, LATER = "2026-02-01", "2026-03-15"


def everything(day):
    """One fact of each kind that begins on this day."""
    return (
        facts.affiliated(day),
        facts.responds(day),
        facts.profession(starts=day),
        facts.licensed("2030-01-01", starts=day),
        facts.designated(day),
        facts.completed(day, "sample-course"),
        facts.begun(day, course="sample-course"),
        facts.waiver(day, "2030-01-01", "crisis-training"),
        facts.leave(day, "2030-01-01"),
    )


def test_what_begins_after_the_day_is_left_out():
    early, late = everything(BEFORE), everything(LATER)
    assert through(facts.person(*early, *late), DAY) == facts.person(*early)


def test_what_begins_on_the_day_or_nobody_knows_when_stays():
    person = facts.person(*everything(str(DAY)), facts.responds(None), facts.affiliated(None))
    assert through(person, DAY) == person


def test_credit_given_after_the_day_is_left_out_and_the_training_stays():
    person = facts.person(facts.outside(BEFORE, facts.claim(LATER)))
    (left,) = through(person, DAY).completions
    assert left.claims == ()


def test_no_state_and_no_ability_of_the_day_rests_on_what_is_left_out():
    claim = facts.claim("2026-05-01", facts.precedent("culture-training"))
    person = facts.person(
        facts.affiliated("2026-01-10", "2026-04-01"),
        facts.affiliated("2026-05-01"),
        facts.responds("2026-01-10"),
        facts.profession(starts="2026-02-01"),
        facts.licensed("2026-04-15"),
        facts.licensed("2028-04-15", starts="2026-04-16"),
        facts.completed("2026-02-10", "sample-course", revoked="2026-06-01"),
        facts.completed("2026-06-02", "sample-course"),
        facts.outside("2026-03-01", subject="naloxone"),
        facts.outside("2026-04-20", claim, subject="culture"),
        facts.begun("2026-01-20", course="sample-course"),
        facts.waiver("2026-04-01", "2026-05-01", "assessment-training"),
        facts.extension("2026-02-01", "2026-03-01", "crisis-training"),
        facts.leave("2026-03-10", "2026-03-12"),
    )
    book = verified(rulebook(), "refresh", valid_months=2, grace_days=5)
    for days in range(0, 240, 3):
        day = date(2026, 1, 1) + timedelta(days=days)
        known = through(person, day)
        states = {}
        for each in judged_requirements(book):
            states[each.slug] = standing(known, each, book, day)
            assert states[each.slug] == standing(person, each, book, day), (day, each.slug)
        assert abilities(known, book, day, states) == abilities(person, book, day, states)


def test_a_rule_is_copied_with_its_version_settings_and_source():
    text = rule_text(rules.CRISIS, rulebook(), DAY, {}, {})
    assert (text.starts, text.ends) == (SECOND, None)
    assert dict(text.settings)["By when"] == "30 days"
    assert (text.source, text.source_title, text.section) == (NEW.key, NEW.title, "II.A")
    assert (text.verified, text.verified_by) == (READ, "")
    older = rule_text(rules.CRISIS, rulebook(), SECOND - timedelta(days=1), {}, {})
    assert (older.starts, older.ends, older.source) == (rules.FIRST, SECOND, OLD.key)
    assert dict(older.settings)["By when"] == "90 days"


def test_who_verified_a_rule_is_named():
    (version,) = rules.MEMBERS.versions
    rule = replace(rules.MEMBERS, versions=(replace(version, verified_by=4),))
    assert rule_text(rule, rulebook(), DAY, {4: "Kim Tran"}, {}).verified_by == "Kim Tran"


def test_a_rule_that_was_only_recalled_advises_and_says_no_more():
    text = rule_text(rules.CARRIES, rulebook(), DAY, {}, {})
    assert text.standing == "Advisory; the source could not be read"


def test_a_rule_that_was_read_but_not_verified_says_so():
    (version,) = rules.CARRIES.versions
    read = replace(rules.CARRIES, versions=(replace(version, confidence=Confidence.VERIFIED),))
    text = rule_text(read, rulebook(), DAY, {}, {})
    assert text.standing == "Advisory; nobody has verified it (read at the source)"


def test_a_rule_before_its_first_version_is_not_in_force():
    text = rule_text(rules.CARRIES, rulebook(), SECOND - timedelta(days=1), {}, {})
    assert (text.standing, text.starts, text.settings, text.source) == (
        "Not in force on this day",
        None,
        (),
        "",
    )


def test_a_source_says_what_took_its_place():
    assert source_text(OLD, rulebook()).superseded_by == NEW.title
    assert source_text(NEW, rulebook()).superseded_by == ""


def test_decisions_that_help_on_the_day_are_told_with_their_reasons():
    holds = facts.waiver(BEFORE, str(DAY), "crisis-training")
    claim = facts.claim(BEFORE, facts.precedent("culture-training"))
    person = facts.person(
        holds,
        facts.waiver("2026-01-01", "2026-03-13", "crisis-training"),
        facts.extension(LATER, "2027-01-01", "crisis-training"),
        facts.outside("2026-01-05", claim, title="Culture in crisis"),
    )
    waiver, credit = decisions_of(person, DAY)
    assert (waiver.kind, waiver.reason, waiver.fact.key) == (
        "Waiver",
        "The county asked for it.",
        holds.fact.key,
    )
    assert (credit.requirement, credit.about, credit.reason) == (
        "culture-training",
        "Culture in crisis",
        "The contents are the same.",
    )
    assert credit.fact.key == claim.equivalency.fact.key


@pytest.mark.parametrize(
    ("judged", "advised", "said"),
    [
        (Able(0), Able(0), "Was away that day"),
        (Able.THERE | Able.COUNTS, Able.THERE | Able.COUNTS, "May be counted as a member"),
        (Able.THERE | Able.COUNTS, Able.THERE, "May be counted; requirements that nobody has ver"),
        (Able.THERE | Able.COUNTS, Able.THERE | Able.EXCLUDED, "May be counted; requirements that"),
        (Able.THERE | Able.MAYBE_COUNTS, Able.THERE, "Whether they may be counted cannot be said"),
        (Able.THERE, Able.THERE, "May not be counted"),
        (Able.THERE | Able.EXCLUDED, Able.THERE | Able.EXCLUDED, "Is of a profession that is nev"),
    ],
)
def test_whether_somebody_counts_is_a_sentence(judged, advised, said):
    assert counted(Abilities(judged, advised)).startswith(said)


def test_what_a_rule_names_is_said_by_its_title_and_what_else_is_said_stands_beside_it():
    beside = Beside(OLD.key, "(b)(2)(B)", "The members are trained.")
    (version,) = rules.CARRIES.versions
    book = rulebook()
    text = rule_text(replace(rules.CARRIES, beside=(beside,)), book, DAY, {}, {})
    named = book.requirements[version.settings["training"]].title
    assert dict(text.settings)["The training"] == named
    assert [(one.source_title, one.section, one.says) for one in text.beside] == [
        (OLD.title, "(b)(2)(B)", "The members are trained.")
    ]
