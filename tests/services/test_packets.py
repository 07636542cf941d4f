"""A packet is filled from facts as they were known: rules, people, decisions and the roster."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from portal.documents.packets.page import packet_html
from portal.domain.certification import State
from portal.domain.coverage import ExceptionKind
from portal.domain.facts import Duty
from portal.domain.people import ProviderType
from portal.domain.staffing import Answer, Mode, Outcome
from portal.services import packets, people, records
from portal.services import rulebook as rules_service
from portal.services.packets import Asked, Making
from tests import factories, rosters
from tests.factories import FRESNO, KERN
from tests.queries import counted
from tests.rules import rulebook
from tests.trainings import catalogue, completed

DAY = date(2026, 3, 14)  # a Saturday
KNOWN = datetime(2026, 3, 20, 17, tzinfo=UTC)
LATER = datetime(2026, 3, 25, 17, tzinfo=UTC)
MADE = datetime(2026, 4, 2, 16, tzinfo=UTC)
MAKING = Making(MADE, "Tara Nguyen", "https://training.example.org", "a-key", False, False)
SATURDAY = 5


@pytest.fixture
def team(session):
    return factories.team(session, "Night team")


def fill(session, team, *, day=DAY, known_at=KNOWN, rules=None):
    session.flush()
    asked = Asked(team, "Fresno", "Valley Crisis Services", day, known_at)
    return packets.packet(session, asked, rules or rulebook(), catalogue(), MAKING)


def member(
    session, team, name, *, starts_on=date(2026, 1, 5), profession=ProviderType.LCSW, **more
):
    """Somebody on the team who may be counted."""
    person = factories.person(session, name)
    factories.affiliation(session, person, team=team, starts_on=starts_on, **more)
    factories.profession(session, person, profession)
    return person


def answers(packet, name):
    (person,) = [each for each in packet.people if each.name == name]
    return {each.requirement: each for each in person.answers}


def person(packet, name):
    (found,) = [each for each in packet.people if each.name == name]
    return found


def lines(packet):
    return {each.requirement: each for each in packet.team_answers}


# The team


def test_two_who_completed_what_is_asked_make_the_team_ready(session, team):
    for name in ("Ana Flores", "Ben Okafor"):
        completed(session, member(session, team, name))
    packet = fill(session, team)
    assert [each.name for each in packet.people] == ["Ana Flores", "Ben Okafor"]
    assert lines(packet)["two-members"].answer is Answer.MET
    assert not lines(packet)["two-members"].advisory
    assert packet.outcome is Outcome.ADVISORY  # nobody is known to carry naloxone, say
    assert packet.answer == "Yes, as far as verified requirements go"


def test_a_verified_requirement_that_is_not_met_decides_and_is_named(session, team):
    completed(session, member(session, team, "Ana Flores"))
    packet = fill(session, team)
    assert (packet.outcome, packet.deciding) == (Outcome.NOT_COVERED, "two-members")
    assert packet.answer == "No"
    assert "Ana Flores" in packet.because
    assert packet.rule("two-members").verified is not None


def test_an_unverified_requirement_never_blocks(session, team):
    for name in ("Ana Flores", "Ben Okafor"):
        completed(session, member(session, team, name))
    packet = fill(session, team)
    failing = {
        slug
        for slug, line in lines(packet).items()
        if line.answer not in (Answer.MET, Answer.NOT_APPLICABLE)
    }
    assert failing
    assert all(lines(packet)[slug].advisory for slug in failing)
    assert packet.outcome is not Outcome.NOT_COVERED


def test_nobody_on_the_team_is_a_packet_too(session, team):
    packet = fill(session, team)
    assert (packet.outcome, packet.deciding) == (Outcome.NOT_COVERED, "around-the-clock")
    assert packet.people == ()
    assert packet.rule("around-the-clock").title == "Around the clock"
    assert b"Nobody was on the team" in packet_html(packet)


def test_who_was_on_the_team_on_another_day_is_not_in_it(session, team):
    member(session, team, "Gone Before", ends_on=DAY - timedelta(days=1))
    member(session, team, "Coming Later", starts_on=DAY + timedelta(days=1))
    member(session, factories.team(session), "Elsewhere")
    member(session, team, "First Day", starts_on=DAY)
    member(session, team, "Last Day", ends_on=DAY)
    packet = fill(session, team)
    assert [each.name for each in packet.people] == ["First Day", "Last Day"]
    for name in ("Gone Before", "Coming Later", "Elsewhere"):
        assert name not in packet_html(packet).decode()


def test_who_only_gives_advice_or_dispatches_is_taken_so(session, team):
    factories.duty(session, member(session, team, "Cory"), Duty.CONSULTS)
    factories.duty(session, member(session, team, "Dee"), Duty.DISPATCHES)
    packet = fill(session, team)
    assert person(packet, "Cory").mode == "Taken to be on call"
    assert person(packet, "Dee").mode == "Only dispatches calls, so is not taken to be there"


# A person


def test_a_person_has_every_requirement_with_its_derivation_and_facts(session, team):
    ana = member(session, team, "Ana Flores")
    record = completed(session, ana)
    packet = fill(session, team)
    found = answers(packet, "Ana Flores")
    assert list(found) == [
        "crisis-training",
        "assessment-training",
        "culture-training",
        "naloxone-training",
        "providers",
    ]
    crisis = found["crisis-training"]
    assert (crisis.state, crisis.advisory, crisis.since) == (
        State.VALID,
        False,
        record.completed_on,
    )
    key = f"training-record:{record.id}"
    assert key in {step.fact for step in crisis.because}
    told = {fact.key: fact for fact in person(packet, "Ana Flores").facts}
    assert "Sample course" in told[key].text
    used = {s.fact for a in found.values() for s in a.because} - {""}
    assert used <= told.keys()


def test_who_recorded_a_fact_and_when_is_told(session, team):
    sam = factories.person(session, "Sam Ortiz")
    ana = member(session, team, "Ana Flores")
    at = datetime(2026, 2, 1, 9, tzinfo=UTC)
    training = factories.outside_training(session, ana, subject="naloxone", at=at, by=sam)
    (told,) = [
        fact
        for fact in person(fill(session, team), "Ana Flores").facts
        if fact.key == f"outside-training:{training.id}"
    ]
    assert (told.at, told.by) == (at, "Sam Ortiz")


def test_decisions_are_told_with_their_reasons(session, team):
    sam = factories.person(session, "Sam Ortiz")
    ana = member(session, team, "Ana Flores")
    factories.decision(session, ana, "crisis-training", by=sam)
    factories.decision(session, ana, "culture-training", ends_on=DAY - timedelta(days=1))
    training = factories.outside_training(session, ana, "Other culture")
    precedent = factories.equivalency(session, "culture-training", "Other culture", by=sam)
    factories.claim(session, training, precedent)
    packet = fill(session, team)
    waiver, credit = person(packet, "Ana Flores").decisions
    assert (waiver.kind, waiver.requirement, waiver.reason, waiver.fact.by) == (
        "Waiver",
        "crisis-training",
        "On leave when it was given.",
        "Sam Ortiz",
    )
    assert (credit.about, credit.reason, credit.fact.by) == (
        "Other culture",
        "The syllabus covers the same topics.",
        "Sam Ortiz",
    )
    assert answers(packet, "Ana Flores")["crisis-training"].state is State.WAIVED


def test_what_began_after_the_day_is_not_told(session, team):
    ana = member(session, team, "Ana Flores")
    later = DAY + timedelta(days=1)
    factories.outside_training(session, ana, "Private later course", completed_on=later)
    factories.decision(session, ana, "providers", starts_on=later)
    factories.affiliation(session, ana, KERN, starts_on=later)
    html = packet_html(fill(session, team)).decode()
    assert "Private later course" not in html
    assert "On leave when it was given." not in html
    assert "Kern" not in html


def test_what_was_revoked_since_is_told_as_such(session, team):
    ana = member(session, team, "Ana Flores")
    record = completed(session, ana)
    records.revoke(session, record.id, "Somebody else.", on=date(2026, 3, 18), by=ana.id, at=KNOWN)
    packet = fill(session, team)
    assert answers(packet, "Ana Flores")["crisis-training"].state is State.VALID
    (told,) = [f for f in person(packet, "Ana Flores").facts if f.key.startswith("training-rec")]
    assert told.text.endswith(" Revoked from March 18, 2026 on.")
    earlier = fill(session, team, known_at=KNOWN - timedelta(seconds=1))
    assert "Revoked" not in packet_html(earlier).decode()


def test_legal_names_are_told_beside_the_names_used(session, team):
    ana = factories.person(session, "Ana María Flores", name_used="Anita")
    factories.affiliation(session, ana, team=team)
    packet = fill(session, team)
    assert (packet.people[0].name, packet.people[0].legal_name) == ("Anita", "Ana María Flores")
    assert "Legal name: Ana María Flores." in packet_html(packet).decode()


# Two clocks


def test_people_are_named_as_they_were_called_at_the_moment(session, team):
    ana = member(session, team, "Ana Flores")
    between = LATER + timedelta(days=2)
    for name, at in (("Ana Ruiz", LATER), ("Anna Ruiz", between), ("Anna R. Ruiz", MADE)):
        people.edit(
            session, ana, replace(people.details_of(ana), legal_name=name), by=ana.id, at=at
        )

    def named(known_at):
        (one,) = fill(session, team, known_at=known_at).people
        return one.name, one.legal_name

    assert named(KNOWN) == ("Ana Flores", "Ana Flores")
    assert named(LATER) == ("Ana Ruiz", "Ana Ruiz")
    assert named(between) == ("Anna Ruiz", "Anna Ruiz")
    assert named(MADE) == ("Anna R. Ruiz", "Anna R. Ruiz")
    document = packet_html(fill(session, team)).decode()
    assert "Ana Flores" in document
    assert "Ruiz" not in document


def test_what_was_recorded_later_is_not_in_a_packet_of_before(session, team):
    ana = member(session, team, "Ana Flores")
    training = factories.outside_training(
        session, ana, "Late evidence", subject="naloxone", completed_on=date(2026, 2, 1), at=LATER
    )
    factories.decision(session, ana, "crisis-training", at=LATER)
    member(session, team, "Late Member", at=LATER)
    shift = rosters.shift(session, team, "Late shift", weekday=SATURDAY, at=LATER)
    rosters.assignment(session, shift, ana, at=LATER)
    before = fill(session, team)
    html = packet_html(before).decode()
    for word in ("Late evidence", "Late Member", "Late shift", f"outside-training:{training.id}"):
        assert word not in html
    assert answers(before, "Ana Flores")["naloxone-training"].state is State.MISSING
    assert person(before, "Ana Flores").decisions == ()
    after = fill(session, team, known_at=LATER)
    assert answers(after, "Ana Flores")["naloxone-training"].state is State.VALID
    assert {each.name for each in after.people} == {"Ana Flores", "Late Member"}
    assert [each.name for each in after.shifts] == ["Late shift"]
    assert packet_html(fill(session, team)) == packet_html(before)


def test_a_fact_that_was_corrected_later_stands_as_it_was_known(session, team):
    ana = member(session, team, "Ana Flores")
    wrong = factories.outside_training(session, ana, subject="naloxone")
    factories.outside_training(session, ana, supersedes=wrong, withdrawn=True, at=LATER)
    state = "naloxone-training"
    assert answers(fill(session, team), "Ana Flores")[state].state is State.VALID
    then = fill(session, team, known_at=LATER)
    assert answers(then, "Ana Flores")[state].state is State.MISSING


def test_the_rules_of_the_day_are_told_with_the_words_of_that_day(session, team):
    ana = member(session, team, "Ana Flores", starts_on=date(2023, 6, 1))
    factories.outside_training(
        session, ana, subject="crisis", completed_on=date(2023, 6, 2), at=factories.AT
    )
    old = fill(session, team, day=date(2023, 6, 18))
    new = fill(session, team, day=date(2023, 6, 19))
    assert dict(old.rule("crisis-training").settings)["By when"] == "90 days"
    assert dict(new.rule("crisis-training").settings)["By when"] == "30 days"
    assert (old.rule("two-members").starts, new.rule("two-members").starts) == (
        None,
        date(2023, 6, 19),
    )
    assert answers(old, "Ana Flores")["crisis-training"].state is State.NOT_YET_DUE
    assert answers(new, "Ana Flores")["crisis-training"].state is State.VALID
    assert lines(old)["two-members"].answer is Answer.NOT_IN_FORCE
    assert [each.key for each in old.sources] == ["old-notice"]


def test_a_verification_is_told_with_who_made_it_and_only_once_it_was_known(session, team):
    kim = factories.person(session, "Kim Tran")
    files = rulebook()
    rules_service.record(
        session,
        files,
        "naloxone-on-site",
        date(2023, 6, 19),
        {},
        source="new-notice",
        section="4",
        read_on=date(2026, 3, 22),
        starts_on=date(2026, 3, 1),
        by=kim.id,
        at=LATER - timedelta(hours=1),
    )
    texts = {}
    for known_at in (KNOWN, LATER):
        known = rules_service.current(session, files, known_at)
        texts[known_at] = fill(session, team, known_at=known_at, rules=known).rule(
            "naloxone-on-site"
        )
    assert texts[KNOWN].standing == "Advisory; the source could not be read"
    assert texts[LATER].standing == "Verified: read at its source on March 22, 2026 by Kim Tran"


# The roster


def test_the_roster_of_the_day_is_told_hour_by_hour(session, team):
    sam = factories.person(session, "Sam Ortiz")
    ana, ben = member(session, team, "Ana Flores"), member(session, team, "Ben Okafor")
    for each in (ana, ben):
        completed(session, each)
    shift = rosters.shift(session, team, "Evening", weekday=SATURDAY, starts=time(18), ends=time(2))
    rosters.assignment(session, shift, ana, by=sam)
    rosters.assignment(session, shift, ben, Mode.REMOTE)
    friday = rosters.shift(session, team, "Friday night", weekday=4, starts=time(22), ends=time(4))
    rosters.assignment(session, friday, ana)
    packet = fill(session, team)
    assert [(each.name, each.people) for each in packet.shifts] == [
        ("Friday night", (("Ana Flores", "On site"),)),
        ("Evening", (("Ana Flores", "On site"), ("Ben Okafor", "Remote"))),
    ]
    told = packet.shifts[1].facts
    assert told[0].text.startswith("Ana Flores: On site on Evening")
    assert told[0].by == "Sam Ortiz"
    assert [
        (each.outcome, each.requirement, each.people, hours(each)) for each in packet.hours
    ] == [
        (Outcome.NOT_COVERED, "two-members", ("Ana Flores",), 4),
        (Outcome.NOT_COVERED, "around-the-clock", (), 14),
        (Outcome.ADVISORY, "naloxone-on-site", ("Ana Flores", "Ben Okafor"), 6),
    ]


def hours(stretch):
    return (stretch.ends_at - stretch.starts_at) / timedelta(hours=1)


@pytest.mark.parametrize(("day", "long"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25)])
def test_a_day_is_as_long_as_it_is_when_the_clocks_change(session, team, day, long):
    member(session, team, "Ana Flores")
    packet = fill(session, team, day=day)
    assert sum(map(hours, packet.hours)) == long


def test_what_is_different_on_the_date_is_told_with_the_reason(session, team):
    ana, ben = member(session, team, "Ana Flores"), member(session, team, "Ben Okafor")
    shift = rosters.shift(
        session, team, "Evening", weekday=SATURDAY, starts=time(18), ends=time(23)
    )
    rosters.assignment(session, shift, ana)
    rosters.exception(session, shift, DAY, ExceptionKind.OFF, ana, reason="Ill.")
    rosters.exception(session, shift, DAY, ExceptionKind.ON, ben)
    (held,) = fill(session, team).shifts
    assert held.people == (("Ben Okafor", "On site"),)
    assert any(
        "Ana Flores: Does not come" in each.text and "Ill." in each.text for each in held.facts
    )


def test_somebody_on_shift_who_is_not_on_the_team_is_told_apart(session, team):
    lent = factories.person(session, "Lent Helper")
    factories.affiliation(session, lent, FRESNO)
    shift = rosters.shift(
        session, team, "Evening", weekday=SATURDAY, starts=time(18), ends=time(23)
    )
    rosters.assignment(session, shift, lent)
    packet = fill(session, team)
    assert person(packet, "Lent Helper").mode.startswith("On a shift of the team that day")
    assert packet.deciding == "around-the-clock"  # the team itself has nobody


# The whole


def test_the_same_question_gives_the_same_bytes(session, team):
    for name in ("Zoe", "ana", "Ben"):
        completed(session, member(session, team, name))
    assert packet_html(fill(session, team)) == packet_html(fill(session, team))


def test_the_sources_of_the_rules_are_told_and_no_others(session, team):
    member(session, team, "Ana Flores")
    packet = fill(session, team)
    assert {each.key for each in packet.sources} == {each.source for each in packet.rules} - {""}


def test_the_number_of_queries_does_not_grow_with_people(app, session, team):
    def queries():
        session.commit()
        with counted(app) as statements:
            fill(session, team)
        return len(statements)

    def more():
        ana = member(session, team, "")
        completed(session, ana)
        training = factories.outside_training(session, ana, subject="naloxone")
        factories.claim(session, training, factories.equivalency(session, "culture-training"))
        factories.decision(session, ana, "crisis-training")
        factories.duty(session, ana, Duty.CARRIES_NALOXONE)
        shift = rosters.shift(session, team, weekday=SATURDAY)
        rosters.assignment(session, shift, ana)
        rosters.exception(session, shift, DAY, ExceptionKind.OFF, ana)

    more()
    few = queries()
    for _ in range(4):
        more()
    assert queries() == few
