"""The promises of the database: durable, honest about time, and nothing lost between writers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import sessionmaker

from portal.models import Agency, County, CountyPlan, CountyPlanCounty, SignInFailure, Team

WRITES = 200


def test_the_58_counties_have_57_plans(session):
    assert session.scalar(select(func.count()).select_from(County)) == 58
    assert session.scalar(select(func.count()).select_from(CountyPlan)) == 57
    served = session.scalars(select(CountyPlanCounty.county_fips)).all()
    assert len(served) == len(set(served)) == 58


def test_sutter_and_yuba_share_one_plan(session):
    shared = session.execute(
        select(CountyPlan.name, County.name)
        .join(CountyPlanCounty, CountyPlanCounty.plan_id == CountyPlan.id)
        .join(County, County.fips == CountyPlanCounty.county_fips)
        .where(County.name.in_(["Sutter", "Yuba"]))
        .order_by(County.name)
    ).all()
    assert [county for _, county in shared] == ["Sutter", "Yuba"]
    assert len({plan for plan, _ in shared}) == 1


def test_an_instant_comes_back_aware_and_in_utc(session):
    pacific = timezone(timedelta(hours=-8))
    session.add(SignInFailure(subject="a", at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=pacific)))
    session.commit()
    at = session.scalars(select(SignInFailure.at)).one()
    assert at == datetime(2026, 1, 2, 11, 4, 5, tzinfo=UTC)
    assert at.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused(session):
    session.add(SignInFailure(subject="a", at=datetime(2026, 1, 2, 3, 4)))  # noqa: DTZ001
    with pytest.raises(StatementError, match="needs a time zone"):
        session.flush()


def test_a_reference_to_nothing_is_refused(session):
    at = datetime(2026, 1, 2, tzinfo=UTC)
    session.add(Agency(name="Nobody's", recorded_at=at, recorded_by_id=999))
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 30000)],
)
def test_sqlite_is_durable_and_keeps_its_references(session, pragma, value):
    assert session.scalar(text(f"PRAGMA {pragma}")) == value


def test_two_writers_lose_nothing(session):
    """Each reads, thinks, and writes back; without locks half of it would vanish."""
    session.add(County(fips="00000", name="Counter", population=0))
    session.commit()
    make_session = sessionmaker(session.get_bind())

    def write() -> None:
        for _ in range(WRITES):
            with make_session.begin() as mine:
                county = mine.get_one(County, "00000", with_for_update=True)
                county.population += 1

    try:
        with ThreadPoolExecutor(2) as pool:
            for writer in [pool.submit(write) for _ in range(2)]:
                writer.result()
        assert session.get_one(County, "00000", populate_existing=True).population == 2 * WRITES
    finally:
        session.rollback()
        session.delete(session.get_one(County, "00000"))
        session.commit()


def test_a_test_finds_no_rows_of_the_test_before(session):
    assert session.scalar(select(func.count()).select_from(SignInFailure)) == 0
    assert session.scalar(select(func.count()).select_from(Team)) == 0


def test_looking_up_rows_is_said_to_cost_little(session):
    """By its own measure PostgreSQL would read a whole table to find 500 people in it."""
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("SQLite knows no such cost.")
    for _ in range(2):
        assert session.scalar(text("SHOW random_page_cost")) == "1.1"
        session.rollback()


def test_what_is_prepared_stays_prepared_when_a_page_that_only_read_is_done(session):
    """The driver alone would forget it all with every rollback, and plan each statement anew."""
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("SQLite prepares its statements otherwise.")
    known = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE :asked")
    with session.get_bind().connect() as connection:
        for _ in range(8):
            assert connection.scalar(text("SELECT 20230619 + 1")) == 20230620
            connection.rollback()
        assert connection.scalar(known, {"asked": "SELECT 20230619 + 1"}) == 1


def test_a_rollback_takes_everything_back(session):
    session.add(SignInFailure(subject="somebody", at=datetime(2026, 3, 2, tzinfo=UTC)))
    session.flush()
    session.rollback()
    assert session.scalar(select(func.count()).select_from(SignInFailure)) == 0


def test_a_lost_connection_is_told_and_the_next_one_works(session):
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("SQLite has no connection to lose.")
    engine = session.get_bind().engine
    with engine.connect() as lost, engine.connect() as other:
        process = lost.scalar(text("SELECT pg_backend_pid()"))
        other.execute(text("SELECT pg_terminate_backend(:process)"), {"process": process})
        with pytest.raises(OperationalError):
            lost.execute(text("SELECT 1"))
        lost.rollback()
        assert lost.scalar(text("SELECT 1")) == 1  # a new one
