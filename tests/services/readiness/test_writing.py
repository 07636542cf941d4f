"""What is written of kept rows, on each database in its own way and to the same end."""

from datetime import date

from sqlalchemy import select

from portal.domain.staffing import Answer, Outcome
from portal.models import KeptCounty, KeptGap, KeptPerson, KeptTeam
from portal.services.readiness.writing import Writes
from tests import factories, rosters
from tests.factories import FRESNO, KERN
from tests.queries import counted

DAY = date(2026, 11, 29)


def stretch(person, starts, ends, states="v"):
    said = {"states": states, "advisory": "j", "judged": 1, "advised": 3}
    return {"person_id": person, "starts": starts, "ends": ends, **said}


def gap(area, number=None, opens=0, answer=None, team=None):
    times = {"weekday": 6, "starts": 1, "ends": 8, "opens": opens, "closes": 1440}
    said = {"outcome": Outcome.ADVISORY, "requirement": "a-slug", "answer": answer}
    return {"id": number, "area_id": area, **times, **said, "team_id": team}


def stretches(session):
    asked = select(KeptPerson.starts, KeptPerson.ends, KeptPerson.states)
    return session.execute(asked.order_by(KeptPerson.person_id, KeptPerson.starts)).all()


def test_a_row_takes_the_place_of_the_one_with_its_key(session):
    person = factories.person(session).id
    writes = Writes()
    writes.put(KeptPerson, [stretch(person, 1, 5), stretch(person, 5, 9), stretch(person, 9, 12)])
    assert stretches(session) == []
    writes.write(session)
    assert stretches(session) == [(1, 5, "v"), (5, 9, "v"), (9, 12, "v")]
    writes.forget(KeptPerson, [{"person_id": person, "starts": 9}])
    writes.put(KeptPerson, [stretch(person, 5, 12, "it’s 50% “e”")])
    writes.write(session)
    writes.write(session)  # there is nothing any more that it could write again
    assert stretches(session) == [(1, 5, "v"), (5, 12, "it’s 50% “e”")]


def test_a_gap_keeps_its_number_and_a_new_one_gets_a_new_number(session):
    area, team = rosters.area(session).id, factories.team(session).id
    writes = Writes()
    writes.put(KeptGap, [gap(area), gap(area, opens=60, answer=Answer.NOT_MET, team=team)])
    writes.write(session)
    one, other = session.scalars(select(KeptGap.id).order_by(KeptGap.opens))
    writes.put(KeptGap, [gap(area, one, opens=30), gap(area, opens=90)])
    writes.forget(KeptGap, [{"id": other}])
    writes.write(session)
    asked = select(KeptGap.id, KeptGap.opens, KeptGap.outcome, KeptGap.answer, KeptGap.team_id)
    changed, new = session.execute(asked.order_by(KeptGap.opens)).all()
    assert changed == (one, 30, Outcome.ADVISORY, None, None)
    assert new[0] != one


def test_only_a_county_that_is_kept_gets_a_stamp_and_its_evidence_is_never_older(session):
    session.add(KeptCounty(county_fips=FRESNO, stamp="one", changes="one:;", last_evidence_on=None))
    session.flush()

    def stamped(new, day):
        writes = Writes()
        for county in (FRESNO, KERN):
            writes.stamp(county, new, "a7", day)
        writes.write(session)
        asked = select(KeptCounty.county_fips, KeptCounty.stamp, KeptCounty.last_evidence_on)
        return session.execute(asked).all()

    assert stamped("two", DAY) == [(FRESNO, "two", DAY)]
    assert stamped("three", date(2020, 1, 1)) == [(FRESNO, "three", DAY)]
    assert stamped("four", None) == [(FRESNO, "four", DAY)]
    noted = session.scalars(select(KeptCounty.changes)).one()
    assert noted == "four:a7;three:a7;two:a7;one:;"


def test_all_of_it_is_one_statement_where_the_database_has_one(app, session):
    person, team, area = factories.person(session), factories.team(session), rosters.area(session)
    session.commit()
    writes = Writes()
    writes.put(KeptPerson, [stretch(person.id, 1, 5)])
    said = {"outcome": Outcome.COVERED, "requirement": "", "answer": None}
    writes.put(
        KeptTeam, [{"team_id": team.id, "starts": 1, "ends": 5, "county_fips": FRESNO, **said}]
    )
    writes.put(KeptGap, [gap(area.id)])
    with counted(app) as statements:
        writes.write(session)
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    assert len(statements) == (1 if on_postgresql else 3)
    assert stretches(session) == [(1, 5, "v")]
    assert session.scalars(select(KeptTeam.outcome)).all() == [Outcome.COVERED]
    with counted(app) as statements:
        Writes().write(session)
    assert statements == []
