"""The migrations make just the tables of the models, and each can be taken back."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import MetaData, create_engine, insert, inspect, select
from sqlalchemy.exc import IntegrityError

from portal.db import alembic
from tests.fresh import close, empty_like, maker, new_app, settings_for


@pytest.fixture
def empty(database, tmp_path):
    """An app on a database without a table."""
    app = new_app(settings_for(empty_like(database, tmp_path)))
    yield app
    close(app)


def go(app, direction, revision):
    """One migration; its connection closes with the context."""
    with app.app_context():
        getattr(alembic, direction)(revision)


def tables(app):
    engine = create_engine(app.config["SETTINGS"].database_url)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found - {"alembic_version"}


def test_models_and_migrations_say_the_same(app):
    with app.app_context():
        differences = alembic.compare_metadata()
    assert not differences, (
        "The models differ from the migrations. Write one: ./dev migration 'what changes'.\n"
        + "\n".join(map(str, differences))
    )


def test_each_migration_goes_down_and_up_again(empty):
    with empty.app_context():
        line = [(script.revision, script.down_revision) for script in alembic.log()]
    for revision, before in reversed(line):
        go(empty, "upgrade", revision)
        go(empty, "downgrade", before or "base")
        go(empty, "upgrade", revision)
    assert tables(empty)
    go(empty, "downgrade", "base")
    assert not tables(empty), "Going all the way down leaves these tables behind."


def test_a_database_that_is_in_use_goes_up_and_stays_whole(empty):
    """Tables are changed while others refer to their rows."""
    go(empty, "upgrade", "0014")
    engine = create_engine(empty.config["SETTINGS"].database_url)
    tables = MetaData()
    tables.reflect(engine)
    person, grant = tables.tables["person"], tables.tables["role_grant"]
    now = datetime(2026, 3, 2, tzinfo=UTC)
    words = {"legal_name": "Ana", "name_used": "", "email": "", "phone": ""}
    with engine.begin() as connection:
        connection.execute(insert(person).values(id=1, recorded_at=now, **words))
        connection.execute(insert(grant).values(id=1, person_id=1, role="trainer", recorded_at=now))
    engine.dispose()
    go(empty, "upgrade", "heads")
    with maker(empty)() as session:
        assert session.execute(select(grant.c.person_id)).all() == [(1,)]
        with pytest.raises(IntegrityError):  # foreign keys hold again
            session.execute(insert(grant).values(person_id=9, role="trainer", recorded_at=now))


def test_there_is_one_line_of_migrations(portal):
    with portal.app_context():
        heads = alembic.script_directory.get_heads()
    assert len(heads) == 1, f"{heads} follow the same migration: put them in a line."
