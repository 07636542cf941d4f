"""The worker: sweeps at their times, on both databases; what fails does not end it."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, make_url, text

from portal.jobs.worker import Sweep, Worker, place_for


@pytest.mark.parametrize(
    ("portal", "place"),
    [
        ("sqlite:////var/lib/portal/portal.db", "sqlite:////var/lib/portal/portal-worker.db"),
        ("postgresql+psycopg://p:s@db/portal", "postgresql://p:s@db/portal"),
    ],
)
def test_its_list_is_kept_beside_the_portal(portal, place):
    assert place_for(portal) == place


def test_it_needs_a_database_that_stays():
    with pytest.raises(ValueError, match="file"):
        place_for("sqlite://")


@pytest.mark.slow
def test_every_sweep_runs_at_once_and_again_whatever_fails(database):
    rang, count = threading.Event(), []

    def ring(at):
        count.append(at)
        if len(count) > 2:
            rang.set()

    def fail(_at):
        message = "on purpose"
        raise RuntimeError(message)

    engine = create_engine(database)
    before = set(inspect(engine).get_table_names())
    worker = Worker(
        database, [Sweep("ring", "* * * * * *", ring), Sweep("fail", "* * * * * *", fail)]
    )
    worker.start()
    try:
        assert rang.wait(120), "The sweep does not run again."
    finally:
        worker.stop()
    assert all(at.tzinfo is not None for at in count)
    after = set(inspect(engine).get_table_names())
    assert after == before, "It adds nothing among the portal's tables."
    if make_url(database).get_backend_name() == "sqlite":
        place = make_url(place_for(database)).database
        assert Path(place).exists()
        Path(place).unlink()
    else:
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA dbos CASCADE"))
    engine.dispose()
