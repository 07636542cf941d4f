"""What is known about people: every kind of fact, as known then, in a fixed number of queries."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.development.sample_learning import Stage
from portal.domain import facts
from portal.domain.coverage import ExceptionKind
from portal.domain.curriculum import Catalogue, Replacement
from portal.domain.facts import DecisionKind, Duty, PersonFacts
from portal.domain.people import ProviderType
from portal.models import (
    Claim,
    CountyFact,
    Decision,
    Designation,
    DutyHeld,
    Equivalency,
    EquivalencyRevocation,
    Leave,
    OutsideTraining,
)
from portal.services import certification, records
from portal.services.certification.words import KINDS
from tests import factories, rosters, rules
from tests.factories import ALAMEDA, FRESNO
from tests.queries import counted
from tests.trainings import NOW, SLUG, catalogue, completed, course, learner

AT = datetime(2026, 1, 15, 18, tzinfo=UTC)
LATER = AT + timedelta(days=30)
DAY = date(2025, 6, 1)


@pytest.fixture
def ana(session):
    return factories.person(session, "Ana María Flores", name_used="Ana")


@pytest.fixture
def rosa(session):
    return factories.person(session, "Rosa Delgado")


def add(session, table, at=AT, by=None, **values):
    row = table(recorded_at=at, recorded_by_id=by.id if by else None, **values)
    session.add(row)
    session.flush()
    return row


def outside(session, person, title="Narcan basics", **values):
    said = {
        "provider": "Red Cross",
        "subject": "naloxone",
        "completed_on": DAY,
        "ce_minutes": 60,
    } | values
    return add(session, OutsideTraining, person_id=person.id, title=title, **said)


def precedent(session, at=AT, **values):
    said = {
        "title": "Narcan basics",
        "provider": "Red Cross",
        "requirement": "naloxone-training",
        "starts_on": DAY,
        "ends_on": None,
        "recency_months": 12,
        "reason": "Same content.",
    } | values
    return add(session, Equivalency, at, **said)


def known(session, person, known_at=None, using=None):
    return certification.one(session, person.id, using or catalogue(), known_at)


def test_somebody_without_facts_is_there_all_the_same(session, ana):
    assert known(session, ana) == PersonFacts(ana.id, "Ana")
    assert certification.facts_of(session, [], catalogue()) == {}
    assert set(certification.facts_of(session, None, catalogue())) == {ana.id}


def test_every_kind_of_fact_says_what_it_is_and_who_recorded_it(session, ana, rosa):
    team = factories.team(session)
    affiliation = factories.affiliation(session, ana, team=team, starts_on=DAY)
    profession = factories.profession(session, ana, starts_on=DAY)
    credential = factories.credential(session, ana, expires_on=DAY)
    duty = add(session, DutyHeld, by=rosa, person_id=ana.id, duty=Duty.RESPONDS, starts_on=DAY)
    leave = add(session, Leave, by=rosa, person_id=ana.id, starts_on=DAY, ends_on=DAY)
    designation = add(
        session, Designation, by=rosa, person_id=ana.id, county_fips=FRESNO, starts_on=DAY
    )
    decision = add(
        session,
        Decision,
        by=rosa,
        person_id=ana.id,
        kind=DecisionKind.WAIVER,
        requirement="crisis-training",
        starts_on=DAY,
        ends_on=DAY,
        reason="Away.",
    )

    def fact(kind, row, by="Rosa Delgado"):
        return facts.Recorded(f"{kind}:{row.id}", AT, by)

    assert known(session, ana) == PersonFacts(
        ana.id,
        "Ana",
        affiliations=(
            facts.Affiliated(fact("affiliation", affiliation, ""), FRESNO, team.id, DAY, None),
        ),
        duties=(facts.DutyHeld(fact("duty", duty), Duty.RESPONDS, DAY, None),),
        professions=(
            facts.Profession(fact("profession", profession, ""), ProviderType.LCSW, DAY, None),
        ),
        licenses=(
            facts.LicenseHeld(
                fact("credential", credential, ""), credential.title, None, None, DAY, None
            ),
        ),
        designations=(facts.DesignationHeld(fact("designation", designation), FRESNO, DAY, None),),
        decisions=(
            facts.Decided(
                fact("decision", decision),
                DecisionKind.WAIVER,
                "crisis-training",
                DAY,
                DAY,
                "Away.",
            ),
        ),
        leaves=(facts.Leave(fact("leave", leave), DAY, DAY),),
    )


def test_a_training_of_the_portal_is_known_with_its_edition_and_revocation(session, ana, rosa):
    record = completed(session, ana)
    (found,) = known(session, ana).completions
    assert (found.course, found.edition, found.completed_on) == (SLUG, 2, record.completed_on)
    assert (found.still_counts, found.superseded_on, found.revoked_on) == (True, None, None)
    assert found.fact == facts.Recorded(f"training-record:{record.id}", record.completed_at, "")
    records.revoke(session, record.id, "Copied.", on=date(2026, 3, 2), by=rosa.id, at=NOW)
    assert known(session, ana).completions[0].revoked_on == date(2026, 3, 2)
    assert known(session, ana, NOW - timedelta(seconds=1)).completions[0].revoked_on is None
    assert known(session, ana, record.completed_at - timedelta(seconds=1)).completions == ()


def test_an_edition_that_no_longer_counts_says_since_when(session, ana):
    completed(session, ana)
    third = replace(
        course(), edition=3, published=date(2026, 6, 1), replaces=(Replacement(2, False, "Why."),)
    )
    newer = Catalogue((third,), {**catalogue().editions, (SLUG, 3): third})
    (found,) = known(session, ana, using=newer).completions
    assert (found.still_counts, found.superseded_on) == (False, date(2026, 6, 1))


def test_a_training_under_way_ends_with_its_completion(session, ana, rosa):
    learner(session, ana, Stage.HALF_WAY)
    (begun,) = known(session, ana).begun
    assert (begun.course, begun.started_on, begun.ended_on) == (SLUG, date(2026, 3, 1), None)
    record = completed(session, rosa)
    (ended,) = known(session, rosa).begun
    assert ended.ended_on == record.completed_on
    assert (
        known(session, rosa, record.completed_at - timedelta(seconds=1)).begun[0].ended_on is None
    )


def test_a_correction_takes_the_place_of_what_was_known(session, ana):
    wrong = outside(session, ana)
    right = outside(session, ana, at=LATER, completed_on=date(2025, 7, 1), supersedes_id=wrong.id)

    def days(known_at=None):
        return [each.completed_on for each in known(session, ana, known_at).completions]

    assert days() == days(LATER) == [date(2025, 7, 1)]
    assert days(LATER - timedelta(seconds=1)) == days(AT) == [DAY]
    assert days(AT - timedelta(seconds=1)) == []
    outside(session, ana, at=LATER, supersedes_id=right.id, withdrawn=True)
    assert days() == []


def test_what_was_taken_back_is_no_fact(session, ana):
    values = {"person_id": ana.id, "duty": Duty.RESPONDS}
    row = add(session, DutyHeld, **values, starts_on=DAY, ends_on=None)
    before = DAY - timedelta(days=1)
    add(session, DutyHeld, LATER, **values, starts_on=DAY, ends_on=before, supersedes_id=row.id)
    assert known(session, ana).duties == ()
    assert len(known(session, ana, AT).duties) == 1


def test_credit_by_decision_comes_with_its_precedent(session, ana, rosa):
    training, given = outside(session, ana, by=rosa), precedent(session, by=rosa)
    add(session, Claim, LATER, training_id=training.id, equivalency_id=given.id, claimed_on=DAY)
    (completion,) = known(session, ana).completions
    (claim,) = completion.claims
    assert claim.fact.key == f"claim:{training.id}-{given.id}"
    assert (claim.claimed_on, claim.equivalency.requirement) == (DAY, "naloxone-training")
    assert claim.equivalency.fact.by == "Rosa Delgado"
    assert claim.equivalency.revoked_on is None
    assert known(session, ana, AT).completions[0].claims == ()
    later = LATER + timedelta(days=1)
    add(
        session,
        EquivalencyRevocation,
        later,
        equivalency_id=given.id,
        revoked_on=DAY,
        reason="Too old.",
    )
    assert known(session, ana).completions[0].claims[0].equivalency.revoked_on == DAY
    assert known(session, ana, LATER).completions[0].claims[0].equivalency.revoked_on is None


def test_everybody_gets_their_own_facts_and_no_more(session, ana, rosa):
    factories.affiliation(session, ana, FRESNO)
    factories.affiliation(session, rosa, ALAMEDA)
    found = certification.facts_of(session, [ana.id, rosa.id], catalogue())
    assert [found[each.id].affiliations[0].county for each in (ana, rosa)] == [FRESNO, ALAMEDA]
    assert set(certification.facts_of(session, [ana.id], catalogue())) == {ana.id}


def test_the_number_of_queries_does_not_grow_with_people(app, session, ana, rosa):
    people = [ana, rosa, *(factories.person(session) for _ in range(8))]
    given = precedent(session)
    for person in people:
        factories.affiliation(session, person)
        training = outside(session, person, by=rosa)
        add(session, Claim, training_id=training.id, equivalency_id=given.id, claimed_on=DAY)
    session.flush()

    def queries(some):
        with counted(app) as statements:
            certification.facts_of(session, [each.id for each in some], catalogue())
        return len(statements)

    assert queries(people[:1]) == queries(people[2:]) == 3
    with counted(app) as statements:
        certification.facts_of(session, None, catalogue(), names=False)
    assert len(statements) == 2


def test_facts_are_described_by_their_keys(app, session, ana, rosa):
    team = factories.team(session, "North Night Team")
    training, given = outside(session, ana, by=rosa), precedent(session)
    add(session, Claim, training_id=training.id, equivalency_id=given.id, claimed_on=DAY)
    affiliation = factories.affiliation(session, ana, team=team, starts_on=DAY)
    record = completed(session, ana)
    session.flush()
    keys = [
        f"outside-training:{training.id}",
        f"claim:{training.id}-{given.id}",
        f"affiliation:{affiliation.id}",
        f"training-record:{record.id}",
        "leave:999",
        f"claim:{training.id}-999",
        "nothing:1",
        "leave:x",
        "",
    ]
    with counted(app) as statements:
        found = certification.describe(session, rules.rulebook(), keys)
    assert len(statements) == 5
    assert list(found) == keys[:4]
    assert found[keys[0]].words == "Completed “Narcan basics” with Red Cross on June 1, 2025."
    assert (found[keys[0]].recorded_by, found[keys[0]].recorded_at) == ("Rosa Delgado", AT)
    assert found[keys[1]].words == "“Narcan basics” is credited from June 1, 2025 on."
    assert found[keys[2]].words == (
        "Works in Fresno County on North Night Team for Valley Crisis Services from June 1, 2025."
    )
    assert (found[keys[2]].person, found[keys[2]].county, found[keys[2]].team) == (
        ana.id,
        FRESNO,
        team.id,
    )
    assert found[keys[3]].words.startswith("Completed “")


def test_every_kind_of_fact_can_be_described(session, ana, rosa):
    """The key of each fact that verdicts and rosters name leads to a sentence."""
    team = factories.team(session, "North Night Team")
    training, given = outside(session, ana), precedent(session)
    add(session, Claim, training_id=training.id, equivalency_id=given.id, claimed_on=DAY)
    factories.affiliation(session, ana, team=team)
    factories.profession(session, ana)
    factories.credential(session, ana)
    factories.designation(session, ana)
    factories.decision(session, ana)
    factories.leave(session, ana, DAY)
    factories.duty(session, ana)
    completed(session, ana)
    night = rosters.shift(session, team, "Night")
    place = rosters.assignment(session, night, ana)
    away = rosters.exception(session, night, date(2026, 1, 12), ExceptionKind.OFF, ana)
    opened = add(
        session, CountyFact, county_fips=FRESNO, requirement="crisis-line", done_on=DAY, note=""
    )
    found = known(session, ana)
    keys = [
        each.fact.key
        for kind in asdict_shallow(found).values()
        if isinstance(kind, tuple)
        for each in kind
    ]
    keys += [f"claim:{training.id}-{given.id}", f"equivalency:{given.id}"]
    keys += [f"shift-assignment:{place.id}", f"shift-exception:{away.id}"]
    keys += [f"county-fact:{opened.id}"]
    described = certification.describe(session, rules.rulebook(), keys)
    assert set(described) == set(keys)
    assert {key.partition(":")[0] for key in keys} == set(KINDS)
    assert all(each.words.endswith(".") for each in described.values())
    assert described[f"shift-exception:{away.id}"].words == (
        "Does not come to Night on January 12, 2026."
    )
    assert described[f"county-fact:{opened.id}"].words == "Crisis line: done from June 1, 2025."


def asdict_shallow(found):
    return {field.name: getattr(found, field.name) for field in fields(found)}
