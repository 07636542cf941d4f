"""What is made ready on each connection."""

import pytest


def test_the_driver_remembers_long_statements(session):
    """Else it would look for the parameters in each again: longer than to ask for the facts."""
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("the driver of SQLite does not look for them")
    from psycopg import _queries

    connection = session.connection()
    text = "SELECT %(one)s::INTEGER" + "".join(f", '{number:050}'" for number in range(150))
    assert len(text) > 4096
    hits = _queries._query2pg.cache_info().hits
    for one in range(2):
        assert connection.exec_driver_sql(text, {"one": one}).scalar() == one
    assert _queries._query2pg.cache_info().hits > hits
