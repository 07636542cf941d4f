"""What is kept equals what is worked out afresh, whatever happens, and whatever is missing."""

import pytest
from sqlalchemy import delete, func, select, update

from portal import held
from portal.domain.coverage import meet, parts, united
from portal.models import (
    Affiliation,
    KeptCounty,
    KeptCountyGap,
    KeptGap,
    KeptPerson,
    KeptTeam,
    KeptUnder,
    Person,
    RuleWithdrawal,
)
from portal.services import readiness, rulebook
from portal.services.readiness import refreshing
from portal.services.readiness.people import person_stretches
from tests import factories, rosters, rules, worlds
from tests.fresh import maker
from tests.rules import NEW, SECOND
from tests.trainings import catalogue
from tests.worlds import DAY, NOW, TODAY

FILES = rules.rulebook()


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def world(app, session):
    app.extensions["portal.regulations"] = FILES
    return worlds.make(session, seed=7)


def differences(session):
    rules_now = rulebook.current(session, FILES)
    return [one.words for one in readiness.check(session, rules_now, catalogue())]


def build(session):
    readiness.rebuild(session, FILES, catalogue())
    session.commit()


@pytest.mark.parametrize("seed", range(6))
def test_a_rebuilt_world_is_right(app, session, seed):
    worlds.use_rules(app)
    worlds.make(session, seed)
    build(session)
    assert differences(session) == []


@pytest.mark.parametrize("kind", worlds.KINDS)
def test_every_kind_of_fact_refreshes_what_rests_on_it(session, world, kind):
    session.commit()
    build(session)
    for _ in range(3):
        if kind in {"revoke precedent", "credit"}:
            world.happen("decide precedent")
            world.happen("train")
        world.happen(kind)
        session.commit()
        assert differences(session) == []


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_in_whatever_order_it_stays_right(app, session, seed):
    worlds.use_rules(app)
    world = worlds.make(session, 100 + seed)
    session.commit()
    build(session)
    for _ in range(12):
        for _ in range(world.chance.randint(1, 3)):
            world.happen(world.chance.choice([*worlds.KINDS]))
        session.commit()
        assert differences(session) == []


def test_a_county_falls_back_to_earlier_evidence_when_its_last_was_a_mistake(session, world):
    session.commit()
    build(session)
    person = session.get_one(Person, session.scalars(select(Affiliation.person_id)).first())

    def last():
        session.expire_all()
        return session.scalar(select(func.max(KeptCounty.last_evidence_on)))

    before = last()
    entry = factories.outside_training(session, person, completed_on=TODAY + DAY)
    session.commit()
    assert last() == TODAY + DAY
    factories.outside_training(
        session, person, completed_on=TODAY + DAY, supersedes=entry, withdrawn=True
    )
    session.commit()
    assert last() == before
    assert differences(session) == []


def test_nothing_is_kept_before_it_is_built(session, world):
    session.commit()
    world.happen("train")
    session.commit()
    for table in (KeptUnder, KeptPerson, KeptTeam, KeptGap, KeptCountyGap, KeptCounty):
        assert session.scalars(select(table)).first() is None
    assert differences(session) == [
        "Nothing is kept under the rules in use. Run: flask readiness rebuild"
    ]


def test_building_goes_on_where_it_stopped_and_facts_come_in_between(session, world):
    session.commit()
    readiness.start(session, FILES, catalogue())
    session.commit()
    while readiness.build_some(session, FILES, catalogue()):
        session.commit()
        world.happen("train")
        world.happen("assign")
        world.happen("leave team")
        session.commit()
        assert all(words.endswith("not kept") for words in differences(session))
    session.commit()
    assert differences(session) == []


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (KeptPerson, {"judged": 17}),
        (KeptPerson, {"states": "v" * len(rules.ALL)}),
        (KeptPerson, {"ends": 800_000}),
        (KeptTeam, {"requirement": "another"}),
        (KeptGap, {"ends": 800_000}),
        (KeptGap, {"team_id": 1}),
        (KeptCountyGap, {"opens": 7}),
        (KeptCounty, {"last_evidence_on": TODAY + DAY}),
    ],
)
def test_the_check_finds_a_row_that_somebody_changed(session, world, table, changes):
    build(session)
    key = list(table.__table__.primary_key.columns)
    first = session.execute(select(*key).order_by(*key)).first()
    session.execute(
        update(table)
        .where(*(column == value for column, value in zip(key, first, strict=True)))
        .values(**changes)
    )
    assert len(differences(session)) == 1


@pytest.mark.parametrize("table", [KeptPerson, KeptTeam, KeptCounty])
def test_the_check_finds_what_is_missing(session, world, table):
    build(session)
    key = next(iter(table.__table__.primary_key.columns))
    first = session.scalars(select(key).order_by(key)).first()
    session.execute(delete(table).where(key == first))
    (words,) = differences(session)
    assert words.endswith("not kept")


def test_a_verified_requirement_judges_in_every_kept_row_at_once(session, world):
    build(session)
    settings = {"valid_months": 12, "grace_days": 30}
    row = rulebook.record(
        session,
        FILES,
        "refresh",
        SECOND,
        settings,
        source=NEW.key,
        section="III",
        read_on=TODAY,
        starts_on=TODAY,
        by=world.people[0].id,
        at=NOW,
    )
    digest = session.scalar(select(KeptUnder.digest))
    session.commit()
    assert session.scalar(select(KeptUnder.digest)) != digest
    assert differences(session) == []
    rulebook.withdraw(session, row.id, TODAY + DAY, "Misread.", by=world.people[0].id, at=NOW)
    session.commit()
    assert session.scalars(select(RuleWithdrawal)).one()
    assert differences(session) == []


def test_what_is_kept_under_other_rules_is_left_alone(app, session, world):
    build(session)
    other = rules.verified(FILES, "providers")
    app.extensions["portal.regulations"] = other
    asked = select(KeptPerson.person_id, KeptPerson.starts, KeptPerson.states)
    before = set(session.execute(asked).all())
    world.happen("train")
    session.commit()
    assert set(session.execute(asked).all()) == before
    changed = rulebook.current(session, other)
    assert [one.kind for one in readiness.check(session, changed, catalogue())] == ["rules"]


def test_what_is_kept_holds_for_all_of_time_without_any_job(session, world, time_machine):
    build(session)
    for days in (1, 40, 800):
        time_machine.move_to(NOW + days * DAY, tick=False)
        assert not readiness.build_some(session, FILES, catalogue())
        assert differences(session) == []
        world.happen("assign")
        session.commit()


def test_a_new_place_leaves_what_was_before_it_alone(session, world):
    build(session)
    asked = select(KeptGap.id, KeptGap.starts).where(KeptGap.ends <= TODAY.toordinal())
    before = session.execute(asked).all()
    shift = world.shifts[0]
    for person in world.people[:3]:
        rosters.assignment(session, shift, person, first_on=TODAY + 10 * DAY)
        session.commit()
    assert before
    assert set(before) <= set(session.execute(asked).all())
    assert differences(session) == []


def test_a_new_place_leaves_other_hours_alone(session, world):
    build(session)
    shift = world.shifts[0]
    lasts = parts(shift.weekday, shift.starts, shift.ends)

    def others():
        rows = session.execute(select(KeptGap.id, KeptGap.weekday, KeptGap.opens, KeptGap.closes))
        whole = [row for row in rows if not meet(united(lasts), [(row[1], tuple(row[2:]))])]
        return {row.id for row in whole}

    before = others()
    for person in world.people[:3]:
        rosters.assignment(session, shift, person, first_on=TODAY)
        session.commit()
    assert before
    assert before <= others()
    assert differences(session) == []


def test_a_team_is_right_although_nothing_was_kept_of_somebody_on_it(session, world):
    build(session)
    for row in world.affiliations[:6]:
        session.execute(delete(KeptPerson).where(KeptPerson.person_id == row.person_id))
        factories.leave(session, session.get_one(Person, row.person_id), TODAY - 300 * DAY)
        session.commit()
        assert differences(session) == []


def test_a_license_and_a_training_are_judged_by_what_they_may_decide(session, world, monkeypatch):
    build(session)
    whole = []

    def judged(facts, book):
        whole.append(facts.person)
        return person_stretches(facts, book)

    monkeypatch.setattr(refreshing, "person_stretches", judged)
    people = [session.get_one(Person, row.person_id) for row in world.affiliations[:3]]
    for person in people:
        row = factories.credential(session, person)
        session.commit()
        factories.credential(session, person, supersedes=row)
        training = factories.outside_training(session, person, subject="crisis")
        session.commit()
        assert (whole, differences(session)) == ([], [])
    factories.outside_training(session, person, supersedes=training)
    session.commit()
    assert (whole, differences(session)) == ([person.id], [])


def test_what_is_rolled_back_refreshes_nothing(session, world):
    build(session)
    nobody = session.scalars(select(Person.id).order_by(Person.id.desc())).first()
    factories.person(session)
    session.rollback()
    factories.agency(session, "Another agency")
    session.commit()
    assert max(session.scalars(select(KeptPerson.person_id))) == nobody
    assert differences(session) == []


def test_the_rulebook_is_only_read_where_something_is_kept(app, session, monkeypatch):
    monkeypatch.setattr(held, "regulations", lambda _app: pytest.fail("read for nothing"))
    factories.person(session)
    session.commit()
    with maker(app)() as other:
        assert other.scalars(select(Person)).one()
